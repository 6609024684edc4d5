import { expect, test } from 'vitest';
import type { Photo } from './api.gen';
import { checksOf } from './checks';

const good = {
  flags: [] as string[],
  duplicates: [] as Photo['duplicates'],
  lat: -34.86345,
  lon: -56.15036,
  accuracy_m: 4,
  line_distance_m: 2,
  attempt: 2,
} as Photo;
const find = (photo: Photo, key: string, previous: Photo | null = null) =>
  checksOf(photo, previous).find((check) => check.key === key);

test('a plain photo has only ticks', () => {
  expect(checksOf(good, null).every((check) => check.fine)).toBe(true);
});

test('a weak position shows its figure as a warning', () => {
  const photo = { ...good, accuracy_m: 38, flags: ['poor-accuracy'] };
  expect(find(photo, 'position')).toMatchObject({ fine: false, value: '±38 m' });
});

test('a position the phone removed is told apart from none', () => {
  const gone = { ...good, lat: null, lon: null, flags: ['position-removed'] };
  expect(find(gone, 'position')?.label).toBe('Position removed by the phone');
  expect(find({ ...gone, flags: ['no-position'] }, 'position')?.label).toBe('No position');
});

test('two attempts within their own inaccuracy are the same spot', () => {
  const near = { ...good, attempt: 1, lat: -34.86335 }; // 11 m north
  expect(find(good, 'same_spot', near)).toMatchObject({ fine: true, value: '11 m' });
});

test('an attempt taken elsewhere is called out with the distance', () => {
  const far = { ...good, attempt: 1, lat: -34.86045 };
  expect(find(good, 'same_spot', far)).toMatchObject({ fine: false, value: '334 m' });
});

test('a file that was used before names where', () => {
  const duplicates = [{ section_name: 'Goes', checkpoint_name: 'Tape' }] as Photo['duplicates'];
  const used = find({ ...good, duplicates }, 'used');
  expect(used).toMatchObject({ fine: false, label: 'The same file is at Goes, Tape' });
});

test('flags of the server all reach the reviewer', () => {
  const flags = ['far-from-last', 'clock-off', 'from-file', 'canvas', 'damaged'];
  const warned = checksOf({ ...good, flags }, null).filter((check) => !check.fine);
  expect(warned.map((check) => check.key)).toEqual(flags);
});
