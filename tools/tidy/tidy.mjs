// Holds the tree to its own rules. Each rule first has to find the violation seeded for it: a rule
// that cannot fail is worse than none.
//   node tools/tidy/tidy.mjs [rule…]      ASBUILT_TEST_DATABASE_URL names a PostgreSQL for `sql` and `plans`
import { projectTree } from './tree.mjs';
import names from './names.mjs';
import plans from './plans.mjs';
import ranks from './ranks.mjs';
import revisions from './revisions.mjs';
import sizes from './sizes.mjs';
import sql, { openEngines } from './sql.mjs';
import tables from './tables.mjs';
import words from './words.mjs';

const all = [ranks, sizes, words, tables, revisions, names, sql, plans];
const wanted = process.argv.slice(2);
const rules = all.filter((rule) => wanted.length === 0 || wanted.includes(rule.name));

let passed = 0;
let failed = 0;
function verdict(fine, what) {
  if (fine) ++passed;
  else ++failed;
  if (!fine) console.log(what);
}

function selfTest(rule, engines) {
  for (const { tree, finds } of rule.seeds) {
    const found = rule.check(tree, engines).map(({ text }) => text);
    const fine = finds ? found.some((text) => finds.test(text)) : found.length === 0;
    const seeded = [...tree.values()].join('');
    verdict(fine, `${rule.name}: ${finds ? 'did not find' : 'wrongly found'} ${finds ?? found}\n  in ${seeded}`);
  }
}

function run(rule, engines, tree) {
  selfTest(rule, engines);
  const found = rule.check(tree, engines);
  for (const { path, line, text } of found) console.log(`${path}:${line}: ${text} (${rule.name})`);
  verdict(found.length === 0, `${rule.name}: ${found.length} places to mend`);
}

const adminUrl = process.env.ASBUILT_TEST_DATABASE_URL;
const needsEngines = rules.some((rule) => rule.needsEngines);
if (!adminUrl && needsEngines) throw new Error('ASBUILT_TEST_DATABASE_URL is not set; use ./dev tidy');
const tree = projectTree();
const engines = needsEngines ? openEngines(adminUrl) : null;
try {
  for (const rule of rules) run(rule, engines, tree);
} finally {
  engines?.close();
}
console.log(`tidy: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
