// A section with photos in every state, made through the API as people make them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, newId, sha256 } from './client.mjs';
import { root } from './server.mjs';

export const photoNames = ['IMG_1054.JPG', 'IMG_20200608_111614.jpg', 'IMG_20200827_231612.jpg', 'IMG_20191224_234846.jpg', 'IMG-20191006-WA0002.jpg', 'IMG_20200124_231153.jpg'];

// → {section, photo, answered, back}: ids that screens need, `back` as the slot's address
export async function populate(site) {
  const [section] = site.sections;
  const [first, second] = site.checkpoints;
  const [crew] = site.crews;
  const reviewer = new Client(site.installation.server.port);
  await reviewer.signIn(site.reviewer);
  const shoot = (n, checkpoint, index, extra = {}) => takePhoto(crew.client, section, checkpoint, index, photoNames[n], extra);
  const decide = (photo_ids, decision, comment) => expectOk(reviewer.post('/api/decisions', { photo_ids, decision, comment }));

  const photos = [];
  for (const n of [0, 1, 2]) photos.push(await shoot(n, first, n + 1));
  for (const n of [3, 4]) photos.push(await shoot(n, second, n - 2));
  const [a, b, c, d] = photos;
  await decide([a], 'approved');
  await decide([b], 'retake', 'Staff missing or unreadable');
  await decide([c], 'nonconforming', 'Not deep enough: 40 cm of 60');
  await decide([d], 'retake', 'Blurred or too dark');
  const path = `/api/photos/${d}/resubmit`;
  const answered = await takePhoto(crew.client, section, second, 1, photoNames[5], { replaces: d, comment: 'Closer' }, path);
  await developed(site.admin, [...photos, answered]);
  return { section, photo: answered, answered, back: `${first.id}/${first.stage}/2` };
}

export async function takePhoto(client, section, checkpoint, index, name = photoNames[0], extra = {}, path = undefined) {
  const bytes = readFileSync(join(root, 'build', 'fixtures', 'photos', name));
  const meta = {
    id: newId(),
    section_id: section.id,
    checkpoint_id: checkpoint.id,
    stage: checkpoint.stage,
    index,
    sha256: sha256(bytes),
    taken_at_ms: Date.now(),
    taken_offset_min: 0,
    lat: 51.50072,
    lon: -0.1264 + index * 0.0001,
    accuracy_m: 4,
    source: 'camera',
    ...extra,
  };
  await expectOk(client.upload(meta, bytes, path));
  return meta.id;
}

async function expectOk(sent) {
  const answer = await sent;
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.body}`);
  return answer;
}

async function developed(client, ids) {
  for (const id of ids) {
    const until = Date.now() + 30_000;
    while ((await client.get(`/api/photos/${id}`)).json.develop === 'waiting') {
      if (Date.now() > until) throw new Error(`${id} was not developed`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
