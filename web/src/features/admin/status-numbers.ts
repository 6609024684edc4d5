// What the status page says of the samples: the last minute in numbers, the hour as lines.
import type { Sample, StatusReport } from '../../lib/api.gen';

const kHour_ms = 3_600_000;
const kMinute_ms = 60_000;

// What was known and what is new, an hour of it.
export function joined(known: Sample[], fresh: Sample[]): Sample[] {
  const last = known.at(-1)?.at_ms ?? 0;
  const all = [...known, ...fresh.filter(({ at_ms }) => at_ms > last)];
  const oldest = (all.at(-1)?.at_ms ?? 0) - kHour_ms;
  return all.filter(({ at_ms }) => at_ms > oldest);
}

export function lastMinute(samples: Sample[]): Sample[] {
  const from = (samples.at(-1)?.at_ms ?? 0) - kMinute_ms;
  return samples.filter(({ at_ms }) => at_ms > from);
}

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

export const most = (samples: Sample[], of: (sample: Sample) => number) =>
  samples.reduce((max, sample) => Math.max(max, of(sample)), 0);

export const mean = (samples: Sample[], of: (sample: Sample) => number) =>
  samples.length === 0 ? 0 : sum(samples.map(of)) / samples.length;

// Of a hundred requests, how many failed.
export function failedPercent(samples: Sample[]): number {
  const asked = sum(samples.map((sample) => sample.requests_per_s));
  return asked === 0 ? 0 : (100 * sum(samples.map((sample) => sample.failed_per_s))) / asked;
}

export interface Point {
  x: number; // 0: where the plot begins, 1: now
  y: number; // 0: nothing, 1: the top of the plot
  sample: Sample;
}

const kShortest_ms = 600_000;

// What a plot shows: all there is, in steps that do not move every time.
export function spanOf(samples: Sample[]): number {
  const known_ms = (samples.at(-1)?.at_ms ?? 0) - (samples[0]?.at_ms ?? 0);
  return Math.min(kHour_ms, kShortest_ms * Math.max(1, Math.ceil(known_ms / kShortest_ms)));
}

// Points of a line, broken where the server did not run.
export function linesOf(
  samples: Sample[],
  of: (sample: Sample) => number,
  top: number,
  sample_ms: number,
): Point[][] {
  const span_ms = spanOf(samples);
  const now_ms = samples.at(-1)?.at_ms ?? 0;
  const lines: Point[][] = [];
  let last_ms = -Infinity;
  for (const sample of samples) {
    const point = {
      x: 1 - (now_ms - sample.at_ms) / span_ms,
      y: top > 0 ? Math.min(of(sample) / top, 1) : 0,
      sample,
    };
    if (sample.at_ms - last_ms > sample_ms * 2.5) lines.push([]);
    lines.at(-1)!.push(point);
    last_ms = sample.at_ms;
  }
  return lines;
}

// A round number not below the value: the top of a plot that does not jump about.
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const ten = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= value)!;
}

export const isFailing = ({ health }: StatusReport) => health.status === 'failing';
