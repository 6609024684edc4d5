// The same rows everywhere: Asbuilt's SQLite file is filled, the rest is copied from it.
import { execFileSync } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tests/live/server.mjs';

const read = (...path) => readFileSync(join(root, 'bench', ...path), 'utf8');
const sqlite = (file, input, ...args) =>
  execFileSync('sqlite3', ['-batch', '-bail', ...args, file], { input, encoding: 'utf8', maxBuffer: 1e9 });
const psql = (url, input) =>
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', url], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] });

// Half of the photos wait for their decision: enough for all that are decided here.
export function fillAsbuilt(file, photos) {
  sqlite(file, read('seed.sql').replaceAll(':count', String(photos)).replaceAll(':pending_every', '2'));
}

// What the peers keep of each table, from Asbuilt's.
const kept = {
  users: 'SELECT id, email, name, role, hash FROM users JOIN hashes USING (email)',
  routes: 'SELECT id, name FROM routes',
  sections: 'SELECT id, route_id, code, name FROM sections',
  checkpoints: `SELECT k.id, k.code, v.name FROM checkpoints k
    JOIN checkpoint_versions v ON v.checkpoint_id = k.id AND v.version = k.version`,
  section_access: 'SELECT user_id, section_id FROM section_access',
  photos: `SELECT id, project_id, section_id, checkpoint_id, stage, slot_index, status, attempt, newest,
    extra, received, develop, owner_id, sha256, size_bytes, taken_at_ms, received_at_ms, decided_at_ms,
    decided_by, decision_comment, withdrawn_at_ms, thumb_key, flags, version FROM photos`,
  events: "SELECT id, at_ms, actor_id, kind, subject_id, body FROM events WHERE kind LIKE 'photo.%'",
  section_counters: 'SELECT section_id, stage, pending, approved, retake, nonconforming FROM section_counters',
  route_counters: 'SELECT route_id, checkpoint_id, pending, approved, retake, nonconforming FROM route_counters',
  person_counters: 'SELECT project_id, user_id, approved, retake, nonconforming FROM person_counters',
};

const hashes = (people) => `CREATE TEMP TABLE hashes (email TEXT PRIMARY KEY, hash TEXT);
  ${people.map(({ email, bcrypt }) => `INSERT INTO hashes VALUES ('${email}', '${bcrypt}');`).join('\n')}`;

export function fillPeerSqlite(from, file, people) {
  const copies = Object.entries(kept).map(([table, select]) => `INSERT INTO peer.${table} ${select};`);
  sqlite(file, `PRAGMA journal_mode = WAL;\n${read('peers', 'schema_sqlite.sql')}`);
  sqlite(from, `ATTACH '${file}' AS peer; ${hashes(people)} BEGIN; ${copies.join('\n')} COMMIT;`);
  // Not analysed: with that SQLite 3.53 reads a page of 50 from all sections and sorts them, 50 ms
  // instead of 0.7, as it believes that one project's 100,000 photos are quicker found that way.
  sqlite(file, 'PRAGMA wal_checkpoint(TRUNCATE);');
}

// Through CSV, in which nothing is NULL and "" is an empty text.
function copyInto(url, from, tables, before = '') {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-rows-'));
  try {
    const outs = tables.map(([table, select]) => `.output '${join(folder, table)}'\n${select.replaceAll('\n', ' ')};`);
    sqlite(from, `${before}\n.mode csv\n${outs.join('\n')}\n`);
    const ins = tables.map(([table, , columns = '']) => `\\copy ${table}${columns} FROM '${join(folder, table)}' CSV`);
    psql(url, `BEGIN;\n${ins.join('\n')}\nCOMMIT;\nVACUUM ANALYZE;\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function fillPeerPg(from, url, people) {
  psql(url, read('peers', 'schema_pg.sql'));
  copyInto(url, from, Object.entries(kept), hashes(people));
}

// A migrated database of Asbuilt's, to which no server is connected.
export function fillAsbuiltPg(from, url) {
  const own = psql(url, `\\pset tuples_only\n\\pset format unaligned
    SELECT tablename FROM pg_tables WHERE schemaname = 'public'`).split('\n').filter(Boolean);
  const here = new Set(own);
  const tables = sqlite(from, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .split('\n').filter((name) => here.has(name) && !/migration/.test(name));
  psql(url, `TRUNCATE ${tables.join(', ')} CASCADE;`);
  copyInto(url, from, tables.map((table) => {
    const columns = sqlite(from, `SELECT group_concat('"' || name || '"') FROM pragma_table_info('${table}')`).trim();
    return [table, `SELECT ${columns} FROM ${table}`, `(${columns})`];
  }));
}

export const pgDatabase = (adminUrl, name, template) => {
  psql(adminUrl, `CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''};`);
  return adminUrl.replace(/\/postgres\?/, `/${name}?`);
};
export const vacuum = (url) => psql(url, 'VACUUM ANALYZE;');
