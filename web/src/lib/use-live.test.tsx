import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isNewPhoto, live } from './live';
import { useLive, useLiveCount, useLiveFeed, useLiveState } from './use-live';

const on = new Map<string, (event: unknown) => void>();
let opened: string[] = [];
let closed = 0;

class FakeEventSource {
  readyState = 1;
  constructor(url: string) {
    opened.push(url);
  }
  addEventListener(type: string, listener: (event: unknown) => void) {
    on.set(type, listener);
  }
  close() {
    closed += 1;
  }
}

const say = (type: string, data: unknown = {}) =>
  act(() => on.get(type)?.({ data: JSON.stringify(data), lastEventId: '1' }));
const news = (photo_id: string, project_id = 'P', kind = 'photo.received') =>
  say('photo', { kind, photo_id, project_id, section_id: 'S', owner_id: 'o', actor_id: 'o', at_ms: 1 });

describe('the live hooks', () => {
  beforeEach(() => {
    opened = [];
    closed = 0;
    vi.stubGlobal('EventSource', FakeEventSource);
  });
  afterEach(() => {
    live.stop();
    vi.unstubAllGlobals();
  });

  it('keep the feed open while somebody is signed in, and no longer', () => {
    const feed = renderHook(({ id }: { id?: string }) => useLiveFeed(id), { initialProps: {} });
    expect(opened).toEqual([]);
    feed.rerender({ id: 'u1' });
    expect(opened).toEqual(['/api/events']);
    feed.rerender({});
    expect(closed).toBe(1);
    feed.rerender({ id: 'u2' });
    expect(opened).toEqual(['/api/events', '/api/events']);
    feed.unmount();
    expect(closed).toBe(2);
  });

  it('count the photos of a project there is news of, each once, until the person looked', () => {
    live.start();
    const count = renderHook(() => useLiveCount('P', isNewPhoto));
    const all = renderHook(() => useLive(null));
    const state = renderHook(() => useLiveState());
    say('ready');
    expect(state.result.current).toBe('live');
    news('a');
    news('a');
    news('b');
    news('c', 'other');
    news('b', 'P', 'photo.approved');
    expect(count.result.current.count).toBe(2);
    expect(all.result.current.events.map(({ photo_id }) => photo_id)).toEqual([
      'a',
      'a',
      'b',
      'c',
      'b',
    ]);
    act(() => count.result.current.clear());
    expect(count.result.current.count).toBe(0);
    expect(all.result.current.events).toHaveLength(5);
  });

  it('say when more may have changed than the events tell', () => {
    live.start();
    const { result } = renderHook(() => useLive('P'));
    say('ready');
    expect(result.current.look_again).toBe(false);
    say('reset');
    expect(result.current.look_again).toBe(true);
    act(() => result.current.clear());
    expect(result.current.look_again).toBe(false);
  });
});
