// Writes down what a loop has shown, for tools/promises.mjs. Does nothing unless ASBUILT_RAN names a
// folder.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

// `engine`: sqlite, postgres, or - where it makes no difference.
export function ran(engine, path, sentence) {
  const folder = process.env.ASBUILT_RAN;
  if (folder) appendFileSync(join(folder, 'loops.txt'), `${engine}\t${path}\t${sentence}\n`);
}

// This machine does not let the test be tried: said aloud, and not held against the promise.
export function cannot(path, sentence, why) {
  console.log(`not tried on this machine: ${sentence} (${why})`);
  const folder = process.env.ASBUILT_RAN;
  if (folder) appendFileSync(join(folder, 'cannot.tsv'), `${path}\t${sentence}\n`);
}
