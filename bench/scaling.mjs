// How many people a small machine serves, into docs/scaling.md. Needs root: the server, and PostgreSQL
// beside it, live in a control group; the load test does not.
//   node bench/scaling.mjs [--cores 1|2]… [--engine sqlite|postgres]… [--people 40]… [--seconds 60]
//     [--no-pools] [--no-company] [--no-disk] [--page: only write the page anew]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SmallMachine } from '../tests/live/cgroup.mjs';
import { PostgresDatabase, SqliteFile } from '../tests/live/engines.mjs';
import { Client } from '../tests/live/client.mjs';
import { program, root } from '../tests/live/server.mjs';
import { loadTest, openServer } from '../tests/loadtest/local.mjs';
import { cpuMs } from './process.mjs';
import { scalingPage } from './scaling_page.mjs';

const list = { type: 'string', multiple: true };
const flag = { type: 'boolean' };
const { values } = parseArgs({
  options: { cores: list, engine: list, people: list, seconds: { type: 'string' }, page: flag, 'no-pools': flag, 'no-company': flag, 'no-disk': flag, 'no-people': flag },
});
const engines = values.engine ?? ['sqlite', 'postgres'];
const machines = (values.cores ?? ['1', '2']).map(Number).map((cores) => ({ cores, memoryGb: cores === 1 ? 1 : 4 }));
const steps = (values.people ?? ['40', '100', '200', '400', '600', '800', '1200']).map(Number);
const seconds = Number(values.seconds ?? 60);
const kept = join(root, 'bench', 'scaling.json');
const cheapHashes = { PASSWORD_HASH: 'bcrypt', BCRYPT_SALT_ROUNDS: '4' }; // where nobody signs in while time counts
const generatorFull = 0.9; // cores
const comeInASecond = 10; // people, when there are many

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A PostgreSQL cluster that lives in the group, with fsync. → its end
async function startCluster(machine) {
  const script = `. tools/dev/postgres.sh; postgres_options= with_postgres sh -c 'echo "$ASBUILT_TEST_DATABASE_URL"; exec cat'`;
  const [command, ...args] = [...machine.command, 'bash', '-c', script];
  const child = spawn(command, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const [url] = await once(child.stdout.setEncoding('utf8'), 'data');
  process.env.ASBUILT_TEST_DATABASE_URL = url.trim();
  const gone = once(child, 'exit');
  return async () => {
    child.stdin.end();
    await gone;
  };
}

// One machine, with the server on it, for as long as `work` lasts.
async function onMachine({ cores, memoryGb }, engine, env, work) {
  const machine = new SmallMachine({ cores, memoryBytes: memoryGb * 2 ** 30 });
  let endCluster = () => {};
  try {
    if (engine === 'postgres') endCluster = await startCluster(machine);
    const server = await openServer(engine, env, machine.command);
    try {
      return await work(server, machine);
    } finally {
      await server.close();
    }
  } finally {
    await endCluster();
    for (let tries = 0; tries < 50; ++tries) {
      try {
        machine.remove();
        break;
      } catch {
        await pause(100); // the last process is going
      }
    }
  }
}

// How many photos wait for their pictures, told by the server.
async function developing(client) {
  return (await client.get('/api/health')).json.develop?.waiting ?? 0;
}

// Runs a load test and looks on. `args` begin with the test.
async function measure(server, machine, args) {
  const json = join(server.installation.folder, 'result.json');
  const load = os.loadavg()[0];
  const running = loadTest(server, [...args, '--json', json]);
  await running.says(/at work|stress +\d+ a second/);
  const began = Date.now();
  const before = { machine: machine.cpuSeconds(), generator: cpuMs(running.child.pid) };
  const seen = { held: 0, behind: 0 };
  const client = new Client(server.installation.server.port);
  let at = before;
  let took = 0;
  let ended = false;
  running.then(() => (ended = true));
  const lasts = Number(args[args.indexOf('--duration') + 1]) * 1000;
  while (!ended && Date.now() - began < lasts - 500) {
    await pause(1_000);
    if (ended) break;
    seen.held = Math.max(seen.held, machine.heldBytes());
    seen.behind = await developing(client).catch(() => seen.behind);
    at = { machine: machine.cpuSeconds(), generator: cpuMs(running.child.pid) };
    took = (Date.now() - began) / 1000;
  }
  const { status, text } = await running;
  if (!existsSync(json)) throw new Error(text);
  const result = JSON.parse(readFileSync(json, 'utf8'));
  const [part] = result.parts;
  const uploads = part.routes.find(({ route }) => route === 'POST /api/photos');
  return {
    status, load, result, part,
    row: {
      requests_per_s: part.total.requests / part.took_s,
      photos_per_s: (uploads?.ok ?? 0) / part.took_s,
      p50_ms: part.total.p50_ms,
      p95_ms: part.total.p95_ms,
      p99_ms: part.total.p99_ms,
      error_share: part.total.error_share,
      in_time_share: part.total.in_time_share,
      cores_used: (at.machine - before.machine) / took,
      held_mb: seen.held / 1e6,
      server_mb: Math.max(...part.samples.map(({ memory_mb }) => memory_mb)),
      connections: Math.max(...part.samples.map(({ connections }) => connections)),
      undeveloped: seen.behind,
      generator_cores: (at.generator - before.generator) / 1000 / took,
      generator_late_ms: part.generator_late_p95_ms,
      verdict: part.verdict,
      load_before: load,
    },
  };
}

const holds = ({ p95_ms, error_share }) => p95_ms < 500 && error_share < 0.01;

function tell(name, row) {
  console.log(
    `${name}: ${row.requests_per_s.toFixed(0)} requests/s, ${row.photos_per_s.toFixed(2)} photos/s, P95 ${row.p95_ms.toFixed(0)} ms, ` +
      `errors ${(row.error_share * 100).toFixed(2)} %, ${row.cores_used.toFixed(2)} cores, ${row.held_mb.toFixed(0)} MB, ` +
      `${row.undeveloped} undeveloped, generator ${row.generator_cores.toFixed(2)} cores, late ${row.generator_late_ms.toFixed(0)} ms, load before ${row.load_before.toFixed(1)}`,
  );
}

const all = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : { people: [], pools: [], company: [], disk: null };
const keep = () => writeFileSync(kept, `${JSON.stringify(all, null, 1)}\n`);
const put = (kind, row, same) => {
  all[kind] = all[kind].filter((other) => !same.every((key) => other[key] === row[key])).concat(row);
  keep();
};

// More and more people on one machine, until a bar breaks or the load test has no core left.
async function morePeople(machine, engine) {
  for (const people of steps) {
    const lasts = Math.max(seconds, people / comeInASecond * 2); // they come during half of it
    const { row } = await onMachine(machine, engine, {}, (server, group) =>
      measure(server, group, ['load', '--users', `${people}`, '--duration', `${lasts}`]));
    tell(`${machine.cores} core, ${machine.memoryGb} GB, ${engine}, ${people} people`, row);
    put('people', { ...machine, engine, people, seconds: lasts, ...row }, ['cores', 'engine', 'people']);
    if (!holds(row) || row.generator_cores > generatorFull) break;
  }
}

async function poolSize(machine, size) {
  const { row, part } = await onMachine(machine, 'postgres', { DB_POOL_MAX: `${size}` }, (server, group) =>
    measure(server, group, ['load', '--users', '100', '--haste', '5', '--megapixels', '2', '--duration', `${Math.min(seconds, 40)}`]));
  tell(`pool of ${size}`, row);
  put('pools', { ...machine, size, busy: Math.max(...part.samples.map(({ db_busy }) => db_busy)), ...row }, ['size', 'cores']);
}

// The whole of a large company, the load test on the same two cores.
async function company(machine, engine) {
  const { row, result } = await onMachine(machine, engine, cheapHashes, (server, group) =>
    measure(server, group, ['load', '--profile', 'company', '--duration', `${seconds * 3}`]));
  tell(`company, ${engine}`, row);
  put('company', { ...machine, engine, crews: result.crews, office: result.reviewers + result.viewers, ...row }, ['cores', 'engine']);
}

const sizeOf = (path) => {
  const facts = statSync(path);
  return facts.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : facts.size;
};
const filesOf = (path) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));

// The mean size of each kind of file, of photos as phones make them now: small ones do not count.
function kindsOf(folder) {
  const files = filesOf(folder).flatMap((path) => {
    const [, photo, kind] = /([^/]{36})-[0-9a-f]{64}\.(\w+)$/.exec(path) ?? [];
    return photo ? [{ photo, kind, bytes: statSync(path).size }] : [];
  });
  const large = new Set(files.filter(({ kind, bytes }) => kind === 'original' && bytes > 1e6).map(({ photo }) => photo));
  const means = {};
  for (const kind of new Set(files.map((file) => file.kind))) {
    const sizes = files.filter((file) => file.kind === kind && large.has(file.photo)).map(({ bytes }) => bytes);
    means[kind] = sizes.reduce((sum, bytes) => sum + bytes, 0) / sizes.length;
  }
  return means;
}

// What a photo takes, in files, in rows, and in a backup.
async function diskOfPhotos() {
  const server = await openServer('sqlite', cheapHashes);
  const { installation } = server;
  const database = new SqliteFile(installation);
  const look = (sql) => Number(database.rows(sql)[0][0]);
  const rowsBytes = () => look('SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)');
  try {
    const before = rowsBytes();
    const photos_of = join(root, 'build', 'fixtures', 'photos');
    await loadTest(server, ['load', '--users', '40', '--haste', '8', '--duration', '40', '--photos', photos_of]);
    const client = new Client(installation.server.port);
    for (let n = 0; n < 300 && (await developing(client)) > 0; ++n) await pause(500);
    const photos = look('SELECT count(*) FROM photos');
    const kinds = kindsOf(join(installation.folder, 'data', 'photos'));
    const depot = join(installation.folder, 'depot');
    const began = Date.now();
    execFileSync(program, ['backup', '--to', `file:${depot}`], { env: installation.env, stdio: 'ignore' });
    all.disk = { photos, kinds, rows_bytes: rowsBytes() - before, backup_bytes: sizeOf(depot), backup_database_bytes: sizeOf(join(depot, 'sets')), backup_s: (Date.now() - began) / 1000 };
    console.log(JSON.stringify(all.disk));
    keep();
  } finally {
    await server.close();
  }
}

if (!values.page) {
  all.machine = `${os.cpus().length} cores of ${os.cpus()[0].model}`;
  if (!values['no-disk']) await diskOfPhotos();
  if (!values['no-people']) for (const machine of machines) for (const engine of engines) await morePeople(machine, engine);
  if (!values['no-pools']) for (const size of [5, 10, 20, 40]) await poolSize(machines.at(-1), size);
  if (!values['no-company']) for (const engine of engines) await company(machines.at(-1), engine);
}
writeFileSync(join(root, 'docs', 'scaling.md'), scalingPage(all));
