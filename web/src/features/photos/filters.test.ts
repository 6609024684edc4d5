import { expect, test } from 'vitest';
import { path } from '../../lib/api';
import { isFiltered, queryOf, readFilter, withParams } from './filters';

const read = (text: string) => readFilter(new URLSearchParams(text), 'p1');

test('what stands in the address is what the server is asked for', () => {
  const filter = read('stage=during&status=retake&flag=override&by=me&received=preview&q=IMG_2');
  expect(path('/api/photos', queryOf(filter))).toBe(
    '/api/photos?stage=during&status=retake&owner_id=me&flag=override&received=preview&project_id=p1&search=IMG_2',
  );
});

test('a section drives the list alone, and takes the route with it', () => {
  const query = queryOf(read('section=s1&route=r1'));
  expect(query).toMatchObject({ section_id: 's1', route_id: null });
  expect(query).not.toHaveProperty('project_id');
});

test('both days are included, the last to its end', () => {
  const { received_from_ms, received_to_ms } = queryOf(read('from=2026-11-20&to=2026-11-20'));
  expect(Number(received_to_ms) - Number(received_from_ms)).toBe(24 * 3_600_000 - 1);
});

test('a checkpoint says more than its work type', () => {
  expect(queryOf(read('work=w1'))).toMatchObject({ work_type_id: 'w1', checkpoint_id: null });
  const both = queryOf(read('work=w1&checkpoint=c1'));
  expect(both).toMatchObject({ work_type_id: null, checkpoint_id: 'c1' });
});

test('newest attempts come with extras, without them, as counters count, or are extras alone', () => {
  expect(queryOf(read('attempts=newest'))).toMatchObject({ newest_only: 'true', extra: null });
  expect(queryOf(read('attempts=counted'))).toMatchObject({ newest_only: 'true', extra: 'false' });
  expect(queryOf(read('attempts=extra'))).toMatchObject({ newest_only: 'true', extra: 'true' });
  expect(queryOf(read('attempts=all'))).toMatchObject({ newest_only: null, extra: null });
});

test('words that no filter knows, and days that are none, leave it open', () => {
  expect(isFiltered(read('stage=later&status=lost&flag=odd&from=soon&to=2026-13-40'))).toBe(false);
  expect(isFiltered(read('q=a'))).toBe(true);
});

test('a filter taken away leaves the address', () => {
  const params = withParams(new URLSearchParams('stage=after&q=x&view=1'), { stage: null, q: '' });
  expect(params.toString()).toBe('view=1');
});
