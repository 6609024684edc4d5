import { expect, test } from 'vitest';
import { safeTarget } from './sign-in';

test('after sign-in people go on inside this app only', () => {
  expect(safeTarget('/photos/1?x=2')).toBe('/photos/1?x=2');
  for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', '', null]) {
    expect(safeTarget(bad)).toBeNull();
  }
});
