// Where and on what it was measured.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { root } from '../../tests/live/server.mjs';

const asked = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();

export function describeMachine() {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'bench', 'peers', 'package.json'), 'utf8'));
  const peers = Object.entries(dependencies).map((pair) => pair.join(' ')).join(', ');
  const postgres = /\d+(\.\d+)?/.exec(asked('/usr/lib/postgresql/15/bin/postgres', '--version'))[0];
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: asked('git', 'rev-parse', '--short', 'HEAD'),
    model: os.cpus()[0].model,
    cores: os.cpus().length,
    memoryGb: (os.totalmem() / 2 ** 30).toFixed(0),
    kernel: os.release(),
    load: os.loadavg()[0].toFixed(1),
    versions: `Node ${process.versions.node}, PostgreSQL ${postgres}, ${peers}`,
  };
}
