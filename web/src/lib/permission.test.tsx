import { afterEach, expect, test, vi } from 'vitest';
import { whenWorthAsking } from './permission';

class FakeStatus extends EventTarget {
  state: PermissionState = 'denied';
  become(state: PermissionState) {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

const query = (status: FakeStatus | null) => ({
  permissions: { query: async () => status ?? Promise.reject(new TypeError('no such name')) },
});
const comeBack = () => document.dispatchEvent(new Event('visibilitychange'));
const settled = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => void vi.unstubAllGlobals());

test('a permission that is given is used at once, one taken away is not asked for', async () => {
  const status = new FakeStatus();
  vi.stubGlobal('navigator', query(status));
  const again = vi.fn();
  whenWorthAsking('camera', again);
  await settled();
  status.become('denied');
  expect(again).toHaveBeenCalledTimes(0);
  status.become('granted');
  expect(again).toHaveBeenCalledTimes(1);
});

test('coming back to the page asks again, also where the browser tells nothing of permissions', async () => {
  vi.stubGlobal('navigator', query(null));
  const again = vi.fn();
  whenWorthAsking('camera', again);
  await settled();
  comeBack();
  expect(again).toHaveBeenCalledTimes(1);
});

test('a window that only gets the focus back asks nothing that the person would have to answer', async () => {
  const status = new FakeStatus();
  status.state = 'prompt';
  vi.stubGlobal('navigator', query(status));
  const again = vi.fn();
  whenWorthAsking('geolocation', again);
  await settled();
  window.dispatchEvent(new Event('focus'));
  expect(again).toHaveBeenCalledTimes(0);
  status.state = 'granted';
  window.dispatchEvent(new Event('focus'));
  expect(again).toHaveBeenCalledTimes(1);
});

test('nothing is asked after the screen is gone', async () => {
  const status = new FakeStatus();
  vi.stubGlobal('navigator', query(status));
  const again = vi.fn();
  const stop = whenWorthAsking('camera', again);
  await settled();
  stop();
  status.become('granted');
  comeBack();
  expect(again).toHaveBeenCalledTimes(0);
});
