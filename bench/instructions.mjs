// Holds the cost of what is asked all day, in instructions, against bench/instructions.json: how busy
// or how quick this machine is plays no part.
//   node bench/instructions.mjs [--update]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../tests/live/client.mjs';
import { SqliteFile } from '../tests/live/engines.mjs';
import { Installation, root } from '../tests/live/server.mjs';
import { Counted, instructionsOf, plainProcessor } from './callgrind.mjs';
import { growSqlite } from './grown.mjs';
import { hotPaths, waitingSql } from './hot.mjs';

const tolerance = 0.05;
const file = join(root, 'bench', 'instructions.json');
const { values } = parseArgs({ options: { update: { type: 'boolean' } } });
const costs = {};
const note = (name, cost, spread) => {
  costs[name] = cost;
  console.log(`${name}: ${cost} instructions${spread === undefined ? '' : ` (batches within ${(100 * spread).toFixed(1)} %)`}`);
};

async function measureRequests() {
  const installation = new Installation({ RATE_API_MAX: '10000000', RATE_API_IP_MAX: '10000000' });
  try {
    const people = { admin: installation.addPerson('admin@example.org', 'admin'), crew: installation.addPerson('crew@example.org', 'crew') };
    growSqlite(join(installation.folder, 'data', 'asbuilt.db'), { projects: 1, routes: 2, perRoute: 100 });
    const site = { waiting: new SqliteFile(installation).rows(waitingSql).flat() };
    const counted = new Counted(installation);
    await installation.start();
    for (const [who, person] of Object.entries(people)) {
      site[who] = new Client(installation.server.port);
      await site[who].signIn(person);
    }
    counted.begin();
    for (const path of hotPaths) {
      const { cost, spread } = await instructionsOf(counted, site, path);
      note(path.name, cost, spread);
    }
  } finally {
    await installation.remove();
  }
}

// One photo of a phone, from the file to display picture and thumbnail, by the program of the tests
// and without a decoder process of its own.
function measureDevelop() {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-callgrind-'));
  try {
    execFileSync(
      'valgrind',
      ['-q', '--tool=callgrind', '--toggle-collect=imaging::test::develop_here*', `--callgrind-out-file=${folder}/out.%p`,
        join(root, 'build', 'tests', 'imaging_test'), '-tc=a photo develops without a process of its own*'],
      { env: { ...process.env, ...plainProcessor }, stdio: 'ignore' },
    );
    const totals = readdirSync(folder).map((name) => Number(/^totals: (\d+)/m.exec(readFileSync(join(folder, name), 'utf8'))?.[1] ?? 0));
    note('a photo of 12 megapixels, developed', Math.max(...totals));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// What the same sources become differs between compilers; so does what a library does.
function buildName() {
  const cache = readFileSync(join(root, 'build', 'CMakeCache.txt'), 'utf8');
  const compiler = /^CMAKE_CXX_COMPILER:\w+=(.*)$/m.exec(cache)[1];
  return execFileSync(compiler, ['--version'], { encoding: 'utf8' }).split('\n')[0];
}

function verdicts(baseline) {
  let failed = 0;
  for (const [name, cost] of Object.entries(costs)) {
    const was = baseline[name];
    const change = cost / was - 1;
    if (Math.abs(change) <= tolerance) continue;
    const down = change < 0;
    if (!down) ++failed;
    const what = was === undefined ? 'has no baseline' : `${cost} instructions, ${(100 * Math.abs(change)).toFixed(1)} % ${down ? 'fewer' : 'more'} than ${was}`;
    console.log(`${name}: ${what}${down ? '; lower the baseline: --update' : ''}`);
  }
  return failed;
}

await measureRequests();
measureDevelop();
const all = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const build = buildName();
if (values.update) {
  all[build] = costs;
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
} else if (!all[build]) {
  console.log(`nothing to compare: no baseline for ${build}; --update makes one`);
} else {
  const failed = verdicts(all[build]);
  console.log(`instructions: ${Object.keys(costs).length - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}
