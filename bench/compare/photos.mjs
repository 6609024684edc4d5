// Photos of 12 megapixels: what it costs to make what people look at, how good it is, how large.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId, sha256 } from '../../tests/live/client.mjs';
import { realPhotos, variantOf } from '../../tests/live/photos.mjs';
import { root } from '../../tests/live/server.mjs';
import { alternate } from './window.mjs';
import { likeness, referenceOf, sizeOf } from './ssim.mjs';
import { childrenCpuMs, treeCpuMs, watchTree } from './trees.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const sumOf = (list, of) => list.reduce((sum, each) => sum + of(each), 0);
const megapixels = async (bytes) => {
  const { width, height } = await sizeOf(bytes);
  return (width * height) / 1e6;
};

export async function largePhotos() {
  const all = realPhotos('photos');
  const sizes = await Promise.all(all.map(({ bytes }) => megapixels(bytes)));
  return all.filter((_, n) => sizes[n] >= 11.5 && sizes[n] <= 12.5);
}

// sharp by itself, each way in turn.
export async function sharpAlone(folder, photos, rounds) {
  const into = join(folder, 'alone');
  mkdirSync(into);
  const files = photos.map(({ name, bytes }) => {
    const path = join(into, name);
    writeFileSync(path, bytes);
    return path;
  });
  const script = join(root, 'bench', 'peers', 'develop.mjs');
  const measured = await alternate(['twoPasses', 'onePass', 'onePassPlain'], rounds, (way) =>
    JSON.parse(execFileSync(process.execPath, [script, way, into, ...files], { encoding: 'utf8' })));
  const display = (way, name) => readFileSync(join(into, `${way}-${name}`));
  return { measured, display };
}

const metaOf = (world, bytes, n) => {
  const checkpoint = world.checkpoints[0];
  return {
    id: newId(), section_id: world.sections[n % world.sections.length].id, checkpoint_id: checkpoint.id,
    stage: checkpoint.stage, index: 1, sha256: sha256(bytes), taken_at_ms: Date.now(), taken_offset_min: 60,
    source: 'camera', lat: 51.5007, lon: -0.1266, accuracy_m: 4.5,
  };
};

async function developed(server, id) {
  for (let tries = 0; tries < 6_000; ++tries) {
    const { json } = await server.client.get(`/api/photos/${id}`);
    if (json.develop === 'done') return json;
    if (json.develop !== 'waiting') throw new Error(`photo ${id}: ${json.develop}`);
    await pause(10);
  }
  throw new Error('a photo was not developed within a minute');
}

let sent = 0;

// Sends photos, four at a time, and waits until all can be looked at.
export async function sendPhotos(server, world, photos, count) {
  const work = Array.from({ length: count }, (_, n) => {
    const bytes = variantOf(photos[n % photos.length].bytes);
    const meta = metaOf(world, bytes, sent++);
    return [server.isPeer ? { ...meta, project_id: world.project.id } : meta, bytes, photos[n % photos.length].name];
  });
  const done = [];
  const cpu = treeCpuMs(server.pid);
  const decoder = childrenCpuMs(server.pid);
  const most = watchTree(server.pid);
  const began = performance.now();
  const queue = [...work];
  const sender = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [meta, bytes, name] = next;
      const answer = await server.client.upload(meta, bytes);
      if (answer.status !== 201) throw new Error(`${server.name}: ${answer.status} ${answer.body}`);
      done.push({ id: meta.id, name });
    }
  };
  await Promise.all(Array.from({ length: 4 }, sender));
  if (!server.isPeer) for (const { id } of done) await developed(server, id);
  const seconds = (performance.now() - began) / 1000;
  return {
    requests: count, cpuMs: (treeCpuMs(server.pid) - cpu) / count,
    decoderMs: (childrenCpuMs(server.pid) - decoder) / count, perSecond: count / seconds, peakMb: most(), done,
  };
}

const picture = async (server, id, size) => (await server.client.get(`/api/photos/${id}/image?size=${size}`)).body;

// → per way: mean SSIM and bytes of the displays; and what Asbuilt stores of a photo
export async function compareQuality(server, { done }, photos, alone) {
  const ways = { asbuilt: [], twoPasses: [], onePass: [], onePassPlain: [] };
  const stored = [];
  for (const { name, bytes } of photos) {
    const { id } = done.find((each) => each.name === name);
    const display = await picture(server, id, 'display');
    const { width, height } = await sizeOf(display);
    const reference = await referenceOf(bytes, width, height);
    const made = { asbuilt: display };
    for (const way of ['twoPasses', 'onePass', 'onePassPlain']) made[way] = alone.display(way, name);
    for (const [way, each] of Object.entries(made))
      ways[way].push({ name, bytes: each.length, ssim: await likeness(reference, each) });
    stored.push({ original: bytes.length, display: display.length, thumb: (await picture(server, id, 'thumb')).length });
  }
  const mean = (list, of) => sumOf(list, of) / list.length;
  return {
    each: ways,
    mean: Object.fromEntries(Object.entries(ways).map(([way, list]) =>
      [way, { ssim: mean(list, ({ ssim }) => ssim), bytes: mean(list, ({ bytes }) => bytes) }])),
    stored: Object.fromEntries(['original', 'display', 'thumb'].map((kind) => [kind, mean(stored, (each) => each[kind])])),
  };
}
