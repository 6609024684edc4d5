import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import type { Can, Photo } from './api.gen';
import { actsOf, refreshAfter, undoOf } from './corrections';
import { photoKeys } from './photos';

const can = (change: Partial<Can>): Can => ({
  decide: false,
  comment: true,
  replace: false,
  withdraw: false,
  restore: false,
  move: false,
  reopen: false,
  ...change,
});
const here = { section_id: 's1', checkpoint_id: 'c1', stage: 'during', index: 2 } as const;

test('a person is offered exactly the corrections the server allows', () => {
  expect(actsOf(can({}))).toEqual([]);
  expect(actsOf(can({ reopen: true }))).toEqual(['reopen']);
  expect(actsOf(can({ withdraw: true, move: true, replace: true }))).toEqual(['move', 'withdraw']);
  expect(actsOf(can({ restore: true }))).toEqual(['restore']);
});

test('a move is undone by moving back, a withdrawal by restoring, and the other way round', () => {
  const to = { ...here, section_id: 's2' };
  const photo = { ...here, id: 'p', status: 'pending' };
  expect(undoOf({ act: 'move', to, comment: 'Wrong side' }, photo)).toEqual({
    act: 'move',
    to: here,
  });
  expect(undoOf({ act: 'withdraw' }, here)).toEqual({ act: 'restore' });
  expect(undoOf({ act: 'restore' }, here)).toEqual({ act: 'withdraw' });
  expect(undoOf({ act: 'reopen', comment: 'x' }, here)).toBeNull();
});

test('after a move exactly what it touched is old', () => {
  const client = new QueryClient();
  const place = { ...here, project_id: 'p1' };
  const before = { ...place, previous: { id: 'old' }, replaced_by: null };
  const after = { ...place, id: 'a', section_id: 's2', previous: null, replaced_by: null };
  const touched = [
    photoKeys.history('a'),
    photoKeys.comments('a'),
    photoKeys.one('old'),
    ['photos', { project_id: 'p1' }],
    ['review', 'summary', 'p1'],
    ['sections', 'p1', 'counts'],
    ['slots', 'desk', 's1'],
    ['slots', 'u1', 's2'],
    ['crew-counts', 'u1', 'p1'],
  ];
  const others = [
    photoKeys.one('else'),
    ['review', 'summary', 'p2'],
    ['sections', 'p1'],
    ['slots', 'desk', 's3'],
    ['crew-counts', 'u1', 'p2'],
  ];
  for (const key of [...touched, ...others]) client.setQueryData(key, {});
  refreshAfter(client, before, after as unknown as Photo);
  const isOld = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  expect(touched.filter((key) => !isOld(key))).toEqual([]);
  expect(others.filter(isOld)).toEqual([]);
  expect(client.getQueryData(photoKeys.one('a'))).toBe(after);
});
