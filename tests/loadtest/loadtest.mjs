// The load test itself, tried: it passes a good server on both engines, and each fault is seen.
//   node tests/loadtest/loadtest.mjs      PostgreSQL: ASBUILT_TEST_DATABASE_URL, which ./dev test sets
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { startProxy } from '../deploy/proxy.mjs';
import { check, finish, pause } from '../deploy/suite.mjs';
import { SmallMachine } from '../live/cgroup.mjs';
import { cannot, ran } from '../live/ran.mjs';
import { program } from '../live/server.mjs';
import { makeCertificates } from '../live/tls.mjs';
import { failing, late, mixingUp, neverSigningOut, openProxy } from './fault_proxy.mjs';
import { loadTest, openServer } from './local.mjs';

const file = 'tests/loadtest/loadtest.mjs';
const small = ['--megapixels', '0.5'];
const tried = (sentence, work) => check(sentence, work, [file, sentence]);
const quick = [...small, '--duration', '10', '--haste', '5', '--step', '1', '--most-rate', '150'];
const cheapHashes = { PASSWORD_HASH: 'bcrypt', BCRYPT_SALT_ROUNDS: '4' };
const engines = process.env.ASBUILT_TEST_DATABASE_URL ? ['sqlite', 'postgres'] : ['sqlite'];

// Runs it to its end; → status, text, and the JSON result.
async function measure(server, name, args, more) {
  const json = join(server.installation.folder, `${name}.json`);
  const html = join(server.installation.folder, `${name}.html`);
  const { status, text } = await loadTest(server, [...args, '--json', json, '--html', html], more);
  assert.ok(existsSync(json), text);
  return { status, text, result: JSON.parse(readFileSync(json, 'utf8')), page: readFileSync(html, 'utf8') };
}

async function throughProxy(server, fault, name, args) {
  const proxy = await openProxy(server.installation.server.port, fault);
  try {
    return await measure(server, name, args, { url: proxy.url });
  } finally {
    proxy.close();
  }
}

const sentences = ({ result }) => result.parts.flatMap(({ findings }) => findings);
const failures = (run) => sentences(run).filter(({ verdict }) => verdict === 'fail').map(({ sentence }) => sentence);

const routesOf = ({ result }) => result.parts[0].routes.map(({ route }) => route);
const allRight = ({ result, text }) => {
  const [{ total }] = result.parts;
  assert.deepEqual([total.refused, total.failed], [0, 0], text);
};

const passes = 'fifty people, more and more requests, fifty lives: the defaults pass, and nobody sees a 429';
async function passesOn(engine) {
  const server = await openServer(engine);
  try {
    const run = await measure(server, 'all', ['all', ...quick, '--record']);
    assert.equal(run.status, 0, run.text);
    const { result } = run;
    assert.notEqual(result.verdict, 'fail', run.text);
    assert.match(result.engine, new RegExp(`^${engine}`)); // the health route says "postgresql"
    assert.deepEqual(result.parts.map(({ test }) => test), ['load', 'stress', 'session']);
    assert.equal(result.crews + result.reviewers + result.viewers, 50);
    const [load, stress, session] = result.parts;
    const routes = routesOf(run);
    for (const route of ['POST /api/auth/login', 'POST /api/photos', 'GET /api/dashboard', 'GET /api/review/queue',
      'GET thumbnail', 'GET /api/sections/{id}/slots']) assert.ok(routes.includes(route), `${route} of ${routes}`);
    for (const { total } of [load, session]) assert.deepEqual([total.refused, total.failed], [0, 0], run.text);
    assert.ok(stress.knee_per_s >= 50, run.text);
    assert.ok(load.samples.some(({ memory_mb }) => memory_mb > 1), 'the server says how much memory it has');
    assert.match(run.page, /<svg/);
    assert.doesNotMatch(run.page, /(src|href)="https?:/);
    putAway(server);
    keptForTheDoctor(server, result);
    ran(engine, file, passes);
  } finally {
    await server.close();
  }
}

// What the run made is out of the way.
function putAway({ installation }) {
  const people = execFileSync(program, ['user', 'list'], { env: installation.env, encoding: 'utf8' });
  const left = people.split('\n').filter((line) => /@loadtest\.invalid/.test(line) && !/disabled/.test(line));
  assert.deepEqual(left, []);
}

function keptForTheDoctor({ installation }, { verdict }) {
  const kept = JSON.parse(readFileSync(join(installation.folder, 'data', 'load-test.json'), 'utf8'));
  assert.equal(kept.passed, verdict === 'pass');
}

const hundred = 'a hundred people are served by one core and 1 GB';
async function hundredOnOneCore() {
  let machine;
  try {
    machine = new SmallMachine({ cores: 1, memoryBytes: 2 ** 30 });
  } catch (error) {
    return cannot(file, hundred, error.message);
  }
  try {
    await hundredPass('sqlite', {}, machine.command);
  } finally {
    machine.remove();
  }
}

async function hundredPass(engine, env, before) {
  const place = await openServer(engine, env, before);
  try {
    const run = await measure(place, 'hundred', ['load', '--users', '100', '--duration', '20', '--haste', '2']);
    assert.equal(run.status, 0, run.text);
    allRight(run);
  } finally {
    await place.close();
  }
}

// An address of this machine that others reach too; 127.0.0.1 when it has none.
const outerAddress = () =>
  Object.values(networkInterfaces()).flat().find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';

// Slow lines, over https, through the nginx site that is shipped, at an address that is not loopback.
async function overHttps() {
  const address = outerAddress();
  const place = await openServer('sqlite', { ...cheapHashes, PUBLIC_URL: `https://${address}`, TRUST_PROXY: '1' });
  const tls = join(place.installation.folder, 'tls');
  makeCertificates(tls, [address]);
  const edit = (site) => site.replaceAll('listen 127.0.0.1:', `listen ${address}:`);
  const proxy = await startProxy(place.installation.server.port, { tls, edit });
  try {
    const run = await measure(place, 'https',
      ['load', ...small, '--profile', 'field', '--users', '20', '--haste', '6', '--duration', '8', '--ca', join(tls, 'ca.crt'), '--i-own-this-server'],
      { url: `https://${address}:${proxy.ports.https}` });
    assert.equal(run.status, 0, run.text);
    allRight(run);
    assert.equal(run.result.http, '2');
    const uploads = run.result.parts[0].routes.find(({ route }) => route === 'POST /api/photos');
    assert.ok(uploads.p50_ms > 0.3, `the line's time was counted off, and the server's with it: ${run.text}`);
  } finally {
    await proxy.stop();
    await place.close();
  }
}

async function thousands() {
  const place = await openServer('sqlite', cheapHashes);
  try {
    const run = await measure(place, 'company', ['load', ...small, '--profile', 'company', '--users', '1600', '--haste', '10', '--duration', '6']);
    assert.equal(run.status, 0, run.text);
    allRight(run);
    assert.equal(run.result.crews, 1056);
    assert.ok(!routesOf(run).includes('POST /api/auth/login'), 'they were signed in already');
    for (const route of ['POST /api/photos', 'GET /api/dashboard', 'POST /api/decisions']) assert.ok(routesOf(run).includes(route), route);
    const most = Math.max(...run.result.parts[0].samples.map(({ connections }) => connections));
    assert.ok(most >= 1_000, `${most} connections`);
    putAway(place);
  } finally {
    await place.close();
  }
}

await Promise.all(engines.map((engine) => tried(`${passes} (${engine})`, () => passesOn(engine))));

const server = await openServer('sqlite', cheapHashes);
const proxied = (fault, name, args) => throughProxy(server, fault, name, args);
await Promise.all([
  tried('a server that takes 600 ms longer fails', async () => {
    const run = await proxied(late(600), 'late', ['load', ...small, '--users', '8', '--haste', '6', '--duration', '5']);
    assert.equal(run.status, 1, run.text);
    assert.match(failures(run).join(), /within 500 ms/);
  }),

  tried('a server that fails two requests in a hundred fails, and the errors are named', async () => {
    const run = await proxied(failing(50), 'failing', ['load', ...small, '--users', '20', '--haste', '8', '--duration', '6']);
    assert.equal(run.status, 1, run.text);
    assert.match(run.text, /500 internal/);
    assert.ok(run.result.parts[0].total.error_share >= 0.01);
  }),

  tried('a server that mixes up who is who is found out', async () => {
    const run = await proxied(mixingUp(19), 'mixing', ['session', ...small, '--users', '12']);
    assert.equal(run.status, 1, run.text);
    assert.ok(failures(run).some((sentence) => /^[1-9]\d* answers were somebody else's/.test(sentence)), run.text);
  }),

  tried('sessions that go on after signing out are found out', async () => {
    const run = await proxied(neverSigningOut, 'undead', ['session', ...small, '--users', '4']);
    assert.equal(run.status, 1, run.text);
    assert.ok(failures(run).some((sentence) => /^8 sessions worked after/.test(sentence)), run.text);
  }),

  tried('another machine is left alone unless its owner says so', async () => {
    const { status, text } = await loadTest(server, ['load'], { url: 'http://192.0.2.1:5000' });
    assert.equal(status, 1);
    assert.match(text, /--i-own-this-server/);
  }),

  tried('Ctrl-C ends it in good order, with what was measured until then', async () => {
    const running = loadTest(server, ['load', '--profile', 'office', '--users', '5', '--duration', '600']);
    await running.says(/at work/);
    await pause(2_000);
    running.child.kill('SIGINT');
    const { text } = await running;
    assert.match(text, /interrupted/);
    assert.match(text, /POST \/api\/auth\/login +5/);
  }),

  tried('over https, at an address that others reach, crews on slow lines are served, and the server’s time is seen', overHttps),

  tried(hundred, hundredOnOneCore),

  ...engines.filter((engine) => engine === 'postgres').map((engine) =>
    tried('a pool of ten connections serves a hundred people', () => hundredPass(engine, { DB_POOL_MAX: '10' }))),
]);
await tried('thousands on an ordinary day keep their connections, and all of them are served', thousands);
await server.close();
finish('loadtest');
