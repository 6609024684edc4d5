// The backup on another disk, as a fresh installation has it: made on its schedule, proven, and
// brought back into a fresh folder.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { Person } from './person.mjs';
import { check, until } from './suite.mjs';

export const depot = '/mnt/disk/asbuilt';
const second = { folder: '/srv/second', port: 5001 };
const settings = 'etc/asbuilt/asbuilt.conf';
const clock = (ms) => new Date(ms).toISOString().slice(11, 19);

// The newest backup that began at `ms` or later, done.
const doneSince = (person, ms) =>
  until('a backup is made', 240_000, async () => {
    const { last_good: good } = await person.json('GET', '/api/backups');
    return good?.started_at_ms >= ms ? good : null;
  });

async function onSchedule(machine, person) {
  let good;
  await check('the first backup is made a minute after the start, on the other disk, without being asked for', async () => {
    good = await doneSince(person, 0);
    const since = Number((await machine.run('date +%s%3N -d "$(systemctl show asbuilt -P ActiveEnterTimestamp)"')).out);
    console.log(`  it began ${((good.started_at_ms - since) / 1000).toFixed(0)} s after the start: ${good.blobs} files, ${good.copied_bytes} bytes copied`);
    assert.ok(good.started_at_ms - since < 65_000);
    assert.match((await machine.run(`df --output=target ${depot}; find ${depot} -name manifest.json`)).out, /\/mnt\/disk\n[^]*manifest.json/);
  });
  await check('at the time of day that is set the next one is made by itself', async () => {
    const due = (Math.floor(Date.now() / 60_000) + 2) * 60_000; // the machine's clock shows UTC
    appendFileSync(machine.path(settings), `\nBACKUP_AT=${clock(due).slice(0, 5)}\n`);
    assert.equal((await machine.run('systemctl restart asbuilt')).status, 0);
    assert.equal((await person.json('GET', '/api/backups')).next_due_ms, due);
    const next = await doneSince(person, good.started_at_ms + 1);
    console.log(`  due ${clock(due)}, begun ${clock(next.started_at_ms)}, done ${clock(next.finished_at_ms)}`);
    assert.ok(next.started_at_ms >= due && next.started_at_ms < due + 65_000);
    assert.equal((await person.json('GET', '/api/backups')).next_due_ms, due + 86_400_000);
    good = next;
  });
  await check('that backup is proven at once, and shown as the last proven restore', async () => {
    const proven = await until('it is proven', 60_000, async () => {
      const { last_proven: drill } = await person.json('GET', '/api/backups');
      return drill?.set_name === good.set_name ? drill : null;
    });
    assert.ok(proven.proven && !proven.problem && proven.blobs_read === proven.blobs && proven.events_checked > 0);
    console.log(`  ${proven.blobs_read} of ${proven.blobs} files, ${proven.events_checked} events, ${((proven.finished_at_ms - good.finished_at_ms) / 1000).toFixed(1)} s after it was made`);
  });
}

async function broughtBack(machine, person, photo, secret) {
  await check('asbuilt verify brings it to life elsewhere and reads every byte', async () => {
    const { status, out, all } = await machine.run('asbuilt verify');
    assert.equal(status, 0, all);
    assert.match(out, /the database was brought back and checked\. All is well\./);
    const [, read, there] = /(\d+) of (\d+) files read/.exec(out);
    assert.ok(read === there && Number(read) > 0, out);
  });
  await check('restored into a fresh folder, a server there gives the photo back byte for byte', async () => {
    const began = Date.now();
    const { status, all } = await machine.run(`asbuilt restore --from file:${depot} --into ${second.folder}`);
    assert.equal(status, 0, all);
    console.log(`  restored in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    const own = `--setenv=DATA_DIR=${second.folder} --setenv=PORT=${second.port} --setenv=BACKUP_URL=file:/srv/second-backup`;
    const started = await machine.run(`install -d -o asbuilt /srv/second-backup; systemd-run --unit=second -p Type=notify -p User=asbuilt ${own} asbuilt --config /etc/asbuilt/asbuilt.conf serve`);
    assert.equal(started.status, 0, `${started.all}${(await machine.run('journalctl -u second -o cat')).out}`);
    const there = new Person(person.domain, person.ca);
    await there.json('POST', '/api/auth/login', { email: 'admin@lab.test', password: secret }, second.port);
    assert.equal(await there.originalOf(photo.id, second.port), photo.sha);
    assert.equal((await person.send('GET', '/api/auth/me', null, {}, second.port)).body.includes('admin@lab.test'), false, 'a session of before lives on');
    await machine.run('systemctl stop second');
  });
  await check('the data folder lost and brought back in its place is served by the unit, and nothing fails', async () => {
    const lost = `systemctl stop asbuilt.socket asbuilt.service && mv /var/lib/asbuilt /var/lib/asbuilt.lost`;
    assert.equal((await machine.run(lost)).status, 0);
    const { status, all } = await machine.run(`asbuilt restore --from file:${depot} && systemctl start asbuilt.socket asbuilt.service`);
    assert.equal(status, 0, all);
    assert.equal((await person.send('GET', `/api/photos/${photo.id}`)).status, 401); // everybody signs in again
    await person.json('POST', '/api/auth/login', { email: 'admin@lab.test', password: secret });
    assert.equal(await person.originalOf(photo.id), photo.sha);
    await person.takePhoto();
    const examined = await machine.run('asbuilt doctor');
    assert.equal(examined.status, 0, examined.all);
  });
}

// `photo`: what the person took before; `secret`: their password.
export async function checkElsewhere(machine, person, photo, secret) {
  await onSchedule(machine, person);
  await broughtBack(machine, person, photo, secret);
}

// The machine is turned off and on, and the disk of the backups is not there.
export async function checkWithoutDisk(machine, person) {
  await check('after a reboot without the backup’s disk the server is there all the same', async () => {
    await machine.reboot();
    await until('it is active', 30_000, async () => {
      const now = await machine.unit();
      return now.ActiveState === 'active';
    }).catch(async (error) => {
      throw new Error(`${error.message}: ${(await machine.run('journalctl -u asbuilt -o cat -n 5')).out}`);
    });
    await person.takePhoto();
    assert.match((await machine.run('asbuilt doctor')).out, /FAIL +backup-device/);
  });
  await check('when the disk is back, so are the backups, and nothing has to be started', async () => {
    const { MainPID, ActiveState } = await machine.unit();
    assert.equal(ActiveState, 'active');
    await machine.run(`mount ${machine.plugIn()} /mnt/disk`);
    const { status, all } = await machine.run('asbuilt backup');
    assert.equal(status, 0, all);
    assert.equal((await machine.unit()).MainPID, MainPID);
  });
}
