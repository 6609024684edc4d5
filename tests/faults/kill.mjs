// Kills the server with -9 while 50 uploads are in flight, and looks whether anything that was
// acknowledged is lost, or anything is shown that is not whole.
//   node tests/faults/kill.mjs [--cycles 20] [--seed N] [--engine sqlite|postgres]
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { openWorld } from '../live/world.mjs';
import { PostgresDatabase, SqliteFile } from '../live/engines.mjs';
import { checkCompanions, checkCounters } from './recount.mjs';
import { Ledger } from './ledger.mjs';

const inFlight = 50;
const { values } = parseArgs({
  options: { cycles: { type: 'string' }, seed: { type: 'string' }, engine: { type: 'string' } },
});
const cycles = Number(values.cycles ?? 20);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const engines = { sqlite: SqliteFile, postgres: PostgresDatabase };

// mulberry32: small, and the same on every machine.
function randomFrom(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Sends 50 shots over `spanMs`, kills at a random moment in it. → the shots
async function killInFlight(world, ledger, random, spanMs) {
  const shots = Array.from({ length: inFlight }, () => ledger.newShot());
  const sends = shots.map(async (shot) => {
    await pause(random() * spanMs * 0.5);
    const complaint = await ledger.send(shot);
    // A server being killed answers nothing; but what it does answer must be right.
    if (complaint) throw new Error(complaint);
  });
  await pause(random() * spanMs);
  const acknowledged = shots.filter(({ receipt }) => receipt).length;
  await world.installation.kill();
  await Promise.all(sends);
  return { shots, acknowledged };
}

async function cycle(world, ledger, database, random, spanMs) {
  const { shots, acknowledged } = await killInFlight(world, ledger, random, spanMs);
  await world.restart();
  const complaints = [
    ...(await ledger.check(shots)),
    ...checkCounters(database),
    ...checkCompanions(database),
    ...(await ledger.resend(shots)),
    ...checkCounters(database),
  ];
  return { acknowledged, complaints };
}

// How long 50 uploads take here when nothing is killed.
async function span(ledger) {
  const began = performance.now();
  const shots = Array.from({ length: inFlight }, () => ledger.newShot());
  const complaints = await Promise.all(shots.map((shot) => ledger.send(shot)));
  const wrong = complaints.find(Boolean);
  if (wrong) throw new Error(wrong);
  return performance.now() - began;
}

async function loop(name) {
  const random = randomFrom(seed);
  const external = name === 'postgres' ? new PostgresDatabase() : null;
  const world = await openWorld(external ? { DATABASE_URL: external.url } : {});
  const database = external ?? new SqliteFile(world.installation);
  const ledger = new Ledger(world, random);
  let failed = 0;
  try {
    const spanMs = await span(ledger);
    let killed = 0;
    for (let n = 1; n <= cycles; ++n) {
      const { acknowledged, complaints } = await cycle(world, ledger, database, random, spanMs);
      killed += inFlight - acknowledged;
      if (complaints.length) failed += 1;
      console.log(`${name} ${n}/${cycles}: ${acknowledged} of ${inFlight} acknowledged before the kill`);
      for (const complaint of complaints) console.log(`  ${complaint}`);
    }
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
for (const name of values.engine ? [values.engine] : Object.keys(engines)) {
  const wrong = await loop(name);
  failed += wrong;
  passed += Math.max(0, cycles - wrong);
}
console.log(`kill: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
