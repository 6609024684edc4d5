import { expect, test } from 'vitest';
import { isFiltered, readFilter, withParams } from './filters';

const read = (search: string) => readFilter(new URLSearchParams(search), 'p');

test('an address without filters is the pending queue of the project, oldest first', () => {
  expect(read('')).toEqual({
    project_id: 'p',
    route_id: null,
    section_id: null,
    status: 'pending',
    order: 'oldest',
  });
});

test('values this version does not know fall back instead of failing', () => {
  expect(read('status=lost&order=sideways')).toMatchObject({ status: 'pending', order: 'oldest' });
});

test('a section wins over its route: the server takes one of them', () => {
  expect(read('route=r&section=s')).toMatchObject({ route_id: null, section_id: 's' });
});

test('defaults leave the address, other parameters stay', () => {
  const params = new URLSearchParams('project=p&status=retake&order=newest');
  expect(withParams(params, { status: 'pending' }).toString()).toBe('project=p&order=newest');
});

test('the plain queue is not filtered, a section or another status is', () => {
  expect(isFiltered(read(''))).toBe(false);
  expect(isFiltered(read('section=s'))).toBe(true);
  expect(isFiltered(read('status=retake'))).toBe(true);
});
