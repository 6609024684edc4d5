// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kOwner, makeShot } from './testing';
import { Teller, type Tell, type Word } from './tell';

type Told = Parameters<Tell>[0];
const numbers = ({ waiting, failed, oldest_at_ms }: Word) => [waiting, failed, oldest_at_ms];

let told: Told[] = [];
let refuse = false;
const tell = async (body: Told) => {
  if (refuse) throw new Error('no network');
  told.push(body);
};
const settle = () => vi.advanceTimersByTimeAsync(5_000);

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  refuse = false;
});
afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
  vi.restoreAllMocks();
});

test('an empty outbox tells nothing, nor a photo that goes within seconds', async () => {
  const teller = new Teller(kOwner, tell);
  teller.look([]);
  await settle();
  teller.look([makeShot()]);
  await vi.advanceTimersByTimeAsync(2_000);
  teller.look([makeShot({ state: 'safe' })]);
  await settle();
  expect(told).toEqual([]);
});

test('what stays is told once, also over a reload, and that it went', async () => {
  const kept = [makeShot({ kept_at_ms: 7 }), makeShot({ kept_at_ms: 5, state: 'refused' })];
  const teller = new Teller(kOwner, tell);
  teller.look(kept);
  await settle();
  teller.look([...kept]);
  await settle();
  teller.close();
  const reloaded = new Teller(kOwner, tell);
  reloaded.look(kept);
  await settle();
  expect(told.map(numbers)).toEqual([[1, 1, 5]]);
  reloaded.look([]);
  await settle();
  expect(told.map(numbers)).toEqual([[1, 1, 5], [0, 0, null]]);
  expect(told[0]!.owner_id).toBe(kOwner);
  expect(told[0]!.device).toHaveLength(36);
  expect(told[1]!.device).toBe(told[0]!.device);
});

test('many changes in a row are told every few seconds, not each', async () => {
  const teller = new Teller(kOwner, tell);
  for (let n = 1; n <= 10; ++n) {
    teller.look(Array.from({ length: n }, () => makeShot()));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await settle();
  expect(told.length).toBeLessThan(4);
  expect(told.at(-1)!.waiting).toBe(10);
});

test('without a network nothing is sent; the last word goes when it is back', async () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const teller = new Teller(kOwner, tell);
  teller.look([makeShot()]);
  await settle();
  expect(told).toEqual([]);
  online.mockReturnValue(true);
  teller.again();
  await settle();
  expect(told.map(numbers)).toEqual([[1, 0, 1]]);
});

test('a failure is silent and not repeated until something changes', async () => {
  refuse = true;
  const failed = vi.fn();
  const teller = new Teller(kOwner, (body) => tell(body).catch((error: unknown) => {
    failed();
    throw error;
  }));
  teller.look([makeShot()]);
  await settle();
  teller.look([makeShot()]);
  await settle();
  expect(failed).toHaveBeenCalledTimes(1);
  refuse = false;
  teller.again();
  await settle();
  expect(told).toHaveLength(1);
});
