// The real program on a real disk that gets full: of bytes, then of files. New photos are refused at
// once, everything else goes on, and photos are taken again by themselves. Needs root, for a tmpfs.
//   node tests/faults/disk.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../live/client.mjs';
import { cannotMount } from '../live/disk.mjs';
import { cannot, ran } from '../live/ran.mjs';
import { openWorld } from '../live/world.mjs';
import { Ledger } from './ledger.mjs';

const sentence =
  'on a full disk new photos are refused, everything else goes on, and they are taken again when there is room';
const why = cannotMount();
if (why) {
  cannot('tests/faults/disk.mjs', sentence, why);
  process.exit(0);
}

let passed = 0;
let failed = 0;
function need(fine, what) {
  console.log(`${fine ? 'yes' : 'NO'}: ${what}`);
  if (fine) passed += 1;
  else failed += 1;
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// An installation whose data lies on a disk of its own.
async function onSmallDisk(options, run) {
  const world = await openWorld({ DISK_STOP_MB: '8', DISK_WARN_MB: '16', DISK_RESERVE_MB: '4' });
  const data = join(world.installation.folder, 'data');
  const elsewhere = `${data}-there`;
  await world.installation.stop();
  execFileSync('cp', ['-a', data, elsewhere]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', data]);
  try {
    execFileSync('cp', ['-a', `${elsewhere}/.`, data]);
    await world.restart();
    await run(world, data);
  } finally {
    await world.installation.kill();
    execFileSync('umount', ['-l', data]);
    await world.close();
  }
}

// What must go on whatever the disk: sign-in, reading, deciding, and its trace in the audit log.
async function lifeGoesOn(world, photo, decision, when) {
  const reviewer = new Client(world.installation.server.port);
  const signedIn = await reviewer.signIn(world.reviewer).then(() => true, () => false);
  need(signedIn, `sign-in ${when}`);
  const decided = await reviewer.post('/api/decisions', { photo_ids: [photo.id], ...decision });
  need(decided.status === 200, `a decision ${when} (${decided.status} ${decided.status === 200 ? '' : decided.body})`);
  const listed = await world.admin.get(`/api/photos?project_id=${world.project.id}`);
  need(listed.status === 200, `a list ${when}`);
  const image = await world.admin.get(`/api/photos/${photo.id}/image?size=original`);
  need(image.status === 200, `a picture ${when}`);
  const audit = await world.admin.get(`/api/audit?subject_id=${photo.id}&limit=1`);
  need(audit.json?.items[0]?.kind === `photo.${decision.decision}`, `the audit log ${when}`);
}

const sendOne = (ledger, place = {}) => {
  const shot = ledger.newShot();
  Object.assign(shot.meta, place);
  return shot.crew.client.upload(shot.meta, shot.bytes).then((answer) => ({ shot, answer }));
};

async function refused(ledger, when) {
  await pause(1_000);
  const began = Date.now();
  const { answer } = await sendOne(ledger);
  need(answer.status === 507, `an upload is refused with 507 ${when} (${answer.status})`);
  need(Date.now() - began <= 1_000, `within a second ${when} (${Date.now() - began} ms)`);
}

async function takenAgain(ledger, when) {
  const began = Date.now();
  while (Date.now() - began < 10_000) {
    const { answer } = await sendOne(ledger);
    if (answer.status === 201) break;
    await pause(100);
  }
  need(Date.now() - began <= 5_000, `photos are taken again ${when} (${Date.now() - began} ms)`);
}

// Each in a slot where nothing else is sent, so that each can be decided on at any time.
async function firstPhotos(world, ledger, count) {
  const shots = [];
  for (const { id, stage } of world.checkpoints.slice(0, count)) {
    const place = { section_id: world.sections[0].id, checkpoint_id: id, stage, index: 1 };
    const { shot, answer } = await sendOne(ledger, place);
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.body}`);
    shots.push(shot);
  }
  return shots;
}

const approve = { decision: 'approved' };
const back = { decision: 'retake', comment: 'Blurred or too dark' };
const ledgerOf = (world) =>
  new Ledger({ ...world, photos: world.photos.slice(0, 4), sections: world.sections.slice(1) }, Math.random);

await onSmallDisk('size=64m', async (world, data) => {
  const ledger = ledgerOf(world);
  const [a, b] = await firstPhotos(world, ledger, 2);
  const filler = join(data, 'filler');
  const free = () => statfsSync(data).bavail * statfsSync(data).bsize;
  writeFileSync(filler, Buffer.alloc(free() - 6_000_000));
  await refused(ledger, 'below DISK_STOP_MB');
  await lifeGoesOn(world, a, approve, 'below DISK_STOP_MB');
  rmSync(filler);
  await takenAgain(ledger, 'when there is room');
  try {
    for (let n = 0; ; ++n) writeFileSync(join(data, `f${n}`), Buffer.alloc(1 << 20));
  } catch {
    // not one byte is left
  }
  await refused(ledger, 'without a byte left');
  await lifeGoesOn(world, b, back, 'on the reserve');
  for (let n = 0; n < 80; ++n) rmSync(join(data, `f${n}`), { force: true });
  await takenAgain(ledger, 'after a full disk');
});

await onSmallDisk('size=64m,nr_inodes=3000', async (world, data) => {
  const ledger = ledgerOf(world);
  const [a] = await firstPhotos(world, ledger, 1);
  const folder = join(data, 'many');
  mkdirSync(folder);
  let n = 0;
  try {
    for (; ; ++n) writeFileSync(join(folder, `${n}`), '');
  } catch {
    // no name is left
  }
  await refused(ledger, 'without a file left');
  await lifeGoesOn(world, a, approve, 'without a file left');
  rmSync(folder, { recursive: true });
  await takenAgain(ledger, 'when there are files again');
});

if (!failed) ran('sqlite', 'tests/faults/disk.mjs', sentence);
console.log(`disk: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
