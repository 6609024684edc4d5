import { describe, expect, it, vi } from 'vitest';
import { startNewVersion } from './app-worker';

// Workers of a browser: `answer` is what the waiting one says when asked whether it is alone.
function fakeWorkers(answer: boolean | null) {
  let changed = () => {};
  const postMessage = vi.fn((_: string, [port]: MessagePort[]) => {
    port!.postMessage(answer);
    if (answer) setTimeout(changed, 5);
  });
  const waiting = answer === null ? null : { postMessage };
  const workers = {
    controller: {},
    getRegistration: async () => ({ waiting }),
    register: vi.fn(),
    addEventListener: (_: string, listener: () => void) => void (changed = listener),
  } as unknown as ServiceWorkerContainer;
  return { workers, postMessage };
}

describe('a new version of the app', () => {
  it('starts when the page that loads is the only one', async () => {
    expect(await startNewVersion(fakeWorkers(true).workers)).toBe(true);
  });

  it('waits while another page is open', async () => {
    expect(await startNewVersion(fakeWorkers(false).workers)).toBe(false);
  });

  it('is not asked for when there is none, nor where browsers have no workers', async () => {
    const { workers, postMessage } = fakeWorkers(null);
    expect(await startNewVersion(workers)).toBe(false);
    expect(postMessage).not.toHaveBeenCalled();
    expect(await startNewVersion(null)).toBe(false);
  });

  it('leaves a page alone that was loaded past the worker', async () => {
    const { workers, postMessage } = fakeWorkers(true);
    expect(await startNewVersion({ ...workers, controller: null })).toBe(false);
    expect(postMessage).not.toHaveBeenCalled();
  });
});
