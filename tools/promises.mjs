// Holds docs/promises.md to what ran: every row names tests that passed in this ./dev test, or says
// what it waits for. A test that does not exist, was skipped, or whose step did not run keeps no
// promise.
//   node tools/promises.mjs      reads build/ran, which the runners of ./dev test write
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const page = 'docs/promises.md';
const reference = /“([^”]+)” \(([^),]+)(, both engines)?\)/g;
const waiting = /\bnot yet: (issue \d+|a later issue)\b/;

// The rows of its tables: | line of the mission | what it claims | what holds here | shown by |
function rowsOf(markdown) {
  const rows = [];
  let part = '';
  markdown.split('\n').forEach((text, n) => {
    if (text.startsWith('## ')) part = text.slice(3);
    const cells = text.split(' | ');
    const lines = /^\| (\d+)(?:–(\d+))?$/.exec(cells[0]);
    if (!lines) return;
    const shown = cells.slice(3).join(' | ').replace(/ \|$/, '');
    const tests = [...shown.matchAll(reference)].map(([, name, path, both]) => ({ name, path, both: Boolean(both) }));
    rows.push({ at: n + 1, part, from: Number(lines[1]), cells: cells.length, shown, tests });
  });
  return rows;
}

function complaintsOf({ cells, shown, tests }, { ran, read, cannot = new Set() }) {
  if (cells !== 4) return [`has ${cells} cells, not 4`];
  if (/\bnot yet\b/i.test(shown) && !waiting.test(shown)) return ['"not yet" must name its issue: not yet: issue 4'];
  if (tests.length === 0 && !waiting.test(shown)) return ['names no test, and does not say what it waits for'];
  return tests.flatMap(({ name, path, both }) => {
    const source = read(path);
    if (source === null) return [`there is no ${path}`];
    if (!source.includes(name)) return [`${path} has no test “${name}”`];
    if (cannot.has(`${path}\t${name}`)) return [];
    const engines = ran.get(`${path}\t${name}`);
    if (!engines) return [`“${name}” (${path}) did not run, or did not pass`];
    const missing = both ? ['sqlite', 'postgres'].filter((engine) => !engines.has(engine)) : [];
    return missing.map((engine) => `“${name}” (${path}) did not run on ${engine}, or did not pass`);
  });
}

// → [{at, text}], and how many rows and tests there are
export function check(markdown, evidence) {
  const rows = rowsOf(markdown);
  const found = rows.flatMap((row) => complaintsOf(row, evidence).map((text) => ({ at: row.at, text })));
  rows.forEach((row, n) => {
    const before = rows[n - 1];
    if (before?.part === row.part && before.from > row.from) found.push({ at: row.at, text: 'is out of order' });
  });
  if (rows.length === 0) found.push({ at: 1, text: 'has no rows' });
  const waits = rows.filter(({ shown }) => waiting.test(shown)).length;
  return { found, rows: rows.length, waits, tests: rows.flatMap(({ tests }) => tests).length };
}

// path, tab, name → the engines on which it passed
function readRan(folder) {
  const ran = new Map();
  const add = (engine, path, name) => {
    const key = `${path}\t${name}`;
    ran.set(key, (ran.get(key) ?? new Set()).add(engine));
  };
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (file.endsWith('.txt')) for (const line of text.split('\n')) if (line) add(...line.split('\t'));
    if (file !== 'web.json') continue;
    for (const { name, assertionResults } of JSON.parse(text).testResults)
      for (const { title, status } of assertionResults)
        if (status === 'passed') add('-', relative(process.cwd(), name), title);
  }
  return ran;
}

// What this machine does not let be tried (tests/live/ran.mjs): only disks and control groups.
function readCannot(folder) {
  const file = join(folder, 'cannot.tsv');
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
}

// A checker that cannot fail is worse than none: it has to find these first.
function selfTest() {
  const evidence = {
    ran: new Map([
      ['a_test.cpp\ta b c', new Set(['sqlite'])],
      ['a_test.cpp\tboth of them', new Set(['sqlite', 'postgres'])],
    ]),
    cannot: new Set(['a_test.cpp\tnot here']),
    read: (path) => (path === 'a_test.cpp' ? '"a b c" "both of them" "skipped here" "not here"' : null),
  };
  const row = (shown) => `| 7 | claim | holds | ${shown} |`;
  const seeds = [
    [row('“a b c” (a_test.cpp)'), null],
    [row('“both of them” (a_test.cpp, both engines) “a b c” (a_test.cpp)'), null],
    [row('“a b c” (a_test.cpp); on S3 not yet: issue 4'), null],
    [row('“a b c” (a_test.cpp, both engines)'), /did not run on postgres/],
    [row('“not here” (a_test.cpp)'), null],
    [row('“skipped here” (a_test.cpp)'), /did not run, or did not pass/],
    [row('“renamed” (a_test.cpp)'), /has no test/],
    [row('“a b c” (gone_test.cpp)'), /there is no/],
    [row(''), /names no test/],
    [row('not yet'), /must name its issue/],
    [row('“a b c” (a_test.cpp)') + '\n' + row('not yet: issue 4').replace('7', '6'), /out of order/],
    ['no table', /no rows/],
  ];
  return seeds.filter(([markdown, finds]) => {
    const { found } = check(markdown, evidence);
    const fine = finds ? found.some(({ text }) => finds.test(text)) : found.length === 0;
    if (!fine) console.log(`the checker ${finds ? `does not find ${finds}` : 'complains'} in ${markdown}`);
    return !fine;
  }).length;
}

const broken = selfTest();
const ran = readRan(join('build', 'ran'));
const cannot = readCannot(join('build', 'ran'));
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\\"', '"') : null);
const { found, rows, waits, tests } = check(readFileSync(page, 'utf8'), { ran, read, cannot });
for (const key of cannot) console.log(`not tried on this machine: ${key.replace('\t', ': ')}`);
for (const { at, text } of found) console.log(`${page}:${at}: ${text}`);
const lines = new Set(found.map(({ at }) => at)).size;
console.log(`${rows} promises, ${tests} tests named, ${waits} wait for something; ${ran.size} tests ran`);
console.log(`promises: ${rows - lines} passed, ${lines + broken} failed`);
process.exit(found.length + broken ? 1 : 0);
