// The course of a shift: everybody works at once, and the server is killed in the middle.
import { Crew, Onlooker, Reviewer } from './people.mjs';

const kDarkMost_ms = 15_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const allDone = (crews) => crews.every((crew) => crew.done);

// → {crews, reviewers, onlookers}: those who worked by API.
export async function work(stage) {
  const { world, phones, desk, crewCount, sectionsPerCrew } = stage;
  const byApi = world.crews.slice(0, crewCount);
  const crews = byApi.map((person, n) => new Crew(stage, person, n * sectionsPerCrew));
  const others = world.office.filter((person) => person !== desk?.person);
  const decide = ({ role }) => role === 'reviewer';
  const reviewers = others.filter(decide).map((person) => new Reviewer(stage, person));
  const onlookers = others.filter((person) => !decide(person)).map((person) => new Onlooker(stage, person));

  const looking = onlookers.map((each) => each.work());
  const reviewing = reviewers.map((each) => each.work(() => allDone([...crews, ...phones])));
  const photographing = [...crews, ...phones].map((crew) => crew.work());
  await Promise.all([restart(stage), ...reviewing, desk?.work(() => allDone(phones))]);
  stage.over = true;
  await Promise.all([...photographing, ...looking]);
  return { crews, reviewers, onlookers };
}

// Kills the server, and starts it once every phone took a photo without it.
async function restart(stage) {
  const { world, ledger, phones, crewCount, shots } = stage;
  const halfway = crewCount * shots * 0.5;
  while (ledger.photos.size < halfway || !phones.every((phone) => phone.done || phone.waitsForTheDark)) await pause(20);
  await world.installation.kill();
  stage.dark = true;
  const until = Date.now() + kDarkMost_ms;
  while (Date.now() < until && !phones.every((phone) => phone.done || phone.dark > 0)) await pause(20);
  await world.restart();
  stage.dark = false;
  stage.restarts += 1;
}
