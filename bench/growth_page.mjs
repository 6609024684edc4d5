// docs/growth.md out of what bench/growth.mjs measured.
import os from 'node:os';

const bar = 1.2;
// Their answers list more the larger the project is: so does their cost.
const answersMore = new Set(['dashboard of a project', 'counts of all sections']);
const shapes = {
  projects: 'An installation that grows: more projects of 10,000 photos each',
  project: 'A project that grows: more routes of 100 sections, 50 photos each',
};
const units = { instructions: 'thousand instructions of the server', server: 'µs of the server', database: 'µs of PostgreSQL', inAll: 'µs in all' };
const number = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

const valueOf = (row, what) =>
  what === 'instructions' ? (row.instructions ? row.instructions / 1000 : null) : what === 'inAll' ? row.server + row.database : row[what];

function table(rows, what, sizes, shape) {
  const names = [...new Set(rows.map(({ name }) => name))];
  const lines = names.map((name) => {
    const cells = sizes.map((photos) => rows.find((row) => row.name === name && row.photos === photos));
    const values = cells.map((row) => (row ? valueOf(row, what) : null));
    const ratio = values.at(-1) && values[0] ? values.at(-1) / values[0] : null;
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
  return `### On ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}\n\n${whats.map((what) => table(rows, what, sizes, shape)).join('\n')}\n`;
}

export function growthPage(all) {
  const parts = Object.entries(shapes).map(([shape, title]) => {
    const both = ['sqlite', 'postgres'].map((engine) => part(all, shape, engine)).join('');
    return both && `## ${title}\n\n${both}`;
  });
  return `# What growth costs

By \`./dev bench --growth\` on ${os.cpus().length} cores of ${os.cpus()[0].model}. Asked: what a request costs is within ${bar} × from
10,000 to 1,000,000 photos.

Instructions are counted by valgrind and do not depend on what else the machine does; they leave out the
kernel, and PostgreSQL's processes. Time on processors is the least of three batches, measured while others
worked on the same two cores: it has noise of a tenth and more, instructions of less than a hundredth.
One connection, one request after the other; rows of lists that did not change are kept between requests,
as always. An upload brings a small photo that is new: its hash is looked up among all photos (the check for
doubles), and developing it is not counted. The look-up of a session and the sweep of expired ones are searches by
index on both engines, which \`tools/tidy\` holds (\`accounts.find_session\`, \`accounts.sweep_sessions\`), as it
holds every other statement (docs/SQL.md).

A dash was not measured: instructions of what writes, at a million, were spoilt by the sweeps of rows that the made
database held (mended since). Times of the two sizes were taken under different load. PostgreSQL is not in this run yet.

${parts.filter(Boolean).join('\n')}`;
}
