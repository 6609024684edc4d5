import { MutationObserver, onlineManager } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { ApiError } from './api';
import {
  createQueryClient,
  freshFor_ms,
  kCatalogueFresh_ms,
  kListFresh_ms,
  triesAgain,
  triesAgainAfter_ms,
} from './query';

test('lists are fresh for 30 s, the catalogue and people for five minutes', () => {
  expect([kListFresh_ms, kCatalogueFresh_ms]).toEqual([30_000, 300_000]);
  for (const key of [['photos', {}], ['review', 'queue', {}], ['slots', 'u', 's'], ['photo', 'p']])
    expect(freshFor_ms(key)).toBe(kListFresh_ms);
  for (const key of [['projects'], ['routes', 'p'], ['sections', 'p'], ['checkpoints', 'p'], ['users']])
    expect(freshFor_ms(key)).toBe(kCatalogueFresh_ms);
});

test('counts of sections are figures of the work, not of the catalogue', () => {
  expect(freshFor_ms(['sections', 'p', 'counts'])).toBe(kListFresh_ms);
});

test('a list asked for again within its time sends nothing, and later asks once', async () => {
  const client = createQueryClient();
  let asked = 0;
  const query = { queryKey: ['photos', 'all'], queryFn: async () => ++asked };
  await client.fetchQuery(query);
  await client.fetchQuery(query);
  expect(asked).toBe(1);
  client.setQueryData(['photos', 'all'], 1, { updatedAt: Date.now() - kListFresh_ms - 1 });
  await client.fetchQuery(query);
  expect(asked).toBe(2);
});

test('an act without a network fails at once, and is not done when nobody looks any more', async () => {
  onlineManager.setOnline(false);
  let tried = 0;
  const mutationFn = async () => {
    tried += 1;
    throw new TypeError('no network');
  };
  const act = new MutationObserver(createQueryClient(), { mutationFn }).mutate();
  await expect(act).rejects.toThrow('no network');
  onlineManager.setOnline(true);
  expect(tried).toBe(1);
});

test('what the server asks to wait is waited, when it is short; a long wait is told at once', () => {
  const limited = (wait_s: number | null) => new ApiError({ status: 429, code: 'rate-limited' }, wait_s);
  expect(triesAgain(0, limited(6))).toBe(true);
  expect(triesAgainAfter_ms(0, limited(6))).toBe(6_000);
  expect(triesAgainAfter_ms(1, limited(1))).toBe(2_000);
  expect(triesAgain(0, limited(700))).toBe(false);
  expect(triesAgain(0, new ApiError({ status: 503 }, null))).toBe(true);
  expect(triesAgain(0, new ApiError({ status: 403 }, null))).toBe(false);
  expect(triesAgain(2, limited(1))).toBe(false);
});
