// Closes with the line that ./dev test collects. A test counts once, by how it ended; one that
// needed its second try is told apart.
export default class Closing {
  onBegin(config, suite) {
    this.suite = suite;
  }

  onEnd() {
    const outcomes = this.suite.allTests().map((test) => test.outcome());
    const count = (...kinds) => outcomes.filter((outcome) => kinds.includes(outcome)).length;
    const again = count('flaky');
    console.log(
      `stories: ${count('expected', 'flaky', 'skipped')} passed, ${count('unexpected')} failed` +
        (again ? `; ${again} of them at the second try` : ''),
    );
  }
}
