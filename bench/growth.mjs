// What each hot route costs while an installation grows to a hundred times as many photos, into
// docs/growth.md. ASBUILT_TEST_DATABASE_URL names a PostgreSQL cluster: ./dev bench --growth.
//   node bench/growth.mjs [--engine sqlite|postgres]… [--photos 10000]… [--shape projects|project]…
//     [--time-only: no instructions, which is quicker; those counted before stay]
//     [--page: only write the page anew]
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../tests/live/client.mjs';
import { PostgresDatabase, SqliteFile } from '../tests/live/engines.mjs';
import { Installation, root } from '../tests/live/server.mjs';
import { Counted, instructionsOf } from './callgrind.mjs';
import { growPostgres, growSqlite } from './grown.mjs';
import { growthPage } from './growth_page.mjs';
import { ask, hotPaths, pathsInTurn, waitingSql } from './hot.mjs';
import { cpuNs } from './process.mjs';

const list = { type: 'string', multiple: true };
const { values } = parseArgs({ options: { engine: list, photos: list, shape: list, page: { type: 'boolean' }, 'time-only': { type: 'boolean' } } });
const engines = values.engine ?? ['sqlite', 'postgres'];
const sizes = (values.photos ?? ['10000', '100000', '1000000']).map(Number);
const shapes = values.shape ?? ['projects', 'project'];
const kept = join(root, 'bench', 'growth.json');

// 200 sections of 50 photos are 10,000. More of them: in more projects, or in more routes of one.
const sizeOf = (shape, photos) =>
  shape === 'projects' ? { projects: photos / 10_000, routes: 2, perRoute: 100 } : { projects: 1, routes: photos / 5_000, perRoute: 100 };

async function openSite(installation, people, site) {
  await installation.start();
  for (const [who, person] of Object.entries(people)) {
    site[who] = new Client(installation.server.port);
    await site[who].signIn(person);
  }
  return site;
}

// The processes of PostgreSQL that answer the server. What vacuums is none of them.
const backendsSql = `SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

// Server CPU, and that of PostgreSQL's processes for it, in µs: the least of the batches, because
// what else the machine does only adds. A batch in which a connection came or went does not count.
async function cpuOf(installation, database, site, path, from) {
  const each = path.writes ? 18 : 50;
  const backends = () => (database?.rows(backendsSql) ?? []).map(([pid]) => Number(pid)).sort();
  const families = (pids) => [cpuNs([installation.server.pid]), cpuNs(pids)];
  let n = from;
  const best = [Infinity, Infinity];
  for (let round = 0; round < 10 || best[0] === Infinity; ++round) {
    const pids = backends();
    const before = families(pids);
    for (let i = 0; i < each; ++i) await ask(site, path, n++);
    if (String(pids) !== String(backends())) continue;
    families(pids).forEach((now, k) => (best[k] = Math.min(best[k], (now - before[k]) / each / 1000)));
  }
  return { server: best[0], database: best[1] };
}

async function measure(engine, shape, photos) {
  const inTurn = shape === 'projects' ? pathsInTurn(sizeOf(shape, photos).projects) : [];
  const paths = [...hotPaths.filter(({ writes }) => !writes), ...inTurn, ...hotPaths.filter(({ writes }) => writes)];
  const database = engine === 'postgres' ? new PostgresDatabase() : null;
  const installation = new Installation({ RATE_API_MAX: '10000000', RATE_API_IP_MAX: '10000000', DATABASE_URL: database?.url ?? '' });
  const rows = [];
  try {
    const people = { admin: installation.addPerson('admin@example.org', 'admin'), crew: installation.addPerson('crew@example.org', 'crew') };
    const file = join(installation.folder, 'data', 'asbuilt.db');
    const began = Date.now();
    if (database) growPostgres(database.url, sizeOf(shape, photos));
    else growSqlite(file, sizeOf(shape, photos));
    if (database) execFileSync('psql', ['-qX', database.url, '-c', 'VACUUM ANALYZE', '-c', 'CHECKPOINT']);
    console.log(`${engine}, ${shape}, ${photos} photos: made in ${((Date.now() - began) / 1000).toFixed(0)} s`);
    const look = (sql) => (database ?? new SqliteFile(installation)).rows(sql).flat();
    const waiting = look(waitingSql);
    const plain = await openSite(installation, people, { waiting });
    for (const path of paths) {
      for (let n = 0; n < Math.max(5, path.warm ?? 0); ++n) await ask(plain, path, n);
      rows.push({ engine, shape, photos, name: path.name, ...(await cpuOf(installation, database, plain, path, 5)) });
    }
    if (values['time-only']) return rows;
    await installation.stop();
    const counted = new Counted(installation);
    const site = await openSite(installation, people, { waiting });
    counted.begin();
    for (const [k, path] of paths.entries()) rows[k].instructions = (await instructionsOf(counted, site, path, { from: 190, batches: 4, each: 8 })).cost;
  } finally {
    await installation.remove();
    database?.remove();
  }
  for (const { name, server, database: other, instructions } of rows)
    console.log(`  ${name}: ${server.toFixed(1)} µs, PostgreSQL ${other.toFixed(1)} µs, ${instructions} instructions`);
  return rows;
}

const before = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : [];
let all = before;
for (const shape of values.page ? [] : shapes)
  for (const photos of sizes)
    for (const engine of engines) {
      const rows = await measure(engine, shape, photos);
      const was = (name) => all.find((row) => row.engine === engine && row.shape === shape && row.photos === photos && row.name === name);
      for (const row of rows) row.instructions ??= was(row.name)?.instructions;
      all = all.filter((row) => row.engine !== engine || row.shape !== shape || row.photos !== photos).concat(rows);
      writeFileSync(kept, `${JSON.stringify(all, null, 1)}\n`);
    }
writeFileSync(join(root, 'docs', 'growth.md'), growthPage(all));
