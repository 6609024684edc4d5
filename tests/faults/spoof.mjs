// Whatever a client writes into X-Forwarded-For, the server counts it where it comes from: through
// the nginx we ship and straight to the port.
//   node tests/faults/spoof.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation } from '../live/server.mjs';
import { freePort, makeCertificates, startTls } from '../live/tls.mjs';

const name = 'localhost';
const spoofs = [
  [],
  ['198.51.100.9'],
  ['198.51.100.9, 203.0.113.7'],
  ['127.0.0.1'],
  ['::1'],
  ['::ffff:198.51.100.9'],
  ['10.0.0.1'],
  [','],
  [', 198.51.100.9,'],
  ['unknown'],
  ['for=198.51.100.9'],
  ['"198.51.100.9"'],
  ['198.51.100.9:80'],
  ['[2001:db8::1]:443'],
  ['2001:db8::1'],
  ['fe80::1%eth0'],
  ['0x7f000001'],
  ['<script>'],
  ['198.51.100.9\t203.0.113.7'],
  ['198.51.100.9', '203.0.113.7'],
  ['127.0.0.1', '127.0.0.1'],
  [Array(300).fill('198.51.100.9').join(', ')],
];
const others = [
  { 'X-Real-IP': '198.51.100.9' },
  { Forwarded: 'for=198.51.100.9' },
  { 'X-Client-IP': '198.51.100.9' },
  { 'CF-Connecting-IP': '198.51.100.9' },
  { 'True-Client-IP': '198.51.100.9' },
  { 'X-Forwarded-For ': '198.51.100.9' },
  { 'X_Forwarded_For': '198.51.100.9' },
  { 'X-FORWARDED-FOR': '198.51.100.9' },
];

// How many requests this client's address has left, as the server says.
function left(via, headers) {
  const client = via.startsWith('https') ? https : http;
  return new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false, headers, agent: false };
    const request = client.get(`${via}/api/projects`, options, (reply) => {
      reply.resume();
      const said = /r=(\d+)/.exec(reply.headers.ratelimit ?? '');
      resolve({ status: reply.statusCode, left: said ? Number(said[1]) : null });
    });
    request.once('error', reject);
  });
}

const tls = mkdtempSync(join(tmpdir(), 'asbuilt-spoof-'));
// A hundred requests, of which one comes back every nine seconds: another address has 99 left.
const installation = new Installation({
  APP_ENV: 'production',
  SESSION_SECRET: 's'.repeat(64),
  TRUST_PROXY: '1',
  RATE_API_IP_MAX: '100',
});
let proxy;
let wrong = 0;
let asked = 0;
try {
  makeCertificates(tls, [name]);
  const server = await installation.start();
  const port = await freePort();
  proxy = await startTls({ tls, name, port, serverPort: server.port });
  const through = `https://${name}:${port}`;
  let before = (await left(through, {})).left;
  const forms = [...spoofs.map((values) => ({ 'X-Forwarded-For': values })), ...others];
  for (const headers of forms) {
    const now = await left(through, headers).catch(() => null);
    if (now === null || now.status === 400) continue; // refused as no HTTP: counted for nobody
    asked += 1;
    if (now.status === 401 && (now.left === before - 1 || now.left === before) && now.left < 99) {
      before = now.left;
      continue;
    }
    wrong += 1;
    console.log(`counted elsewhere: ${JSON.stringify(headers).slice(0, 80)} ${JSON.stringify(now)}`);
  }
} finally {
  await proxy?.stop();
  await installation.remove();
  rmSync(tls, { recursive: true });
}
console.log(`${asked} spoof forms through nginx, ${wrong} counted elsewhere`);
if (wrong > 0 || asked < 25) process.exit(1);
