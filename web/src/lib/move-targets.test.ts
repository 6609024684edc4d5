import { expect, test } from 'vitest';
import type { Section, Slot, SlotState } from './api.gen';
import { checkpointsOf, extraIndex, firstFree, sectionsFor } from './move-targets';

const section = (id: string, route_id: string, archived = false) =>
  ({
    id,
    route_id,
    code: id.toUpperCase(),
    name: 'Street',
    route_code: route_id,
    route_name: '',
    archived_at_ms: archived ? 1 : null,
  }) as Section;
const slot = (index: number, state: SlotState, checkpoint_id = 'c') =>
  ({ checkpoint_id, stage: 'during', index, state }) as Slot;
const here = { section_id: 's3', checkpoint_id: 'c', stage: 'during', index: 1 } as const;

test('the photo’s own section comes first, then its route; archived ones are no target', () => {
  const all = [section('s1', 'r1'), section('s2', 'r2'), section('s3', 'r2'), section('s4', 'r1', true)];
  expect(sectionsFor(here, all, '').map(({ id }) => id)).toEqual(['s3', 's2', 's1']);
  expect(sectionsFor(here, all, ' S1').map(({ id }) => id)).toEqual(['s1']);
});

test('the first free slot is proposed, never the one the photo is in', () => {
  const slots = [slot(1, 'due'), slot(2, 'pending'), slot(3, 'due')];
  expect(firstFree(slots, 's3', here)).toBe(3);
  expect(firstFree(slots, 's9', here)).toBe(1);
});

test('where nothing is free an extra is proposed', () => {
  expect(firstFree([slot(1, 'pending'), slot(2, 'approved')], 's9', here)).toBe(3);
  expect(extraIndex([])).toBe(1);
});

test('each checkpoint stands once', () => {
  expect(checkpointsOf([slot(1, 'due'), slot(2, 'due'), slot(1, 'due', 'd')])).toHaveLength(2);
});
