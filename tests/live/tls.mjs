// TLS in front of an installation: a throw-away CA, and nginx as ./dev run --https has it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './server.mjs';

const inHttpsSh = (command, ...args) =>
  execFileSync('bash', ['-euc', `. tools/dev/https.sh; ${command}`, 'https', ...args], { cwd: root });

// A certificate for `names` in `folder`; made once.
export function makeCertificates(folder, names) {
  inHttpsSh('make_certificates "$@"', folder, ...names);
}

// What Chromium wants to know of a certificate that it may trust.
export function publicKeyHash(folder) {
  const command =
    'openssl x509 -in "$1/leaf.crt" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64';
  return execFileSync('bash', ['-c', command, 'hash', folder], { encoding: 'utf8' }).trim();
}

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// nginx on `port`, before the server on `serverPort`. → {stop()}
export async function startTls({ tls, name, port, serverPort }) {
  const dir = mkdtempSync(join(tmpdir(), 'asbuilt-tls-'));
  const listen = [`127.0.0.1:${port}`, `127.0.0.1:${await freePort()}`];
  inHttpsSh('write_nginx "$@"', tls, dir, `https://${name}:${port}`, `127.0.0.1:${serverPort}`, ...listen);
  const child = spawn('/usr/sbin/nginx', ['-e', join(dir, 'error.log'), '-c', join(dir, 'nginx.conf')], { stdio: 'inherit' });
  const gone = once(child, 'exit');
  while (!existsSync(join(dir, 'nginx.pid'))) {
    if (child.exitCode !== null) throw new Error('nginx did not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
