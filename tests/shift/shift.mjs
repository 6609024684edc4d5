// A shift, compressed: crews photograph, reviewers decide, others look on, mistakes are corrected,
// the server is stopped in the middle; at the end everybody's own books, the database and every
// number of the dashboard must agree. On SQLite two of the crews and one reviewer have real browsers,
// and the dashboard's page is read too.
//   node tests/shift/shift.mjs [--crews 20] [--shots 60] [--decisions 400] [--engine sqlite|postgres]
//                              [--minutes 0]   at least so long; 24 is a day of 8 hours, 20 times
//                              [--no-browsers] everybody works by API, as always on PostgreSQL
import { parseArgs } from 'node:util';
import { checkCompanions, checkCounters } from '../faults/recount.mjs';
import { PostgresDatabase, SqliteFile } from '../live/engines.mjs';
import { ran } from '../live/ran.mjs';
import { openWorld } from '../live/world.mjs';
import { compareBooks } from './compare.mjs';
import { work } from './course.mjs';
import { Ledger } from './ledger.mjs';

const named = ['crews', 'shots', 'decisions', 'engine', 'minutes'];
const { values } = parseArgs({
  options: {
    ...Object.fromEntries(named.map((name) => [name, { type: 'string' }])),
    'no-browsers': { type: 'boolean' },
  },
});
const crewCount = Number(values.crews ?? 20);
const shots = Number(values.shots ?? 60);
const decisions = Number(values.decisions ?? 400);
const slotsPerSection = 12; // three checkpoints of four photos
const sectionsPerCrew = Math.ceil(shots / slotsPerSection);

// Everybody, and the books. `browsers`: the module, when somebody is to have one.
async function gather(external, browsers) {
  const { phoneCount = 0, sectionsPerPhone = 0 } = browsers ?? {};
  const address = await browsers?.chooseAddress();
  const world = await openWorld(external ? { DATABASE_URL: external.url } : { ...address?.env }, {
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

async function shift(name) {
  const external = name === 'postgres' ? new PostgresDatabase() : null;
  const browsers = external || values['no-browsers'] ? null : await import('./browsers.mjs');
  const stage = await gather(external, browsers);
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
    ];
    for (const complaint of complaints.slice(0, 40)) console.log(`  ${complaint}`);
    return complaints.length;
  } finally {
    await opened?.close();
    await stage.world.close();
    external?.remove();
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
  if (crewCount >= 20)
    ran(name, 'tests/shift/shift.mjs', "after a shift of twenty crews everybody's books and the server's agree");
}
console.log(`shift: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
