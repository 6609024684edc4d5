import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const shown = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint']);
const hasWords = (text: string) => /\p{L}{2}/u.test(text);

function screens(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return screens(path);
    return entry.name.endsWith('.tsx') && !entry.name.includes('.test.') ? [path] : [];
  });
}

// Texts in JSX that people would see and no catalogue knows.
function literals(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && hasWords(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
      const attribute = node.name.getText(file);
      if (shown.has(attribute) && hasWords(node.initializer.text)) {
        found.push(`${attribute}="${node.initializer.text}"`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

test('every text on a screen comes from the catalogue', () => {
  const faults = screens(__dirname).flatMap((path) =>
    literals(path, readFileSync(path, 'utf8')).map((text) => `${relative(__dirname, path)}: ${text}`),
  );
  // Names of keys are the same in every language.
  expect(faults.filter((fault) => !/: (Esc|Alt)$/.test(fault))).toEqual([]);
});

test('the checker sees a bare text and a bare label', () => {
  const bad = 'const x = <p aria-label="Close">Hello</p>;';
  expect(literals('x.tsx', bad)).toEqual(['aria-label="Close"', 'Hello']);
});
