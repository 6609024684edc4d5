// Kills the server with -9 while 50 uploads are in flight, and looks whether anything that was
// acknowledged is lost, or anything is shown that is not whole. Engine s3 is SQLite with the photos
// in the bucket that ASBUILT_TEST_S3_URL names; there the bucket, too, stops answering now and then.
//   node tests/faults/kill.mjs [--cycles 20] [--seed N] [--engine sqlite|postgres|s3]
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ran } from '../live/ran.mjs';
import { openWorld } from '../live/world.mjs';
import { PostgresDatabase, SqliteFile } from '../live/engines.mjs';
import { bucketOfRun } from '../live/bucket.mjs';
import { checkCompanions, checkCounters } from './recount.mjs';
import { Ledger } from './ledger.mjs';
import { randomFrom } from './random.mjs';

const inFolder = 'after kill -9 among uploads nothing acknowledged is lost or half there';
const inBucket = 'after kill -9 among uploads to a bucket that hangs and dies, too, nothing is lost';
const inFlight = 50;
const momentMs = 30;
const { values } = parseArgs({
  options: { cycles: { type: 'string' }, seed: { type: 'string' }, engine: { type: 'string' } },
});
const cycles = Number(values.cycles ?? 20);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const engines = ['sqlite', 'postgres', ...(bucketOfRun ? ['s3'] : [])];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Sends 50 shots at once, and kills a moment after some of them, drawn by lot, were acknowledged.
// → the shots
async function killInFlight(world, ledger, random) {
  const { shots, acknowledged, sends } = await ledger.sendInFlight(inFlight);
  await pause(random() * momentMs);
  const before = acknowledged();
  await world.installation.kill();
  await sends;
  return { shots, acknowledged: before };
}

async function cycle(world, ledger, database, random) {
  const thaw = await world.bucket?.maybeFreeze(random);
  const { shots, acknowledged } = await killInFlight(world, ledger, random);
  if (random() < 0.5) thaw?.();
  await world.restart();
  thaw?.();
  if (thaw) await world.bucket.answers(world.admin);
  const complaints = [
    ...(await ledger.check(shots)),
    ...checkCounters(database),
    ...checkCompanions(database),
    ...(await ledger.resend(shots)),
    ...checkCounters(database),
  ];
  return { acknowledged, complaints };
}

async function loop(name) {
  const random = randomFrom(seed);
  const external = name === 'postgres' ? new PostgresDatabase() : null;
  const bucket = name === 's3' ? bucketOfRun() : null;
  const world = await openWorld({ ...(external && { DATABASE_URL: external.url }), ...bucket?.env });
  Object.assign(world, bucket && { bucket, photos: world.photos.filter(({ bytes }) => bytes.length < 1e6) });
  const database = external ?? new SqliteFile(world.installation);
  const ledger = new Ledger(world, random);
  let failed = 0;
  try {
    let killed = 0;
    for (let n = 1; n <= cycles; ++n) {
      const { acknowledged, complaints } = await cycle(world, ledger, database, random);
      killed += inFlight - acknowledged;
      if (complaints.length) failed += 1;
      console.log(`${name} ${n}/${cycles}: ${acknowledged} of ${inFlight} acknowledged before the kill`);
      for (const complaint of complaints) console.log(`  ${complaint}`);
    }
    await world.bucket?.onlyThere(world);
    for (const shot of ledger.shots) {
      const lost = await ledger.checkBytes(shot);
      if (lost.length) failed += 1;
      for (const complaint of lost) console.log(`  at the end: ${complaint}`);
    }
    console.log(
      `${name}: ${ledger.shots.length} shots, ${killed} cut off and sent again, ` +
        `${ledger.late} of them were safe though their receipt was lost`,
    );
  } finally {
    await world.close();
    external?.remove();
  }
  return failed;
}

console.log(`seed ${seed}: node tests/faults/kill.mjs --cycles ${cycles} --seed ${seed}`);
let passed = 0;
let failed = 0;
for (const name of values.engine ? [values.engine] : engines) {
  const wrong = await loop(name);
  failed += wrong;
  if (!wrong && cycles >= 20)
    ran(name, 'tests/faults/kill.mjs', name === 's3' ? inBucket : inFolder);
  passed += Math.max(0, cycles - wrong);
}
console.log(`kill: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
