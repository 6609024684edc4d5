// A test's name is a sentence that states a promise, and there is one of it in its file.
import { eachMatch, isTest, treeOf } from './tree.mjs';

const cpp = /\bTEST_CASE\(\s*"((?:[^"\\]|\\.)*)"/g;
const web = /^\s*(?:it|test)\(\s*(['"`])((?:(?!\1)[^\\]|\\.)*)\1/gm;

function complaint(name, leastWords) {
  if (name.trim().split(/\s+/).length < leastWords) return `"${name}" is no sentence`;
  if (/^[a-z]+(_[a-z]+)+$/.test(name)) return `"${name}" is an identifier, not a sentence`;
  return null;
}

export default {
  name: 'names',
  check(files) {
    const found = [];
    for (const [path, source] of files) {
      if (!isTest(path)) continue;
      const seen = new Set();
      const check = (name, line, least) => {
        const text = complaint(name, least);
        if (text) found.push({ path, line, text });
        if (seen.has(name) && path.endsWith('.cpp')) found.push({ path, line, text: `"${name}" is there twice` });
        seen.add(name);
      };
      // "counts by index" stands under a describe() that completes the sentence.
      if (path.endsWith('.cpp')) eachMatch(source, cpp, (m, line) => check(m[1], line, 4));
      else eachMatch(source, web, (m, line) => check(m[2], line, 3));
    }
    return found;
  },
  seeds: [
    { tree: treeOf({ 'src/db/a_test.cpp': 'TEST_CASE("upload works") {}\n' }), finds: /no sentence/ },
    { tree: treeOf({ 'web/src/a.test.ts': "it('works', () => {});\n" }), finds: /no sentence/ },
    {
      tree: treeOf({ 'src/db/a_test.cpp': 'TEST_CASE("a b c d") {}\nTEST_CASE("a b c d") {}\n' }),
      finds: /twice/,
    },
    { tree: treeOf({ 'src/db/a_test.cpp': 'TEST_CASE("a read cannot write") {}\n' }) },
  ],
};
