// Words that must not be there: the product's in the platform, left-overs, this machine's paths,
// registries' hosts.
import { eachMatch, folderOf, isTest, treeOf, withoutComments } from './tree.mjs';

const platform = new Set(['base', 'db', 'http', 'imaging', 'blobs', 'events', 'jobs', 'limits']);
const product =
  /(?<![a-z])(photo(?!graph)|section|checkpoint(?!\(|s? of|_pages)|reviewer|retake|nonconforming|crew|catalogue|work_?type)/gi;
// What a folder is about is no foreign word there; SQLite has checkpoints of its own.
const itsOwn = { imaging: /^photo$/i, db: /^checkpoint$/i };

const everywhere = [
  [new RegExp(`\\b(${['FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK']})\\b`.replaceAll(',', '|'), 'g'), 'left over'],
  [/(?:^|[^A-Za-z0-9_.)])\/(?:work|farm|root|Users|home\/[a-z]+|tmp\/ab)\/[A-Za-z.]/gm, 'a path of one machine'],
  [/registry\.npmjs|deb\.debian\.org|nodesource\.com|pypi\.org|proxy\.golang/g, 'the host of a registry'],
];

export default {
  name: 'words',
  check(files) {
    const found = [];
    for (const [path, source] of files) {
      if (path.startsWith('tools/tidy/')) continue;
      for (const [pattern, what] of everywhere)
        eachMatch(source, pattern, ([word], line) => found.push({ path, line, text: `${what}: ${word.trim()}` }));
      const folder = folderOf(path);
      if (!platform.has(folder) || isTest(path) || path.endsWith('.S')) continue;
      eachMatch(withoutComments(source), product, ([word], line) => {
        if (!itsOwn[folder]?.test(word))
          found.push({ path, line, text: `a word of the product in the platform: ${word}` });
      });
    }
    return found;
  },
  seeds: [
    { tree: treeOf({ 'src/http/a.cpp': 'int photo_count;\n' }), finds: /product/ },
    { tree: treeOf({ 'src/jobs/a.h': 'struct Checkpoint {};\n' }), finds: /product/ },
    { tree: treeOf({ 'web/src/a.ts': '// FIX' + 'ME later\n' }), finds: /left over/ },
    { tree: treeOf({ 'docs/a.md': 'see /wo' + 'rk/main/x\n' }), finds: /one machine/ },
    { tree: treeOf({ 'docs/a.md': 'from registry.npm' + 'js.org\n' }), finds: /registry/ },
    { tree: treeOf({ 'src/http/a.cpp': 'int route; // a photo, for example\n', 'src/photos/a.cpp': 'int photo;\n' }) },
  ],
};
