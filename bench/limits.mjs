// What counting a request costs: two requests that are refused alike because nobody is signed in,
// one of a route that is counted and one of a route that is free, in turn.
import { execFileSync } from 'node:child_process';
import { cpuMs } from './process.mjs';
import { median } from './figures.mjs';

const rounds = 7;
const seconds = 2;

function costOf({ pid, url }, path) {
  const before = cpuMs(pid);
  const text = execFileSync('wrk', ['-t1', '-c50', `-d${seconds}s`, url + path], { encoding: 'utf8' });
  return (cpuMs(pid) - before) / Number(/(\d+) requests in/.exec(text)[1]);
}

// → ms of server CPU for each, and how much more the counted one takes, as a part of it
export function measureCounting(world) {
  const { server } = world.installation;
  const free = [];
  const counted = [];
  for (let round = 0; round < rounds; ++round) {
    free.push(costOf(server, '/api/auth/me'));
    counted.push(costOf(server, '/api/projects'));
  }
  return { free: median(free), counted: median(counted), ratio: median(counted) / median(free) };
}
