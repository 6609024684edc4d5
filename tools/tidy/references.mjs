// Where rows are deleted, the engine looks for rows that refer to them: without an index on the
// reference it reads all of that table, and no plan shows it.
import { execFileSync } from 'node:child_process';

const ask = (database, sql) =>
  JSON.parse(execFileSync('sqlite3', ['-json', '-readonly', database, sql], { encoding: 'utf8' }) || '[]');

export function referencesOf(database) {
  const heads = ask(
    database,
    `SELECT m.name AS "table", (SELECT name FROM pragma_index_info(i.name) WHERE seqno = 0) AS "column"
     FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table'`,
  );
  const begins = new Set(heads.map(({ table, column }) => `${table}.${column}`));
  return ask(
    database,
    `SELECT m.name AS child, f."from" AS "column", f."table" AS parent, f.on_delete = 'CASCADE' AS cascades
     FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
  ).map((reference) => ({ ...reference, indexed: begins.has(`${reference.child}.${reference.column}`) }));
}

// The columns that a statement's deletes make an engine search without an index.
export function searchedBlindly(text, references) {
  const doomed = [...text.matchAll(/\bDELETE FROM ([a-z_]+)/g)].map(([, table]) => table);
  const found = [];
  for (const parent of doomed) // grows while it is walked
    for (const reference of references.filter((each) => each.parent === parent)) {
      if (!reference.indexed) found.push(`${reference.child}.${reference.column}`);
      if (reference.cascades && !doomed.includes(reference.child)) doomed.push(reference.child);
    }
  return found;
}
