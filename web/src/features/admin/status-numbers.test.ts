import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/api.gen';
import { failedPercent, joined, lastMinute, linesOf, roundUp, spanOf } from './status-numbers';

const sampleAt = (at_s: number, more: Partial<Sample> = {}): Sample => ({
  at_ms: at_s * 1_000,
  requests_per_s: 0,
  p95_ms: 0,
  failed_per_s: 0,
  refused_per_s: 0,
  uploads: 0,
  sessions: 0,
  developing: 0,
  connections: 0,
  pool_used: 0,
  resident_bytes: 0,
  cpu: 0,
  ...more,
});

const times = (samples: Sample[]) => samples.map(({ at_ms }) => at_ms / 1_000);

describe('the samples of the status page', () => {
  it('are an hour, none of them twice', () => {
    const known = [sampleAt(10), sampleAt(20)];
    expect(times(joined(known, [sampleAt(20), sampleAt(30)]))).toEqual([10, 20, 30]);
    expect(times(joined(known, [sampleAt(3_615)]))).toEqual([20, 3_615]);
    expect(joined([], [])).toEqual([]);
  });

  it('say of the last minute how it went', () => {
    const samples = [10, 20, 70, 80].map((at) => sampleAt(at));
    expect(times(lastMinute(samples))).toEqual([70, 80]);
    const busy = [
      sampleAt(10, { requests_per_s: 30, failed_per_s: 3 }),
      sampleAt(20, { requests_per_s: 70, failed_per_s: 0 }),
    ];
    expect(failedPercent(busy)).toBeCloseTo(3);
    expect(failedPercent([sampleAt(10)])).toBe(0);
  });

  it('break the line where the server did not run', () => {
    const samples = [sampleAt(10), sampleAt(20), sampleAt(300), sampleAt(310)];
    const lines = linesOf(samples, () => 5, 10, 10_000);
    expect(lines.map((line) => line.length)).toEqual([2, 2]);
    expect(lines[1]!.at(-1)).toMatchObject({ x: 1, y: 0.5 });
  });

  it('fill the plot in steps of ten minutes, up to an hour', () => {
    const spans = [[0], [0, 300], [0, 601], [0, 3_599], [0, 7_200]];
    expect(spans.map((at) => spanOf(at.map((s) => sampleAt(s))) / 60_000)).toEqual([10, 10, 20, 60, 60]);
  });

  it('stand under a round number', () => {
    expect([0, 0.3, 1, 3, 7, 11, 180].map(roundUp)).toEqual([1, 0.5, 1, 5, 10, 20, 200]);
  });
});
