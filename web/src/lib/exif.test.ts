import { Blob as NodeBlob } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { readClaims } from './exif';

const blobOf = (bytes: Uint8Array) => new NodeBlob([bytes]) as unknown as Blob;

// A JPEG head whose Exif says 34°51'48.5"S 56°09'01"W, in either byte order.
function jpegWithPosition(little: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(160));
  const u16 = (at: number, value: number) => tiff.setUint16(at, value, little);
  const u32 = (at: number, value: number) => tiff.setUint32(at, value, little);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    u16(at, tag);
    u16(at + 2, type);
    u32(at + 4, count);
    u32(at + 8, value);
  };
  u16(0, little ? 0x4949 : 0x4d4d);
  u16(2, 42);
  u32(4, 8);
  u16(8, 1);
  entry(10, 0x8825, 4, 1, 26);
  u16(26, 4);
  entry(28, 1, 2, 2, 0);
  tiff.setUint8(36, 'S'.charCodeAt(0));
  entry(40, 2, 5, 3, 90);
  entry(52, 3, 2, 2, 0);
  tiff.setUint8(60, 'W'.charCodeAt(0));
  entry(64, 4, 5, 3, 114);
  [34, 1, 51, 1, 485, 10].forEach((value, i) => u32(90 + i * 4, value));
  [56, 1, 9, 1, 1, 1].forEach((value, i) => u32(114 + i * 4, value));
  const head = [0xff, 0xd8, 0xff, 0xe1, 0, 168, ...'Exif'].map((byte) =>
    typeof byte === 'string' ? byte.charCodeAt(0) : byte,
  );
  return Uint8Array.from([...head, 0, 0, ...new Uint8Array(tiff.buffer), 0xff, 0xda]);
}

describe('the claims of a picked file', () => {
  it.each([true, false])('give its position (little endian: %s)', async (little) => {
    const { point, readable } = await readClaims(blobOf(jpegWithPosition(little)));
    expect(readable).toBe(true);
    expect(point?.lat).toBeCloseTo(-34.863472, 6);
    expect(point?.lon).toBeCloseTo(-56.150278, 6);
  });

  it('are empty for a JPEG without Exif, and unknown for anything else', async () => {
    const plain = Uint8Array.from([0xff, 0xd8, 0xff, 0xda, ...new Array<number>(20).fill(0)]);
    expect(await readClaims(blobOf(plain))).toEqual({ point: null, readable: true });
    const other = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0]);
    expect(await readClaims(blobOf(other))).toEqual({ point: null, readable: false });
    expect(await readClaims(blobOf(new Uint8Array()))).toEqual({ point: null, readable: false });
  });

  it('never fail on a hurt file, wherever it is hurt', async () => {
    const whole = jpegWithPosition(true);
    for (let at = 2; at < whole.length; at++) {
      const hurt = whole.slice();
      hurt[at] = 0xff;
      await readClaims(blobOf(hurt));
      await readClaims(blobOf(whole.slice(0, at)));
    }
  });
});
