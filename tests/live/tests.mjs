// Runs tests that are functions named by sentences: → {what, complaints}. Ends the process.
import { ran } from './ran.mjs';

export async function runTests(title, path, tests) {
  let passed = 0;
  let failed = 0;
  for (const [sentence, test] of Object.entries(tests)) {
    const { what, complaints } = await test();
    console.log(`${complaints.length ? 'FAILED' : 'ok'}: ${sentence} (${what})`);
    for (const complaint of complaints.slice(0, 10)) console.log(`  ${complaint}`);
    if (complaints.length) {
      failed += 1;
    } else {
      passed += 1;
      ran('-', path, sentence);
    }
  }
  console.log(`${title}: ${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
