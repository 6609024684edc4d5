import { expect, test } from 'vitest';
import { holds } from './search-field';

test('every word counts, accents and case do not', () => {
  expect(holds('Lucía Méndez lucia@x.example', 'mendez LUC')).toBe(true);
  expect(holds('Lucía Méndez', 'lucia diego')).toBe(false);
  expect(holds('anything', '  ')).toBe(true);
});
