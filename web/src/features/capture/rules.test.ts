import { describe, expect, it } from 'vitest';
import type { Project, Section } from '../../lib/api.gen';
import type { Fix } from '../../lib/position';
import { brokenGauge, readGauges } from './rules';

const here = { lat: -34.8647, lon: -56.14792 };
const north = (metres: number) => ({ ...here, lat: here.lat + metres / 111_195 });
const fixAt = (point: typeof here, accuracy_m = 4): Fix => ({
  ...point,
  accuracy_m,
  altitude_m: null,
  heading_deg: null,
  at_ms: 0,
});
const project = (rules: Partial<Project> = {}) =>
  ({
    max_accuracy_m: null,
    max_line_distance_m: null,
    max_photo_distance_m: null,
    ...rules,
  }) as Project;
const section = {
  line: {
    type: 'LineString',
    coordinates: [
      [here.lon - 0.01, here.lat],
      [here.lon + 0.01, here.lat],
    ],
  },
} as Section;
const noLine = { line: null } as Section;

describe('capture rules', () => {
  it('without limits show figures and block nothing, with or without a position', () => {
    const gauges = readGauges(project(), section, fixAt(north(900), 80), here);
    expect(gauges.map((gauge) => gauge.rule)).toEqual(['accuracy', 'line', 'last']);
    expect(brokenGauge(gauges)).toBeUndefined();
    expect(brokenGauge(readGauges(project(), noLine, null, null))).toBeUndefined();
  });

  it('block a weak position', () => {
    const rules = project({ max_accuracy_m: 15 });
    expect(brokenGauge(readGauges(rules, noLine, fixAt(here, 15), null))).toBeUndefined();
    expect(brokenGauge(readGauges(rules, noLine, fixAt(here, 38), null))?.rule).toBe('accuracy');
  });

  it('block a photo too far from the line, and one too far from the last', () => {
    const rules = project({ max_line_distance_m: 20, max_photo_distance_m: 50 });
    expect(brokenGauge(readGauges(rules, section, fixAt(north(21)), null))?.rule).toBe('line');
    expect(brokenGauge(readGauges(rules, section, fixAt(north(19)), null))).toBeUndefined();
    expect(brokenGauge(readGauges(rules, noLine, fixAt(north(60)), here))?.rule).toBe('last');
  });

  it('ask for a position when any rule needs one', () => {
    const rules = project({ max_line_distance_m: 20 });
    expect(brokenGauge(readGauges(rules, section, null, null))?.rule).toBe('accuracy');
  });
});
