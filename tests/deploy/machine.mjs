// A fresh Debian 12 as a machine of its own: its systemd is PID 1, and all of it is held to one core
// and 1 GB. The kernel and the network are this machine's, and where control groups are of version 1
// the program there does not see its limit of memory: it is held to it all the same. As root; needs
// debootstrap.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../live/server.mjs';
import { pause } from './suite.mjs';

const base = join(root, 'build', 'lab', 'bookworm-systemd');
const environment = ['HOME=/root', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8'];
const megabyte = 1 << 20;
const sh = (command) => execFileSync('bash', ['-euc', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

// What Debian's installer leaves at the least; made once, copied for each machine.
function prepareBase() {
  if (existsSync(base)) return;
  rmSync(`${base}.new`, { recursive: true, force: true });
  mkdirSync(`${base}.new`, { recursive: true });
  sh(`debootstrap --variant=minbase --include=systemd-sysv,dbus bookworm ${base}.new >${base}.log`);
  renameSync(`${base}.new`, base);
}

// Where control groups of version 2 are mounted, beside those of version 1 or instead of them.
function unifiedGroups() {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n').map((line) => line.split(' '));
  const found = mounts.find(([, , type]) => type === 'cgroup2');
  if (!found) throw new Error('systemd needs control groups of version 2: mount -t cgroup2 … somewhere');
  return found[1];
}

export class Machine {
  commands = 0; // that an operator typed
  seconds = 0; // that they took

  constructor(dir) {
    this.dir = dir;
    this.folder = join(dir, 'machine');
    prepareBase();
    sh(`cp -a --reflink=auto ${base} ${this.folder}; cp /etc/resolv.conf ${this.folder}/etc/`);
    for (const file of ['/etc/apt/sources.list', '/etc/apt/sources.list.d', '/etc/apt/apt.conf.d'])
      if (existsSync(file)) cpSync(file, join(this.folder, file), { recursive: true });
    this.holdTight();
    process.once('exit', () => this.remove());
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  }

  // One core and 1 GB for all that runs there.
  holdTight() {
    const name = `asbuilt-lab-${process.pid}`;
    this.unified = join(unifiedGroups(), name);
    const old = ['cpu', 'memory'].map((kind) => `/sys/fs/cgroup/${kind}`).every(existsSync);
    const [cpu, memory] = old ? ['cpu', 'memory'].map((kind) => `/sys/fs/cgroup/${kind}/${name}`) : [this.unified, this.unified];
    this.groups = [...new Set([cpu, memory, this.unified])];
    for (const group of this.groups) mkdirSync(group);
    this.peak = `${memory}/${old ? 'memory.max_usage_in_bytes' : 'memory.peak'}`;
    writeFileSync(`${cpu}/${old ? 'cpu.cfs_quota_us' : 'cpu.max'}`, '100000');
    writeFileSync(`${memory}/${old ? 'memory.limit_in_bytes' : 'memory.max'}`, String(1024 * megabyte));
    // Who comes in from outside sits beside what systemd looks after, not in it.
    this.door = this.groups.map((group) => (group === this.unified ? join(group, 'operator') : group));
  }

  path(...names) {
    return join(this.folder, ...names);
  }

  read(file) {
    return readFileSync(this.path(file), 'utf8');
  }

  memoryPeakMb() {
    return Number(readFileSync(this.peak, 'utf8')) / megabyte;
  }

  async boot() {
    const console = openSync(join(this.dir, 'console.log'), 'a');
    this.child = spawn('bash', [join(root, 'tests', 'deploy', 'boot.sh'), this.folder, ...this.groups], {
      stdio: ['ignore', console, console], detached: true });
    closeSync(console);
    this.off = new Promise((resolve) => this.child.once('exit', resolve));
    let state = '';
    for (const end = Date.now() + 60_000; Date.now() < end && !/^(running|degraded)/.test(state); await pause(200)) {
      if (this.child.exitCode !== null) throw new Error(`systemd ended: ${readFileSync(join(this.dir, 'console.log'), 'utf8')}`);
      this.init = Number(readFileSync(`/proc/${this.child.pid}/task/${this.child.pid}/children`, 'utf8').trim().split(' ')[0]);
      if (this.init) ({ out: state } = await this.run('systemctl is-system-running'));
    }
    mkdirSync(join(this.unified, 'operator'), { recursive: true });
    if (!state.startsWith('running')) throw new Error(`systemd is ${state}${(await this.run('systemctl --failed --no-pager')).all}`);
  }

  // As `reboot` does, and on again.
  async reboot() {
    await this.run('systemctl reboot');
    await this.off;
    await this.boot();
  }

  // A command in there → {status, out, all}. Never throws for how it ends.
  async run(command) {
    const enter = this.door.filter(existsSync).map((group) => `echo $$ >${group}/cgroup.procs; `).join('');
    const inside = ['-t', String(this.init), '--mount', '--pid', '--uts', '--ipc', '--cgroup', '--root', '--wd',
      'env', '-i', ...environment, 'bash', '-c', `cd; ${command}`];
    try {
      const { stdout, stderr } = await promisify(execFile)('bash', ['-c', `${enter}exec nsenter "$@"`, 'enter', ...inside], { maxBuffer: 1 << 26 });
      return { status: 0, out: stdout, all: stdout + stderr };
    } catch (error) {
      return { status: error.code ?? -1, out: error.stdout ?? '', all: `${error.stdout}${error.stderr}` };
    }
  }

  // The same, as an operator types it: counted.
  async type(command) {
    const began = Date.now();
    const answer = await this.run(command);
    this.commands += 1;
    this.seconds += (Date.now() - began) / 1000;
    console.log(`  # ${command}   (${((Date.now() - began) / 1000).toFixed(1)} s, status ${answer.status})`);
    return answer;
  }

  // What `systemctl show` says of a unit.
  async unit(name = 'asbuilt') {
    const { out } = await this.run(`systemctl show ${name}`);
    return Object.fromEntries(out.trim().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  }

  // A second disk, not mounted yet → the name of its device in there.
  addDisk(megabytes) {
    const image = join(this.dir, 'disk.img');
    this.disk = sh(`truncate -s ${megabytes}M ${image}; mkfs.ext4 -q ${image}; losetup --find --show ${image}`).trim();
    return this.plugIn();
  }

  plugIn() {
    const [major, minor] = sh(`lsblk -dno MAJ:MIN ${this.disk}`).trim().split(':');
    sh(`nsenter -t ${this.init} -m -r mknod /dev/disk2 b ${major} ${minor}`);
    return '/dev/disk2';
  }

  // Ends all that runs there, and leaves nothing behind. More than once is fine.
  remove() {
    if (process.env.KEEP === '1' || this.removed) return;
    this.removed = true;
    if (this.child?.exitCode === null) process.kill(this.child.pid, 'SIGKILL');
    const groups = this.groups.join(' ');
    sh(`for n in {1..50}; do find ${groups} -depth -type d -exec rmdir {} + 2>/dev/null || true
        ls -d ${groups} >/dev/null 2>&1 || break; sleep 0.1; done
      ${this.disk ? `losetup -d ${this.disk} || true` : ''}`);
    if (readFileSync('/proc/mounts', 'utf8').includes(this.dir)) throw new Error(`something is still mounted in ${this.dir}`);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
