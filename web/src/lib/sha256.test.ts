import { Blob } from 'node:buffer';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Sha256, sha256Hex } from './sha256';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const sample = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + size) & 255);

describe('SHA-256', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('agrees with the reference at every length round a block edge', () => {
    for (let size = 0; size <= 200; size++) {
      const hash = new Sha256();
      hash.update(sample(size));
      expect(hash.hex()).toBe(expected(sample(size)));
    }
  });

  it('does not depend on how the bytes are cut', () => {
    const bytes = sample(5000);
    for (const cut of [1, 7, 63, 64, 65, 1000]) {
      const hash = new Sha256();
      for (let at = 0; at < bytes.length; at += cut) hash.update(bytes.subarray(at, at + cut));
      expect(hash.hex()).toBe(expected(bytes));
    }
  });

  it('is the same on plain http, where crypto.subtle is missing', async () => {
    const bytes = sample((1 << 20) * 2 + 77);
    const blob = new Blob([bytes]) as unknown as globalThis.Blob;
    const with_subtle = await sha256Hex(blob);
    vi.stubGlobal('crypto', {});
    expect(await sha256Hex(blob)).toBe(with_subtle);
    expect(with_subtle).toBe(expected(bytes));
  });
});
