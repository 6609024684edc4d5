// The project's capture rules, checked on the phone before the shutter. The server checks again.
import type { Project, Section } from '../../lib/api.gen';
import { distanceBetween, distanceToLine, type Point } from '../../lib/geo';
import { lineOf } from '../../lib/line';
import type { Fix } from '../../lib/position';

export type RuleName = 'accuracy' | 'line' | 'last';

// One figure over the live picture. `value_m` is null when it cannot be known (yet).
export interface Gauge {
  rule: RuleName;
  value_m: number | null;
  limit_m: number | null; // null: the project has no such rule
  broken: boolean;
}

// A rule without a position is broken only for accuracy: one sentence is enough to say it.
export function readGauges(
  project: Project,
  section: Section,
  fix: Fix | null,
  last: Point | null,
): Gauge[] {
  const line = lineOf(section.line);
  const to_line = fix && line ? distanceToLine(fix, line) : null;
  const from_last = fix && last ? distanceBetween(fix, last) : null;
  const ruled = [project.max_accuracy_m, project.max_line_distance_m, project.max_photo_distance_m];
  const needs_fix = ruled.some((limit) => limit !== null);
  const over = (value: number | null, limit: number | null) =>
    value !== null && limit !== null && value > limit;
  const gauge = (rule: RuleName, value_m: number | null, limit_m: number | null): Gauge => ({
    rule,
    value_m,
    limit_m,
    broken: over(value_m, limit_m) || (rule === 'accuracy' && needs_fix && !fix),
  });
  const gauges = [gauge('accuracy', fix?.accuracy_m ?? null, project.max_accuracy_m)];
  if (section.line) gauges.push(gauge('line', to_line, project.max_line_distance_m));
  if (last) gauges.push(gauge('last', from_last, project.max_photo_distance_m));
  return gauges;
}

export const brokenGauge = (gauges: readonly Gauge[]) => gauges.find((gauge) => gauge.broken);
