// No file above 500 lines, no line of C++ above 100 characters.
import { isCpp, treeOf } from './tree.mjs';

const maxLines = 500;
const maxColumns = 100;
const printed = /\.gen\.ts$|^(docs|bench)\/.*\.json$/; // by our own programs

export default {
  name: 'sizes',
  check(files) {
    const found = [];
    for (const [path, source] of files) {
      if (printed.test(path)) continue;
      const lines = source.split('\n');
      if (lines.length - 1 > maxLines && !path.endsWith('.md'))
        found.push({ path, line: maxLines + 1, text: `${lines.length - 1} lines; at most ${maxLines}` });
      if (!isCpp(path)) continue;
      lines.forEach((line, n) => {
        if ([...line].length > maxColumns)
          found.push({ path, line: n + 1, text: `${[...line].length} columns; at most ${maxColumns}` });
      });
    }
    return found;
  },
  seeds: [
    { tree: treeOf({ 'web/src/a.ts': 'a\n'.repeat(501) }), finds: /501 lines/ },
    { tree: treeOf({ 'src/db/a.cpp': `// ${'x'.repeat(98)}\n` }), finds: /101 columns/ },
    { tree: treeOf({ 'src/db/a.cpp': `// ${'ü'.repeat(97)}\n` }) },
  ],
};
