import { expect, test } from 'vitest';
import { lineOf } from './line';

test('only a line with two points or more can be drawn', () => {
  const line = { type: 'LineString', coordinates: [[-56.1, -34.8], [-56.2, -34.9]] };
  expect(lineOf(line)).toEqual(line);
  const bad = [null, undefined, 'LineString', { ...line, coordinates: [[1, 2]] }];
  for (const value of bad) expect(lineOf(value)).toBeNull();
  expect(lineOf({ ...line, type: 'Polygon' })).toBeNull();
  expect(lineOf({ ...line, coordinates: [[1, 2], ['3', 4]] })).toBeNull();
});
