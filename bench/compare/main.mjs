// The same work on Asbuilt and on what people use today. bench/run sets everything up for it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../tests/live/server.mjs';
import { measureAcknowledged } from './acknowledged.mjs';
import { measureFloors } from './floor.mjs';
import { goalRows } from './goals.mjs';
import { describeMachine } from './machine.mjs';
import { compareQuality, largePhotos, sendPhotos, sharpAlone } from './photos.mjs';
import { medianOf } from './ratios.mjs';
import { writeReport } from './report.mjs';
import { compareAnswers } from './same.mjs';
import { openAll } from './servers.mjs';
import { treeMb } from './trees.mjs';
import { alternate, measureWindow } from './window.mjs';
import { worksOf } from './works.mjs';

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, rows: { type: 'string' }, only: { type: 'string' }, again: { type: 'boolean' } },
});
const quick = values.quick ?? false;
const scale = quick
  ? { rows: 20_000, rounds: 3, seconds: 1, warmSeconds: 1, warmRequests: 1_000, levels: [[1, 1], [500, 2]], photos: 8, photoRounds: 1, uploads: 1, decisions: 500, signIns: 40 }
  : { rows: 100_000, rounds: 5, seconds: 3, warmSeconds: 5, warmRequests: 4_000, levels: [[1, 3], [500, 4], [5_000, 10]], photos: 12, photoRounds: 5, uploads: 2, decisions: 5_000, signIns: 100 };
if (values.rows) scale.rows = Number(values.rows);
const only = values.only?.split(',');
const wanted = (key) => !only || only.includes(key);

const openFiles = Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))[1]);

const began = performance.now();
const say = (text) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}`);

// Nothing is measured that has not run for a while: node compiles code as it runs.
async function warm(window, once) {
  let requests = 0;
  for (let tries = 0; tries < 5 && requests < scale.warmRequests; ++tries) {
    requests += (await window(scale.warmSeconds)).requests;
    if (once) return;
  }
}

async function measureWork(work, { servers, postmaster }) {
  const connections = work.connections ?? 50;
  const found = { title: work.title, connections, windows: {}, levels: {} };
  const prepared = {};
  for (const name of work.servers) prepared[name] = await work.prepare?.(servers[name]);
  const once = work.once > 0;
  const window = (name, seconds, count) => {
    const server = servers[name];
    return measureWindow(server, postmaster, work.requests(prepared[name], server, count), { once, connections, seconds });
  };
  for (const name of work.servers) await warm((seconds) => window(name, seconds, Math.floor(1.5 * work.once)), once);
  found.windows = await alternate(work.servers, scale.rounds, (name) => window(name, scale.seconds, work.once));
  for (const name of work.servers) {
    const of = (key, digits) => medianOf(found.windows[name], key).toFixed(digits);
    say(`${work.title}, ${servers[name].name}: ${of('cpuMs', 3)} ms, in all ${of('inAllMs', 3)} ms, ${of('perSecond', 0)}/s, p95 ${of('p95', 1)} ms`);
  }
  return found;
}

// One, and many connections. Whoever waits longer than a window lasts is not seen in it.
async function measureLevels(work, { servers, postmaster }) {
  const levels = {};
  for (const [connections, seconds] of scale.levels.filter(([level]) => level + 500 < openFiles))
    levels[connections] = await alternate(work.servers, 1,
      (name) => measureWindow(servers[name], postmaster, work.requests(), { connections, seconds }));
  return levels;
}

// Ids of photos that wait for their decision, oldest first, as many as there are up to `most`.
async function waitingPhotos(client, project, most) {
  const ids = [];
  let next = '';
  while (ids.length < most && next !== null) {
    const cursor = next && `&cursor=${encodeURIComponent(next)}`;
    const { json } = await client.get(`/api/review/queue?project_id=${project}&limit=200${cursor}`);
    ids.push(...json.items.map(({ id }) => id));
    next = json.next;
  }
  return ids;
}

async function measureWorks(all) {
  const { world, people, servers } = all;
  const project = world.project.id;
  const ids = await waitingPhotos(servers.asbuiltSqlite.client, project, scale.decisions * (scale.rounds + 2) + 2_000);
  const same = await compareAnswers(Object.values(servers), { project, photo: ids.pop() });
  say(`the same answers: ${same}`);
  const share = Math.floor(ids.length / (scale.rounds + 1.5));
  const counts = { decisions: Math.min(scale.decisions, share), signIns: scale.signIns };
  const works = {};
  const chosen = worksOf({ project, ids: ids.slice(0, 2_000), waiting: ids, people, counts }).filter(({ key }) => wanted(key));
  // Many connections after all works with 50: a server keeps memory that it once took. Sign-ins last:
  // they end the sessions that the others use.
  for (const work of chosen.filter(({ connections }) => !connections)) works[work.key] = await measureWork(work, all);
  for (const work of chosen.filter(({ levels }) => levels)) works[work.key].levels = await measureLevels(work, all);
  for (const work of chosen.filter(({ connections }) => connections)) works[work.key] = await measureWork(work, all);
  return { same, works };
}

async function measurePhotos({ world, servers }) {
  const photos = await largePhotos();
  const alone = await sharpAlone(world.installation.folder, photos, scale.photoRounds);
  say('sharp alone is measured');
  const names = ['asbuiltSqlite', 'sqliteNormal', 'sqliteFull'];
  // The sign-ins measured before ended the older sessions of the same people, where these are counted.
  for (const name of names) await servers[name].client.signIn(world.adminPerson);
  for (const name of names) await sendPhotos(servers[name], world, photos, photos.length);
  let last;
  const sent = await alternate(names, scale.photoRounds, async (name) => {
    const { done, ...window } = await sendPhotos(servers[name], world, photos, scale.photos);
    if (name === 'asbuiltSqlite') last = done;
    return window;
  });
  say('photos through HTTP are measured');
  const quality = await compareQuality(servers.asbuiltSqlite, { done: last }, photos, alone);
  const shown = { asbuiltSqlite: 'Asbuilt, SQLite', sqliteNormal: 'Express and sharp, two passes', sqliteFull: 'Express and sharp, one pass' };
  return { photos: { count: photos.length, sent, alone: alone.measured, names: shown }, quality };
}

async function measureAll() {
  const machine = describeMachine();
  const all = await openAll(process.env.ASBUILT_TEST_DATABASE_URL, scale.rows, Math.min(scale.rounds, 3), say);
  const broken = new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => reject(new Error(`ended by ${signal}`)));
  });
  try {
    return await Promise.race([measureOn(all, machine), broken]);
  } finally {
    await all.close();
  }
}

async function measureOn(all, machine) {
  const { world, servers } = all;
  const each = Object.entries(servers);
  const { rows, rounds, seconds } = scale;
  const found = { machine, rows, rounds, seconds, whole: !quick && !only, options: quick ? ' --quick' : '',
    names: Object.fromEntries(each.map(([key, { name }]) => [key, name])),
    idle: Object.fromEntries(each.map(([key, { pid }]) => [key, treeMb(pid)])) };
  Object.assign(found, await measureWorks(all));
  if (['health', 'comment', 'decision'].every(wanted)) {
    found.floors = measureFloors(all, Math.min(rounds, 3));
    say('the bare work of a comment and of a decision is measured');
  }
  if (wanted('photos')) {
    Object.assign(found, await measurePhotos(all));
    const large = world.photos.find(({ bytes }) => bytes.length > 4e6);
    const { asbuiltSqlite, asbuiltPg, sqliteNormal } = servers;
    found.acknowledged = await measureAcknowledged({ asbuiltSqlite, asbuiltPg, sqliteNormal }, world,
      large, scale.photoRounds, scale.uploads);
  }
  return found;
}

const raw = join(root, 'build', 'bench.json');
const found = values.again ? JSON.parse(readFileSync(raw, 'utf8')) : await measureAll();
mkdirSync(join(root, 'build'), { recursive: true });
writeFileSync(raw, JSON.stringify(found, null, 1));
const file = join(root, found.whole ? 'docs' : 'build', 'performance.md');
writeReport(found, file);
for (const { what, must, measured, met } of goalRows(found)) say(`${met ? 'met    ' : 'NOT MET'} ${what}: ${measured}, must ${must}`);
say(`written: ${file}`);
