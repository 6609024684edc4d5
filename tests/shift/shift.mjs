// A shift, compressed: crews photograph, reviewers decide, others look on, mistakes are corrected,
// the server is stopped in the middle; at the end everybody's own books, the database and every
// number of the dashboard must agree. On SQLite two of the crews and one reviewer have real browsers,
// and the dashboard's page is read too.
// Engine s3 is SQLite with the photos in the bucket that ASBUILT_TEST_S3_URL names.
//   node tests/shift/shift.mjs [--crews 20] [--shots 60] [--decisions 400]
//                              [--engine sqlite|postgres|s3]
//                              [--minutes 0]   at least so long; 24 is a day of 8 hours, 20 times
//                              [--no-browsers] everybody works by API, as always but on sqlite
//                              [--small]       the server has one core and 1 GB
//                              [--bars]        fails when it was slow (P95 of 500 ms) or grew
import { parseArgs } from 'node:util';
import { checkCompanions, checkCounters } from '../faults/recount.mjs';
import { bucketOfRun } from '../live/bucket.mjs';
import { SmallMachine } from '../live/cgroup.mjs';
import { PostgresDatabase, SqliteFile } from '../live/engines.mjs';
import { cannot, ran } from '../live/ran.mjs';
import { openWorld } from '../live/world.mjs';
import { compareBooks } from './compare.mjs';
import { work } from './course.mjs';
import { Ledger } from './ledger.mjs';
import { Vitals } from './vitals.mjs';

const named = ['crews', 'shots', 'decisions', 'engine', 'minutes'];
const { values } = parseArgs({
  options: {
    ...Object.fromEntries(named.map((name) => [name, { type: 'string' }])),
    'no-browsers': { type: 'boolean' },
    small: { type: 'boolean' },
    bars: { type: 'boolean' },
  },
});
const crewCount = Number(values.crews ?? 20);
const shots = Number(values.shots ?? 60);
const decisions = Number(values.decisions ?? 400);
const small = 'on one core and 1 GB the shift fails no request, and the books agree';
const smallInBucket = 'on one core and 1 GB with the photos in a bucket the shift fails no request';
const slotsPerSection = 12; // three checkpoints of four photos
const sectionsPerCrew = Math.ceil(shots / slotsPerSection);

// Everybody, and the books. `browsers`: the module, when somebody is to have one.
async function gather({ env, machine }, browsers) {
  const { phoneCount = 0, sectionsPerPhone = 0 } = browsers ?? {};
  const address = await browsers?.chooseAddress();
  const world = await openWorld({ ...env, ...address?.env }, {
    before: machine?.command,
    sections: crewCount * sectionsPerCrew + phoneCount * sectionsPerPhone,
    crewCount: crewCount + phoneCount,
    office: { reviewer: browsers ? 4 : 3, viewer: 6, admin: 1 },
  });
  // A hand needs its time: with browsers the others do not run far ahead of them.
  const minutes = Number(values.minutes ?? (browsers ? 0.5 : 0));
  const state = { over: false, dark: false, restarts: 0, phones: [], desk: null };
  const measures = { crewCount, sectionsPerCrew, slotsPerSection, shots, decisions, minutes };
  return { world, address, ledger: new Ledger(), ...measures, ...state };
}

const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);

function tell(name, { ledger, phones, restarts }, { crews, reviewers, onlookers }) {
  console.log(
    `${name}: ${ledger.photos.size} photos by ${crews.length + phones.length} crews, ` +
      `decisions ${reviewers.map((desk) => desk.made).join(' + ')}, ` +
      `${restarts} restart, corrections ${sum(crews, (crew) => crew.corrections)}, ` +
      `${sum(onlookers, (desk) => desk.looks)} looks at lists and the dashboard`,
  );
}

// Answer times are told always and judged when asked to: on a machine with other work they say
// nothing.
async function judge(name, vitals) {
  const { requests, failed, failures, p95Ms, peakBytes, growth, course } = await vitals.end();
  console.log(
    `${name}: ${requests} requests, ${failed} failed, P95 ≤ ${p95Ms} ms, ` +
      `memory at most ${Math.round(peakBytes / 1e6)} MB, at the end ×${growth.toFixed(2)}`,
  );
  if (course.length) console.log(`  since the restart, in MB: ${course.map((bytes) => Math.round(bytes / 1e6)).join(' ')}`);
  const complaints = [];
  if (failed) complaints.push(`${failed} requests were answered 5xx: ${failures.join(', ')}`);
  if (values.bars && p95Ms > 500) complaints.push(`P95 is ${p95Ms} ms`);
  if (values.bars && growth > 1.2) complaints.push(`memory grew to ${growth.toFixed(2)} of what it was`);
  return complaints;
}

// One core and 1 GB; nothing when they are not asked for, or cannot be had here.
function smallMachine(name) {
  if (!values.small) return null;
  try {
    return new SmallMachine({ cores: 1, memoryBytes: 2 ** 30 });
  } catch (error) {
    cannot('tests/shift/shift.mjs', name === 's3' ? smallInBucket : small, error.message);
    return null;
  }
}

async function shift(name) {
  const external = name === 'postgres' ? new PostgresDatabase() : null;
  const machine = smallMachine(name);
  const env = { ...(external && { DATABASE_URL: external.url }), ...(name === 's3' && bucketOfRun().env) };
  const browsers = name !== 'sqlite' || values['no-browsers'] ? null : await import('./browsers.mjs');
  const stage = await gather({ env, machine }, browsers);
  const vitals = new Vitals(stage.world);
  const database = external ?? new SqliteFile(stage.world.installation);
  let opened = null;
  try {
    opened = await browsers?.openBrowsers(stage);
    const byApi = await work(stage);
    tell(name, stage, byApi);
    const people = [...Object.values(byApi).flat(), ...stage.phones, ...(stage.desk ? [stage.desk] : [])];
    const complaints = [
      ...(await compareBooks(stage)),
      ...((await opened?.compareScreens()) ?? []),
      ...checkCounters(database),
      ...checkCompanions(database),
      ...people.flatMap((person) => person.complaints),
      ...(await judge(name, vitals)),
    ];
    for (const complaint of complaints.slice(0, 40)) console.log(`  ${complaint}`);
    return complaints.length;
  } finally {
    await opened?.close();
    clearInterval(vitals.timer);
    await stage.world.close();
    external?.remove();
    machine?.remove();
  }
}

let passed = 0;
let failed = 0;
for (const name of values.engine ? [values.engine] : ['sqlite', 'postgres']) {
  if (await shift(name)) {
    failed += 1;
    continue;
  }
  passed += 1;
  if (crewCount < 20) continue;
  if (values.small) {
    ran('sqlite', 'tests/shift/shift.mjs', name === 's3' ? smallInBucket : small);
  } else {
    ran(name, 'tests/shift/shift.mjs', "after a shift of twenty crews everybody's books and the server's agree");
  }
}
console.log(`shift: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
