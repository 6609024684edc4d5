import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from './backoff';

describe('the wait before the next try', () => {
  it('is spread evenly from nothing to twice as long each time, at most five minutes', () => {
    expect(backoffMs(0, 0)).toBe(0);
    expect(backoffMs(0, 0.5)).toBe(500);
    expect(backoffMs(3, 0.5)).toBe(4_000);
    expect(backoffMs(60, 1)).toBe(300_000);
  });

  it('follows Retry-After in seconds or as a date, within an hour', () => {
    const now = Date.UTC(2026, 0, 1, 12, 0, 0);
    expect(retryAfterMs('7', now)).toBe(7_000);
    expect(retryAfterMs('Thu, 01 Jan 2026 12:00:20 GMT', now)).toBe(20_000);
    expect(retryAfterMs('Thu, 01 Jan 2026 11:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('999999', now)).toBe(3_600_000);
    for (const nothing of [null, '', 'soon']) expect(retryAfterMs(nothing, now)).toBe(0);
  });
});
