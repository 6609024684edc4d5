// What a comment and a decision cost at the least: their bare statements and the copying of their answers,
// without a server around them (bench/floor/floor.cpp). On copies of Asbuilt's databases, as they were filled.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../tests/live/server.mjs';
import { treeCpuMs } from './trees.mjs';

const source = join(root, 'bench', 'floor', 'floor.cpp');

function build(folder) {
  const program = join(folder, 'floor');
  const include = execFileSync('pg_config', ['--includedir'], { encoding: 'utf8' }).trim();
  execFileSync('g++', ['-std=c++20', '-O2', `-I${include}`, source, '-o', program, '-lsqlite3', '-lpq']);
  return program;
}

export const floorKinds = ['comment', 'commentLogged', 'decision'];

// → {sqlite, postgres}: {comment, commentLogged, decision}: lists of {cpuMs, inAllMs}, one each round.
// The last two write the row of the log, of which PostgreSQL's sealing is not part; a decision also its
// counters.
export function measureFloors({ world, postmaster, floors }, rounds) {
  const program = build(world.installation.folder);
  const once = (engine, where, kind) => {
    const before = engine === 'postgres' ? treeCpuMs(postmaster) : 0;
    const { us, times } = JSON.parse(execFileSync(program, [engine, where, kind], { encoding: 'utf8' }));
    const database = engine === 'postgres' ? (treeCpuMs(postmaster) - before) / times : 0;
    return { cpuMs: us / 1000, inAllMs: us / 1000 + database };
  };
  return Object.fromEntries(Object.entries(floors).map(([engine, copies]) => [engine,
    Object.fromEntries(floorKinds.map((kind) => [kind, copies[kind].slice(0, rounds).map((where) => once(engine, where, kind))]))]));
}
