// The books against what the dashboard's page shows, figure by figure.
const number = (n) => n.toLocaleString('en-GB');
const orDash = (n) => (n === 0 ? '–' : number(n));

function percentOf({ due, approved, not_applicable }) {
  return approved === 0 ? '–' : `${Math.floor((100 * approved) / (due - not_applicable))} %`;
}

// The cells of a row of progress, from "Due" on, as people read them.
function cellsOf(progress, with_na) {
  const { due, taken, pending, retake, nonconforming, not_applicable } = progress;
  const cells = [number(due), orDash(taken), percentOf(progress), ...[pending, retake, nonconforming].map(orDash)];
  return with_na ? [...cells, orDash(not_applicable)] : cells;
}

// Rows of the table under this heading: name → cells.
async function readTable(page, heading) {
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });
  const rows = await section.locator('tbody tr').evaluateAll((all) =>
    all.map(({ cells }) => [...cells].map((cell) => cell.innerText.trim())),
  );
  return new Map(rows.map(([name, ...cells]) => [name, cells]));
}

// The big numbers: word → figures.
async function readNumbers(page) {
  const all = await page.locator('dl > div').evaluateAll((divs) =>
    divs.map((div) => [div.querySelector('dt').innerText, div.querySelector('dd').innerText]),
  );
  return new Map(all.map(([word, text]) => [word, text.match(/[\d,]+/g) ?? []]));
}

class Comparison {
  complaints = [];
  figures = 0;

  same(what, shown, counted) {
    this.figures += counted.length;
    const [one, other] = [shown?.join(' | '), counted.join(' | ')];
    if (one !== other) this.complaints.push(`the page shows ${what} as ${one}, counted ${other}`);
  }
}

const dueOn = (world) => world.checkpoints.reduce((sum, { photos_due }) => sum + photos_due, 0);

// → {complaints, figures}
export async function compareDashboardPage(page, { world, ledger }) {
  const comparison = new Comparison();
  await compareProject(comparison, page, world, ledger);
  await compareRoute(comparison, page, world, ledger);
  return comparison;
}

async function openDashboard(page, address) {
  await page.goto(address);
  await page.getByRole('heading', { name: /^Completion by/ }).first().waitFor();
}

async function compareProject(comparison, page, world, ledger) {
  await openDashboard(page, '/dashboard');
  const all = ledger.progress(dueOn(world) * world.sections.length);
  const numbers = await readNumbers(page);
  const due = number(all.due);
  comparison.same('Approved', numbers.get('Approved'), [number(all.approved), due]);
  comparison.same('Taken', numbers.get('Taken'), [number(all.taken), due]);
  comparison.same('Wait for review', numbers.get('Wait for review'), [number(all.pending)]);
  comparison.same('Came back', numbers.get('Came back'), [number(all.retake)]);
  comparison.same('Nonconforming', numbers.get('Nonconforming'), [number(all.nonconforming)]);
  comparison.same('Not applicable', numbers.get('Not applicable'), [number(all.not_applicable)]);
  const [route] = (await readTable(page, 'Completion by route')).values();
  const cells = cellsOf(all, all.not_applicable > 0);
  comparison.same('the route', route?.slice(1, 1 + cells.length), cells);
  comparePeople(comparison, await readTable(page, 'People'), world, ledger);
}

function comparePeople(comparison, shown, world, ledger) {
  for (const { id, name } of [...world.crews, ...world.office]) {
    const { taken, approved, retake, nonconforming } = ledger.people.get(id) ?? {};
    if (!shown.has(name) && !ledger.people.has(id)) continue;
    comparison.same(name, shown.get(name), [taken, approved, retake, nonconforming].map((n) => orDash(n ?? 0)));
    shown.delete(name);
  }
  for (const [name, cells] of shown) comparison.same(name, cells, []);
}

async function compareRoute(comparison, page, world, ledger) {
  await openDashboard(page, `/dashboard?project=${world.project.id}&route=${world.sections[0].route_id}`);
  const with_na = ledger.progress(0).not_applicable > 0;
  const shown = await readTable(page, 'Completion by section');
  for (const { id, code, name } of world.sections) {
    const cells = cellsOf(ledger.progress(dueOn(world), id), with_na);
    comparison.same(`section ${code}`, shown.get(`${code} ${name}`)?.slice(1, 1 + cells.length), cells);
  }
}
