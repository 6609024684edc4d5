// CPU and memory of a process and all that came from it, the dead included.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

const msPerTick = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' '); // from the 3rd field on: state, ppid, …
  } catch {
    return null; // gone meanwhile
  }
}

// pid and every process below it, with its line of /proc.
function treeOf(pid) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), statOf(name)]);
  const below = new Map();
  for (const [each, stat] of all) if (stat) below.set(Number(stat[1]), [...(below.get(Number(stat[1])) ?? []), each]);
  const stats = new Map(all.filter(([, stat]) => stat));
  const found = [];
  for (const open = [pid]; open.length;) {
    const next = open.pop();
    if (!stats.has(next)) continue;
    found.push([next, stats.get(next)]);
    open.push(...(below.get(next) ?? []));
  }
  return found;
}

// User and system time in ms: of the living, and of the dead that they waited for.
export function treeCpuMs(pid) {
  return treeOf(pid).reduce((sum, [, stat]) => sum + [11, 12, 13, 14].reduce((s, n) => s + Number(stat[n]), 0), 0) * msPerTick;
}

export const childrenCpuMs = (pid) => {
  const [, ...below] = treeOf(pid);
  const reaped = Number(statOf(pid)[13]) + Number(statOf(pid)[14]);
  return reaped * msPerTick +
    below.reduce((sum, [, stat]) => sum + [11, 12, 13, 14].reduce((s, n) => s + Number(stat[n]), 0), 0) * msPerTick;
};

const mbOf = (pid, file, pattern) => {
  try {
    return (Number(pattern.exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
};

// What is resident of the first process, and what those below it do not share. Not the proportional
// share: two Asbuilts run here, and each would be let off half of its program.
export const treeMb = (pid) => treeOf(pid).reduce((sum, [each]) =>
  sum + (each === pid ? mbOf(each, 'status', /VmRSS:\s+(\d+)/)
    : mbOf(each, 'smaps_rollup', /^Private_Clean:\s+(\d+)/m) + mbOf(each, 'smaps_rollup', /^Private_Dirty:\s+(\d+)/m)), 0);

// The highest resident memory of the process itself since forgetPeak().
export const peakMb = (pid) => mbOf(pid, 'status', /VmHWM:\s+(\d+)/);
export const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

// The highest memory of the tree, looked at every 100 ms until stop() is called.
export function watchTree(pid) {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, treeMb(pid))), 100);
  return () => {
    clearInterval(timer);
    return most;
  };
}
