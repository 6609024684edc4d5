// The SQL literals of the C++ sources: name, text, declared parameter types, place.
import { isCpp, isTest, lineAt } from './tree.mjs';

// Every db::Sql<…> in the tree, tests left out.
export function sqlLiterals(files) {
  const found = [];
  for (const [path, source] of files) {
    if (!isCpp(path) || isTest(path) || path === 'src/db/sql.h') continue;
    const alias = aliasesOf(source);
    for (const match of source.matchAll(/\bSql</g)) {
      const open = match.index + match[0].length;
      const close = closingAngle(source, open);
      const rest = source.slice(close + 1);
      const literal = /^\s+\w+\s*(?:\{|=\s*\{|\()\s*"([^"]*)"\s*,\s*R"sql\(([\s\S]*?)\)sql"/.exec(rest);
      if (!literal) continue; // a parameter of that type, not a literal
      const types = splitTypes(source.slice(open, close)).map((type) => alias.get(type) ?? type);
      found.push({ path, line: lineAt(source, match.index), name: literal[1], types, text: literal[2] });
    }
  }
  return found;
}

// "using Real = std::optional<double>;" of the same file.
function aliasesOf(source) {
  return new Map([...source.matchAll(/^\s*using (\w+) = ([^;]+);/gm)].map(([, name, type]) => [name, type.trim()]));
}

function closingAngle(source, from) {
  for (let depth = 1, at = from; at < source.length; ++at) {
    if (source[at] === '<') ++depth;
    if (source[at] === '>' && --depth === 0) return at;
  }
  return source.length;
}

function splitTypes(list) {
  const types = [];
  let depth = 0;
  let type = '';
  for (const c of list) {
    if (c === '<') ++depth;
    if (c === '>') --depth;
    if (c === ',' && depth === 0) {
      types.push(type.trim());
      type = '';
    } else {
      type += c;
    }
  }
  if (type.trim()) types.push(type.trim());
  return types;
}

// The PostgreSQL type of a C++ parameter: as db/value.h decides.
export function postgresType(cpp) {
  const type = cpp.replace(/^std::optional<(.*)>$/, '$1').replace(/^(const )?/, '').trim();
  if (type === 'bool') return 'boolean';
  if (/^(std::)?u?int(\d+_t)?$|^std::size_t$|^long|^Number</.test(type)) return 'bigint';
  if (/^(double|float)$|^Decimal</.test(type)) return 'double precision';
  return 'text';
}
