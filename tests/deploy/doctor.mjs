// The doctor on a set-up that is well, and on set-ups with one thing broken each: it has to name
// that thing, and nothing else.
//   node tests/deploy/doctor.mjs [row…]     ASBUILT_TEST_DATABASE_URL: also those on PostgreSQL
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresDatabase } from '../live/engines.mjs';
import { Installation, program, root } from '../live/server.mjs';
import { freePort, makeCertificates } from '../live/tls.mjs';
import { startProxy } from './proxy.mjs';
import { broken, onPostgres } from './broken.mjs';
import { check, finish, pause } from './suite.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'asbuilt-doctor-'));
const tls = join(scratch, 'tls');
makeCertificates(tls, ['localhost']);
const elsewhere = mkdtempSync('/dev/shm/asbuilt-backup-');

// A database that answers slowly cannot be had at will.
const unmade = new Set(['database-answers']);
const atOnce = 4; // they mostly wait for each other's processes

// What a set-up that is well has.
const well = (httpsPort, port) => ({
  APP_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), TRUST_PROXY: '1',
  PUBLIC_URL: `https://localhost:${httpsPort}`, SESSION_SECRET: '0123456789abcdef'.repeat(4),
  BACKUP_URL: `file:${elsewhere}`, SSL_CERT_FILE: join(tls, 'ca.crt'),
});

// → {findings by check, status}
function askDoctor(installation, env) {
  const { stdout, stderr, status } = spawnSync(program, [...(installation.config ?? []), 'doctor', '--json'], { env: { ...installation.env, ...env }, encoding: 'utf8' });
  assert.ok(stdout, stderr);
  return { status, findings: new Map(JSON.parse(stdout).findings.map((finding) => [finding.check, finding])) };
}

// Ready as a balancer would see it: not every row lets the log be read.
async function started(installation, port) {
  installation.start().catch(() => {});
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/ready`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error('the server did not get ready');
}

let used_mb = 0; // by a server that is well

// Sets up, breaks as the row says, asks.
async function examine(row, database) {
  const [httpsPort, port] = [await freePort(), await freePort()];
  const env = { ...well(httpsPort, port), ...(database && { DATABASE_URL: database.url }), ...row.env?.({ httpsPort, port, scratch, used_mb }) };
  const installation = new Installation(env);
  row.before?.(installation, scratch);
  let proxy = null;
  try {
    if (row.data || row.during) installation.addPerson('admin@example.org', 'admin');
    row.data?.(installation);
    const { proxied = true } = row;
    if (row.start) installation.startCommand = row.start(program);
    if (!row.down) await started(installation, port);
    if (proxied) proxy = await startProxy(port, { httpsPort, tls: row.tls?.(scratch) ?? tls, edit: row.site });
    row.during?.(installation);
    return askDoctor(installation, row.asks);
  } finally {
    await proxy?.stop();
    await installation.remove();
    row.after?.();
  }
}

const notWell = ({ findings }) => [...findings.values()].filter(({ verdict }) => verdict !== 'ok').map(({ check: name }) => name);

async function suite(rows, where, open) {
  const healthy = await (async () => {
    const database = open?.();
    try {
      return await examine({}, database);
    } finally {
      database?.remove();
    }
  })();
  await check(`${where}: nothing fails on a set-up that is well`, () => {
    for (const { check: name, verdict, why } of healthy.findings.values()) if (verdict !== 'ok') console.log(`  ${verdict} ${name}: ${why}`);
    const failing = [...healthy.findings.values()].filter(({ verdict }) => verdict === 'fail').map(({ check: name }) => name);
    assert.deepEqual(failing.filter((name) => !(open && name === 'database-settings')), []);
    assert.ok(open || healthy.status === 0);
    assert.ok(healthy.findings.size >= 25, `${healthy.findings.size} findings`);
  });
  const usual = new Set(notWell(healthy));
  used_mb = Number(/uses (\d+) MB/.exec(healthy.findings.get('memory').why)[1]);
  const left = [...rows];
  const work = async () => {
    for (let row; (row = left.shift()); ) await one(row);
  };
  const one = async (row) => {
    if (row.needs && !healthy.findings.has(row.needs)) return;
    if (row.root && process.getuid() !== 0) {
      console.log(`not run, needs root: ${row.breaks}`);
      return;
    }
    await check(`${where}: ${row.breaks} → ${row.names}`, async () => {
      const database = open?.();
      try {
        const answer = await examine(row, database);
        const finding = answer.findings.get(row.names);
        assert.notEqual(finding?.verdict ?? 'ok', 'ok', `named instead: ${notWell(answer)}`);
        assert.ok(finding.advice.length > 10 && finding.why.length > 10);
        if (row.says) assert.match(finding.why, row.says);
        assert.equal(answer.status, [...answer.findings.values()].some(({ verdict }) => verdict === 'fail') ? 1 : 0);
        const others = notWell(answer).filter((name) => !usual.has(name) && name !== row.names && name !== 'admins' && !row.also?.includes(name));
        assert.deepEqual(others, []);
      } finally {
        database?.remove();
      }
    }, ['tests/deploy/broken.mjs', row.breaks]);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

// The troubles people look up: each advice of the four headings names findings, and each finding has
// a set-up that is broken in that way.
await check('every finding that docs/troubleshooting.md names is made to happen', () => {
  const text = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');
  for (const heading of ['High Response Times', 'Session Errors', 'Rate Limit Issues', 'Memory Issues']) assert.ok(text.includes(`## ${heading}\n`), heading);
  const named = [...text.matchAll(/^\|.*\| ([^|]*) \|$/gm)].flatMap(([, cell]) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
  const made = new Set([...broken, ...onPostgres].map(({ names }) => names).concat(broken.flatMap(({ also }) => also ?? [])));
  assert.ok(named.length > 25);
  assert.deepEqual(named.filter((name) => !made.has(name) && !unmade.has(name)), []);
});

const wanted = process.argv.slice(2);
const pick = (rows) => rows.filter(({ names, breaks }) => wanted.length === 0 || wanted.some((word) => names === word || breaks.includes(word)));
await suite(pick(broken), 'SQLite');
if (process.env.ASBUILT_TEST_DATABASE_URL) await suite(pick(onPostgres), 'PostgreSQL', () => new PostgresDatabase());
rmSync(scratch, { recursive: true, force: true });
rmSync(elsewhere, { recursive: true, force: true });
finish('doctor');
