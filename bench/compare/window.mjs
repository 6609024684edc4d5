// One window of one work on one server: what it cost, and how long people waited.
import { ask } from './wrk.mjs';
import { forgetPeak, peakMb, treeCpuMs } from './trees.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function measureWindow(server, postmaster, requests, how) {
  forgetPeak(server.pid);
  const own = treeCpuMs(server.pid);
  const database = server.postgres ? treeCpuMs(postmaster) : 0;
  const seen = await ask(server, requests, how);
  await pause(200); // what was on its way when the window closed
  const cpuMs = (treeCpuMs(server.pid) - own) / seen.requests;
  const databaseMs = server.postgres ? (treeCpuMs(postmaster) - database) / seen.requests : 0;
  const { requests: count, refused, perSecond, p50, p95, p99, bytes } = seen;
  return { requests: count, refused, cpuMs, inAllMs: cpuMs + databaseMs, perSecond, p50, p95, p99,
    peakMb: peakMb(server.pid), bytes: bytes / count };
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
