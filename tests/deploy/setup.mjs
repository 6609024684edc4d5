// asbuilt setup without a machine: what it writes below --root. The whole way is in install.mjs.
//   node tests/deploy/setup.mjs
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../live/server.mjs';
import { makeCertificates } from '../live/tls.mjs';
import { check, finish } from './suite.mjs';

const root = mkdtempSync(join(tmpdir(), 'asbuilt-setup-'));
const settings = join(root, 'etc/asbuilt/asbuilt.conf');
const site = join(root, 'etc/nginx/sites-enabled/asbuilt');
const read = (file) => readFileSync(file, 'utf8');
const valueOf = (key) => new RegExp(`^${key}=(.*)$`, 'm').exec(read(settings))?.[1];
const base = ['--domain', 'a.example.org', '--mail', 'me@example.org'];
const setup = (...more) => spawnSync(program, ['setup', '--no-questions', '--root', root, ...more], { encoding: 'utf8', env: { PATH: process.env.PATH } });

await check('it writes settings that the program takes, with a secret, for few to read', () => {
  const { status, stderr } = setup(...base, '--backup-to', '/mnt/disk/asbuilt', '--set', 'SIGNUP=domain', '--set', 'SIGNUP_DOMAIN=example.org');
  assert.equal(status, 0, stderr);
  assert.match(valueOf('SESSION_SECRET'), /^[0-9a-f]{64}$/);
  assert.equal(valueOf('PUBLIC_URL'), 'https://a.example.org');
  assert.equal(valueOf('TRUST_PROXY'), '1');
  assert.equal(valueOf('BACKUP_URL'), 'file:/mnt/disk/asbuilt');
  assert.equal(valueOf('SIGNUP_DOMAIN'), 'example.org');
  assert.equal(statSync(settings).mode & 0o137, 0);
  assert.match(read(join(root, 'etc/systemd/system/asbuilt.service.d/backup.conf')), /^ReadWritePaths=-\/mnt\/disk\/asbuilt$/m);
  const shown = spawnSync(program, ['--config', settings, 'config'], { encoding: 'utf8', env: {} });
  assert.equal(shown.status, 0, shown.stderr);
  assert.match(shown.stdout, /APP_ENV = production/);
});
await check('nginx takes the site as it was written', () => {
  makeCertificates(join(root, 'tls'), ['a.example.org']);
  const { status } = setup(...base, '--certificate', join(root, 'tls/leaf.crt'), '--key', join(root, 'tls/leaf.key'), '--port', '5055');
  assert.equal(status, 0);
  assert.ok(!read(site).includes('photos.example.org') && read(site).includes('127.0.0.1:5055'));
  const whole = join(root, 'nginx.conf');
  writeFileSync(whole, `pid ${root}/pid; error_log ${root}/log; events {} http { access_log off;\n${read(site)}}\n`);
  const tried = spawnSync('/usr/sbin/nginx', ['-t', '-e', `${root}/log`, '-c', whole], { encoding: 'utf8' });
  assert.equal(tried.status, 0, tried.stderr);
});
await check('again, it keeps the secret and what somebody wrote by hand', () => {
  const before = valueOf('SESSION_SECRET');
  writeFileSync(settings, `${read(settings)}\nLOG_LEVEL=warn\n`);
  assert.equal(setup(...base).status, 0);
  assert.equal(valueOf('SESSION_SECRET'), before);
  assert.equal(valueOf('LOG_LEVEL'), 'warn');
  assert.equal(valueOf('BACKUP_URL'), 'file:/mnt/disk/asbuilt');
});
await check('what makes no sense is refused, and changes nothing', () => {
  const before = read(settings);
  for (const [more, says] of [
    [['--domain', 'not a name', '--mail', 'me@example.org'], /--domain/],
    [['--domain', 'a.example.org;}', '--mail', 'me@example.org'], /--domain/],
    [['--domain', 'a.example.org', '--mail', 'nobody'], /--mail/],
    [[...base, '--backup-to', 'ftp://x'], /Backups go to/],
    [[...base, '--set', 'SIGNUP=opn'], /SIGNUP/],
    [[...base, '--port', 'x'], /PORT/],
    [[...base, '--certificate', '/x'], /--key/],
  ]) {
    const { status, stderr } = setup(...more);
    assert.equal(status, 1, more.join(' '));
    assert.match(stderr, says);
  }
  assert.equal(read(settings), before);
});
rmSync(root, { recursive: true, force: true });
finish('setup');
