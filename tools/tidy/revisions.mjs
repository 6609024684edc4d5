// Every change of a photo's row raises its revision: lists keep the text of rows by it.
import { treeOf } from './tree.mjs';
import { sqlLiterals } from './literals.mjs';

const raises = /\brevision = (photos\.)?revision \+ 1\b/;

export default {
  name: 'revisions',
  check: (files) =>
    [...sqlLiterals(files)]
      .filter(({ text }) => /\bUPDATE photos\b/.test(text) && !raises.test(text))
      .map(({ path, line, name }) => ({ path, line, text: `${name} changes a photo but not its revision` })),
  seeds: [
    seed('UPDATE photos SET newest = TRUE WHERE id = $1', /photos\.x changes a photo/),
    seed('UPDATE photos SET newest = TRUE, revision = revision + 1 WHERE id = $1'),
  ],
};

function seed(text, finds) {
  const source = `constexpr db::Sql<Id> kX{"photos.x", R"sql(${text})sql"};\n`;
  return { tree: treeOf({ 'src/photos/a.cpp': source }), finds };
}
