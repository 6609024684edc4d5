import { QueryClientProvider } from '@tanstack/react-query';
import { act, render, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Me } from '../lib/api.gen';
import { live } from '../lib/live';
import { createQueryClient } from '../lib/query';
import { useSetMe } from '../lib/session';
import { LiveNews } from './live-news';

const rita = { id: 'rita', email: 'r@x.example', name: 'Rita', role: 'reviewer' } as Me;
const on = new Map<string, (event: unknown) => void>();
let open = 0;

class FakeEventSource {
  readyState = 1;
  constructor() {
    open += 1;
  }
  addEventListener(type: string, listener: (event: unknown) => void) {
    on.set(type, listener);
  }
  close() {
    open -= 1;
  }
}

beforeEach(() => {
  open = 0;
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeEventSource);
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const say = (actor_id: string) =>
  act(() => {
    const data = JSON.stringify({ kind: 'photo.received', photo_id: 'p', actor_id });
    on.get('photo')?.({ data, lastEventId: '1' });
  });

function mounted() {
  const client = createQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  render(<LiveNews />, { wrapper });
  const setMe = renderHook(() => useSetMe(), { wrapper }).result.current;
  return { client, setMe };
}

it('the feed is open while somebody is signed in, also when people change under the open app', () => {
  const { setMe } = mounted();
  expect(open).toBe(0);
  act(() => setMe(rita));
  expect(open).toBe(1);
  act(() => setMe(null));
  expect(open).toBe(0);
  act(() => setMe({ ...rita, id: 'ana' }));
  expect(open).toBe(1);
});

it('what announces is fetched again soon, once for many events, and not for what one did oneself', async () => {
  const { client, setMe } = mounted();
  act(() => setMe(rita));
  const renew = vi.spyOn(client, 'invalidateQueries');
  say('rita');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(renew).not.toHaveBeenCalled();
  for (let i = 0; i < 20; ++i) say('crew');
  await vi.advanceTimersByTimeAsync(300);
  expect(renew).toHaveBeenCalledTimes(2); // the summary, and what is new
  for (let i = 0; i < 20; ++i) say('crew');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(renew).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(renew).toHaveBeenCalledTimes(4);
});
