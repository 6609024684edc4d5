import { describe, expect, it } from 'vitest';
import type { Checkpoint, Slot } from '../../lib/api.gen';
import type { Shot } from '../../lib/outbox/shot';
import { makeShot } from '../../lib/outbox/testing';
import {
  countOf,
  extraSlot,
  holdersOf,
  makeDueList,
  moveTargets,
  ownPending,
  rowOf,
  slotAfter,
  slotToShoot,
} from './due';

const kFetched_ms = 1000;

function slot(index: number, change: Partial<Slot> = {}): Slot {
  return {
    checkpoint_id: 'c',
    checkpoint_code: 'TR-03',
    checkpoint_name: 'Ducts laid',
    work_type_name: 'Trench',
    guidance: '',
    stage: 'during',
    index,
    chainage_m: null,
    hold_blocked: false,
    state: 'due',
    photo: null,
    waiver: null,
    ...change,
  };
}

function shot(index: number, change: Partial<Shot> = {}): Shot {
  const made = makeShot(change);
  return { ...made, meta: { ...made.meta, index } };
}

const listOf = (items: Slot[], shots: Shot[] = []) =>
  makeDueList({ items, section: { id: 's' } as never }, shots, kFetched_ms);
const indexes = (rows: { slot: Slot }[]) => rows.map((row) => row.slot.index);

describe('the due list', () => {
  it('puts each slot where its photo stands', () => {
    const list = listOf([
      slot(1, { state: 'retake' }),
      slot(2, { state: 'nonconforming' }),
      slot(3),
      slot(4, { state: 'pending' }),
      slot(5, { state: 'approved' }),
    ]);
    expect(indexes(list.came_back)).toEqual([1, 2]);
    expect(indexes(list.due)).toEqual([3]);
    expect(indexes(list.waiting)).toEqual([4]);
    expect(indexes(list.approved)).toEqual([5]);
  });

  it('names the first due slot that no hold point blocks', () => {
    expect(listOf([slot(1, { hold_blocked: true }), slot(2)]).next?.index).toBe(2);
    expect(listOf([slot(1, { state: 'approved' })]).next).toBeNull();
  });

  it('shows a photo on this phone as waiting, also one that answers what came back', () => {
    const list = listOf([slot(1), slot(2, { state: 'retake' })], [shot(1), shot(2)]);
    expect(indexes(list.waiting)).toEqual([1, 2]);
    expect(list.came_back).toEqual([]);
    expect(list.next).toBeNull();
  });

  it('keeps a refused photo’s slot due, with the photo beside it', () => {
    const list = listOf([slot(1)], [shot(1, { state: 'refused' })]);
    expect(list.due[0]?.shot?.state).toBe('refused');
  });

  it('believes the server once it was asked after the photo became safe', () => {
    const old = shot(1, { state: 'safe', settled_at_ms: kFetched_ms - 1 });
    expect(indexes(listOf([slot(1, { state: 'retake' })], [old]).came_back)).toEqual([1]);
    const fresh = shot(1, { state: 'safe', settled_at_ms: kFetched_ms + 1 });
    expect(indexes(listOf([slot(1)], [fresh]).waiting)).toEqual([1]);
  });

  it('shows the newest of several photos for one slot', () => {
    const list = listOf([slot(1)], [shot(1, { kept_at_ms: 5, id: 'new' }), shot(1, { id: 'old' })]);
    expect(list.waiting[0]?.shot?.id).toBe('new');
  });

  it('ignores photos of other sections', () => {
    const other = shot(1);
    other.meta.section_id = 'elsewhere';
    expect(indexes(listOf([slot(1)], [other]).due)).toEqual([1]);
  });
});

describe('the slot after this one', () => {
  it('is the next due one, going round, never this one', () => {
    const list = listOf([slot(1), slot(2), slot(3)]);
    expect(slotAfter(list, slot(1))?.index).toBe(2);
    expect(slotAfter(list, slot(3))?.index).toBe(1);
    expect(slotAfter(listOf([slot(1)]), slot(1))).toBeNull();
  });
});

describe('an extra photo', () => {
  it('gets the next free index, counting those still on this phone', () => {
    const items = [slot(1), slot(4), slot(9, { stage: 'after' })];
    const extra = extraSlot(items[0]!, items, [shot(6)]);
    expect(extra).toMatchObject({ index: 7, stage: 'during', state: 'due', photo: null });
  });
});

describe('a hold point', () => {
  const checkpoint = (change: Partial<Checkpoint>) =>
    ({ id: 'c', work_type_id: 'w', stage: 'during', hold_point: false, ...change }) as Checkpoint;

  it('is named to the crew while its photos are not approved', () => {
    const points = [checkpoint({}), checkpoint({ id: 'h', stage: 'before', hold_point: true })];
    const blocked = slot(1, { hold_blocked: true });
    const holder = slot(1, { checkpoint_id: 'h', stage: 'before', state: 'pending' });
    expect(holdersOf(blocked, points, [holder, blocked]).map((one) => one.id)).toEqual(['h']);
    const done = { ...holder, state: 'approved' as const };
    expect(holdersOf(blocked, points, [done, blocked])).toEqual([]);
  });
});

describe('the place of a slot in its checkpoint', () => {
  it('counts by index', () => {
    expect(countOf(slot(7), [slot(9), slot(7), slot(3)])).toEqual({ nth: 2, of: 3 });
  });
});

describe('mending one’s own photo', () => {
  const taken = (index: number, owner_id = 'u1', state: Slot['state'] = 'pending') =>
    slot(index, { state, photo: { id: `p${index}`, owner_id, version: 3 } as Slot['photo'] });

  it('is offered for one’s own undecided photo only', () => {
    const items = [taken(1), taken(2, 'u2'), taken(3, 'u1', 'approved'), taken(4, 'u1', 'retake')];
    const list = listOf([...items, slot(5)]);
    const own = [...items, slot(5)].map((one) => ownPending(rowOf(list, one), 'u1')?.id ?? null);
    expect(own).toEqual(['p1', null, null, null, null]);
  });

  it('waits while a newer shot of the slot is still on this phone', () => {
    const list = listOf([taken(1)], [shot(1)]);
    expect(ownPending(rowOf(list, taken(1)), 'u1')).toBeNull();
  });

  it('moves to free ones first, never to where the photo is', () => {
    const list = listOf([taken(1), taken(2, 'u2'), slot(3), taken(4, 'u2', 'approved'), slot(5)]);
    const { free, taken: full } = moveTargets(list, taken(1));
    expect(indexes(free)).toEqual([3, 5]);
    expect(indexes(full)).toEqual([2, 4]);
  });

  it('does not answer a photo twice: a redo of the answer is a plain next shot', () => {
    const back = taken(1, 'u1', 'retake');
    expect(slotToShoot(listOf([back]), back).state).toBe('retake');
    expect(slotToShoot(listOf([back], [shot(1)]), back).state).toBe('pending');
    const refused = listOf([back], [shot(1, { state: 'refused' })]);
    expect(slotToShoot(refused, back).state).toBe('retake');
  });
});
