// Instructions that the server executes for one request of each kind, by valgrind: the same on a busy
// machine as on an idle one. Threads that look after the server instead of answering are left out.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './hot.mjs';
import { childrenOf } from './process.mjs';

// Libraries choose code by what the processor can do: here all processors can do the same.
export const plainProcessor = {
  GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM,-BMI1,-BMI2,-LZCNT,-MOVBE,-RTM',
  OPENSSL_ia32cap: '~0x1000000000000000:~0x20000128',
  JSIMD_FORCESSE2: '1',
};

// Threads that answer: network, pools, the writer. All others look after the server, by the clock.
const answering = /\bhttp::Wire::|\bhttp::Pool::take\b|\bsqlite::Writer::run_group\b/;

export class Counted {
  // `installation` is not running; it starts without being counted, which is quicker.
  constructor(installation) {
    this.installation = installation;
    this.folder = join(installation.folder, 'callgrind');
    mkdirSync(this.folder);
    this.prefix = `--vgdb-prefix=${join(this.folder, 'vgdb')}`;
    installation.env = { ...installation.env, ...plainProcessor };
    installation.readyWithinMs = 180_000;
    installation.before = ['valgrind', '-q', '--tool=callgrind', '--instr-atstart=no', '--separate-threads=yes', '--vgdb=yes',
      this.prefix, `--callgrind-out-file=${join(this.folder, 'out.%p')}`];
  }

  control(...words) {
    const { server, env } = this.installation;
    execFileSync('callgrind_control', [this.prefix, ...words, String(server.pid)], { env, stdio: 'ignore' });
  }

  begin() {
    this.control('-i', 'on');
  }

  // Since the last dump, by thread; the files go.
  dump() {
    this.control('-d');
    let sum = 0;
    for (const name of readdirSync(this.folder)) {
      if (!name.startsWith(`out.${this.installation.server.pid}.`)) continue;
      const file = join(this.folder, name);
      const text = readFileSync(file, 'utf8');
      rmSync(file);
      const total = Number(/^totals: (\d+)/m.exec(text)?.[1] ?? 0);
      if (answering.test(text)) sum += total;
    }
    return sum;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Asks until `count` in a row were answered: code that valgrind sees for the first time is so slow
// that the server refuses work. → the next number
async function warm(site, path, count, from) {
  let n = from;
  for (let good = 0; good < count; ) {
    try {
      await ask(site, path, n);
      ++n;
      ++good;
    } catch (error) {
      if (error.status !== 503) throw error;
      good = 0; // and nothing was done
      await pause(300);
    }
  }
  return n;
}

// Were all of them answered? A refusal costs something else.
async function batch(site, path, first, each, apartMs) {
  try {
    for (let i = 0; i < each; ++i) {
      await ask(site, path, first + i);
      if (apartMs) await pause(apartMs);
    }
    return true;
  } catch (error) {
    if (error.status !== 503) throw error;
    await pause(500);
    return false;
  }
}

// → instructions per request, and how far the batches lie apart. The least counts: what the same
// threads do by the clock only adds.
export async function instructionsOf(counted, site, path, options) {
  const resting = path.leavesWork ? childrenOf(counted.installation.server.pid) : [];
  for (const pid of resting) process.kill(pid, 'SIGSTOP'); // what is left to the darkroom waits
  try {
    return await count(counted, site, path, options);
  } finally {
    for (const pid of resting) process.kill(pid, 'SIGCONT');
  }
}

async function count(counted, site, path, { batches = path.writes ? 6 : 3, each = 10, from = 0 } = {}) {
  let n = await warm(site, path, Math.max(5, path.warm ?? 0), from);
  const costs = [];
  let refused = 0;
  counted.dump();
  while (costs.length < batches) {
    const first = n;
    n += each;
    const answered = await batch(site, path, first, each, Math.min(30 * refused, 240));
    const cost = counted.dump();
    if (answered) costs.push(cost / each);
    else if (++refused > 30) throw new Error(`${path.name}: the server refuses, this machine is too busy`);
  }
  return { cost: Math.round(Math.min(...costs)), spread: Math.max(...costs) / Math.min(...costs) - 1 };
}
