// Proves that the kill loop's questions can be answered wrongly: each kind of loss is made by hand,
// and has to be found.
//   node tests/faults/prove.mjs
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteFile } from '../live/engines.mjs';
import { ran } from '../live/ran.mjs';
import { openWorld } from '../live/world.mjs';
import { Ledger } from './ledger.mjs';
import { checkCompanions, checkCounters } from './recount.mjs';

const world = await openWorld();
const database = new SqliteFile(world.installation);
const ledger = new Ledger({ ...world, photos: world.photos.slice(0, 8) }, Math.random);

// Writes while no server has the file.
const write = (sql) => execFileSync('sqlite3', ['-batch', '-bail', database.file, sql]);

function originalOf({ id }) {
  const photos = join(world.installation.folder, 'data', 'photos');
  const name = readdirSync(photos, { recursive: true }).find((path) => path.includes(id) && /original/.test(path));
  if (!name) throw new Error(`no original of ${id} in the photo folder`);
  return join(photos, name);
}

const losses = {
  'a lost original': ({ shots: [shot] }) => rmSync(originalOf(shot)),
  'a cut original': ({ shots: [, shot] }) => truncateSync(originalOf(shot), 100),
  'a lost row': ({ shots: [, , shot] }) => write(`DELETE FROM photos WHERE id = '${shot.id}'`),
  'a wrong hash': ({ shots: [, , , shot] }) => write(`UPDATE photos SET sha256 = '00' WHERE id = '${shot.id}'`),
  'a photo nobody sent': ({ shots: [, , , , shot] }) => ledger.shots.splice(ledger.shots.indexOf(shot), 1),
  'a wrong counter': () => write('UPDATE section_counters SET pending = pending + 1'),
  'a lost event': ({ shots: [, , , , , shot] }) => write(`DELETE FROM events WHERE subject_id = '${shot.id}'`),
};

let passed = 0;
let failed = 0;
function verdict(fine, what) {
  console.log(`${fine ? 'found' : 'MISSED'}: ${what}`);
  if (fine) passed += 1;
  else failed += 1;
}

try {
  const shots = Array.from({ length: 10 }, () => ledger.newShot());
  for (const shot of shots) await ledger.send(shot);
  const ask = async () => [...(await ledger.check(shots)), ...checkCounters(database), ...checkCompanions(database)];
  const before = await ask();
  verdict(before.length === 0, `nothing, when nothing was lost ${before}`);
  let known = before.length;
  for (const [what, lose] of Object.entries(losses)) {
    await world.installation.stop();
    lose({ shots });
    await world.restart();
    const complaints = await ask();
    verdict(complaints.length > known, what);
    known = complaints.length;
  }
} finally {
  await world.close();
}
if (!failed) ran('sqlite', 'tests/faults/prove.mjs', 'each kind of loss, made by hand, is found');
console.log(`prove: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
