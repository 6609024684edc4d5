// The shipped unit: systemd's own opinion of it, and its command line run as it says, as an
// ordinary account, from the settings file, with what the supervisor would be told.
//   node tests/deploy/unit.mjs
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, readFileSync, statSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Installation, program, root } from '../live/server.mjs';
import { newId, sha256 } from '../live/client.mjs';
import { variantOf } from '../live/photos.mjs';
import { openWorld } from '../live/world.mjs';
import { check, finish, pause } from './suite.mjs';

const file = join(root, 'deploy', 'asbuilt.service');
const unit = readFileSync(file, 'utf8');
const isRoot = process.getuid() === 0;
const nobody = 65534;

// What the program says to its supervisor: perl, because node has no datagrams on unix sockets.
const ear = `use IO::Socket::UNIX; use Socket; $| = 1;
my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die; chmod 0777, $ARGV[0];
print "listening\\n"; while (1) { my $m; $s->recv($m, 4096); $m =~ s/\\n/ /g; print "$m\\n"; }`;
// As MemoryDenyWriteExecute: no page that was ever written runs. Kernels before 6.3 cannot.
const locked = 'syscall(157, 65, 1, 0, 0, 0); exec @ARGV or die;';

function listenOn(path) {
  const child = spawn('perl', ['-e', ear, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const messages = [];
  child.stdout.setEncoding('utf8').on('data', (text) => messages.push(...text.split('\n').filter(Boolean)));
  const has = async (pattern, ms = 20_000) => {
    for (const end = Date.now() + ms; Date.now() < end; await pause(20)) {
      const found = messages.find((message) => pattern.test(message));
      if (found) return found;
    }
    throw new Error(`never told ${pattern}; told: ${messages.join(' | ')}`);
  };
  return { messages, has, stop: () => child.kill('SIGKILL') };
}

// An installation as the package leaves it: the settings in a file, the folder an account's own.
async function asInstalled() {
  const installation = new Installation();
  const { folder } = installation;
  const place = (name) => join(folder, name);
  copyFileSync(program, place('asbuilt'));
  writeFileSync(place('asbuilt.conf'), `APP_ENV=production\nPORT=0\nHOST=127.0.0.1\nDATA_DIR=${place('data')}\nSESSION_SECRET=${'5a'.repeat(32)}\n`);
  mkdirSync(place('data'), { mode: 0o700 });
  execFileSync('chmod', ['755', folder]);
  if (isRoot) chownSync(place('data'), nobody, nobody);
  const supervisor = listenOn(place('notify'));
  await supervisor.has(/listening/);
  const words = /^ExecStart=(.*)$/m.exec(unit)[1].split(' ').map((word) =>
    word.replace('/usr/bin/asbuilt', place('asbuilt')).replace('/etc/asbuilt/asbuilt.conf', place('asbuilt.conf')));
  const account = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--no-new-privs'] : [];
  installation.startCommand = ['strace', '-f', '-qq', '-o', place('calls'), ...account, 'perl', '-e', locked, ...words];
  installation.command = [place('asbuilt'), '--config', place('asbuilt.conf')];
  installation.env = { PATH: process.env.PATH, NOTIFY_SOCKET: place('notify'), WATCHDOG_USEC: '2000000' };
  return { installation, supervisor, place };
}

// The system calls of the filter, groups resolved by systemd.
function allowedCalls() {
  const namesOf = (word) =>
    word.startsWith('@')
      ? execFileSync('systemd-analyze', ['syscall-filter', word], { encoding: 'utf8' }).split('\n').slice(1)
          .map((line) => line.trim()).filter((line) => line && !line.startsWith('#')).flatMap(namesOf)
      : [word];
  const allowed = new Set(namesOf('@default'));
  for (const [, taken, words] of unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm))
    for (const call of words.split(' ').flatMap(namesOf)) taken ? allowed.delete(call) : allowed.add(call);
  for (const call of namesOf('@default')) allowed.add(call);
  return allowed;
}

async function onePhoto(world) {
  const bytes = variantOf(world.photos.at(-1).bytes);
  const meta = { id: newId(), section_id: world.sections[0].id, checkpoint_id: world.checkpoints[0].id, stage: 'during', index: 1,
    sha256: sha256(bytes), taken_at_ms: Date.now(), taken_offset_min: 0, source: 'file' };
  const [{ client }] = world.crews;
  const sent = await client.upload(meta, bytes);
  assert.equal(sent.status, 201, `${sent.body}`);
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(200)) {
    const { status } = await client.get(`/api/photos/${meta.id}/image?size=display`);
    if (status === 200) return;
  }
  throw new Error(`the photo was not developed:\n${world.installation.server.log.slice(-5).join('\n')}`);
}

await check('systemd finds nothing wrong with the units', () => {
  const dir = join(root, 'build', 'unit-check');
  mkdirSync(dir, { recursive: true });
  const here = join(dir, 'asbuilt.service');
  writeFileSync(here, unit.replace('/usr/bin/asbuilt', program));
  const socket = join(dir, 'asbuilt.socket');
  copyFileSync(join(root, 'deploy', 'asbuilt.socket'), socket);
  const said = execFileSync('systemd-analyze', ['verify', '--man=no', here, socket], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  assert.equal(said, '');
});
await check('systemd counts its exposure at 1.5 of 10 at most', () => {
  const said = execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=15', '--no-pager', file], { encoding: 'utf8' });
  console.log(`  ${said.trim().split('\n').at(-1).replace(/[^\x20-\x7e]/g, '').trim()}`);
});
const { installation, supervisor, place } = await asInstalled();
const world = await openWorld({}, { installation, crewCount: 1 });
try {
  const ready = await supervisor.has(/^READY=1/);
  await check('under the unit’s account and limits it starts, and develops a photo', () => onePhoto(world));
  await check('the watchdog hears that it lives', () => supervisor.has(/^WATCHDOG=1/));
  await check('nobody else of its account reads its memory, or its files', () => {
    const pid = /MAINPID=(\d+)/.exec(ready)[1];
    if (isRoot) assert.equal(statSync(`/proc/${pid}/environ`).uid, 0);
    for (const name of readdirSync(place('data'), { recursive: true })) {
      const { uid, mode } = statSync(join(place('data'), name));
      assert.equal(mode & 0o077, 0, name);
      assert.equal(uid, isRoot ? nobody : process.getuid(), name);
    }
  });
  await check('told to stop, it says so and ends with 0', async () => {
    process.kill(Number(/MAINPID=(\d+)/.exec(ready)[1]), 'SIGTERM');
    assert.deepEqual(await installation.server.exited, { code: 0, signal: null });
    await supervisor.has(/^STOPPING=1/);
  });
  await check('what root backs up and restores while no server runs is the account’s own to open', () => {
    const asRoot = (...words) => execFileSync(installation.command[0], [...installation.command.slice(1), ...words], { stdio: 'pipe' });
    mkdirSync(place('depot'), { mode: 0o700 });
    if (isRoot) chownSync(place('depot'), nobody, nobody);
    asRoot('backup', '--to', `file:${place('depot')}`);
    asRoot('restore', '--from', `file:${place('depot')}`, '--into', place('second'));
    const owner = isRoot ? nobody : process.getuid();
    for (const folder of ['data', 'depot', 'second'])
      for (const name of ['', ...readdirSync(place(folder), { recursive: true })])
        assert.equal(statSync(join(place(folder), name)).uid, owner, join(folder, name));
  });
  await check('it made no system call that the unit forbids', () => {
    const allowed = allowedCalls();
    const called = new Set(readFileSync(place('calls'), 'utf8').split('\n').map((line) => /^\d+ +([a-z0-9_]+)\(/.exec(line)?.[1]).filter(Boolean));
    for (const name of ['setresuid', 'setgroups', 'setreuid', 'capget', 'capset']) called.delete(name); // of setpriv
    console.log(`  ${called.size} kinds of calls`);
    assert.deepEqual([...called].filter((name) => !allowed.has(name)), []);
    assert.ok(called.has('landlock_restrict_self') && called.size > 60);
  });
} finally {
  supervisor.stop();
  await world.close();
}
finish('unit');
