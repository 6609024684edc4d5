// What every kind of answer carries: scored as MDN's Observatory would; what may be kept where;
// cookies; and that nobody signs in over a line that others listen on.
//   node tests/deploy/headers.mjs
import assert from 'node:assert/strict';
import { Client, multipart, newId, sha256 } from '../live/client.mjs';
import { variantOf } from '../live/photos.mjs';
import { openWorld } from '../live/world.mjs';
import { scoreOf } from './observatory.mjs';
import { answerTo, name, startProxy } from './proxy.mjs';
import { check, finish, pause } from './suite.mjs';

const leastScore = 130;
const world = await openWorld({ APP_ENV: 'production', PUBLIC_URL: `https://${name}`, TRUST_PROXY: '1', SESSION_SECRET: 'c4'.repeat(32) }, { crewCount: 1 });
const proxy = await startProxy(world.installation.server.port);
const [crew] = world.crews;
const { cookie } = crew.client;
const get = (path, headers = {}) => answerTo(proxy.request('GET', path, { headers }));
const mine = (path, headers = {}) => get(path, { cookie, ...headers });

async function onePhoto() {
  const bytes = variantOf(world.photos[0].bytes);
  const id = newId();
  const { headers, body } = multipart({ id, section_id: world.sections[0].id, checkpoint_id: world.checkpoints[0].id, stage: 'during', index: 1,
    sha256: sha256(bytes), taken_at_ms: Date.now(), taken_offset_min: 0, source: 'file' }, bytes);
  assert.equal((await answerTo(proxy.request('POST', '/api/photos', { headers: { ...headers, cookie } }), body)).status, 201);
  for (let n = 0; n < 100 && (await mine(`/api/photos/${id}/image?size=display`)).status !== 200; ++n) await pause(100);
  return id;
}

const login = (headers, port = world.installation.server.port) =>
  new Client(port).send('POST', '/api/auth/login', JSON.stringify({ email: crew.email, password: crew.password }), { 'content-type': 'application/json', ...headers });

try {
  const photo = await onePhoto();
  const kinds = {
    'the app': () => get('/'),
    'a script of the app': async () => get(/src="(\/assets\/[^"]+)"/.exec((await get('/')).body)[1]),
    'signed-in JSON': () => mine('/api/photos'),
    'a picture': () => mine(`/api/photos/${photo}/image?size=display`),
    'an original': () => mine(`/api/photos/${photo}/image?size=original`),
    health: () => get('/api/health'),
    'a problem': () => get('/api/photos'),
    'a problem’s page': () => get('/problems/invalid'),
    'nothing there': () => get('/api/nothing'),
    'a list as a file': () => mine('/api/exports/photos.csv'),
    'a sign-in': () => answerTo(proxy.request('POST', '/api/auth/login', { headers: { 'content-type': 'application/json' } }), JSON.stringify({ email: crew.email, password: crew.password })),
  };
  for (const [kind, ask] of Object.entries(kinds))
    await check(`${kind}: ${leastScore} points or more`, async () => {
      const answer = await ask();
      const { score, results } = scoreOf(answer);
      console.log(`  ${score} (status ${answer.status})`);
      assert.ok(score >= leastScore, JSON.stringify(results));
      assert.equal(answer.headers['cross-origin-embedder-policy'], 'require-corp');
      assert.match(answer.headers['x-request-id'], /^[0-9a-f]{16}$/);
    });
  await check('the scoring finds what is missing', () => {
    assert.equal(scoreOf({ headers: {}, body: '' }).score, 30);
    const inline = { 'content-security-policy': "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'" };
    assert.ok(scoreOf({ headers: inline, body: '' }).results.some(([found]) => found === 'csp-implemented-with-unsafe-inline'));
  });
  await check('what the signed-in are told is kept nowhere, and still answers 304', async () => {
    for (const path of ['/api/photos', '/api/auth/me', '/api/projects', `/api/photos/${photo}`, '/api/sections']) {
      const first = await mine(path);
      assert.equal(first.headers['cache-control'], 'no-store', path);
      const again = await mine(path, { 'if-none-match': first.headers.etag });
      assert.equal(again.status, 304, path);
      assert.equal(again.headers['cache-control'], 'no-store', path);
    }
  });
  await check('the session’s cookie is bound to this host, to https, and to this site', async () => {
    const { headers } = await kinds['a sign-in']();
    for (const set of headers['set-cookie']) assert.match(set, /^__Host-[a-z_]+=[^;]*; Path=\/; .*HttpOnly; SameSite=Strict; Secure/);
    assert.match(headers['set-cookie'][0], /^__Host-asbuilt_sid=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/);
  });
  await check('nobody signs in over plain http from elsewhere, and is told why', async () => {
    const plain = await login({ 'x-forwarded-for': '203.0.113.7' });
    assert.equal(plain.status, 403);
    assert.equal(plain.json.code, 'https-needed');
    assert.equal(plain.headers['set-cookie'], undefined);
    assert.equal((await login({ 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' })).status, 200);
    assert.equal((await login({})).status, 200); // on this machine
  });
} finally {
  await proxy.stop();
  await world.close();
}
finish('headers');
