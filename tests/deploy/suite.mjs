// Checks outside of any framework: each is a sentence; the end says how many held.
import { basename } from 'node:path';
import { ran } from '../live/ran.mjs';

let passed = 0;
let failed = 0;

// `shown`: the file and the words under which docs/promises.md knows it, when they are others.
export async function check(sentence, work, shown = null) {
  try {
    await work();
    passed += 1;
    ran('-', ...(shown ?? [`tests/deploy/${basename(process.argv[1])}`, sentence]));
    console.log(`ok: ${sentence}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED: ${sentence}\n  ${error.stack}`);
  }
}

export function finish(suite) {
  console.log(`${suite}: ${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The outcome of `work`, which must come within `ms`.
export function within(work, ms) {
  const late = new Promise((_, reject) => setTimeout(reject, ms, new Error(`not within ${ms} ms`)).unref());
  return Promise.race([work, late]);
}

// What `holds` gives, as soon as it is something; it is asked again and again for `ms` at most.
export async function until(what, ms, holds, every = 200) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(every)) {
    const found = await holds();
    if (found) return found;
  }
  throw new Error(`not within ${ms / 1000} s: ${what}`);
}
