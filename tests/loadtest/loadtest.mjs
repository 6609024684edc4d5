// The load test itself, tried: it passes a good server on both engines, and each fault is seen.
//   node tests/loadtest/loadtest.mjs      PostgreSQL: ASBUILT_TEST_DATABASE_URL, which ./dev test sets
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, finish, pause } from '../deploy/suite.mjs';
import { ran } from '../live/ran.mjs';
import { program } from '../live/server.mjs';
import { failing, late, mixingUp, neverSigningOut, openProxy } from './fault_proxy.mjs';
import { loadTest, openServer } from './local.mjs';

const file = 'tests/loadtest/loadtest.mjs';
const small = ['--megapixels', '0.5'];
const tried = (sentence, work) => check(sentence, work, [file, sentence]);
const quick = [...small, '--duration', '20', '--haste', '3', '--step', '1', '--most-rate', '150'];
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
    const routes = load.routes.map(({ route }) => route);
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

// One after the other: fifty sign-ins are fifty hashes, and two servers would share the processor.
for (const engine of engines) await tried(`${passes} (${engine})`, () => passesOn(engine));

const server = await openServer();
const proxied = (fault, name, args) => throughProxy(server, fault, name, args);
await Promise.all([
  tried('a server that takes 600 ms longer fails', async () => {
    const run = await proxied(late(600), 'late', ['load', ...small, '--users', '8', '--haste', '4', '--duration', '8']);
    assert.equal(run.status, 1, run.text);
    assert.match(failures(run).join(), /within 500 ms/);
  }),

  tried('a server that fails two requests in a hundred fails, and the errors are named', async () => {
    const run = await proxied(failing(50), 'failing', ['load', ...small, '--users', '20', '--haste', '4', '--duration', '10']);
    assert.equal(run.status, 1, run.text);
    assert.match(run.text, /500 internal/);
    assert.ok(run.result.parts[0].total.error_share >= 0.01);
  }),

  tried('a server that mixes up who is who is found out', async () => {
    const run = await proxied(mixingUp(20), 'mixing', ['session', ...small, '--users', '12']);
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
    const running = loadTest(server, ['load', ...small, '--users', '5', '--duration', '600']);
    await running.says(/at work/);
    await pause(4_000);
    running.child.kill('SIGINT');
    const { text } = await running;
    assert.match(text, /interrupted/);
    assert.match(text, /POST \/api\/auth\/login +5/);
  }),
]);
await server.close();
finish('loadtest');
