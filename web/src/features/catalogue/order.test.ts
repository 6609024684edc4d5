import { expect, test } from 'vitest';
import { moved } from './order';

const all = ['a1', 'b1', 'a2', 'a3'].map((id) => ({ id }));
const ofA = ({ id }: { id: string }) => id.startsWith('a');
const ids = (list: { id: string }[]) => list.map(({ id }) => id).join(' ');

test('a step goes past what is not shown, and leaves that where it is', () => {
  expect(ids(moved(all, 'a1', 1, ofA))).toBe('a2 b1 a1 a3');
  expect(ids(moved(all, 'a2', -1, ofA))).toBe('a2 b1 a1 a3');
});

test('at the ends nothing moves', () => {
  expect(ids(moved(all, 'a1', -1, ofA))).toBe(ids(all));
  expect(ids(moved(all, 'a3', 1, ofA))).toBe(ids(all));
  expect(ids(moved(all, 'gone', 1, ofA))).toBe(ids(all));
});
