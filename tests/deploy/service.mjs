// The shipped unit, run by a real systemd: what it confines, how it is replaced, and that it comes
// back after whatever ends it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../live/server.mjs';
import { peopleAtWork } from './person.mjs';
import { check, pause, until } from './suite.mjs';

const port = 5000;

async function activeAgain(machine, before, ms = 30_000) {
  return until('the server is active again, as another process', ms, async () => {
    const unit = await machine.unit();
    return unit.ActiveState === 'active' && unit.MainPID !== before.MainPID ? unit : null;
  });
}

// The server is ended by `end`, `times` times, while people work; none of them may notice.
async function unnoticed(machine, person, times, end) {
  const people = peopleAtWork(person, port);
  for (let n = 0; n < times; n += 1) {
    await pause(1500);
    const before = await machine.unit();
    await end(before);
    await activeAgain(machine, before);
  }
  await pause(1500);
  await people.stop();
}

async function confined(machine, person) {
  await check('systemd starts the unit of the package, and hears from it when it is ready', async () => {
    assert.equal((await machine.run('systemctl stop asbuilt')).status, 0);
    const { status, all } = await machine.run('systemctl start asbuilt');
    assert.equal(status, 0, all);
    const unit = await machine.unit();
    assert.deepEqual([unit.ActiveState, unit.SubState, unit.Type, unit.FragmentPath], ['active', 'running', 'notify', '/lib/systemd/system/asbuilt.service']);
    assert.ok(unit.StatusText.length > 0 && unit.WatchdogUSec === '1min');
    assert.match((await machine.run('systemctl is-enabled asbuilt.service asbuilt.socket')).out, /^enabled\nenabled\n$/);
    assert.equal((await machine.unit('asbuilt.socket')).SubState, 'running');
    console.log(`  ${unit.StatusText}; ready ${((unit.ActiveEnterTimestampMonotonic - unit.ExecMainStartTimestampMonotonic) / 1e6).toFixed(2)} s after its start`);
  });
  await check('it has no capability, no way to more, and its own sight of files and processes', async () => {
    const { MainPID } = await machine.unit();
    const { out } = await machine.run(`cat /proc/${MainPID}/status; ls -l /proc/${MainPID}/ns; grep " / " /proc/${MainPID}/mountinfo`);
    assert.match(out, /^CapEff:\t0+$/m);
    assert.match(out, /^CapBnd:\t0+$/m);
    assert.match(out, /^NoNewPrivs:\t1$/m);
    assert.match(out, /^Seccomp:\t2$/m);
    assert.match(out, / \/ ro,/);
    const outside = (await machine.run('ls -l /proc/1/ns')).out;
    const space = (text, kind) => new RegExp(`${kind}:\\[(\\d+)\\]`).exec(text)[1];
    for (const kind of ['mnt', 'user']) assert.notEqual(space(out, kind), space(outside, kind), kind);
  });
  await check('under the unit a photo of a phone is developed, HEIC too, and the decoders are locked in', async () => {
    await person.takePhoto();
    const heic = join(root, 'build', 'fixtures', 'heic');
    const one = existsSync(heic) && readdirSync(heic).find((name) => name.startsWith('2021'));
    if (one) await person.takePhoto(readFileSync(join(heic, one)), 'image/heic');
    console.log(`  a JPEG${one ? ' and a HEIC' : ''}`);
    const { out } = await machine.run('journalctl -u asbuilt -o cat');
    assert.doesNotMatch(out, /no Landlock|no seccomp|decoder is missing/);
  });
  await check('under the unit a backup is made when it is asked for', async () => {
    const { status, all } = await machine.run('asbuilt backup');
    assert.equal(status, 0, all);
    assert.match(all, /Backup \S+ is made/);
  });
  await check('the journal has the log of the server, one JSON object a line', async () => {
    const { out } = await machine.run('journalctl _SYSTEMD_UNIT=asbuilt.service -o cat');
    const lines = out.trim().split('\n').map((line) => JSON.parse(line));
    assert.ok(lines.length > 2 && lines.every((line) => line.level && line.message) && lines.some(({ message }) => message === 'ready'), out.slice(-500));
    console.log(`  ${lines.length} lines`);
  });
}

async function replaced(machine, person, deb) {
  await check('systemctl restart, five times while people work, loses no request', () =>
    unnoticed(machine, person, 5, async () => assert.equal((await machine.run('systemctl restart asbuilt')).status, 0)));
  await check('the package installed anew while people work goes on in a new process, and loses no request', () =>
    unnoticed(machine, person, 1, async () => {
      const { status, all } = await machine.run(`DEBIAN_FRONTEND=noninteractive apt-get install --reinstall -qy ./${basename(deb)}`);
      assert.equal(status, 0, all);
    }));
  await check('a server whose memory has grown is started anew, and loses no request', async () => {
    const settings = machine.path('etc/asbuilt/asbuilt.conf');
    const before = readFileSync(settings, 'utf8');
    writeFileSync(settings, `${before}\nMEMORY_RESTART_MB=16\n`); // it never has less
    await machine.run('systemctl restart asbuilt');
    const { NRestarts } = await machine.unit();
    await unnoticed(machine, person, 2, () => {});
    writeFileSync(settings, before);
    assert.match((await machine.run('journalctl -u asbuilt -o cat')).out, /too much memory/);
    assert.ok((await machine.unit()).NRestarts - NRestarts >= 2);
    await machine.run('systemctl restart asbuilt');
  });
}

async function comesBack(machine, person) {
  await check('killed with -9 it is started anew, and who asks meanwhile waits', async () => {
    const before = await machine.unit();
    const began = Date.now();
    assert.equal((await machine.run(`kill -9 ${before.MainPID}`)).status, 0);
    const { status } = await person.send('GET', '/api/health');
    assert.equal(status, 200);
    console.log(`  answered ${((Date.now() - began) / 1000).toFixed(1)} s after the kill`);
    const unit = await activeAgain(machine, before);
    assert.equal(Number(unit.NRestarts), Number(before.NRestarts) + 1);
  });
  await check('a decoder that is killed costs its photo a try, not the server its life', async () => {
    const before = await machine.unit();
    const processes = join(machine.unified, 'system.slice', 'asbuilt.service', 'cgroup.procs');
    const hunt = until('a decoder is at work', 30_000, () => {
      const decoder = readFileSync(processes, 'utf8').trim().split('\n')[2]; // after server and darkroom
      return decoder && process.kill(Number(decoder), 'SIGKILL');
    }, 2);
    await person.takePhoto();
    await hunt;
    assert.equal((await machine.unit()).MainPID, before.MainPID);
  });
  await check('a server that hangs is ended by the watchdog, and started anew', async () => {
    const before = await machine.unit();
    const began = Date.now();
    await machine.run(`kill -STOP ${before.MainPID}`);
    await activeAgain(machine, before, 150_000);
    console.log(`  another process ${((Date.now() - began) / 1000).toFixed(0)} s later`);
    assert.match((await machine.run('journalctl -u asbuilt -o cat')).out, /Watchdog timeout/);
    await person.takePhoto();
  });
  await check('settings that are wrong keep it down, in one line that says why; mended, it comes by itself', async () => {
    const settings = machine.path('etc/asbuilt/asbuilt.conf');
    const before = readFileSync(settings, 'utf8');
    const { MainPID } = await machine.unit();
    writeFileSync(settings, `${before}\nMAX_UPLOAD_MB=many\n`);
    assert.notEqual((await machine.run('systemctl restart asbuilt')).status, 0);
    assert.match((await machine.run('journalctl -u asbuilt -o cat -n 20')).out, /MAX_UPLOAD_MB/);
    const waits = person.send('GET', '/api/health');
    await pause(4000);
    writeFileSync(settings, before);
    assert.equal((await waits).status, 200);
    await activeAgain(machine, { MainPID });
  });
  await check('told to stop it ends with 0; only with its socket it stays down', async () => {
    assert.equal((await machine.run('systemctl stop asbuilt.socket asbuilt.service')).status, 0);
    const { ActiveState, Result, ExecMainStatus, ExecMainCode } = await machine.unit();
    assert.deepEqual([ActiveState, Result, ExecMainStatus, ExecMainCode], ['inactive', 'success', '0', '1']);
    await assert.rejects(person.send('GET', '/api/health', null, {}, port), /ECONNREFUSED/);
    assert.equal((await machine.unit()).ActiveState, 'inactive');
  });
}

// `machine` has a server that `setup` started; `person` is its admin. It is down at the end.
export async function checkService(machine, person, deb) {
  await confined(machine, person);
  await replaced(machine, person, deb);
  await comesBack(machine, person);
}
