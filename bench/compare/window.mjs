// One window of one work on one server: what it cost, and how long people waited.
import { ask } from './wrk.mjs';
import { forgetPeak, peakMb, treeCpuMs } from './trees.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Until what was on its way when the window closed is done.
async function quiet(pid) {
  for (let tries = 0, last = -1; tries < 50; ++tries) {
    await pause(100);
    const now = treeCpuMs(pid);
    if (last >= 0 && now - last <= 10) return;
    last = now;
  }
}

export async function measureWindow(server, postmaster, requests, how) {
  forgetPeak(server.pid);
  const own = treeCpuMs(server.pid);
  const database = server.postgres ? treeCpuMs(postmaster) : 0;
  const seen = await ask(server, requests, how);
  await quiet(server.pid);
  const cpuMs = (treeCpuMs(server.pid) - own) / seen.requests;
  const databaseMs = server.postgres ? (treeCpuMs(postmaster) - database) / seen.requests : 0;
  const { requests: count, refused, perSecond, p50, p95, p99, bytes } = seen;
  return { requests: count, refused, cpuMs, inAllMs: cpuMs + databaseMs, perSecond, p50, p95, p99,
    peakMb: peakMb(server.pid), bytes: bytes / seen.answered };
}

// Windows of all servers in turn, round after round; each round begins with another.
export async function alternate(servers, rounds, measure) {
  const found = Object.fromEntries(servers.map((name) => [name, []]));
  for (let round = 0; round < rounds; ++round)
    for (let n = 0; n < servers.length; ++n) {
      const name = servers[(n + round) % servers.length];
      found[name].push(await measure(name, round));
    }
  return found;
}
