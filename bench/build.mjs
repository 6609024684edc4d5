// Clean builds of the committed tree in a folder of their own, without ccache.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../tests/live/server.mjs';

export function measureBuild() {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-build-'));
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: folder, stdio: 'inherit', env: { ...process.env, CCACHE_DISABLE: '1' } });
  const timed = (...command) => {
    const began = performance.now();
    run(...command);
    return (performance.now() - began) / 1000;
  };
  const words = (seconds) => `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  try {
    execFileSync('git', ['clone', '-q', root, folder]);
    const program = timed('./dev', 'build');
    const tests = timed('bash', '-c', 'cmake -S . -B build -DASBUILT_TESTS=ON >/dev/null && ninja -C build --quiet');
    return [
      ['clean build of what is served, web app and its npm packages included', words(program), '≤ 3.5 min'],
      ['clean build of everything', words(program + tests), '≤ 6 min'],
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
