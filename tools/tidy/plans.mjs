// How both engines find the rows of every SQL literal, on tables that have grown and are freshly
// analysed: reading all of a growing table, or sorting what is found before a LIMIT takes a page of
// it, is declared in plans_declared.mjs with its reason, or wrong.
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { growPostgres, growSqlite } from '../../bench/grown.mjs';
import { ran } from '../../tests/live/ran.mjs';
import { treeOf } from './tree.mjs';
import { postgresType, sqlLiterals } from './literals.mjs';
import { growsNot, declared, mustSearch, mustUse } from './plans_declared.mjs';
import { postgresReads, sqliteReads } from './plans_read.mjs';
import { referencesOf, searchedBlindly } from './references.mjs';

const size = { projects: 24, routes: 1, perRoute: 10 }; // 12,000 photos: enough for either engine to mind

// Fills both databases once, however many trees are looked at.
function grow(engines) {
  if (engines.grown) return engines.grown;
  // No statistics is what a new installation has until its first sweep.
  const fresh = join(engines.folder, 'fresh.db');
  copyFileSync(engines.sqlite, fresh);
  growSqlite(engines.sqlite, size);
  growPostgres(engines.postgres, size);
  return (engines.grown = { fresh, ...schemaOf(engines) });
}

// Without it, PostgreSQL reads all of what is small here, and is right. With it, only where no index
// can answer.
const off = (...ways) => ways.map((way) => `-c enable_${way}=off`).join(' ');
const onlyWhenItMust = off('seqscan', 'hashjoin', 'mergejoin');
const large = 5_000; // rows: of such a table its free choice counts, too

// Which tables there are, what views read, and with which column each index begins.
function schemaOf(engines) {
  const rows = JSON.parse(
    execFileSync('sqlite3', ['-json', engines.sqlite, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'trigger'"], { encoding: 'utf8' }),
  );
  const heads = execFileSync('psql', ['-qXAt', '-F', ' ', engines.postgres, '-c', firstColumns], { encoding: 'utf8' });
  const counts = execFileSync('psql', ['-qXAt', engines.postgres, '-c', largeTables], { encoding: 'utf8' });
  return {
    references: referencesOf(engines.sqlite),
    large: new Set(counts.trim().split('\n')),
    tables: new Set(rows.filter(({ type }) => type === 'table').map(({ name }) => name)),
    views: new Map(rows.filter(({ type }) => type === 'view').map(({ name, sql }) => [name, sql])),
    indexHeads: new Map(heads.trim().split('\n').map((line) => line.split(' '))),
  };
}
const firstColumns = `SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
  WHERE c.relnamespace = 'public'::regnamespace`;

const largeTables = `SELECT relname FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples >= ${large}`;

const mark = (n) => `=== ${n} ===`;

function perStatement(printed) {
  return new Map(printed.split(/^=== (?=\d+ ===$)/m).slice(1).map((part) => [parseInt(part), part.slice(part.indexOf('\n') + 1)]));
}

// One program for all statements of an engine.
function sqlitePlans(file, literals) {
  const script = literals.map(
    ({ text }, n) => `.print ${mark(n)}\nEXPLAIN QUERY PLAN ${text.trim().replace(/\$(\d+)/g, '?$1')};\n`,
  );
  return perStatement(execFileSync('sqlite3', ['-batch', '-readonly', file], { input: script.join(''), encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }));
}

// As the server asks: prepared, with one plan for all values.
function postgresPlans(engines, literals, settings) {
  const script = literals.map(({ types, text }, n) => {
    const list = types.length ? `(${types.map(postgresType).join(', ')})` : '';
    const nulls = types.length ? `(${types.map(() => 'NULL').join(', ')})` : '';
    return `\\echo ${mark(n)}\nPREPARE p${n} ${list} AS ${text.trim()};\nEXPLAIN (FORMAT JSON, COSTS OFF) EXECUTE p${n} ${nulls};\n`;
  });
  const file = join(engines.folder, 'explain.sql');
  writeFileSync(file, script.join(''));
  const env = { ...process.env, PGOPTIONS: `-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 ${settings}` };
  return perStatement(execFileSync('psql', ['-qXAt', '-f', file, engines.postgres], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 }));
}

// → per statement the set of "scans photos", "sorts before LIMIT", and the plan that says so
function readsOf(engines, literals) {
  const { fresh, ...schema } = grow(engines);
  const all = literals.map(() => new Map());
  const take = (engine, plans, read, counts = () => true) => {
    for (const [n, plan] of plans) {
      const index = mustUse.get(literals[n].name);
      if (index && plansCount(engine) && !plan.includes(index)) all[n].set(`goes without ${index}`, `${engine}\n${plan.trim()}`);
      for (const what of read(plan, literals[n].text, schema))
        if (counts(what) && !all[n].has(what)) all[n].set(what, `${engine}\n${plan.trim()}`);
    }
  };
  take('SQLite', sqlitePlans(engines.sqlite, literals), sqliteReads);
  take('SQLite without statistics', sqlitePlans(fresh, literals), sqliteReads);
  take('PostgreSQL, by index where it can', postgresPlans(engines, literals, onlyWhenItMust), postgresReads, isScan);
  take('PostgreSQL, sorting where it must', postgresPlans(engines, literals, `${onlyWhenItMust} ${off('sort', 'incremental_sort')}`), postgresReads, (what) => !isScan(what));
  take('PostgreSQL', postgresPlans(engines, literals, ''), postgresReads, (what) => schema.large.has(tableOf(what)));
  return all;
}

// Left to itself, PostgreSQL reads all of what is small here.
const plansCount = (engine) => engine !== 'PostgreSQL';
const isScan = (what) => what.startsWith('scans');
const tableOf = (what) => what.replace(/^scans /, '');
const isSmall = (what) => growsNot.has(tableOf(what));

function check(files, engines) {
  const literals = sqlLiterals(files);
  const whole = files.has('tools/tidy/plans_declared.mjs'); // not a seeded tree
  const found = [];
  const used = new Set();
  const reads = readsOf(engines, literals);
  literals.forEach(({ path, line, name, text }, n) => {
    for (const [what, plan] of reads[n]) {
      if (isSmall(what)) used.add(tableOf(what));
      else if (declared.get(name)?.[what]) used.add(`${name} ${what}`);
      else found.push({ path, line, text: `${name} ${what}, undeclared: ${plan}` });
    }
    for (const column of searchedBlindly(text, engines.grown.references))
      found.push({ path, line, text: `${name} deletes what ${column} refers to, which has no index` });
  });
  if (!whole) return found;
  for (const entry of unused(used, literals, reads)) found.push({ path: 'tools/tidy/plans_declared.mjs', line: 1, text: entry });
  if (found.length === 0) tell();
  return found;
}

function tell() {
  for (const engine of ['sqlite', 'postgres']) {
    ran(engine, 'tools/tidy/plans.mjs', 'every statement finds its rows by index on tables that have grown, or says why not');
    ran(engine, 'tools/tidy/plans.mjs', 'looking up a session and sweeping expired ones search by index');
  }
}

function unused(used, literals, reads) {
  const all = [...growsNot.keys()];
  for (const [name, whats] of declared) for (const what of Object.keys(whats)) all.push(`${name} ${what}`);
  const complaints = all.filter((entry) => !used.has(entry)).map((entry) => `${entry}: declared, but no plan needs it`);
  for (const name of mustSearch) {
    const n = literals.findIndex((literal) => literal.name === name);
    if (n < 0 || reads[n].size > 0) complaints.push(`${name} must search by index`);
    else console.log(`plans: ${name} searches by index on both engines`);
  }
  return complaints;
}

export default {
  name: 'plans',
  needsEngines: true,
  check,
  seeds: [
    seed('SELECT id FROM photos WHERE file_name = $1', /photos\.x scans photos/),
    seed('SELECT id FROM photos WHERE section_id = $1 ORDER BY sha256 LIMIT 5', /sorts before its LIMIT/),
    seed('DELETE FROM users WHERE id = $1', /photos\.decided_by refers to/),
    seed('SELECT id FROM photos WHERE section_id = $1'),
  ],
};

function seed(text, finds) {
  const source = `constexpr db::Sql<Id> kX{"photos.x", R"sql(${text})sql"};\n`;
  return { tree: treeOf({ 'src/photos/a.cpp': source }), finds };
}
