// docs/install.md for real: a fresh Debian held to one core and 1 GB that systemd has booted, the
// package, setup with a certificate by ACME, the admin's link, a photo, doctor; then what the unit
// holds (service.mjs) and the backup on another disk (elsewhere.mjs). As root; needs debootstrap and
// pebble.
//   node tests/deploy/install.mjs PACKAGE.deb
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeCertificates } from '../live/tls.mjs';
import { checkElsewhere, checkWithoutDisk, depot } from './elsewhere.mjs';
import { Machine } from './machine.mjs';
import { Person } from './person.mjs';
import { checkService } from './service.mjs';
import { check, finish, pause } from './suite.mjs';

const [deb] = process.argv.slice(2);
const domain = 'photos.lab.test';
const dir = mkdtempSync(join(tmpdir(), 'asbuilt-lab-'));
const machine = new Machine(dir);
const setup = `asbuilt setup --no-questions --domain ${domain} --mail admin@lab.test --acme-server https://localhost:14000/dir`;
let authority;

// A certificate authority that asks our web server, on port 80, as Let's Encrypt would.
async function startAuthority() {
  const folder = join(dir, 'acme');
  makeCertificates(folder, ['localhost', '127.0.0.1']);
  writeFileSync(join(folder, 'pebble.json'), JSON.stringify({ pebble: {
    listenAddress: '127.0.0.1:14000', managementListenAddress: '127.0.0.1:15000', httpPort: 80, tlsPort: 443,
    certificate: join(folder, 'leaf.crt'), privateKey: join(folder, 'leaf.key'), ocspResponderURL: '', externalAccountBindingRequired: false } }));
  // It finds the name where this machine's DNS would have it: here.
  authority = spawn('unshare', ['-m', 'bash', '-c', `mount --bind ${machine.path('etc/hosts')} /etc/hosts; PEBBLE_VA_NOSLEEP=1 exec pebble -config ${folder}/pebble.json`], { stdio: 'ignore' });
  process.once('exit', () => authority.kill('SIGTERM'));
  await pause(1000);
  // What everybody's machine has of Let's Encrypt comes with the package ca-certificates.
  const roots = execFileSync('curl', ['-sk', 'https://127.0.0.1:15000/roots/0'], { encoding: 'utf8' });
  const known = machine.path('usr/local/share/ca-certificates');
  mkdirSync(known, { recursive: true });
  writeFileSync(join(known, 'authority.crt'), roots);
  cpSync(join(folder, 'ca.crt'), join(known, 'authority-address.crt'));
  return roots;
}

const secretOf = () => /^SESSION_SECRET=.*$/m.exec(machine.read('etc/asbuilt/asbuilt.conf'))[0];

async function install(roots) {
  let link, person, photo;
  const password = randomBytes(12).toString('base64url');
  await check('the package installs on a fresh Debian, and starts nothing', async () => {
    assert.equal((await machine.type('apt-get update -q')).status, 0);
    const { status, all } = await machine.type(`DEBIAN_FRONTEND=noninteractive apt-get install -qy ./${basename(deb)}`);
    assert.equal(status, 0, all.slice(-2000));
    assert.match(all, /Next: sudo asbuilt setup/);
    assert.ok(!existsSync(machine.path('etc/asbuilt/asbuilt.conf')));
    assert.equal((await machine.unit()).ActiveState, 'inactive');
  });
  await check('setup brings settings, the service, a certificate by ACME and the first admin', async () => {
    const { status, all } = await machine.type(`${setup} --backup-to ${depot}`);
    assert.equal(status, 0, all.slice(-3000));
    link = /Sign in once with: (\S+)/.exec(all)?.[1];
    assert.ok(link?.startsWith(`https://${domain}/`), all);
    assert.match(secretOf(), /=[0-9a-f]{64}$/);
    const { mode, uid } = statSync(machine.path('etc/asbuilt/asbuilt.conf'));
    assert.deepEqual([mode & 0o777, uid], [0o640, 0]);
    assert.equal((await machine.unit()).ActiveState, 'active');
  });
  await check('the admin signs in by the link over https, and takes a photo', async () => {
    person = new Person(domain, roots);
    await person.json('POST', '/api/auth/links/redeem', { token: link.split(/[/#=]/).at(-1), password });
    assert.match(person.cookie, /^__Host-/);
    await person.startProject();
    photo = await person.takePhoto();
  });
  await check('the doctor finds nothing that fails', async () => {
    const { status, out, all } = await machine.type('asbuilt doctor');
    console.log(out.replaceAll(/^/gm, '    '));
    assert.equal(status, 0, all);
  });
  await check('within 10 commands and 15 minutes', () => {
    console.log(`  ${machine.commands} commands, ${machine.seconds.toFixed(0)} s; memory at most ${machine.memoryPeakMb().toFixed(0)} MB with the page cache`);
    assert.ok(machine.commands <= 10 && machine.seconds < 900);
  });
  return { person, photo, password };
}

async function again(person) {
  await check('setup once more keeps the secret', async () => {
    const before = secretOf();
    const { status, all } = await machine.run(setup);
    assert.equal(status, 0, all.slice(-3000));
    assert.equal(secretOf(), before);
  });
  await check('setup with another port moves the socket, the server and the web server there', async () => {
    assert.equal((await machine.unit('asbuilt.socket')).SubState, 'running');
    const { status, all } = await machine.run(`${setup} --port 5055`);
    assert.equal(status, 0, all.slice(-3000));
    assert.equal((await person.send('GET', '/api/health')).status, 200);
    assert.equal((await person.send('GET', '/api/health', null, {}, 5055)).status, 200);
    await assert.rejects(person.send('GET', '/api/health', null, {}, 5000), /ECONNREFUSED/);
    // The socket holds the new port, also while there is no server.
    await machine.run('systemctl stop asbuilt.service');
    assert.equal((await person.send('GET', '/api/health', null, {}, 5055)).status, 200);
  });
  await check('purged, it leaves the photos', async () => {
    const { status, all } = await machine.run('apt-get purge -qy asbuilt');
    assert.equal(status, 0, all.slice(-2000));
    assert.ok(existsSync(machine.path('var/lib/asbuilt/asbuilt.db')) && !existsSync(machine.path('etc/asbuilt')));
    assert.equal((await machine.run('grep -l asbuilt /proc/[0-9]*/comm')).out, '');
    assert.match((await machine.run('systemctl is-active asbuilt.service asbuilt.socket')).out, /^inactive\ninactive\n$/);
  });
}

writeFileSync(machine.path('etc/hosts'), `127.0.0.1 localhost ${domain}\n::1 localhost\n`);
cpSync(deb, machine.path('root', basename(deb)));
await machine.boot();
// Another disk, as the operator has mounted it.
await machine.run(`mkdir /mnt/disk; mount ${machine.addDisk(800)} /mnt/disk`);
const { person, photo, password } = await install(await startAuthority());
await checkElsewhere(machine, person, photo, password);
await checkService(machine, person, deb);
await checkWithoutDisk(machine, person);
await again(person);
finish('install');
process.exit();
