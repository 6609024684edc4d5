// Measures what the product promises about speed, here and now, and writes bench/results.md.
//   node bench/run.mjs [--photos 100000] [--build]     --build adds two clean builds (slow)
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../tests/live/client.mjs';
import { root } from '../tests/live/server.mjs';
import { openWorld } from '../tests/live/world.mjs';
import { measureBuild } from './build.mjs';
import { median } from './figures.mjs';
import { measureCounting } from './limits.mjs';
import { measureList } from './list.mjs';
import { childrenOf, proportionalMb, residentMb } from './process.mjs';
import { measureUploads } from './upload.mjs';
import { giveOriginals, measureZip, zipPhotos } from './zip.mjs';

const { values } = parseArgs({ options: { photos: { type: 'string' }, build: { type: 'boolean' } } });
const photos = Number(values.photos ?? 100_000);
const crews = 10;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const loadBefore = os.loadavg()[0];
const rows = [];
const note = (what, measured, asked) => {
  rows.push([what, measured, asked]);
  console.log(`${what}: ${measured} (asked: ${asked})`);
};

// Straight into the file, while no server has it.
function seed(installation) {
  const script = readFileSync(join(root, 'bench', 'seed.sql'), 'utf8').replaceAll(':count', String(photos)).replaceAll(':pending_every', '10');
  execFileSync('sqlite3', ['-batch', '-bail', join(installation.folder, 'data', 'asbuilt.db')], { input: script });
}

async function startToReady(world) {
  const times = [];
  for (let n = 0; n < 9; ++n) {
    await world.installation.stop();
    const began = performance.now();
    await world.installation.start();
    const { status } = await new Client(world.installation.server.port).get('/api/ready');
    if (status !== 200) throw new Error(`not ready: ${status}`);
    times.push(performance.now() - began);
  }
  return times;
}

async function measure(world) {
  await world.installation.stop();
  seed(world.installation);
  const starts = await startToReady(world);
  await world.installation.stop();
  await world.restart();
  note(`start to ready with ${photos} photos, median of ${starts.length}`, `${median(starts).toFixed(0)} ms`, '< 200 ms');

  await pause(3000);
  const { pid } = world.installation.server;
  const family = [pid, ...childrenOf(pid)];
  note('idle memory of the server process (resident)', `${residentMb(pid).toFixed(1)} MB`, '< 40 MB');
  note('idle memory with the decoder process (proportional)', `${proportionalMb(family).toFixed(1)} MB`, 'stated');

  // What a request costs that asks for nothing: tells a slow machine from a slow list.
  const bare = measureList(world, '/api/live');
  note('a request that asks for nothing, server CPU', `${bare.cpuMs.toFixed(3)} ms`, 'stated');
  const { counted, free, ratio: ofFree } = measureCounting(world);
  note(
    'a refused request that is counted by the rate limits, server CPU',
    `${counted.toFixed(4)} ms (${ofFree.toFixed(2)} × one that is not: ${free.toFixed(4)} ms)`,
    'stated',
  );
  const project = `project_id=${world.project.id}`;
  const route = `route_id=${world.sections[0].route_id}`;
  for (const [what, path, asked] of [
    ['first page of 50 of a project', `/api/photos?${project}&limit=50`, '< 0.15 ms'],
    ['first page of 50 of the review queue', `/api/review/queue?${project}&limit=50`, '< 0.15 ms'],
    ['the dashboard of a project', `/api/dashboard?${project}`, '< 0.5 ms'],
    ['the dashboard of a route of 200 sections', `/api/dashboard?${project}&${route}`, '< 0.5 ms'],
    ['the 51 slots of a section', `/api/sections/${world.sections[0].id}/slots`, '< 0.5 ms'],
    ['the counts of all 2,000 sections at once', `/api/sections/counts?${project}`, 'stated'],
    ['first page of 50 sections', `/api/sections?${project}&limit=50`, '< 0.5 ms'],
    ['first page of 50 of one stage and person', `/api/photos?${project}&stage=during&search=crew&limit=50`, '< 0.5 ms'],
  ]) {
    const { cpuMs, perSecond } = measureList(world, path);
    const ratio = (cpuMs / bare.cpuMs).toFixed(1);
    note(
      `${what}, server CPU per request`,
      `${cpuMs.toFixed(3)} ms (${perSecond.toFixed(0)} requests/s, ${ratio} × a bare one)`,
      asked,
    );
  }

  const photo = world.photos.filter(({ bytes }) => bytes.length > 4e6)[0];
  const { count, p50, p95, max } = await measureUploads(world, photo, crews, 10);
  const mb = (photo.bytes.length / 1e6).toFixed(1);
  note(
    `${mb} MB upload, last byte to receipt, ${crews} crews at 20 Mbit/s each, ${count} uploads, photos developed meanwhile`,
    `p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, max ${max.toFixed(1)} ms`,
    'p95 ≤ 25 ms',
  );

  // Last, and on a server just started: a zip of 7 GB pushes everything else out of the caches.
  await world.installation.stop();
  const ordinary = world.photos.findLast(({ bytes }) => bytes.length < 1.2e6);
  const zipFromMs = giveOriginals(world.installation, ordinary.bytes);
  await world.restart();
  const zip = await measureZip(world, zipFromMs);
  note(
    `memory of the server process at its highest while a zip of ${zipPhotos} originals is taken (${zip.gb.toFixed(1)} GB)`,
    `${zip.peakMb.toFixed(1)} MB, ${zip.grownMb.toFixed(1)} more than before (${zip.mbPerSecond.toFixed(0)} MB/s, ${zip.cpuSPerGb.toFixed(1)} s of CPU per GB)`,
    '< 64 MB',
  );
}

function report() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const model = os.cpus()[0].model;
  const lines = rows.map((row) => `| ${row.join(' | ')} |`);
  return `# Speed, measured

By \`./dev bench${values.build ? ' --build' : ''}\` at commit ${commit} on ${os.cpus().length} cores of ${model},
${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${os.release()}, SQLite on the local disk; the generator runs on the
same cores. Load average before it began: ${loadBefore.toFixed(1)} (other work inflates every figure).
CPU is the server process's user and system time. No test depends on these figures.
Each list is asked again and again while nothing changes: what is kept between requests, is kept. The
first page after a change costs more, a route's dashboard most of all.

| what | measured | asked |
|---|---|---|
${lines.join('\n')}
`;
}

// Ten routes of 200 sections with 51 slots each: 100,000 photos fill them.
// One person asks more in a minute here than all of a company in a day.
const world = await openWorld({ RATE_API_MAX: '10000000', RATE_API_IP_MAX: '10000000' }, { sections: 2_000, routes: 10, photosDue: 17 });
try {
  await measure(world);
} finally {
  await world.close();
}
if (values.build) for (const row of await measureBuild()) note(...row);
writeFileSync(join(root, 'bench', 'results.md'), report());
