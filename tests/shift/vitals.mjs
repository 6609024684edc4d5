// How the server did during the shift: answer times and failures from /metrics, memory from /proc,
// over all its lives.
import { readFileSync } from 'node:fs';
import { Client } from '../live/client.mjs';

const everyMs = 2_000;
const pageBytes = 4096;
const refusal = /^asbuilt_http_refused_total\{.*?"([^"]+)"\} (\d+)/;
const histogram = /^asbuilt_http_request_duration_seconds_bucket\{(.*?)le="([^"]+)"\} (\d+)/;

export class Vitals {
  memory = []; // {pid, bytes}
  finished = []; // the counts of former lives
  last = null;

  constructor(world) {
    this.world = world;
    this.timer = setInterval(() => this.look().catch(() => {}), everyMs); // it may be restarting
  }

  async look() {
    const { server } = this.world.installation;
    if (server.ended) return;
    const [, resident] = readFileSync(`/proc/${server.pid}/statm`, 'utf8').split(' ');
    this.memory.push({ pid: server.pid, bytes: Number(resident) * pageBytes });
    const { status, body } = await new Client(server.port).get('/metrics');
    if (status !== 200) return;
    if (this.last && this.last.pid !== server.pid) this.finished.push(this.last);
    this.last = { pid: server.pid, counts: countsOf(body.toString()) };
  }

  // → {requests, failed, failures, p95Ms, peakBytes, growth, course}: `failures` says which routes
  // failed how often, and what was told instead of an answer; growth of the last life's memory, its end
  // to its middle; its course by tenths of that life
  async end() {
    clearInterval(this.timer);
    await this.look().catch(() => {});
    const all = new Map();
    let requests = 0;
    let failed = 0;
    const failures = new Map();
    for (const { counts } of [...this.finished, this.last]) {
      for (const [le, n] of counts.buckets) add(all, le, n);
      for (const [what, n] of counts.failures) add(failures, what, n);
      requests += counts.requests;
      failed += counts.failed;
    }
    const last = this.memory.filter(({ pid }) => pid === this.last.pid).map(({ bytes }) => bytes);
    const tenth = (n) => median(last.slice((n * last.length) / 10, ((n + 1) * last.length) / 10));
    return {
      requests,
      failed,
      failures: [...failures].map(([what, n]) => `${what} ${n}`),
      p95Ms: 1_000 * quantile(all, requests, 0.95),
      peakBytes: Math.max(...this.memory.map(({ bytes }) => bytes)),
      growth: median(last.slice(-last.length / 4)) / median(last.slice(last.length / 4, last.length / 2)),
      course: last.length < 20 ? [] : Array.from({ length: 10 }, (_, n) => tenth(n)),
    };
  }
}

const add = (map, key, n) => map.set(key, (map.get(key) ?? 0) + n);

function countsOf(text) {
  const buckets = new Map();
  const failures = new Map();
  let requests = 0;
  let failed = 0;
  for (const line of text.split('\n')) {
    const [, told, times] = refusal.exec(line) ?? [];
    if (told) add(failures, `told "${told}"`, Number(times));
    const [, labels, le, count] = histogram.exec(line) ?? [];
    if (!labels || labels.includes('/api/events')) continue; // which are meant to last
    const n = Number(count);
    add(buckets, le, n);
    if (le !== '+Inf') continue;
    requests += n;
    if (!labels.includes('status="5xx"')) continue;
    failed += n;
    add(failures, /route="([^"]*)"/.exec(labels)[1], n);
  }
  return { buckets, requests, failed, failures };
}

// The upper edge of the bucket in which it lies.
function quantile(buckets, requests, q) {
  const edges = [...buckets].map(([le, n]) => [le === '+Inf' ? Infinity : Number(le), n]);
  edges.sort(([a], [b]) => a - b);
  return edges.find(([, n]) => n >= requests * q)?.[0] ?? Infinity;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
