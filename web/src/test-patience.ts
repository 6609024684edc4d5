// A loaded machine is slow, not broken: what is waited for may take ten seconds instead of one.
import { vi } from 'vitest';

const waitFor = vi.waitFor;
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: 10_000, ...options });
