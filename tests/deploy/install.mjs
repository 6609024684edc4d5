// docs/install.md for real: a fresh Debian held to one core and 1 GB, the package, setup with a
// certificate by ACME, the admin's link, a photo, doctor. As root; needs debootstrap and pebble.
//   node tests/deploy/install.mjs PACKAGE.deb
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { catalogueCsv } from '../live/catalogue.mjs';
import { multipart, newId, sha256 } from '../live/client.mjs';
import { realPhotos, variantOf } from '../live/photos.mjs';
import { root } from '../live/server.mjs';
import { answerTo } from './proxy.mjs';
import { check, finish, pause } from './suite.mjs';

const [deb] = process.argv.slice(2);
const domain = 'photos.lab.test';
const base = join(root, 'build', 'lab', 'bookworm');
const dir = mkdtempSync(join(tmpdir(), 'asbuilt-lab-'));
const machine = join(dir, 'machine');
const groups = ['cpu', 'memory'].map((kind) => `/sys/fs/cgroup/${kind}/asbuilt-lab-${process.pid}`);
const started = [];

const sh = (command, options = {}) => execFileSync('bash', ['-euc', command], { encoding: 'utf8', ...options });

function freshMachine() {
  if (!existsSync(join(base, 'etc', 'debian_version'))) {
    mkdirSync(base, { recursive: true });
    sh(`debootstrap --variant=minbase bookworm ${base} >${base}.log`);
  }
  sh(`cp -a --reflink=auto ${base} ${machine}; mount --bind ${machine} ${machine}
    mount -t proc proc ${machine}/proc; mount --rbind /dev ${machine}/dev; mount --make-rslave ${machine}/dev
    cp /etc/resolv.conf ${machine}/etc/`);
  for (const file of ['/etc/apt/sources.list', '/etc/apt/sources.list.d', '/etc/apt/apt.conf.d'])
    if (existsSync(file)) cpSync(file, join(machine, file), { recursive: true });
  writeFileSync(join(machine, 'etc', 'hosts'), `127.0.0.1 localhost ${domain}\n::1 localhost\n`);
  cpSync(deb, join(machine, 'root', basename(deb)));
}

// One core and 1 GB for all that runs there: control groups of either version.
function holdTight() {
  if (existsSync('/sys/fs/cgroup/cpu')) {
    const [cpu, memory] = groups;
    mkdirSync(cpu);
    mkdirSync(memory);
    writeFileSync(`${cpu}/cpu.cfs_quota_us`, '100000');
    writeFileSync(`${memory}/memory.limit_in_bytes`, String(1 << 30));
    return groups;
  }
  const [group] = groups.splice(0, 2, `/sys/fs/cgroup/asbuilt-lab-${process.pid}`);
  mkdirSync(groups[0] ?? group);
  writeFileSync(`${groups[0]}/cpu.max`, '100000 100000');
  writeFileSync(`${groups[0]}/memory.max`, String(1 << 30));
  return groups;
}

// A command as an operator types it there.
const inside = (command) => {
  const enter = groups.map((group) => `echo $$ >${group}/cgroup.procs; `).join('');
  return ['bash', ['-c', `${enter}exec chroot ${machine} env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin REQUESTS_CA_BUNDLE=/etc/ssl/acme.pem SSL_CERT_FILE=/etc/ssl/lab.pem bash -c '${command}'`]];
};

let commands = 0;
let seconds = 0;
function type(command) {
  const began = Date.now();
  const [file, args] = inside(`cd; ${command}`);
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  commands += 1;
  seconds += (Date.now() - began) / 1000;
  console.log(`  # ${command}   (${((Date.now() - began) / 1000).toFixed(1)} s, status ${status})`);
  return { status, out: stdout, all: stdout + stderr };
}

function start(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
  started.push(child);
  child.text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (child.text += text));
  return child;
}

// A certificate authority that asks our web server, on port 80, as Let's Encrypt would.
function startAuthority() {
  const folder = join(dir, 'acme');
  sh(`. tools/dev/https.sh; make_certificates ${folder} localhost 127.0.0.1`, { cwd: root });
  cpSync(join(folder, 'ca.crt'), join(machine, 'etc', 'ssl', 'acme.pem'));
  writeFileSync(join(folder, 'pebble.json'), JSON.stringify({ pebble: {
    listenAddress: '127.0.0.1:14000', managementListenAddress: '127.0.0.1:15000', httpPort: 80, tlsPort: 443,
    certificate: join(folder, 'leaf.crt'), privateKey: join(folder, 'leaf.key'), ocspResponderURL: '', externalAccountBindingRequired: false } }));
  // It finds the name where this machine's DNS would have it: here.
  start('unshare', ['-m', 'bash', '-c', `mount --bind ${machine}/etc/hosts /etc/hosts; PEBBLE_VA_NOSLEEP=1 exec pebble -config ${folder}/pebble.json`]);
  return folder;
}

// The person at the browser: over https, trusting only the authority.
class Person {
  cookie = '';
  constructor(ca) {
    this.ca = ca;
  }
  async send(method, path, body = null, headers = {}) {
    const request = https.request({ host: '127.0.0.1', port: 443, servername: domain, ca: this.ca, method, path, agent: false,
      headers: { host: domain, ...(this.cookie && { cookie: this.cookie }), ...(body && { 'content-length': Buffer.byteLength(body) }), ...headers } });
    const answer = await answerTo(request, body);
    const set = answer.headers['set-cookie']?.[0];
    if (set) [this.cookie] = set.split(';');
    return answer;
  }
  async json(method, path, value) {
    const answer = await this.send(method, path, value && JSON.stringify(value), value && { 'content-type': 'application/json' });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body ? JSON.parse(answer.body) : null;
  }
}

async function takePhoto(admin) {
  const csv = catalogueCsv(['admin@lab.test']);
  assert.equal((await admin.send('POST', '/api/imports/catalogue?mode=commit', csv, { 'content-type': 'text/csv' })).status, 200);
  const [project] = (await admin.json('GET', '/api/projects')).items;
  const [section] = (await admin.json('GET', `/api/sections?project_id=${project.id}`)).items;
  const [checkpoint] = (await admin.json('GET', `/api/checkpoints?project_id=${project.id}`)).items;
  const bytes = variantOf(realPhotos('photos').at(-1).bytes);
  const { headers, body } = multipart({ id: newId(), section_id: section.id, checkpoint_id: checkpoint.id, stage: 'during', index: 1,
    sha256: sha256(bytes), taken_at_ms: Date.now(), taken_offset_min: 0, source: 'file' }, bytes);
  const sent = await admin.send('POST', '/api/photos', body, headers);
  assert.equal(sent.status, 201, sent.body);
  const { id } = JSON.parse(sent.body);
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(200))
    if ((await admin.send('GET', `/api/photos/${id}/image?size=display`)).status === 200) return;
  throw new Error('the photo was not developed');
}

function tidyUp() {
  for (const child of started) try { process.kill(-child.pid, 'SIGTERM'); } catch {}
  for (const group of groups) {
    const left = existsSync(`${group}/cgroup.procs`) ? readFileSync(`${group}/cgroup.procs`, 'utf8').split('\n').filter(Boolean) : [];
    for (const pid of left) try { process.kill(Number(pid), 'SIGKILL'); } catch {}
  }
  spawnSync('bash', ['-c', `sleep 1; umount -R ${machine}; rmdir ${groups.join(' ')}`]);
  if (!readFileSync('/proc/mounts', 'utf8').includes(machine)) rmSync(dir, { recursive: true, force: true });
}

let link, person, server;
try {
  freshMachine();
  holdTight();
  startAuthority();
  await pause(1000);
  await check('the package installs on a fresh Debian, and starts nothing', () => {
    assert.equal(type('apt-get update -q').status, 0);
    const { status, all } = type(`DEBIAN_FRONTEND=noninteractive apt-get install -qy ./${basename(deb)}`);
    assert.equal(status, 0, all.slice(-2000));
    assert.match(all, /Next: sudo asbuilt setup/);
    assert.ok(!existsSync(join(machine, 'etc/asbuilt/asbuilt.conf')));
  });
  await check('setup brings settings, a certificate by ACME and the first admin', () => {
    const { status, all } = type(`asbuilt setup --no-questions --domain ${domain} --mail admin@lab.test --backup-to /mnt/backup --acme-server https://localhost:14000/dir`);
    assert.equal(status, 0, all.slice(-3000));
    link = /Sign in once with: (\S+)/.exec(all)?.[1];
    assert.ok(link?.startsWith(`https://${domain}/`), all);
    const settings = readFileSync(join(machine, 'etc/asbuilt/asbuilt.conf'), 'utf8');
    assert.match(settings, /^SESSION_SECRET=[0-9a-f]{64}$/m);
    assert.match(sh(`stat -c '%a %u' ${machine}/etc/asbuilt/asbuilt.conf`), /^640 0/);
  });
  // What everybody's machine has of Let's Encrypt.
  const roots = execFileSync('curl', ['-sk', 'https://127.0.0.1:15000/roots/0'], { encoding: 'utf8' });
  writeFileSync(join(machine, 'etc', 'ssl', 'lab.pem'), roots);
  // What systemd does on a real machine: there is none in here.
  const [file, args] = inside('exec setpriv --reuid asbuilt --regid asbuilt --clear-groups --no-new-privs asbuilt --config /etc/asbuilt/asbuilt.conf serve');
  server = start(file, args);
  for (let n = 0; n < 100 && !/"ready"/.test(server.text); ++n) await pause(100);
  await check('the admin signs in by the link over https, and takes a photo', async () => {
    person = new Person(roots);
    await person.json('POST', '/api/auth/links/redeem', { token: link.split(/[/#=]/).at(-1), password: `correct-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}` });
    assert.match(person.cookie, /^__Host-/);
    await takePhoto(person);
  });
  await check('the doctor finds nothing that fails', () => {
    const { status, out, all } = type('asbuilt doctor');
    console.log(out.replaceAll(/^/gm, '    '));
    assert.equal(status, 0, all);
  });
  await check('within 10 commands and 15 minutes', () => {
    console.log(`  ${commands} commands, ${seconds.toFixed(0)} s; memory at most ${(Number(readFileSync(`${groups[1]}/memory.max_usage_in_bytes`)) / (1 << 20)).toFixed(0)} MB with the page cache`);
    assert.ok(commands <= 10 && seconds < 900);
  });
  await check('setup once more keeps the secret', () => {
    const secret = () => /^SESSION_SECRET=.*$/m.exec(readFileSync(join(machine, 'etc/asbuilt/asbuilt.conf'), 'utf8'))[0];
    const before = secret();
    const { status, all } = type(`asbuilt setup --no-questions --domain ${domain} --mail admin@lab.test --acme-server https://localhost:14000/dir`);
    assert.equal(status, 0, all.slice(-3000));
    assert.equal(secret(), before);
  });
  await check('purged, it leaves the photos', () => {
    process.kill(-server.pid, 'SIGTERM');
    const { status, all } = type('apt-get purge -qy asbuilt');
    assert.equal(status, 0, all.slice(-2000));
    assert.ok(existsSync(join(machine, 'var/lib/asbuilt/asbuilt.db')) && !existsSync(join(machine, 'etc/asbuilt')));
  });
} finally {
  if (process.env.KEEP !== '1') tidyUp();
}
finish('install');
