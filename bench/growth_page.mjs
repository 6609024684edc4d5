// docs/growth.md out of what bench/growth.mjs measured.
import os from 'node:os';

const bar = 1.2;
// What readers of this run must know; empty when nothing.
const note = `Not flat: in instructions the dashboard of a route, where one project grows by routes. Only in time: the dashboard of
each project in turn, where the installation grows. Why was not looked into. Where the installation grows, uploads were
dearest at the smallest size, which was measured first: theirs says nothing of growth. What is just above the bar in time
was not measured a second time.
`;
// Their answers list more the larger the project is: so does their cost.
const answersMore = new Set(['dashboard of a project', 'counts of all sections']);
const shapes = {
  projects: 'An installation that grows: more projects of 10,000 photos each',
  project: 'A project that grows: more routes of 100 sections, 50 photos each',
};
const engines = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
const units = { instructions: 'thousand instructions of the server', server: 'µs of the server', database: 'µs of PostgreSQL', inAll: 'µs in all' };
const number = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

const valueOf = (row, what) =>
  what === 'instructions' ? (row.instructions ? row.instructions / 1000 : null) : what === 'inAll' ? row.server + row.database : row[what];

function table(rows, what, sizes, shape) {
  const names = [...new Set(rows.map(({ name }) => name))];
  const lines = names.map((name) => {
    const own = rows.filter((row) => row.name === name);
    const values = sizes.map((photos) => own.find((row) => row.photos === photos)).map((row) => (row ? valueOf(row, what) : null));
    const ratio = values[0] && values.at(-1) ? ratioOf(own, what) : null;
    const larger = shape === 'project' && answersMore.has(name);
    const verdict = ratio === null ? '–' : larger ? 'a longer answer' : ratio <= bar ? 'flat' : '**grows**';
    return `| ${name} | ${values.map((value) => (value === null ? '–' : number(value))).join(' | ')} | ${ratio === null ? '–' : ratio.toFixed(2)} | ${verdict} |`;
  });
  return `In ${units[what]}, per request:

| | ${sizes.map((photos) => `${photos.toLocaleString('en')} photos`).join(' | ')} | last ÷ first | |
|---|${sizes.map(() => '---').join('|')}|---|---|
${lines.join('\n')}
`;
}

function part(all, shape, engine) {
  const rows = all.filter((row) => row.shape === shape && row.engine === engine);
  if (rows.length === 0) return '';
  const sizes = [...new Set(rows.map(({ photos }) => photos))].sort((a, b) => a - b);
  const counted = rows.some(({ instructions }) => instructions) ? ['instructions'] : [];
  const whats = engine === 'sqlite' ? [...counted, 'server'] : [...counted, 'server', 'database', 'inAll'];
  return `### On ${engines[engine]}\n\n${whats.map((what) => table(rows, what, sizes, shape)).join('\n')}\n`;
}

// What grows most, of all that is asked for the same answer.
function worst(all) {
  const lines = [];
  for (const shape of Object.keys(shapes))
    for (const engine of Object.keys(engines))
      for (const what of ['instructions', 'server', 'database']) {
        const rows = all.filter((row) => row.shape === shape && row.engine === engine && !(shape === 'project' && answersMore.has(row.name)));
        const largest = Math.max(...rows.map(({ photos }) => photos));
        const ratios = [...new Set(rows.filter(({ photos }) => photos === largest).map(({ name }) => name))]
          .map((name) => ({ name, ratio: ratioOf(rows.filter((row) => row.name === name), what) }))
          .filter(({ ratio }) => ratio !== null);
        if (ratios.length === 0) continue;
        const { name, ratio } = ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a));
        lines.push(`| ${shapes[shape].split(':')[0]} | ${engines[engine]} | ${units[what]} | ${ratio.toFixed(2)} | ${name} |`);
      }
  return `| | on | in | most, last ÷ first | of |\n|---|---|---|---|---|\n${lines.join('\n')}\n`;
}

function ratioOf(rows, what) {
  const sorted = rows.toSorted((a, b) => a.photos - b.photos);
  const [first, last] = [sorted[0], sorted.at(-1)].map((row) => row && valueOf(row, what));
  return first && last && sorted.length > 1 ? last / first : null;
}

export function growthPage(all) {
  const parts = Object.entries(shapes).map(([shape, title]) => {
    const both = Object.keys(engines).map((engine) => part(all, shape, engine)).join('');
    return both && `## ${title}\n\n${both}`;
  });
  return `# What growth costs

By \`./dev bench --growth\` on ${os.cpus().length} cores of ${os.cpus()[0].model}. Asked: what a request costs is within ${bar} × from
10,000 to 1,000,000 photos.

${worst(all)}
Instructions are counted by valgrind and do not depend on what else the machine does; they leave out the
kernel, and PostgreSQL's processes. Time on processors is the least of ten batches. Where others work on the
same cores, it is up to twice what it would be, and one size may meet more of that than another: what only
time says grows is measured again on a quiet machine (\`--time-only\`) before it is believed. Instructions
are steady within a few hundredths.
One connection, one request after the other; rows of lists that did not change are kept between requests,
as always. An upload brings a small photo that is new: its hash is looked up among all photos (the check for
doubles), and developing it is not counted. "In turn" asks for another project each time, of all there are:
1 of 10,000 photos, 100 of 1,000,000. The look-up of a session and the sweep of expired ones are searches by
index on both engines, which \`tools/tidy\` holds (\`accounts.find_session\`, \`accounts.sweep_sessions\`), as it
holds every other statement (docs/SQL.md).

${note}
${parts.filter(Boolean).join('\n')}`;
}
