// The log: one JSON object a line whatever is sent, and no secret in any of them.
//   node tests/deploy/logs.mjs
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { Client, multipart, newId, sha256 } from '../live/client.mjs';
import { variantOf } from '../live/photos.mjs';
import { openWorld } from '../live/world.mjs';
import { check, finish, pause } from './suite.mjs';

const canary = {
  sessionSecret: `canary${randomBytes(29).toString('hex')}`,
  s3Key: `CANARYKEY${randomBytes(6).toString('hex')}`,
  s3Secret: `canarys3${randomBytes(12).toString('hex')}`,
  metrics: `canarymetrics${randomBytes(8).toString('hex')}`,
  wrongPassword: `Canary-wrong-${randomBytes(6).toString('hex')}`,
  linkToken: `canarylink${randomBytes(12).toString('hex')}`,
};
const world = await openWorld({
  APP_ENV: 'production', LOG_LEVEL: 'debug', LOG_REQUESTS: 'true', TRUST_PROXY: '1', SESSION_SECRET: canary.sessionSecret,
  S3_ACCESS_KEY: canary.s3Key, S3_SECRET_KEY: canary.s3Secret, METRICS_TOKEN: canary.metrics,
}, { crewCount: 1 });
const { server } = world.installation;
const [crew] = world.crews;
const parsed = () => server.log.map((line) => JSON.parse(line));

// What a terminal, a log viewer or a parser may stumble over.
const hostile = ['\r\n{"forged":true}', '\n', '\x1b[31mred\x1b[0m', '\x1b]0;title\x07', 'a\0b', '\u202egpj.exe', '\u2066x\u2069', '\u2028next', '\x9b31m', '"},{"x":"', '\\', '\x7f'];
const encoded = (text) => encodeURIComponent(text);
const shown = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]/;

// Bytes as they are, past every client library.
const raw = (bytes) => new Promise((resolve) => {
  const socket = net.connect(server.port, '127.0.0.1', () => socket.write(bytes));
  socket.on('error', resolve).on('close', resolve).on('data', () => socket.destroy());
  setTimeout(() => socket.destroy(), 500);
});

try {
  await check('requests of every hostile kind leave one line each, and each parses', async () => {
    const before = server.log.length;
    let requests = 0;
    for (const text of hostile) {
      for (const path of [`/api/photos/${encoded(text)}`, `/${encoded(text)}`, `/api/photos?cursor=${encoded(text)}`, `/api/photos/%ff%fe${encoded(text)}`]) {
        await crew.client.get(path);
        requests += 1;
      }
      const plain = text.replaceAll(/[\x00-\x1f\x7f-\u{10ffff}]/gu, '?');
      await crew.client.send('GET', '/api/auth/me', null, { 'user-agent': plain, 'x-forwarded-for': plain, 'x-request-id': plain });
      const person = { email: `a${text}@example.org`, password: text.padEnd(12, 'x'), name: text };
      await crew.client.post('/api/auth/login', { email: person.email, password: person.password });
      await crew.client.post('/api/auth/signup', person);
      await crew.client.send('POST', '/api/imports/catalogue?mode=check', `kind,${text}\n${text}\n`, { 'content-type': 'text/csv' });
      requests += 4;
    }
    await crew.client.get(`/${'x'.repeat(12_000)}`);
    requests += 1;
    await pause(200);
    const lines = server.log.slice(before).map((line) => JSON.parse(line));
    assert.equal(lines.filter(({ message }) => message === 'request').length, requests);
    for (const line of server.log.slice(before)) assert.ok(!shown.test(line), JSON.stringify(line));
    assert.ok(!lines.some((line) => 'forged' in line));
  });
  await check('bytes that are no request leave no broken line', async () => {
    for (const bytes of ['\x16\x03\x01\x02\x00', 'GET /\x1b[31m HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\r\nhost: a\r\nx: \x00\r\n\r\n', '\r\n\r\n'])
      await raw(Buffer.from(bytes, 'latin1'));
    parsed();
  });
  await check('a photo with a hostile name, and a damaged one, too', async () => {
    const send = (bytes, name) => {
      const { headers, body } = multipart({ id: newId(), section_id: world.sections[0].id, checkpoint_id: world.checkpoints[0].id, stage: 'during', index: 1,
        sha256: sha256(bytes), taken_at_ms: Date.now(), taken_offset_min: 0, source: 'file' }, bytes, name);
      return crew.client.send('POST', '/api/photos', body, headers);
    };
    const good = variantOf(world.photos[0].bytes);
    await send(good, 'a\u202e\x1b[31m.jpg');
    const bad = Buffer.from(good);
    bad.fill(0x5a, Math.floor(bad.length / 2), bad.length - 2);
    await send(bad, 'b.jpg');
    await pause(3000);
    parsed();
  });
  await check('an answer’s request id is the one of its line', async () => {
    const { headers } = await crew.client.get('/api/auth/me');
    await pause(100);
    assert.ok(parsed().some(({ id, path }) => id === headers['x-request-id'] && path === '/api/auth/me'));
  });
  await check('no password, cookie, token or key is in any line', async () => {
    const client = new Client(server.port);
    await client.post('/api/auth/login', { email: crew.email, password: canary.wrongPassword });
    await client.post('/api/auth/links/redeem', { token: canary.linkToken });
    await client.post('/api/auth/links/peek', { token: canary.linkToken });
    await client.get(`/link?token=${canary.linkToken}`);
    await client.send('GET', '/metrics', null, { authorization: `Bearer ${canary.metrics}` });
    await client.send('POST', '/api/auth/login', `{"email":"x","password":"${canary.wrongPassword}`, { 'content-type': 'application/json' });
    await world.admin.post('/api/users', { email: 'new@example.org', role: 'crew' });
    await pause(200);
    await world.installation.stop();
    const all = server.log.join('\n');
    const secrets = { ...canary, password: crew.password, adminPassword: world.adminPerson.password,
      token: crew.client.cookie.split('=')[1], adminToken: world.admin.cookie.split('=')[1] };
    for (const [kind, secret] of Object.entries(secrets)) assert.ok(secret.length > 8 && !all.includes(secret), kind);
    assert.ok(all.length > 10_000);
    parsed();
  });
} finally {
  await world.close();
}
finish('logs');
