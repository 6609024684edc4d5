// Closes with the line that ./dev test collects.
export default class Closing {
  counts = { passed: 0, failed: 0 };

  onTestEnd(test, result) {
    const fine = result.status === 'passed' || result.status === 'skipped';
    this.counts[fine ? 'passed' : 'failed'] += 1;
  }

  onEnd() {
    console.log(`stories: ${this.counts.passed} passed, ${this.counts.failed} failed`);
  }
}
