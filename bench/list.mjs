// Server CPU of the first page of 50 photos, signed in, by wrk over 50 connections.
import { execFileSync } from 'node:child_process';
import { cpuMs } from './process.mjs';
import { median } from './figures.mjs';

const rounds = 5;
const seconds = 5;

function ask(url, cookie, duration) {
  const text = execFileSync('wrk', ['-t1', '-c50', `-d${duration}s`, '-H', `Cookie: ${cookie}`, url], { encoding: 'utf8' });
  // A slow answer ("timeout") is still an answer; the machine may be busy.
  if (/Non-2xx|Socket errors: (?!connect 0, read 0, write 0)/.test(text)) throw new Error(`wrk met errors:\n${text}`);
  return Number(/(\d+) requests in/.exec(text)[1]);
}

export function measureList(world, path) {
  const { pid, url } = world.installation.server;
  const { cookie } = world.admin;
  ask(url + path, cookie, 2); // warm
  const costs = [];
  const rates = [];
  for (let round = 0; round < rounds; ++round) {
    const before = cpuMs(pid);
    const requests = ask(url + path, cookie, seconds);
    costs.push((cpuMs(pid) - before) / requests);
    rates.push(requests / seconds);
  }
  return { cpuMs: median(costs), perSecond: median(rates) };
}
