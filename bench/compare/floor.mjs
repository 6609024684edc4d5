// What a comment costs at the least: its bare statements and the copying of its answer, without a
// server around them (bench/floor/floor.cpp). On copies of Asbuilt's databases, as they were filled.
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

// → {sqlite, postgres}: {bare, event}: lists of {cpuMs, inAllMs}, one each round. `event`: with the
// row of the log that Asbuilt writes with it, of which PostgreSQL's sealing is not part.
export async function measureFloors({ world, postmaster, floors }, rounds) {
  const program = build(world.installation.folder);
  const once = (engine, where, kind) => {
    const before = engine === 'postgres' ? treeCpuMs(postmaster) : 0;
    const { us, comments } = JSON.parse(execFileSync(program, [engine, where, kind], { encoding: 'utf8' }));
    const database = engine === 'postgres' ? (treeCpuMs(postmaster) - before) / comments : 0;
    return { cpuMs: us / 1000, inAllMs: us / 1000 + database };
  };
  const found = {};
  for (const [engine, copies] of Object.entries(floors)) {
    found[engine] = {};
    for (const kind of ['bare', 'event'])
      found[engine][kind] = copies[kind].slice(0, rounds).map((where) => once(engine, where, kind));
  }
  return found;
}
