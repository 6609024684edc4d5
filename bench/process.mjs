// What the kernel says of a process and its children.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' '); // from the 3rd field on: state, ppid, …
}

// User and system time of the process itself, in ms. A tick is 10 ms: measure over seconds.
export function cpuMs(pid) {
  const stat = statOf(pid);
  return ((Number(stat[11]) + Number(stat[12])) * 1000) / ticksPerSecond;
}

export function childrenOf(pid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return statOf(name)[1] === String(pid);
      } catch {
        return false; // gone meanwhile
      }
    })
    .map(Number);
}

// Resident memory in MB of 1,000,000 bytes; shared pages are counted wherever they are mapped.
export function residentMb(pid) {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kb) * 1024) / 1e6;
}

// Proportional share: memory that the process and its children really take together.
export function proportionalMb(pids) {
  const kb = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]));
  return (kb.reduce((a, b) => a + b, 0) * 1024) / 1e6;
}

// Time on a processor of these processes and their threads, in ns: no ticks, so short work counts.
export function cpuNs(pids) {
  let sum = 0;
  for (const pid of pids)
    for (const task of readdirSync(`/proc/${pid}/task`))
      sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return sum;
}
