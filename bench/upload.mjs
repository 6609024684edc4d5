// Ten crews send photos at once, each at a phone's pace; how long after its last byte is each one
// acknowledged? Raw sockets, so that the moment of the last byte is known.
import net from 'node:net';
import { multipart, newId, sha256 } from '../tests/live/client.mjs';
import { variantOf } from '../tests/live/photos.mjs';
import { percentile } from './figures.mjs';

const sliceBytes = 64 * 1024;
const bytesPerMs = 2_500; // 20 Mbit/s each

function shotOf(world, crew, photo) {
  const bytes = variantOf(photo.bytes);
  const checkpoint = world.checkpoints[0];
  const section = world.sections[Math.floor(Math.random() * world.sections.length)];
  const meta = {
    id: newId(),
    section_id: section.id,
    checkpoint_id: checkpoint.id,
    stage: checkpoint.stage,
    index: 1,
    sha256: sha256(bytes),
    taken_at_ms: Date.now(),
    taken_offset_min: 60,
    source: 'camera',
    ...world.meta,
  };
  const { headers, body } = multipart(meta, bytes);
  const head =
    `POST /api/photos HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: ${crew.client.cookie}\r\n` +
    Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('') + '\r\n';
  return Buffer.concat([Buffer.from(head), body]);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// → ms from the last byte written to the receipt's first byte
async function sendPaced(port, request) {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
  const answer = new Promise((resolve, reject) => {
    socket.once('data', (data) => resolve({ at: performance.now(), text: data.toString('latin1') }));
    socket.once('error', reject);
  });
  const began = performance.now();
  for (let at = 0; at < request.length; at += sliceBytes) {
    const ahead = at / bytesPerMs - (performance.now() - began);
    if (ahead > 1) await pause(ahead);
    await new Promise((resolve) => socket.write(request.subarray(at, at + sliceBytes), resolve));
  }
  const sent = performance.now();
  const { at, text } = await answer;
  socket.destroy();
  if (!text.startsWith('HTTP/1.1 201')) throw new Error(`upload: ${text.slice(0, 400)}`);
  return at - sent;
}

export async function measureUploads(world, photo, crews, each) {
  const waits = [];
  const work = Array.from({ length: crews }, async (_, n) => {
    const crew = world.crews[n % world.crews.length];
    await pause(n * 150); // crews do not press the button together
    for (let i = 0; i < each; ++i)
      waits.push(await sendPaced(world.installation.server.port, shotOf(world, crew, photo)));
  });
  await Promise.all(work);
  return { waits, count: waits.length, p50: percentile(waits, 50), p95: percentile(waits, 95), max: Math.max(...waits) };
}
