// A window of requests by wrk, and what they cost the server.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tests/live/server.mjs';

const script = join(root, 'bench', 'compare', 'ask.lua');
const onceSeconds = 20; // a window of so many requests ends then, on a machine that is too busy
let seed = 1;

function run(args) {
  return new Promise((resolve, reject) => {
    execFile('wrk', args, { encoding: 'utf8' }, (error, out, err) => {
      const line = /^JSON (.*)$/m.exec(out ?? '')?.[1];
      if (line) resolve(JSON.parse(line));
      else reject(new Error(`wrk ${args.join(' ')}\n${out}${err}${error ?? ''}`));
    });
  });
}

// requests: lines of METHOD, PATH, BODY. → {requests (sent), answered, perSecond, p50, p95, p99 (ms)}
export async function ask(server, requests, { seconds, connections = 50, once = false }) {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-wrk-'));
  try {
    const file = join(folder, 'requests');
    writeFileSync(file, requests.map((parts) => `${parts.join('\t')}\n`).join(''));
    const how = once ? 'once' : 'random';
    const seen = await run(['-t1', `-c${connections}`, `-d${once ? onceSeconds : seconds}s`, '--timeout', '60s',
      '-s', script, server.url, file, how, server.cookie, String(seed++)]);
    // Who is too busy may say so (503): that is told in the tables, and only what was answered counts as
    // served. As wrk asks again at once, thousands of connections are mostly refused; few must not be.
    if (seen.broken || (connections < 500 && seen.refused > seen.requests / 2))
      throw new Error(`${server.name}: ${seen.refused} refused, ${seen.broken} broken of ${seen.requests}: ${requests[0]}`);
    // What was on its way at the end costs the server as much as what was answered.
    const answered = seen.requests - seen.refused;
    return { ...seen, requests: seen.taken, answered, perSecond: (once ? seen.taken : answered) / seen.seconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
