// The shipped deploy/nginx.conf in front of an installation, with only its ports, names of files
// and the program's address put in.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../live/server.mjs';
import { freePort, makeCertificates } from '../live/tls.mjs';

export const name = 'photos.example.org';

// The site, wrapped into the least nginx needs to run as an ordinary account.
function configOf(dir, tls, ports, edit) {
  const site = readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8')
    .replace('server 127.0.0.1:5000;', `server 127.0.0.1:${ports.server};`)
    .replaceAll(/listen (\[::\]:)?(80|443)\b/g, (_, six, port) => `listen ${six ? '[::1]' : '127.0.0.1'}:${port === '80' ? ports.http : ports.https}`)
    .replaceAll(`/etc/letsencrypt/live/${name}/fullchain.pem`, `${tls}/leaf.crt`)
    .replaceAll(`/etc/letsencrypt/live/${name}/privkey.pem`, `${tls}/leaf.key`)
    .replaceAll('/var/lib/asbuilt-acme', `${dir}/acme`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${dir}/${kind};`);
  return `daemon off; pid ${dir}/nginx.pid; error_log ${dir}/error.log warn; worker_processes 1;
events { worker_connections 512; }
http { access_log off; ${temporary.join(' ')}
${edit(site)}}`;
}

// → {ports, ca, request(), stop()}. `tls`: a folder of certificates there already; `edit`: what to
// spoil in the site.
export async function startProxy(serverPort, { httpsPort, tls, edit = (site) => site } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'asbuilt-proxy-'));
  const certificates = tls ?? join(dir, 'tls');
  if (!tls) makeCertificates(certificates, [name]);
  const ports = { server: serverPort, http: await freePort(), https: httpsPort ?? (await freePort()) };
  writeFileSync(join(dir, 'nginx.conf'), configOf(dir, certificates, ports, edit));
  const child = spawn('/usr/sbin/nginx', ['-e', `${dir}/error.log`, '-c', `${dir}/nginx.conf`], { stdio: 'inherit' });
  const gone = once(child, 'exit');
  while (!existsSync(join(dir, 'nginx.pid'))) {
    if (child.exitCode !== null) throw new Error('nginx did not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ca = readFileSync(join(certificates, 'ca.crt'));
  return {
    ports,
    ca,
    // A request that has begun; the caller writes the body and ends it.
    request: (method, path, { headers = {}, ...options } = {}) =>
      https.request({
        host: '127.0.0.1', port: ports.https, servername: name, ca, method, path, agent: false,
        headers: { host: name, ...headers }, ...options,
      }),
    async stop() {
      child.kill('SIGTERM');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

// → {status, headers, body, bytes}
export async function answerTo(request, body = null) {
  request.end(body);
  return heard(request);
}

export async function heard(request) {
  const [response] = await once(request, 'response');
  const parts = [];
  for await (const part of response) parts.push(part);
  const bytes = Buffer.concat(parts);
  return { status: response.statusCode, headers: response.headers, body: bytes.toString('utf8'), bytes };
}
