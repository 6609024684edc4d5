import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from './query';
import { meQuery, rememberMe } from './session';
import type { Me } from './api.gen';

const diego = { id: 'u1', email: 'd@x.example', name: 'Diego', role: 'crew' } as Me;

function serverSays(status: number, body: unknown = {}) {
  const answer = async () => Response.json(body, { status });
  vi.stubGlobal('fetch', status === 0 ? () => Promise.reject(new TypeError('no network')) : answer);
}

const ask = () => createQueryClient().fetchQuery({ ...meQuery, retry: false });

describe('who is signed in', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is known without a network, once the server said it', async () => {
    serverSays(0);
    await expect(ask()).rejects.toThrow();
    serverSays(200, diego);
    await ask();
    serverSays(0);
    expect(await ask()).toEqual(diego);
    serverSays(503);
    expect(await ask()).toEqual(diego);
  });

  it('is known in seconds on a network that never answers', async () => {
    rememberMe(diego);
    vi.useFakeTimers();
    vi.stubGlobal('fetch', () => new Promise(() => undefined));
    const asked = ask();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await asked).toEqual(diego);
  });

  it('is forgotten when the session ended, and after signing out', async () => {
    rememberMe(diego);
    serverSays(401);
    expect(await ask()).toBeNull();
    serverSays(0);
    await expect(ask()).rejects.toThrow();
    rememberMe(diego);
    rememberMe(null);
    await expect(ask()).rejects.toThrow();
  });
});
