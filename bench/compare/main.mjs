// The same work on Asbuilt and on what people use today. bench/run sets everything up for it.
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../tests/live/server.mjs';
import { compareAnswers } from './same.mjs';
import { openAll } from './servers.mjs';
import { alternate, measureWindow } from './window.mjs';
import { worksOf } from './works.mjs';

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, rows: { type: 'string' }, only: { type: 'string' } },
});
const quick = values.quick ?? false;
const photos = Number(values.rows ?? (quick ? 20_000 : 100_000));
const rounds = quick ? 3 : 5;
const seconds = quick ? 1 : 3;
const warmSeconds = quick ? 2 : 5;
const warmRequests = quick ? 1_000 : 4_000;
const levels = quick ? [1, 500] : [1, 500, 5_000];
const only = values.only?.split(',');

const began = performance.now();
const say = (text) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}`);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

// Nothing is measured that has not run for a while: node compiles code as it runs.
async function warm(window, once) {
  let requests = 0;
  for (let tries = 0; tries < 5 && requests < warmRequests; ++tries) {
    requests += (await window(warmSeconds)).requests;
    if (once) return;
  }
}

async function measureWork(work, { servers, postmaster }, decisions) {
  const found = { title: work.title, connections: work.connections ?? 50, windows: {}, levels: {} };
  const prepared = {};
  for (const name of work.servers) prepared[name] = await work.prepare?.(servers[name]);
  const once = work.once ?? false;
  const window = (name, how, count) => {
    const server = servers[name];
    return measureWindow(server, postmaster, work.requests(prepared[name], server, count), { once, ...how });
  };
  const connections = found.connections;
  for (const name of work.servers) await warm((seconds) => window(name, { connections, seconds }, decisions.warm), once);
  found.windows = await alternate(work.servers, rounds, (name) => window(name, { connections, seconds }, decisions.each));
  for (const name of work.servers) {
    const list = found.windows[name];
    const of = (key) => median(list.map((each) => each[key]));
    say(`${work.title}, ${servers[name].name}: ${of('cpuMs').toFixed(3)} ms, in all ${of('inAllMs').toFixed(3)} ms, ` +
      `${of('perSecond').toFixed(0)}/s, p50 ${of('p50').toFixed(1)}, p95 ${of('p95').toFixed(1)} ms, ${of('peakMb').toFixed(0)} MB`);
  }
  if (work.levels)
    for (const level of levels)
      found.levels[level] = await alternate(work.servers, quick ? 1 : 2, (name) => window(name, { connections: level, seconds }));
  return found;
}

const all = await openAll(process.env.ASBUILT_TEST_DATABASE_URL, photos, say);
try {
  const { world, people, servers } = all;
  const project = world.project.id;
  const waiting = await servers.asbuiltSqlite.client.all(`/api/review/queue?project_id=${project}`);
  say(`${waiting.length} photos wait for a decision`);
  const ids = waiting.map(({ id }) => id);
  const photo = ids.pop();
  say(`same answers: ${await compareAnswers(Object.values(servers), { project, photo })}`);
  const share = Math.floor(ids.length / (rounds + 1.5));
  const decisions = { each: Math.min(5_000, share), warm: Math.min(8_000, Math.floor(share * 1.5)) };
  const found = {};
  for (const work of worksOf({ project, ids: ids.slice(0, 2_000), waiting: ids, people }))
    if (!only || only.includes(work.key)) found[work.key] = await measureWork(work, all, decisions);
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(join(root, 'build', 'bench.json'), JSON.stringify({ photos, machine: os.cpus()[0].model, found }, null, 1));
} finally {
  await all.close();
}
