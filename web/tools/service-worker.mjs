// Builds dist/sw.js from src/worker/sw.ts, with the list of every file beside it. Run after
// `vite build`, before the files get their compressed twins. Usage: node tools/service-worker.mjs
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = join(web, 'dist');

// Names under /assets/ carry a hash of their content; the others are told apart by theirs.
function entry(file) {
  if (file.startsWith('assets/')) return { url: `/${file}`, revision: null };
  const sum = createHash('sha256').update(readFileSync(join(dist, file))).digest('hex');
  return { url: `/${file}`, revision: sum.slice(0, 16) };
}

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((each) => each.isFile() && !/^sw\.js|\.(gz|br|map)$/.test(each.name))
  .map((each) => join(each.parentPath, each.name).slice(dist.length + 1))
  .sort();

await build({
  root: web,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  define: { __FILES__: JSON.stringify(files.map(entry)), 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    lib: { entry: 'src/worker/sw.ts', formats: ['iife'], name: 'sw', fileName: () => 'sw.js' },
  },
});
console.log(`sw.js keeps ${files.length} files`);
