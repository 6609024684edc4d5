// The shipped nginx site in front of the real program: what it promises, tried.
//   node tests/deploy/nginx.mjs [--whole]     --whole: a photo of 10 MB at 1 Mbit/s, which takes 84 s
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { multipart, newId, sha256 } from '../live/client.mjs';
import { variantOf } from '../live/photos.mjs';
import { root } from '../live/server.mjs';
import { openWorld } from '../live/world.mjs';
import { answerTo, heard, name, startProxy } from './proxy.mjs';
import { check, finish, pause, within } from './suite.mjs';

const whole = process.argv.includes('--whole');
const mbit = 125_000; // bytes a second
const limitBytes = 10 * 1_048_576;

const world = await openWorld({
  PUBLIC_URL: `https://${name}`, TRUST_PROXY: '1', LOG_REQUESTS: 'true', APP_ENV: 'production',
  SESSION_SECRET: 'e7'.repeat(32),
});
const { installation, crews: [crew] } = world;
const proxy = await startProxy(installation.server.port);
const cookie = crew.client.cookie;

// A real photo of `bytes` bytes: comments fill it up.
function photoOf(bytes) {
  const photo = variantOf(world.photos.at(-1).bytes.length < bytes ? world.photos.at(-1).bytes : world.photos[0].bytes);
  const fill = [photo.subarray(0, 2)];
  for (let missing = bytes - photo.length; missing >= 4; ) {
    const size = Math.min(missing, 65_537);
    const segment = Buffer.alloc(size, 0x20);
    segment.writeUInt16BE(0xfffe, 0);
    segment.writeUInt16BE(size - 2, 2);
    fill.push(segment);
    missing -= size;
  }
  return Buffer.concat([...fill, photo.subarray(2)]);
}

function shotOf(bytes, index) {
  const slot = { section_id: world.sections[0].id, checkpoint_id: world.checkpoints[0].id, stage: 'during', index };
  const meta = { id: newId(), ...slot, sha256: sha256(bytes), taken_at_ms: Date.now(), taken_offset_min: 0, source: 'file' };
  return multipart(meta, bytes);
}

// Sends at `rate` bytes a second, as a bad network does; stops for good after `until` bytes.
async function sendPaced({ headers, body }, rate, until = Infinity) {
  const request = proxy.request('POST', '/api/photos', { headers: { ...headers, cookie } });
  const answer = heard(request);
  let ended = false;
  answer.catch(() => {}).then(() => (ended = true));
  const began = Date.now();
  for (let at = 0; at < Math.min(body.length, until) && !ended; ) {
    const due = Math.min(body.length, until, ((Date.now() - began + 100) / 1000) * rate);
    if (due > at && !request.write(body.subarray(at, due))) await once(request, 'drain');
    at = Math.max(at, Math.floor(due));
    await pause(50);
  }
  if (until >= body.length) request.end();
  return { ...(await answer), took_s: (Date.now() - began) / 1000 };
}

async function slowPhoto() {
  const bytes = photoOf(whole ? limitBytes - 4 : 1_000_000);
  const { status, body, took_s } = await sendPaced(shotOf(bytes, 1), mbit);
  console.log(`  ${bytes.length} bytes in ${took_s.toFixed(1)} s: ${status}`);
  assert.equal(status, 201, body);
  assert.ok(took_s > bytes.length / mbit - 1);
}

async function stalledPhoto() {
  const outcome = await sendPaced(shotOf(photoOf(400_000), 2), mbit, 100_000).catch((error) => error);
  console.log(`  cut after ${outcome.took_s?.toFixed(1)} s: ${outcome.status ?? outcome.code}`);
  assert.ok(outcome instanceof Error || outcome.status === 408, `${outcome.status}`);
  assert.ok(outcome instanceof Error || outcome.took_s < 25);
}

// What a tab hears for `ms`, and until a sign of life, which comes after 15 s without news.
async function listen(ms) {
  const request = proxy.request('GET', '/api/events', { headers: { cookie: world.admin.cookie } });
  request.end();
  const [response] = await once(request, 'response');
  let text = '';
  response.setEncoding('utf8').on('data', (part) => (text += part)).on('error', () => {});
  const asked = Date.now();
  await pause(300);
  const sent = await answerTo(
    proxy.request('POST', '/api/photos', { headers: { ...shot.headers, cookie } }), shot.body);
  assert.equal(sent.status, 201, sent.body);
  const from = text.length;
  while (text.length === from && Date.now() - asked < 5_000) await pause(20);
  const news_ms = Date.now() - asked - 300;
  const heardOf = text.slice(from);
  while (Date.now() - asked < ms || !/^event: beat$/m.test(text)) await pause(100);
  request.destroy();
  return { status: response.statusCode, headers: response.headers, text, heardOf, news_ms };
}
const shot = shotOf(photoOf(60_000), 3);

try {
  await check('the site has the time limits of the scaling text', () => {
    const site = readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8');
    for (const line of ['proxy_connect_timeout 10s;', 'proxy_send_timeout 60s;', 'proxy_read_timeout 60s;']) assert.ok(site.includes(`\n  ${line}`), line);
  });
  await check('http is sent to https, and nowhere else', async () => {
    for (const host of [name, 'evil.example']) {
      const answer = await heard(http.get({ host: '127.0.0.1', port: proxy.ports.http, path: '/photos?a=1', headers: { host } }));
      assert.equal(answer.status, 301);
      assert.equal(answer.headers.location, `https://${name}/photos?a=1`);
    }
  });
  await check('every answer over https says HSTS once, for a year', async () => {
    for (const path of ['/', '/api/health', '/api/me', '/nothing', '/problems/invalid']) {
      const { headers } = await answerTo(proxy.request('GET', path));
      assert.equal(headers['strict-transport-security'], 'max-age=31536000', path);
    }
  });
  await check('the address in the log is the client’s, whatever the client claims', async () => {
    const claims = { 'x-forwarded-for': '192.0.2.66', forwarded: 'for=192.0.2.66', 'x-real-ip': '192.0.2.66' };
    await answerTo(proxy.request('GET', '/api/me?who', { headers: { cookie, ...claims }, localAddress: '127.0.0.9' }));
    await pause(100);
    const line = installation.server.log.filter((text) => text.includes('"path":"/api/me"')).at(-1);
    assert.equal(JSON.parse(line).ip, '127.0.0.9');
  });
  await check('a body beyond MAX_UPLOAD_MB is refused by the program, in words', async () => {
    const big = shotOf(Buffer.alloc(limitBytes + 1_000), 4);
    const answer = await answerTo(proxy.request('POST', '/api/photos', { headers: { ...big.headers, cookie } }), big.body).catch((error) => error);
    assert.equal(answer.status, 413, `${answer}`);
    assert.match(answer.headers['content-type'], /problem\+json/);
  });
  await Promise.all([
    check(`a photo at 1 Mbit/s arrives${whole ? ', all 10 MB of it' : ''}`, slowPhoto),
    check('an upload that stalls is cut', stalledPhoto),
    check('news comes through at once, and the stream lives on between', async () => {
      const { status, headers, text, heardOf, news_ms } = await within(listen(whole ? 75_000 : 0), whole ? 110_000 : 40_000);
      assert.equal(status, 200);
      assert.match(headers['content-type'], /event-stream/);
      assert.match(heardOf, /data:/);
      assert.ok(news_ms < 2_000, `${news_ms} ms`);
      assert.match(text, /^event: beat$/m);
    }),
  ]);
} finally {
  await proxy.stop();
  await world.close();
}
finish('nginx');
