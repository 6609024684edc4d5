// Closes with the line that ./dev test collects. A test counts once, by how it ended; one that
// needed its second try is told apart.
import { relative } from 'node:path';
import { ran } from '../live/ran.mjs';
import { root } from '../live/server.mjs';

export default class Closing {
  onBegin(config, suite) {
    this.suite = suite;
  }

  onEnd() {
    for (const test of this.suite.allTests())
      if (['expected', 'flaky'].includes(test.outcome()))
        ran('-', relative(root, test.location.file), test.title);
    const outcomes = this.suite.allTests().map((test) => test.outcome());
    const count = (...kinds) => outcomes.filter((outcome) => kinds.includes(outcome)).length;
    const again = count('flaky');
    console.log(
      `stories: ${count('expected', 'flaky', 'skipped')} passed, ${count('unexpected')} failed` +
        (again ? `; ${again} of them at the second try` : ''),
    );
  }
}
