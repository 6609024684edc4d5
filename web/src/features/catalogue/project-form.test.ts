import { expect, test } from 'vitest';
import { projectOf } from './project-form';

test('only what was filled in is sent, limits as numbers', () => {
  expect(projectOf({ code: ' NR ', name: 'North', route_word: '', max_accuracy_m: '15' })).toEqual({
    code: 'NR',
    name: 'North',
    max_accuracy_m: 15,
  });
});
