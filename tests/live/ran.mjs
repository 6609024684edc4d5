// Writes down what a loop has shown, for tools/promises.mjs. Does nothing unless ASBUILT_RAN names a
// folder.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

// `engine`: sqlite, postgres, or - where it makes no difference.
export function ran(engine, path, sentence) {
  const folder = process.env.ASBUILT_RAN;
  if (folder) appendFileSync(join(folder, 'loops.txt'), `${engine}\t${path}\t${sentence}\n`);
}
