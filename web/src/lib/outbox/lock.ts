// One tab sends at a time. Web Locks where the browser has them (https); else a lease in IndexedDB
// that its holder renews, so that a closed tab blocks the queue for seconds, not for ever.
import type { OutboxStore } from './store';

const kLeaseMs = 15_000;
const kRenewMs = 5_000;
const kPollMs = 2_000;

// Runs `work` while holding the lock `name`; waits for it first. Gives up silently on abort.
export type Lock = (name: string, signal: AbortSignal, work: () => Promise<void>) => Promise<void>;

export function pickLock(store: OutboxStore, holder: string): Lock {
  const locks = globalThis.navigator?.locks;
  return locks ? webLock(locks) : leaseLock(store, holder);
}

export function webLock(locks: Pick<LockManager, 'request'>): Lock {
  return async (name, signal, work) => {
    try {
      await locks.request(name, { signal }, work);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
}

export function leaseLock(store: OutboxStore, holder: string, poll_ms = kPollMs): Lock {
  return async (name, signal, work) => {
    while (!(await store.takeLease(name, holder, Date.now(), kLeaseMs))) {
      await pause(poll_ms, signal);
      if (signal.aborted) return;
    }
    const renew = () => void store.takeLease(name, holder, Date.now(), kLeaseMs);
    const timer = setInterval(renew, kRenewMs);
    try {
      await work();
    } finally {
      clearInterval(timer);
      await store.dropLease(name, holder);
    }
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
