// A server of its own for a load test: the program with production's settings, in a temporary
// folder, on SQLite or (ASBUILT_TEST_DATABASE_URL) PostgreSQL.
import { spawn } from 'node:child_process';
import { PostgresDatabase } from '../live/engines.mjs';
import { Installation, program } from '../live/server.mjs';

// `before`: what stands before the program on its command line.
export async function openServer(engine = 'sqlite', env = {}, before = []) {
  const database = engine === 'postgres' ? new PostgresDatabase() : null;
  const installation = new Installation({
    APP_ENV: 'production',
    SESSION_SECRET: '5e'.repeat(32),
    DATABASE_URL: database?.url ?? '',
    ...env,
  });
  installation.before = before;
  const admin = installation.addPerson('admin@example.org', 'admin');
  await installation.start();
  return {
    installation,
    admin,
    url: installation.server.url,
    async close() {
      await installation.stop();
      await installation.remove();
      database?.remove();
    },
  };
}

// Runs `asbuilt loadtest`; → its exit status, what it said, and how it ended.
export function loadTest(server, args, { url = server.url, stdio = 'pipe', env = {} } = {}) {
  const [test, ...more] = args;
  const child = spawn(program, ['loadtest', test, url, '--admin', server.admin.email, ...more], {
    env: { ...server.installation.env, LOADTEST_PASSWORD: server.admin.password, ...env },
    stdio: ['ignore', stdio, stdio],
  });
  let text = '';
  let heard = () => {};
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data) => {
      text += data;
      heard();
    });
  const ended = new Promise((resolve) => child.once('close', (status) => resolve({ status, text })));
  const says = (words) => new Promise((resolve) => (heard = () => words.test(text) && resolve()));
  return Object.assign(ended, { child, says });
}
