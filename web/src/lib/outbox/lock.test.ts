import { describe, expect, it } from 'vitest';
import { leaseLock, webLock, type Lock } from './lock';
import { FakeServer, freshStore, kOwner, makeSender, makeShot, photo } from './testing';

// The part of the Web Locks API we use: first come, first served; abort while waiting.
function fakeLockManager() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request: (_name: string, _options: object, work: () => Promise<void>) => {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
  } as unknown as LockManager;
}

describe('two tabs', () => {
  const locks = fakeLockManager();
  const ways: [string, (store: ReturnType<typeof freshStore>, tab: string) => Lock][] = [
    ['Web Locks', () => webLock(locks)],
    ['a lease where Web Locks are missing', (store, tab) => leaseLock(store, tab, 2)],
  ];

  it.each(ways)('send each photo once, one at a time, by %s', async (_name, lockFor) => {
    const store = freshStore();
    const server = new FakeServer();
    for (let i = 1; i <= 6; i++) await store.keep(makeShot({ kept_at_ms: i }), photo());
    const tabs = ['a', 'b'].map((tab) =>
      makeSender(store, server, undefined, { lock: lockFor(store, tab) }),
    );
    await Promise.all(tabs.map(({ sender }) => sender.poke()));
    expect(server.sent).toHaveLength(6);
    expect(new Set(server.sent).size).toBe(6);
    expect(server.mostInFlight).toBe(1);
    expect(await store.countUnsent(kOwner)).toBe(0);
    await Promise.all(tabs.map(({ sender }) => sender.stop()));
  });
});

describe('a lease', () => {
  it('passes on when its holder vanished', async () => {
    const store = freshStore();
    expect(await store.takeLease('q', 'gone', 0, 100)).toBe(true);
    expect(await store.takeLease('q', 'next', 99, 100)).toBe(false);
    expect(await store.takeLease('q', 'next', 100, 100)).toBe(true);
    expect(await store.takeLease('q', 'gone', 150, 100)).toBe(false);
  });

  it('is not dropped by one who does not hold it', async () => {
    const store = freshStore();
    await store.takeLease('q', 'holder', 0, 100);
    await store.dropLease('q', 'stranger');
    expect(await store.takeLease('q', 'stranger', 50, 100)).toBe(false);
    await store.dropLease('q', 'holder');
    expect(await store.takeLease('q', 'stranger', 50, 100)).toBe(true);
  });
});
