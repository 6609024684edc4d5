// A shift, compressed: crews photograph, reviewers decide, others look on, mistakes are corrected,
// the server is stopped in the middle; at the end everybody's own books, the database and every
// number of the dashboard must agree.
//   node tests/shift/shift.mjs [--crews 20] [--shots 60] [--decisions 400] [--engine sqlite|postgres]
//                              [--minutes 0]   at least so long; 24 is a day of 8 hours, 20 times
import { parseArgs } from 'node:util';
import { checkCompanions, checkCounters } from '../faults/recount.mjs';
import { PostgresDatabase, SqliteFile } from '../live/engines.mjs';
import { openWorld } from '../live/world.mjs';
import { compareBooks } from './compare.mjs';
import { Crew, Onlooker, Reviewer } from './people.mjs';
import { Ledger } from './ledger.mjs';

const { values } = parseArgs({
  options: Object.fromEntries(
    ['crews', 'shots', 'decisions', 'engine', 'minutes'].map((name) => [name, { type: 'string' }]),
  ),
});
const crewCount = Number(values.crews ?? 20);
const shots = Number(values.shots ?? 60);
const decisions = Number(values.decisions ?? 400);
const minutes = Number(values.minutes ?? 0);
const slotsPerSection = 12; // three checkpoints of four photos
const sectionsPerCrew = Math.ceil(shots / slotsPerSection);

async function shift(name) {
  const external = name === 'postgres' ? new PostgresDatabase() : null;
  const world = await openWorld(external ? { DATABASE_URL: external.url } : {}, {
    sections: crewCount * sectionsPerCrew,
    crewCount,
    office: { reviewer: 3, viewer: 6, admin: 1 },
  });
  const database = external ?? new SqliteFile(world.installation);
  try {
    const ledger = new Ledger();
    const stage = { world, ledger, shots, decisions, minutes, over: false, restarts: 0 };
    const crews = world.crews.map((person, n) => new Crew(stage, person, n * sectionsPerCrew));
    const desks = world.office.map((person) =>
      person.role === 'reviewer' ? new Reviewer(stage, person) : new Onlooker(stage, person),
    );
    const reviewers = desks.filter((desk) => desk instanceof Reviewer);
    const onlookers = desks.filter((desk) => desk instanceof Onlooker);

    const looking = onlookers.map((desk) => desk.work());
    const reviewing = reviewers.map((desk) => desk.work(() => crews.every((crew) => crew.done)));
    const halfway = world.crews.length * shots * 0.5;
    const restart = (async () => {
      while (ledger.photos.size < halfway) await new Promise((resolve) => setTimeout(resolve, 20));
      await world.installation.kill();
      await world.restart();
      stage.restarts += 1;
    })();
    const photographing = crews.map((crew) => crew.work());
    await Promise.all([restart, ...reviewing]);
    stage.over = true;
    await Promise.all([...photographing, ...looking]);

    const complaints = [
      ...(await compareBooks(stage)),
      ...checkCounters(database),
      ...checkCompanions(database),
      ...[...crews, ...desks].flatMap((person) => person.complaints),
    ];
    const made = reviewers.map((desk) => desk.made).join(' + ');
    console.log(
      `${name}: ${ledger.photos.size} photos by ${crewCount} crews, decisions ${made}, ` +
        `${stage.restarts} restart, corrections ${crews.map((crew) => crew.corrections).reduce((a, b) => a + b, 0)}, ` +
        `${onlookers.reduce((sum, desk) => sum + desk.looks, 0)} looks at lists and the dashboard`,
    );
    for (const complaint of complaints.slice(0, 40)) console.log(`  ${complaint}`);
    return complaints.length;
  } finally {
    await world.close();
    external?.remove();
  }
}

let passed = 0;
let failed = 0;
for (const name of values.engine ? [values.engine] : ['sqlite', 'postgres']) {
  if (await shift(name)) failed += 1;
  else passed += 1;
}
console.log(`shift: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
