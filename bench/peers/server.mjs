// One peer: `node server.mjs '{"database": …}'`. Says its port when it is ready; ends with its parent.
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import { makeApp, sessionTtlMs } from './app.mjs';
import { SqliteSessions } from './sessions_sqlite.mjs';
import { PgStore, openPool } from './store_pg.mjs';
import { SqliteStore, openSqlite } from './store_sqlite.mjs';

const { file, synchronous, database, tuned, folder, images = 'twoPasses' } = JSON.parse(process.argv[2]);

function openStore() {
  if (file) {
    const db = openSqlite(file, synchronous);
    return { store: new SqliteStore(db), sessions: new SqliteSessions(db, sessionTtlMs) };
  }
  const pool = openPool(database, tuned);
  // Touching would write each session at each request; the peers are spared that.
  const PgSessions = connectPgSimple(session);
  const sessions = new PgSessions({ pool, disableTouch: true, ttl: sessionTtlMs / 1000 });
  return { store: new PgStore(pool, tuned), sessions };
}

const app = makeApp({ ...openStore(), folder, images, limit: 100_000_000, etag: !tuned });
const server = app.listen(0, '127.0.0.1', 4096, () => console.log(`port ${server.address().port}`));
server.keepAliveTimeout = 65_000;
process.stdin.resume().once('end', () => process.exit());
