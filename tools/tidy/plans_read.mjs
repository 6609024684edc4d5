// What a plan reads: "scans <table>" for every table of which all is read, "sorts before its LIMIT"
// where a page is taken only after all that was found has been sorted.

import { ofFew } from './plans_declared.mjs';

// What a statement calls its tables, views looked through.
function aliasesOf(text, { tables, views }) {
  const aliases = new Map();
  const add = (alias, table) => aliases.set(alias, (aliases.get(alias) ?? new Set()).add(table));
  const look = (sql) => {
    for (const [, name, alias] of sql.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE|CROSS JOIN|,)\s+([a-z_]+)(?:\s+(?:AS\s+)?([a-z_]+))?/gi)) {
      if (views.has(name)) look(views.get(name));
      if (!tables.has(name)) continue;
      add(name, name);
      if (alias) add(alias, name);
    }
  };
  look(text);
  return aliases;
}

export function sqliteReads(plan, text, schema) {
  const found = new Set();
  const aliases = aliasesOf(text, schema);
  for (const line of plan.split('\n')) {
    if (ofFew.has(/USING (?:COVERING )?INDEX (\w+)/.exec(line)?.[1])) continue;
    const all = /\bSCAN (\w+)/.exec(line) ?? /\bSEARCH (\w+) USING (?:AUTOMATIC|.*\(ANY\()/.exec(line);
    for (const table of (all && aliases.get(all[1])) ?? []) found.add(`scans ${table}`);
    if (/USE TEMP B-TREE FOR (?:LAST \d+ TERMS? OF |RIGHT PART OF )?ORDER BY/.test(line) && /\bLIMIT\b/.test(text))
      found.add('sorts before its LIMIT');
  }
  return found;
}

export function postgresReads(plan, text, { tables, indexHeads }) {
  const found = new Set();
  const visit = (node, limited) => {
    const table = node['Relation Name'];
    const index = node['Index Name'];
    const isScan = node['Node Type'] === 'Seq Scan' || (index && !ofFew.has(index) && !begins(node, indexHeads));
    if (isScan) for (const name of table ? [table] : tablesOf(index, tables)) found.add(`scans ${name}`);
    if (/Sort$/.test(node['Node Type']) && limited) found.add('sorts before its LIMIT');
    const below = node['Node Type'] === 'Limit' || (limited && /Sort|Result|Subquery|Append|Gather|Lock/.test(node['Node Type']));
    for (const child of node.Plans ?? []) visit(child, below);
  };
  const tree = plan.slice(plan.indexOf('['));
  if (!tree.startsWith('[')) throw new Error(`no plan for ${text}\n${plan}`);
  visit(JSON.parse(tree)[0].Plan, false);
  return found;
}

// Does its condition hold the index's first column?
const begins = (node, heads) => new RegExp(`\\b${heads.get(node['Index Name'])}\\b`).test(node['Index Cond'] ?? '');

const tablesOf = (index, tables) => [...tables].filter((table) => index.startsWith(table)).slice(0, 1);
