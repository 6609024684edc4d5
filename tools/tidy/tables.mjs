// A table has one owner, named in the first lines of the owner's header ("Owns a and b."), and only
// the owner's folder writes it.
import { eachMatch, folderOf, treeOf } from './tree.mjs';
import { sqlLiterals } from './literals.mjs';

const platformTables = new Map([['schema_migrations', 'db']]);

function owners(files) {
  const owner = new Map(platformTables);
  for (const [path, source] of files) {
    const folder = folderOf(path);
    if (!folder || !path.endsWith('.h')) continue;
    const head = source.slice(0, Math.max(0, source.indexOf('#pragma once')));
    const owned = /Owns ([^.]*)/.exec(head.replace(/\n\/\/ ?/g, ' '))?.[1] ?? '';
    for (const table of owned.match(/[a-z_]{3,}/g) ?? []) if (table !== 'and') owner.set(table, folder);
  }
  return owner;
}

export default {
  name: 'tables',
  check(files) {
    const found = [];
    const owner = owners(files);
    for (const [path, source] of files) {
      if (!path.startsWith('migrations/')) continue;
      eachMatch(source, /^CREATE TABLE (\w+)/gm, ([, table], line) => {
        if (!owner.has(table)) found.push({ path, line, text: `no header says it owns ${table}` });
      });
    }
    for (const { path, line, name, text } of sqlLiterals(files)) {
      const writes = /\b(?:INSERT INTO|DELETE FROM|UPDATE(?! SET\b))\s+([a-z_]+)/g;
      for (const [, table] of text.matchAll(writes)) {
        const folder = folderOf(path);
        if (owner.get(table) !== folder)
          found.push({ path, line, text: `${name} writes ${table}, which ${owner.get(table) ?? 'nobody'} owns` });
      }
    }
    return found;
  },
  seeds: [
    {
      tree: treeOf({
        'src/photos/photos.h': '// Photos. Owns photos.\n#pragma once\n',
        'src/review/a.cpp': 'constexpr db::Sql<Id> kX{"review.x", R"sql(\n UPDATE photos SET a = $1)sql"};\n',
      }),
      finds: /review\.x writes photos/,
    },
    { tree: treeOf({ 'migrations/0001_a.sql': 'CREATE TABLE lost (\n' }), finds: /owns lost/ },
    {
      tree: treeOf({
        'migrations/0001_a.sql': 'CREATE TABLE photos (\nCREATE TABLE deleted (\n',
        'src/photos/photos.h': '// Photos. Owns photos and\n// deleted.\n#pragma once\n',
        'src/photos/a.cpp':
          'constexpr db::Sql<> kX{"photos.x", R"sql(INSERT INTO photos (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2)sql"};',
      }),
    },
  ],
};
