import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = __dirname;
const ranks = ['locales', 'lib', 'ui', 'features', 'app'];

function sources(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [relative(root, path)] : [];
  });
}

const every_source = sources();

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/(?:from|import\(|^import)\s*['"](\.[^'"]+)['"]/gm);
  return [...found].map((hit) => normalize(join(dirname(file), hit[1]!)));
}

const rankOf = (file: string) => ranks.indexOf(file.split('/')[0]!);
const featureOf = (file: string) => (file.startsWith('features/') ? file.split('/')[1] : null);

// What is wrong with `file` importing `target`, or null.
function wrong(file: string, target: string): string | null {
  if (rankOf(file) < 0) return null; // tests and set-up beside the ranks
  if (rankOf(target) > rankOf(file)) return `${file} imports upward: ${target}`;
  const from = featureOf(file);
  const to = featureOf(target);
  if (from && to && from !== to) return `${file} imports another feature: ${target}`;
  return null;
}

test('imports go only downward, and no feature imports another', () => {
  const faults = every_source.flatMap((file) =>
    importsOf(file).flatMap((target) => wrong(file, target) ?? []),
  );
  expect(faults).toEqual([]);
});

test('the checker sees an upward import and one between features', () => {
  expect(wrong('lib/api.ts', 'ui/status')).not.toBeNull();
  expect(wrong('features/review/screen.tsx', 'features/photos/api')).not.toBeNull();
  expect(wrong('features/review/screen.tsx', 'ui/status')).toBeNull();
});

// Static imports of what a phone loads first; `import()` is another chunk and not followed.
function loadedFrom(file: string, seen = new Set<string>()): Set<string> {
  const path = every_source.find((name) => name === file || name.replace(/\.tsx?$/, '') === file);
  if (!path || seen.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(join(root, path), 'utf8');
  for (const hit of text.matchAll(/(?:from|^import)\s*['"](\.[^'"]+)['"]/gm)) {
    loadedFrom(normalize(join(dirname(path), hit[1]!)), seen);
  }
  return seen;
}

test('neither the entry nor the capture screen loads the component library', () => {
  const files = ['app/main.tsx', 'features/capture/screen.tsx'].flatMap((f) => [...loadedFrom(f)]);
  const guilty = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('@mantine/'));
  expect(guilty).toEqual([]);
});
