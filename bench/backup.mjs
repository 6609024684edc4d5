// What a backup costs and how long going back takes: the database of many photos, the server
// serving meanwhile.
//   node bench/backup.mjs [--photos 100000]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newId } from '../tests/live/client.mjs';
import { Installation, program, root } from '../tests/live/server.mjs';
import { openWorld } from '../tests/live/world.mjs';
import { percentile } from './figures.mjs';

const { values } = parseArgs({ options: { photos: { type: 'string' } } });
const photos = Number(values.photos ?? 100_000);
const everyMs = 25;
const forMs = 15_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const told = ([p50, p99]) => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;

// Keys as the program writes them; the files themselves are not there.
const keys = `UPDATE photos SET original_key = 'original/' || id || '-' || sha256,
  display_key = 'display/' || id || '-' || sha256, thumb_key = 'thumb/' || id || '-' || sha256`;

// Comments at a steady rate, each timed from when it was meant to be sent.
async function writeSteadily(client, ids, going) {
  const times = [];
  const sent = [];
  for (let n = 0; going(n); ++n) {
    const began = performance.now();
    sent.push(
      client.post(`/api/photos/${ids[n % ids.length]}/comments`, { id: newId(), text: 'Measured' }).then((answer) => {
        if (answer.status >= 300) throw new Error(`${answer.status} ${answer.body}`);
        times.push(performance.now() - began);
      }),
    );
    await pause(everyMs);
  }
  await Promise.all(sent);
  return [percentile(times, 50), percentile(times, 99)];
}

const run = (args, env) =>
  new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (out += text));
    child.once('exit', (code) => resolve({ code, out, ms: performance.now() - began }));
  });

const depot = mkdtempSync(join(tmpdir(), 'asbuilt-bench-depot-'));
const world = await openWorld({ BACKUP_URL: `file:${depot}`, BACKUP_AT: '168h' });
const target = new Installation();
try {
  const { installation } = world;
  await installation.stop();
  const script = readFileSync(join(root, 'bench', 'seed.sql'), 'utf8').replaceAll(':count', String(photos)).replaceAll(':pending_every', '10');
  const file = join(installation.folder, 'data', 'asbuilt.db');
  execFileSync('sqlite3', ['-batch', '-bail', file], { input: `${script};${keys};` });
  await world.restart();
  const page = await world.admin.get(`/api/photos?project_id=${world.project.id}&limit=100`);
  const ids = page.json.items.map(({ id }) => id);
  await writeSteadily(world.admin, ids, (n) => n < 100); // warm
  const rounds = Math.floor(forMs / everyMs);
  const quiet = await writeSteadily(world.admin, ids, (n) => n < rounds);
  let making = true;
  const backups = [];
  const make = (async () => {
    for (const end = performance.now() + forMs; performance.now() < end; ) backups.push(await run(['backup'], installation.env));
    making = false;
  })();
  const busy = await writeSteadily(world.admin, ids, () => making);
  await make;
  const failed = backups.find(({ code }) => code !== 0);
  if (failed) throw new Error(failed.out);
  let proving = true;
  const proven = (async () => {
    const isProven = ({ json }) => json.last_drill?.set_name === json.last_good.set_name;
    while (!isProven(await world.admin.get('/api/backups'))) await pause(300);
    proving = false;
  })();
  const beside = await writeSteadily(world.admin, ids, (n) => proving || n < 100);
  await proven;
  const after = await writeSteadily(world.admin, ids, (n) => n < rounds);
  console.log(`writes without a backup: ${told(quiet)}; during ${backups.length}: ${told(busy)}; during a proof: ${told(beside)}; afterwards: ${told(after)}`);
  console.log(`write p99 during backups: ${(busy[1] / ((quiet[1] + after[1]) / 2)).toFixed(2)} × (asked: ≤ 1.5)`);
  console.log(`backup of ${photos} photos' database: ${(Math.min(...backups.map(({ ms }) => ms)) / 1000).toFixed(1)} s`);
  console.log(`  ${backups.at(-1).out.trim().split('\n').at(-1)}`);
  const restored = await run(['restore', '--from', `file:${depot}`], target.env);
  console.log(`restore of ${photos} photos' database: ${(restored.ms / 1000).toFixed(1)} s (asked: ≤ 300 s)`);
  const ready = performance.now();
  await target.start();
  console.log(`ready after it: ${(performance.now() - ready).toFixed(0)} ms`);
} finally {
  await world.close();
  await target.remove();
  rmSync(depot, { recursive: true, force: true });
}
