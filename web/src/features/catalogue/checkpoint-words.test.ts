import type { CheckpointVersion } from '../../lib/api.gen';
import { expect, test } from 'vitest';
import { demandOf, differences } from './checkpoint-words';

const one: CheckpointVersion = {
  version: 1,
  name: 'Ducts',
  guidance: '',
  stage: 'during',
  photos_due: 2,
  spacing_m: null,
  hold_point: false,
  created_at_ms: 0,
  created_by: null,
  created_by_name: null,
};

test('a demand is a number of photos or a distance', () => {
  expect(demandOf(one)).toBe('2 photos');
  expect(demandOf({ photos_due: 1, spacing_m: 30 })).toBe('every 30 m');
});

test('a version says what it changed', () => {
  const two = { ...one, version: 2, spacing_m: 30, hold_point: true, guidance: 'x' };
  expect(differences(two, one)).toEqual([
    'How many: 2 photos → every 30 m',
    'New guidance',
    'Became a hold point',
  ]);
  expect(differences(one, undefined)).toEqual(['First version']);
});
