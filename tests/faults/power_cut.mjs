// Cuts the power of the disks while 30 uploads are in flight, and looks whether anything that was
// acknowledged is lost, or anything is shown that is not whole. The database and the photos lie on
// disks of their own; mode s3 has the photos in the bucket that ASBUILT_TEST_S3_URL names. At the
// end the same with a server whose fsync does nothing: that must be found out.
//   node tests/faults/power_cut.mjs [--cuts 30] [--seed N] [--mode folder|s3]
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bucketOfRun } from '../live/bucket.mjs';
import { cannotMount, Disk } from '../live/disk.mjs';
import { SqliteFile } from '../live/engines.mjs';
import { cannot, ran } from '../live/ran.mjs';
import { openWorld } from '../live/world.mjs';
import { Ledger } from './ledger.mjs';
import { randomFrom } from './random.mjs';
import { checkCompanions, checkCounters } from './recount.mjs';

const inFolder = 'after a power cut among uploads nothing acknowledged is lost or half there';
const inBucket = 'after a power cut among uploads to a bucket nothing is lost';
const inFlight = 30;
const momentMs = 5;
const withoutSync = '/usr/lib/x86_64-linux-gnu/libeatmydata.so';
const { values } = parseArgs({
  options: { cuts: { type: 'string' }, seed: { type: 'string' }, mode: { type: 'string' } },
});
const cuts = Number(values.cuts ?? 30);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The server is held still, so that nothing is answered between the cut of one disk and the next.
async function cutInFlight(world, disks, ledger, random) {
  const { shots, acknowledged, sends } = await ledger.sendInFlight(inFlight);
  await pause(random() * momentMs);
  world.installation.server.child.kill('SIGSTOP');
  await pause(20); // what was answered before arrives
  const before = acknowledged();
  for (const disk of disks) disk.cut();
  await world.installation.kill();
  await sends;
  for (const disk of disks) await disk.plugOut();
  for (const disk of disks) disk.plugIn();
  return { shots, acknowledged: before };
}

async function loop(mode, times, env = {}) {
  const random = randomFrom(seed);
  const bucket = mode === 's3' ? bucketOfRun() : null;
  const disks = [new Disk(), ...(bucket ? [] : [new Disk()])];
  const [data, photos] = disks;
  const placed = photos ? { BLOB_URL: `file:${join(photos.path, 'photos')}` } : bucket.env;
  process.env.TMPDIR = data.path; // the installation's folder
  let world;
  let failed = 0;
  try {
    world = await openWorld({ ...placed, ...env });
    world.photos = world.photos.filter(({ bytes }) => bytes.length < 1e6); // more of them in the same time
    if (bucket) world.bucket = bucket;
    for (const disk of disks) disk.settle();
    const database = new SqliteFile(world.installation);
    const ledger = new Ledger(world, random);
    for (let n = 1; n <= times; n += 1) {
      const { shots, acknowledged } = await cutInFlight(world, disks, ledger, random);
      await world.restart();
      const complaints = [
        ...(await ledger.check(shots)),
        ...checkCounters(database),
        ...checkCompanions(database),
        ...(await ledger.resend(shots)),
      ];
      if (complaints.length) failed += 1;
      console.log(`${mode} ${n}/${times}: ${acknowledged} of ${inFlight} acknowledged before the cut`);
      for (const complaint of complaints.slice(0, 5)) console.log(`  ${complaint}`);
    }
    await world.bucket?.onlyThere(world);
    for (const shot of ledger.shots) {
      const lost = await ledger.checkBytes(shot);
      if (lost.length) failed += 1;
      if (lost.length && failed < 5) console.log(`  at the end: ${lost}`);
    }
  } finally {
    delete process.env.TMPDIR;
    await world?.installation.kill(); // its folder goes with the disk
    for (const disk of disks) await disk.remove();
  }
  return failed;
}

// → whether a server that never syncs was found out
async function findsLosses() {
  if (!existsSync(withoutSync)) throw new Error(`${withoutSync} is missing: apt-get install libeatmydata1`);
  try {
    return (await loop('folder', 3, { LD_PRELOAD: withoutSync })) > 0;
  } catch (error) {
    console.log(`  ${error.message.split('\n').slice(0, 3)}`); // not even a database to start from
    return /did not get ready|malformed/.test(error.message);
  }
}

const why = cannotMount();
if (why) {
  for (const sentence of [inFolder, inBucket]) cannot('tests/faults/power_cut.mjs', sentence, why);
  process.exit(0);
}
console.log(`seed ${seed}: node tests/faults/power_cut.mjs --cuts ${cuts} --seed ${seed}`);
let passed = 0;
let failed = 0;
const modes = values.mode ? [values.mode] : ['folder', ...(bucketOfRun ? ['s3'] : [])];
for (const mode of modes) {
  const wrong = await loop(mode, cuts);
  failed += wrong;
  passed += Math.max(0, cuts - wrong);
  if (!wrong)
    ran('sqlite', 'tests/faults/power_cut.mjs', mode === 's3' ? inBucket : inFolder);
}
const found = await findsLosses();
console.log(`${found ? 'found' : 'MISSED'}: a server whose fsync does nothing`);
if (found) passed += 1;
else failed += 1;
console.log(`power cuts: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
