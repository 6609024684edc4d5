import { describe, expect, it } from 'vitest';
import { uuidV7 } from './uuid';

describe('a photo id', () => {
  it('is a lower-case UUID of version 7 and the RFC variant', () => {
    expect(uuidV7()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('carries the time in its first 48 bits, so ids sort by time', () => {
    // The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z.
    expect(uuidV7(1645557742000).slice(0, 13)).toBe('017f22e2-79b0');
    expect(uuidV7(1000) < uuidV7(2 ** 40)).toBe(true);
  });

  it('does not repeat within one millisecond', () => {
    expect(new Set(Array.from({ length: 1000 }, () => uuidV7(5))).size).toBe(1000);
  });
});
