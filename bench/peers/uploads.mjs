// A photo arrives: its hash is checked, the original is made durable, the pictures are made and kept,
// the row is written; then it is acknowledged. As the first mission text has it: within the request.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import multer from 'multer';
import { Problem } from './people.mjs';
import { thumbnail, ways } from './pictures.mjs';

async function keep(path, bytes, durable) {
  const file = await open(path, 'wx');
  await file.writeFile(bytes);
  if (durable) await file.sync();
  await file.close();
}

const linesOf = (meta) => [
  `${meta.lat ?? 0}, ${meta.lon ?? 0}  ±${meta.accuracy_m ?? 0} m`,
  new Date(meta.taken_at_ms).toISOString(),
  `${meta.section_id} ${meta.stage}`,
];

async function receive({ store, folder, images }, request, response) {
  const meta = JSON.parse(request.body.meta ?? '{}');
  const bytes = request.file?.buffer;
  if (!bytes?.length) throw new Problem({ status: 400, title: 'No photo' });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== meta.sha256) throw new Problem({ status: 400, title: 'Other bytes than meant' });
  const path = (kind) => join(folder, `${meta.id}.${kind}.jpg`);
  await keep(path('original'), bytes, true);
  const display = await ways[images](bytes, linesOf(meta));
  const thumb = await thumbnail(display);
  await Promise.all([keep(path('display'), display, false), keep(path('thumb'), thumb, false)]);
  const { user } = request.session;
  const photo = {
    ...meta, sha256, owner_id: user.id, size_bytes: bytes.length, thumb_key: path('thumb'),
    received_at_ms: Date.now(),
  };
  await store.addPhoto(user, photo);
  const { id, size_bytes, received_at_ms } = photo;
  response.status(201).json({ id, sha256, size_bytes, received_at_ms, durable: true, status: 'pending' });
}

export function addUploads(api, mayTakePhotos, parts) {
  const form = multer({ storage: multer.memoryStorage(), limits: { fileSize: 10 * 1024 * 1024, files: 1 } });
  api.post('/photos', mayTakePhotos, form.single('photo'), (request, response) => receive(parts, request, response));
}
