// Makes backups while photos arrive, kills the server with -9 at a moment drawn by lot, and looks
// whether a set that is offered ever lacks anything that was acknowledged before its mark.
//   node tests/faults/backup.mjs [--cycles 10] [--seed N] [--engine sqlite|postgres]
import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { Client, sha256 } from '../live/client.mjs';
import { PostgresDatabase, SqliteFile } from '../live/engines.mjs';
import { Installation, program } from '../live/server.mjs';
import { ran } from '../live/ran.mjs';
import { openWorld } from '../live/world.mjs';
import { Ledger } from './ledger.mjs';
import { randomFrom } from './random.mjs';

const { values } = parseArgs({
  options: { cycles: { type: 'string' }, seed: { type: 'string' }, engine: { type: 'string' } },
});
const cycles = Number(values.cycles ?? 10);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const engines = { sqlite: SqliteFile, postgres: PostgresDatabase };
const longestMs = 1_500; // a backup of this small world takes about half as long
const shotsAtMost = 10;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Runs the program → {code, out}. Never throws for what it answers.
async function asbuilt(args, env) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { env, maxBuffer: 1 << 26 });
    return { code: 0, out: stdout + stderr };
  } catch (error) {
    return { code: error.code ?? -1, out: `${error.stdout}${error.stderr}` };
  }
}

const manifestsOf = (depot) => {
  const sets = join(depot, 'sets');
  if (!existsSync(sets)) return [];
  return readdirSync(sets)
    .map((name) => join(sets, name, 'manifest.json'))
    .filter(existsSync)
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
};

// Sends shots one after the other until told to stop; few, as each has to be restored later.
async function keepSending(ledger, shots, going) {
  for (let n = 0; going.on && n < shotsAtMost; ++n) {
    const shot = ledger.newShot();
    shots.push(shot);
    const complaint = await ledger.send(shot);
    shot.acknowledged_at_ms = Date.now();
    delete shot.bytes;
    if (complaint) throw new Error(complaint);
    if (!shot.receipt) return; // the server is gone
  }
}

// One round: a backup begins, photos arrive, the server dies. → shots
async function cutBackup(world, ledger, env, random) {
  const going = { on: true };
  const shots = [];
  const senders = [0, 1, 2].map(() => keepSending(ledger, shots, going));
  const command = spawn(program, ['backup'], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => command.once('exit', resolve));
  await pause(random() * longestMs);
  await world.installation.kill();
  going.on = false;
  await Promise.all(senders);
  await ended;
  return shots;
}

// Every shot that was acknowledged before a set's mark is in what it restores to, with its bytes.
async function checkRestored(manifest, depot, ledger, people, external) {
  const target = new Installation(external ? { DATABASE_URL: external.url } : {});
  const complaints = [];
  try {
    const restored = await asbuilt(['restore', '--from', `file:${depot}`, '--set', manifest.set], target.env);
    if (restored.code !== 0) return [`restore of ${manifest.set}: ${restored.out}`];
    await target.start();
    const admin = new Client(target.server.port);
    await admin.signIn(people.adminPerson);
    for (const shot of ledger.shots) {
      if (!shot.receipt || shot.acknowledged_at_ms > manifest.mark_at_ms) continue;
      const original = await admin.get(`/api/photos/${shot.id}/image?size=original`);
      if (original.status !== 200 || sha256(original.body) !== shot.sha)
        complaints.push(`${manifest.set} lacks ${shot.id}: ${original.status}`);
    }
  } finally {
    await target.remove();
  }
  return complaints;
}

// Sessions of the time before, folders that are not empty, a bit that flipped, a set without a manifest.
async function checkRefusals(world, depot, manifest) {
  const complaints = [];
  const need = (fine, what) => fine || complaints.push(what);
  const env = world.installation.env;
  const again = await asbuilt(['restore', '--from', `file:${depot}`], env);
  need(again.code === 1 && /in use|not empty/.test(again.out), `a restore over a server: ${again.out}`);
  const listed = await asbuilt(['backups', '--from', `file:${depot}`], env);
  need(listed.out.split('\n').filter((line) => /schema/.test(line)).length === manifestsOf(depot).length, 'backups lists');
  const whole = await asbuilt(['verify', '--from', `file:${depot}`, '--set', manifest.set], env);
  need(whole.code === 0, `verify: ${whole.out}`);
  const database = join(depot, 'sets', manifest.set, 'database');
  const bytes = readFileSync(database);
  bytes[bytes.length >> 1] ^= 4;
  writeFileSync(database, bytes);
  const flipped = await asbuilt(['verify', '--from', `file:${depot}`, '--set', manifest.set], env);
  need(flipped.code === 1 && /database is damaged/.test(flipped.out), `a flipped bit: ${flipped.out}`);
  const target = new Installation();
  const refused = await asbuilt(['restore', '--from', `file:${depot}`, '--set', manifest.set], target.env);
  need(refused.code === 1 && /damaged/.test(refused.out), `restore of a damaged set: ${refused.out}`);
  need(!existsSync(join(target.folder, 'data', 'asbuilt.db')), 'a damaged set left a database');
  await target.remove();
  bytes[bytes.length >> 1] ^= 4;
  writeFileSync(database, bytes);
  return complaints;
}

async function loop(name) {
  const random = randomFrom(seed);
  const external = name === 'postgres' ? new PostgresDatabase() : null;
  const depot = mkdtempSync(join(tmpdir(), 'asbuilt-depot-'));
  const env = { BACKUP_AT: '168h', BACKUP_URL: '', ...(external && { DATABASE_URL: external.url }) };
  const world = await openWorld(env);
  const ledger = new Ledger({ ...world, photos: world.photos.slice(0, 8) }, random);
  const commandEnv = { ...world.installation.env, BACKUP_URL: `file:${depot}` };
  world.installation.env.BACKUP_URL = `file:${depot}`;
  await world.installation.stop();
  await world.restart();
  let failed = 0;
  let sets = 0;
  const complain = (complaints) => {
    for (const complaint of complaints) console.log(`  ${complaint}`);
    if (complaints.length) failed += 1;
  };
  try {
    for (let n = 1; n <= cycles; ++n) {
      await cutBackup(world, ledger, commandEnv, random);
      const offered = manifestsOf(depot);
      await world.restart();
      const fresh = offered.length - sets;
      sets = offered.length;
      console.log(`${name} ${n}/${cycles}: killed; ${fresh > 0 ? 'a set was whole before' : 'no new set'}`);
      for (const manifest of offered.slice(offered.length - Math.max(0, fresh)))
        complain(await verify(depot, manifest, commandEnv));
    }
    // The one that was cut off last is made anew by itself; ask for one more all the same.
    const mark = Date.now();
    await lastSet(depot, commandEnv, mark);
    const newest = manifestsOf(depot).sort((a, b) => a.mark_at_ms - b.mark_at_ms).at(-1);
    if (!newest || newest.mark_at_ms < mark) complain(['no backup could be made after the kills']);
    const target = external ? new PostgresDatabase() : null;
    complain(await checkRestored(newest, depot, ledger, world, target));
    target?.remove();
    if (!external) complain(await checkRefusals(world, depot, newest));
    console.log(`${name}: ${ledger.shots.filter(({ receipt }) => receipt).length} photos acknowledged, ${sets} sets made`);
  } finally {
    await world.close();
    external?.remove();
    rmSync(depot, { recursive: true, force: true });
  }
  return failed;
}

async function verify(depot, manifest, env) {
  const verified = await asbuilt(['verify', '--from', `file:${depot}`, '--set', manifest.set], env);
  return verified.code === 0 ? [] : [`verify of ${manifest.set}: ${verified.out}`];
}

async function lastSet(depot, env, mark) {
  const until = Date.now() + 120_000;
  while (Date.now() < until) {
    const made = await asbuilt(['backup'], env);
    if (made.code === 0 && manifestsOf(depot).some((set) => set.mark_at_ms >= mark)) return;
    await pause(500);
  }
}

console.log(`seed ${seed}: node tests/faults/backup.mjs --cycles ${cycles} --seed ${seed}`);
let failed = 0;
const names = values.engine ? [values.engine] : Object.keys(engines);
for (const name of names) {
  const wrong = await loop(name);
  failed += wrong;
  if (!wrong)
    ran(name, 'tests/faults/backup.mjs', 'a backup that is offered lacks nothing, however often the server is killed meanwhile');
}
console.log(`backup: ${names.length * cycles - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
