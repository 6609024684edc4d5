// A small machine: a control group with so many cores and so much memory. Needs root.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const top = '/sys/fs/cgroup';
const periodUs = 100_000;

export class SmallMachine {
  constructor({ cores, memoryBytes }) {
    const name = `asbuilt-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
    const quota = String(Math.round(cores * periodUs));
    this.folders = [];
    if (existsSync(join(top, 'cgroup.controllers'))) {
      this.make(join(top, name), { 'cpu.max': `${quota} ${periodUs}`, 'memory.max': String(memoryBytes) });
    } else {
      this.make(join(top, 'cpu', name), { 'cpu.cfs_period_us': String(periodUs), 'cpu.cfs_quota_us': quota });
      this.make(join(top, 'memory', name), { 'memory.limit_in_bytes': String(memoryBytes) });
      this.make(join(top, 'cpuacct', name), {});
    }
  }

  make(folder, limits) {
    mkdirSync(folder);
    this.folders.push(folder);
    for (const [file, value] of Object.entries(limits)) writeFileSync(join(folder, file), value);
  }

  // What to put before a command so that it runs there.
  get command() {
    const join_ = this.folders.map((folder) => `echo $$ > ${folder}/cgroup.procs`).join(' && ');
    return ['sh', '-c', `${join_} && exec "$@"`, 'sh'];
  }

  read(file) {
    const path = this.folders.map((folder) => join(folder, file)).find(existsSync);
    return path ? readFileSync(path, 'utf8') : null;
  }

  // Seconds on processors of all that ran in it.
  cpuSeconds() {
    const ns = this.read('cpuacct.usage');
    return ns ? Number(ns) / 1e9 : Number(/usage_usec (\d+)/.exec(this.read('cpu.stat'))[1]) / 1e6;
  }

  // What programs hold; not the copies of files that the kernel keeps while there is room.
  heldBytes() {
    const counts = this.read('memory.stat');
    const of = (name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(counts)?.[1] ?? 0);
    return of('anon') + of('rss') + of('shmem');
  }

  remove() {
    for (const folder of this.folders) rmdirSync(folder);
  }
}
