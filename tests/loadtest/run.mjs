// npm run test:load, test:stress, test:session, test:all-load: against a server of its own, or the one
// whose address is given.
//   npm run test:load -- [--engine postgres] [options of asbuilt loadtest]
//   npm run test:load -- https://photos.example.org --admin EMAIL --i-own-this-server …
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { program, root } from '../live/server.mjs';
import { loadTest, openServer } from './local.mjs';

const [test, ...args] = process.argv.slice(2);
const report = join(root, 'build', `loadtest-${test}.html`);

if (args.some((arg) => /^https?:/.test(arg))) {
  process.exit(spawnSync(program, ['loadtest', test, ...args], { stdio: 'inherit' }).status ?? 1);
}

const at = args.indexOf('--engine');
const [, engine = 'sqlite'] = at < 0 ? [] : args.splice(at, 2);
const server = await openServer(engine);
process.on('SIGINT', () => {}); // the load test ends by itself and tells what it has
try {
  const html = args.includes('--html') ? [] : ['--html', report];
  const { status } = await loadTest(server, [test, ...html, ...args], { stdio: 'inherit' });
  if (html.length) console.log(`Report: ${report}`);
  process.exitCode = status ?? 1;
} finally {
  await server.close();
}
