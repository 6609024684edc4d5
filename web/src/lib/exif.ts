// The two claims of a picked JPEG that the crew should see before sending: where and when. The
// server reads the file again and fully; nothing here changes a byte.
import type { Point } from './geo';

export interface FileClaims {
  point: Point | null;
  readable: boolean; // false: not a JPEG, so only the server can tell
}

const kHeadBytes = 256 * 1024;
const kGpsIfd = 0x8825;

export async function readClaims(file: Blob): Promise<FileClaims> {
  const view = new DataView(await file.slice(0, kHeadBytes).arrayBuffer());
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return { point: null, readable: false };
  try {
    const tiff = findExif(view);
    return { point: tiff && readPoint(tiff), readable: true };
  } catch {
    return { point: null, readable: true }; // offsets that lead out of the file: no claim
  }
}

// The TIFF block inside the Exif segment; null when there is none.
function findExif(view: DataView): DataView | null {
  for (let at = 2; at + 10 < view.byteLength;) {
    const marker = view.getUint16(at);
    if (marker === 0xffda || marker >> 8 !== 0xff) return null;
    const size = view.getUint16(at + 2);
    const is_exif = marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966;
    if (is_exif) return new DataView(view.buffer, at + 10);
    at += 2 + size;
  }
  return null;
}

type Entries = Map<number, { at: number; count: number }>;

function readPoint(tiff: DataView): Point | null {
  const little = tiff.getUint16(0) === 0x4949;
  const u32 = (at: number) => tiff.getUint32(at, little);
  const root = readEntries(tiff, u32(4), little);
  const pointer = root.get(kGpsIfd);
  if (!pointer) return null;
  const gps = readEntries(tiff, u32(pointer.at), little);
  const lat = readAngle(tiff, gps, 2, little);
  const lon = readAngle(tiff, gps, 4, little);
  if (lat === null || lon === null || (lat === 0 && lon === 0)) return null;
  return { lat: lat * signOf(tiff, gps, 1, 'S'), lon: lon * signOf(tiff, gps, 3, 'W') };
}

function readEntries(tiff: DataView, start: number, little: boolean): Entries {
  const entries: Entries = new Map();
  const count = tiff.getUint16(start, little);
  for (let i = 0; i < count; i++) {
    const at = start + 2 + i * 12;
    const tag = tiff.getUint16(at, little);
    entries.set(tag, { at: at + 8, count: tiff.getUint32(at + 4, little) });
  }
  return entries;
}

// Degrees, minutes and seconds as three fractions.
function readAngle(tiff: DataView, gps: Entries, tag: number, little: boolean): number | null {
  const entry = gps.get(tag);
  if (entry?.count !== 3) return null;
  const start = tiff.getUint32(entry.at, little);
  const part = (i: number) =>
    tiff.getUint32(start + i * 8, little) / tiff.getUint32(start + i * 8 + 4, little);
  const degrees = part(0) + part(1) / 60 + part(2) / 3600;
  return Number.isFinite(degrees) ? degrees : null;
}

function signOf(tiff: DataView, gps: Entries, tag: number, negative: 'S' | 'W'): number {
  const entry = gps.get(tag);
  return entry && tiff.getUint8(entry.at) === negative.charCodeAt(0) ? -1 : 1;
}
