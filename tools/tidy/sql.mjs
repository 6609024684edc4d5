// Every SQL literal has a name of its own, and both engines prepare it on the real schema.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderOf, treeOf } from './tree.mjs';
import { postgresType, sqlLiterals } from './literals.mjs';

const program = 'build/asbuilt';

// Databases with all migrations applied, made by the program itself.
export function openEngines(adminUrl) {
  if (!existsSync(program)) throw new Error(`${program} is missing: ./dev build makes it`);
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-tidy-'));
  const database = `tidy_${process.pid}`;
  const url = adminUrl.replace(/\/postgres\?/, `/${database}?`);
  const migrate = (name, databaseUrl) =>
    execFileSync(program, ['user', 'list'], {
      env: { ...process.env, APP_ENV: 'development', DATA_DIR: join(folder, name), DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const sqlite = join(folder, 'tidy.db');
  migrate('s', `sqlite:${sqlite}`);
  execFileSync('psql', ['-qX', adminUrl, '-c', `CREATE DATABASE ${database}`]);
  migrate('p', url);
  return {
    sqlite,
    postgres: url,
    folder,
    close() {
      execFileSync('psql', ['-qX', adminUrl, '-c', `DROP DATABASE ${database} WITH (FORCE)`]);
      rmSync(folder, { recursive: true });
    },
  };
}

function sqliteComplaint(engines, { text }) {
  const sql = `EXPLAIN ${text.replace(/\$(\d+)/g, '?$1')};`;
  const ran = spawnSync('sqlite3', ['-batch', '-readonly', engines.sqlite, sql], { encoding: 'utf8' });
  return ran.status === 0 ? null : `SQLite: ${ran.stderr.trim().split('\n')[0]}`;
}

// One psql for all: its errors carry the line of the script, and each statement stands on one line.
function postgresComplaints(engines, literals) {
  const script = join(engines.folder, 'prepare.sql');
  const lines = literals.map(({ types, text }, n) => {
    const list = types.length ? `(${types.map(postgresType).join(', ')})` : '';
    return `PREPARE s${n} ${list} AS ${text.replace(/--[^\n]*/g, '').replace(/\s+/g, ' ')};`;
  });
  writeFileSync(script, lines.join('\n') + '\n');
  const ran = spawnSync('psql', ['-qX', '-f', script, engines.postgres], { encoding: 'utf8' });
  const complaints = new Map();
  for (const [, line, error] of ran.stderr.matchAll(/prepare\.sql:(\d+): (ERROR:.*)/g))
    complaints.set(Number(line) - 1, `PostgreSQL: ${error}`);
  if (ran.status !== 0) throw new Error(`psql: ${ran.stderr}`);
  return complaints;
}

export default {
  name: 'sql',
  needsEngines: true,
  check(files, engines) {
    const literals = sqlLiterals(files);
    const found = [];
    const names = new Map();
    for (const literal of literals) {
      const { path, line, name } = literal;
      const folder = folderOf(path);
      if (!name.startsWith(`${folder}.`)) found.push({ path, line, text: `${name} should start with ${folder}.` });
      if (names.has(name)) found.push({ path, line, text: `${name} is a name of ${names.get(name)} too` });
      names.set(name, path);
      const complaint = sqliteComplaint(engines, literal);
      if (complaint) found.push({ path, line, text: `${name}: ${complaint}` });
    }
    for (const [n, complaint] of postgresComplaints(engines, literals)) {
      const { path, line, name } = literals[n];
      found.push({ path, line, text: `${name}: ${complaint}` });
    }
    return found;
  },
  seeds: [
    seed('kA{"photos.a", R"sql(SELECT nothing FROM photos)sql"}', /SQLite: .*nothing/),
    seed('kA{"photos.a", R"sql(SELECT ifnull(id, \'\') FROM photos)sql"}', /PostgreSQL: ERROR/),
    seed('kA{"photos.a", R"sql(SELECT id FROM photos)sql"};\nconstexpr db::Sql<> kB{"photos.a", R"sql(SELECT 1)sql"}', /too$/),
    seed('kA{"review.a", R"sql(SELECT id FROM photos)sql"}', /should start with photos/),
    seed('kA{"photos.a", R"sql(SELECT id FROM photos)sql"}'),
  ],
};

function seed(literal, finds) {
  return { tree: treeOf({ 'src/photos/a.cpp': `constexpr db::Sql<> ${literal};\n` }), finds };
}
