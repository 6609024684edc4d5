// The project's files as the rules see them: path → text. Tests of the rules make small ones.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const text = /\.(cpp|h|S|sql|txt|cmake|ts|tsx|mjs|css|html|json|md|sh)$|^(dev|\.ci\/run)$/;

export function projectTree() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const files = new Map();
  for (const path of listed.split('\n')) {
    if (!text.test(path) || path.endsWith('package-lock.json')) continue;
    try {
      files.set(path, readFileSync(path, 'utf8'));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error; // deleted, not yet committed
    }
  }
  return files;
}

export const treeOf = (files) => new Map(Object.entries(files));

export const isCpp = (path) => /^(src|loadtest|tests)\/.*\.(cpp|h)$/.test(path);
export const isTest = (path) => /_test\.cpp$|\.test\.tsx?$|^tests\//.test(path);
export function folderOf(path) {
  const [, folder, outside] = /^(?:src\/([a-z]+)|(loadtest))\//.exec(path) ?? [];
  return folder ?? outside ?? (path === 'src/main.cpp' ? 'main' : null);
}

// The line number of an offset.
export const lineAt = (source, offset) => source.slice(0, offset).split('\n').length;

// Calls visit(match, line) for each match of a global pattern.
export function eachMatch(source, pattern, visit) {
  for (const match of source.matchAll(pattern)) visit(match, lineAt(source, match.index));
}

// C++ without its // comments; line numbers stay.
export const withoutComments = (source) => source.replace(/(^|[^:"])\/\/[^\n]*/g, '$1');
