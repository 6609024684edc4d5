// The statements that make an installation of `projects` × `routes` × `perRoute` sections with 50
// photos each; the same on both engines.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const file = new URL('grown.sql', import.meta.url);

export function grownSql({ projects, routes, perRoute }) {
  const numbers = {
    ':projects': projects,
    ':routes': routes,
    ':all_routes': projects * routes,
    ':per_route': perRoute,
    ':sections': projects * routes * perRoute,
  };
  return readFileSync(file, 'utf8').replace(/:[a-z_]+/g, (name) => numbers[name] ?? name);
}

export function growSqlite(database, size) {
  const quick = 'PRAGMA cache_size=-1000000; PRAGMA synchronous=OFF;'; // a million photos fit the cache
  execFileSync('sqlite3', ['-batch', '-bail', database], { input: quick + grownSql(size) });
}

// Its references are right by construction and not looked up one by one.
export function growPostgres(url, size) {
  const env = { ...process.env, PGOPTIONS: '-c session_replication_role=replica' };
  execFileSync('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', url], { input: grownSql(size), env });
}
