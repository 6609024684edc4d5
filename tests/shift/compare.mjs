// The books against the server: every photo, every number of the dashboard.

// → complaints
export async function compareBooks({ world, ledger }) {
  return [
    ...(await comparePhotos(world, ledger)),
    ...(await compareDashboard(world, ledger)),
    ...(await compareSections(world, ledger)),
  ];
}

const facts = ({ status, newest, extra }) => `${status} ${newest ? 'newest' : 'older'}${extra ? ' extra' : ''}`;

async function comparePhotos(world, ledger) {
  const listed = new Map((await world.admin.all(`/api/photos?project_id=${world.project.id}`)).map((row) => [row.id, row]));
  const complaints = [];
  for (const photo of ledger.photos.values()) {
    const row = listed.get(photo.id);
    if (!row) complaints.push(`${photo.id} was acknowledged and is not listed`);
    else if (facts(row) !== facts(photo)) complaints.push(`${photo.id} is ${facts(row)}, the books say ${facts(photo)}`);
    else if (row.owner_id !== photo.owner) complaints.push(`${photo.id} is of somebody else`);
    listed.delete(photo.id);
  }
  for (const id of listed.keys()) complaints.push(`${id} is listed, but nobody took it`);
  return complaints;
}

const dueOn = (world) => world.checkpoints.reduce((sum, { photos_due }) => sum + photos_due, 0);
const same = (a, b) => Object.keys(b).every((key) => a[key] === b[key]);

function compare(what, said, counted) {
  return same(said, counted) ? [] : [`${what} says ${JSON.stringify(said)}, counted ${JSON.stringify(counted)}`];
}

async function compareDashboard(world, ledger) {
  const { json } = await world.admin.get(`/api/dashboard?project_id=${world.project.id}`);
  const all = ledger.progress(dueOn(world) * world.sections.length);
  const complaints = [...compare('the dashboard', json.total, all), ...compare('its route', json.parts[0].progress, all)];
  const added = json.work_types.reduce((sum, { progress }) => {
    for (const key of Object.keys(all)) sum[key] = (sum[key] ?? 0) + progress[key];
    return sum;
  }, {});
  complaints.push(...compare('the work types together', added, all));
  const { under_4_h: young, under_1_day: day, under_3_days: days, older } = json.waiting;
  complaints.push(...compare('what waits', { pending: young + day + days + older }, { pending: all.pending }));
  for (const person of json.people) {
    const counted = ledger.people.get(person.id) ?? {};
    complaints.push(...compare(person.name, person, counted));
  }
  for (const [id, work] of ledger.people)
    if (!json.people.some((person) => person.id === id) && Object.values(work).some(Boolean))
      complaints.push(`${id} did ${JSON.stringify(work)} and is not among the people`);
  return complaints;
}

async function compareSections(world, ledger) {
  const path = `/api/dashboard?project_id=${world.project.id}&route_id=${world.sections[0].route_id}`;
  const { json } = await world.admin.get(path);
  const complaints = json.parts.length === world.sections.length ? [] : [`${json.parts.length} sections are shown`];
  for (const part of json.parts)
    complaints.push(...compare(`section ${part.code}`, part.progress, ledger.progress(dueOn(world), part.id)));
  return complaints;
}
