import { describe, expect, test } from 'vitest';
import type { PhotoRow } from '../../lib/api.gen';
import { isOpen, nothing, reduce, type Act, type Worklist } from './worklist';

const row = (id: string, received_at_ms = 0) =>
  ({ id, received_at_ms, status: 'pending', version: 1 }) as PhotoRow;
const rows = (...ids: string[]): PhotoRow[] => ids.map((id, i) => row(id, i + 1));
const after = (...acts: Act[]) => acts.reduce(reduce, nothing);
const load = (...ids: string[]): Act => ({ type: 'page', rows: rows(...ids), next: null });
const approve = (...ids: string[]): Act => ({ type: 'decide', ids, decision: 'approved' });
const refused = (id: string): Act => ({
  type: 'result',
  results: [{ photo_id: id, ok: false, problem: { code: 'photo-changed', detail: 'Ben did' } }],
});
const ids = (list: Worklist) => list.entries.map((entry) => entry.row.id);
const current = (list: Worklist) => list.entries[list.at]?.row.id;

describe('deciding', () => {
  test('the next open photo is looked at before the server has answered', () => {
    const list = after(load('a', 'b', 'c'), approve('a'));
    expect(current(list)).toBe('b');
    expect(list.entries[0]).toMatchObject({ mine: 'approved', sending: true });
  });

  test('what was decided keeps its place in the strip', () => {
    expect(ids(after(load('a', 'b', 'c'), approve('b')))).toEqual(['a', 'b', 'c']);
  });

  test('photos already decided are stepped over', () => {
    const list = after(load('a', 'b', 'c'), { type: 'go', to: 1 }, approve('b'), {
      type: 'go',
      to: 0,
    });
    expect(current(reduce(list, approve('a')))).toBe('c');
  });

  test('after the last photo the one that was skipped comes round', () => {
    const list = after(load('a', 'b', 'c'), { type: 'go', to: 2 });
    expect(current(reduce(list, approve('c')))).toBe('a');
  });

  test('a bulk decision elsewhere does not move the reviewer', () => {
    const list = after(load('a', 'b', 'c'), { type: 'go', to: 2 }, approve('a', 'b'));
    expect(current(list)).toBe('c');
  });

  test('a refused decision is taken back and says why, under a photo that stays', () => {
    const list = after(load('a', 'b'), approve('a'), refused('a'));
    expect(list.entries[0]).toMatchObject({ mine: null, sending: false });
    expect(list.entries[0]?.problem?.detail).toBe('Ben did');
    expect(current(list)).toBe('b');
  });

  test('a conflict that was read leaves the round, and the photo in view stays in view', () => {
    const list = after(load('a', 'b', 'c'), approve('a'), refused('a'), {
      type: 'drop_problem',
      id: 'a',
    });
    expect(ids(list)).toEqual(['b', 'c']);
    expect(current(list)).toBe('b');
  });
});

describe('new photos', () => {
  const newer: Act = { type: 'arrived', rows: [row('b', 2), row('n', 9)] };
  const mark: Act = { type: 'arrived', rows: rows('a', 'b') };

  test('are announced, never put under the hand', () => {
    const list = after(load('a', 'b'), mark, newer);
    expect(list.fresh.map((each) => each.id)).toEqual(['n']);
    expect(ids(list)).toEqual(['a', 'b']);
  });

  test('older photos of pages not loaded yet are not called new', () => {
    const list = after({ type: 'page', rows: rows('a'), next: 'x' }, mark);
    expect(list.fresh).toEqual([]);
  });

  test('go to the end when let in, and are not announced again', () => {
    const list = after(load('a', 'b'), mark, newer, { type: 'let_in', first: false }, newer);
    expect(ids(list)).toEqual(['a', 'b', 'n']);
    expect(list.fresh).toEqual([]);
  });

  test('come right after the current photo when the newest are looked at first', () => {
    const list = after(load('a', 'b'), mark, newer, { type: 'let_in', first: true });
    expect(ids(list)).toEqual(['a', 'n', 'b']);
  });

  test('a page that repeats a photo let in before does not double it', () => {
    const list = after(load('a'), mark, newer, { type: 'let_in', first: false }, load('n', 'z'));
    expect(ids(list).filter((id) => id === 'n')).toHaveLength(1);
  });
});

describe('a correction', () => {
  test('makes a decided photo open again, in its place and as it is now', () => {
    const decided = after(load('a', 'b'), approve('a'));
    const now = { ...row('a'), version: 3 };
    const list = reduce(decided, { type: 'corrected', row: now });
    expect(ids(list)).toEqual(['a', 'b']);
    expect(list.entries[0]).toMatchObject({ mine: null, sending: false, row: { version: 3 } });
    expect(isOpen(list.entries[0]!)).toBe(true);
  });

  test('a withdrawn photo is not decided on', () => {
    const gone = { ...row('a'), withdrawn_at_ms: 5, newest: false };
    const list = reduce(after(load('a', 'b')), { type: 'corrected', row: gone });
    expect(isOpen(list.entries[0]!)).toBe(false);
  });
});
