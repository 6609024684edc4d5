import { expect, test } from 'vitest';
import type { Progress, Slot, SlotState } from '../../lib/api.gen';
import { approvedPercent, barOf, byCheckpoint, leftOf, missingOf } from './progress';

const some: Progress = {
  due: 20,
  taken: 12,
  pending: 4,
  approved: 5,
  retake: 2,
  nonconforming: 1,
  not_applicable: 3,
  extras: 7,
};

test('what is missing counts neither extras nor what does not apply', () => {
  expect(leftOf(some)).toBe(5);
  expect(missingOf(some)).toBe(12);
});

test('100 % means all: 199 of 200 is 99 %', () => {
  expect(approvedPercent({ ...some, due: 200, approved: 199, not_applicable: 0 })).toBe(99);
  expect(approvedPercent({ ...some, due: 8, approved: 5, not_applicable: 3 })).toBe(100);
  expect(approvedPercent({ ...some, due: 3, approved: 0, not_applicable: 3 })).toBe(100);
  expect(approvedPercent({ ...some, due: 0, not_applicable: 0 })).toBeNull();
});

test('a bar has no empty parts and never more than the whole', () => {
  const parts = barOf({ ...some, retake: 0, taken: 10 });
  expect(parts.map(({ kind }) => kind)).toEqual([
    'approved',
    'pending',
    'nonconforming',
    'not_applicable',
  ]);
  expect(parts.reduce((sum, { percent }) => sum + percent, 0)).toBeLessThanOrEqual(100);
  expect(barOf({ ...some, due: 0, approved: 0, pending: 0, retake: 0, nonconforming: 0, not_applicable: 0, taken: 0 })).toEqual([]);
});

test('slots are counted by checkpoint in the order they come', () => {
  const slot = (checkpoint_id: string, state: string) =>
    ({ checkpoint_id, checkpoint_code: checkpoint_id, checkpoint_name: '', state: state as SlotState }) as Slot;
  const found = byCheckpoint([
    slot('b', 'approved'),
    slot('a', 'due'),
    slot('b', 'not_applicable'),
    slot('b', 'retake'),
    slot('a', 'waiver_pending'),
  ]);
  expect(found.map(({ code }) => code)).toEqual(['b', 'a']);
  expect(found[0]!.progress).toMatchObject({ due: 3, taken: 2, approved: 1, not_applicable: 1 });
  expect(found[1]!.progress).toMatchObject({ due: 2, taken: 0, not_applicable: 0 });
});
