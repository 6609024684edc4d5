// A file includes its own folder, base, and the public headers of lower ranks. Equal ranks never
// include each other. Only routes.{h,cpp} of a feature include http/.
import { eachMatch, folderOf, isCpp, treeOf } from './tree.mjs';

const order = [
  ['base'],
  ['db', 'http', 'imaging', 'loadtest'],
  ['blobs', 'events', 'jobs', 'limits'],
  ['accounts'],
  ['catalogue'],
  ['photos'],
  ['review'],
  ['insights', 'evidence'],
  ['agent', 'autonomy', 'devmode'],
  ['ops'],
  ['server'],
  ['main'],
];
const rank = new Map(order.flatMap((folders, n) => folders.map((folder) => [folder, n])));

// Besides <folder>/<folder>.h. routes.h is how server wires a feature.
const alsoPublic = { accounts: ['roles.h'], http: ['router.h'], ops: ['doctor.h'], server: ['cli.h'] };
const mayUseHttp = new Set(['http', 'limits', 'server', 'main']);

function complaint(path, from, folder, header, test) {
  if (folder === from || folder === 'base') return null;
  if (folder === 'embedded') return ['server', 'main'].includes(from) || test ? null : 'embedded files belong to server';
  if (test && (folder === 'kit' || folder === 'server')) return null;
  if (!rank.has(folder)) return `${folder}/ has no rank`;
  if (rank.get(folder) >= rank.get(from)) return `${folder}/ does not rank below ${from}/`;
  if (test) return null; // a test stands in for whoever wires its folder
  if (folder === 'http' && !mayUseHttp.has(from) && !/\/routes\.(h|cpp)$/.test(path))
    return 'only routes.{h,cpp} include http/';
  const isPublic =
    header === `${folder}.h` ||
    alsoPublic[folder]?.includes(header) ||
    (from === 'server' && header === 'routes.h');
  return isPublic ? null : `${folder}/${header} is not a public header`;
}

export default {
  name: 'ranks',
  check(files) {
    const found = [];
    for (const [path, source] of files) {
      const from = folderOf(path);
      if (!from || !isCpp(path)) continue;
      if (!rank.has(from)) {
        found.push({ path, line: 1, text: `src/${from}/ has no rank; give it one in ranks.mjs` });
        continue;
      }
      eachMatch(source, /^\s*#\s*include "([a-z_0-9]+)\/([^"]+)"/gm, ([, folder, header], line) => {
        const text = complaint(path, from, folder, header, path.endsWith('_test.cpp'));
        if (text) found.push({ path, line, text });
      });
    }
    return found;
  },
  seeds: [
    { tree: treeOf({ 'src/db/a.cpp': '#include "photos/photos.h"\n' }), finds: /does not rank below/ },
    { tree: treeOf({ 'src/db/a.cpp': '#include "http/http.h"\n' }), finds: /does not rank below/ },
    { tree: treeOf({ 'src/photos/photos.cpp': '#include "http/http.h"\n' }), finds: /only routes/ },
    { tree: treeOf({ 'src/review/review.cpp': '#include "photos/rules.h"\n' }), finds: /not a public/ },
    { tree: treeOf({ 'loadtest/a.cpp': '#include "http/http.h"\n' }), finds: /does not rank below/ },
    { tree: treeOf({ 'src/misc/a.h': '\n' }), finds: /no rank/ },
    { tree: treeOf({ 'src/review/routes.cpp': '#include "http/http.h"\n#include "photos/photos.h"\n' }) },
  ],
};
