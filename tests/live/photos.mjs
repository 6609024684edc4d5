// Real photos, each made unlike any other by a comment inside the file.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './server.mjs';

const folder = join(root, 'build', 'fixtures');

// JPEGs of `kind` ("photos" or "exif"), those with pixels, by size.
export function realPhotos(kind) {
  if (!existsSync(join(folder, '.complete'))) throw new Error('no photos yet: ./dev fixtures gathers them');
  return readdirSync(join(folder, kind))
    .filter((name) => /\.jpe?g$/i.test(name))
    .map((name) => ({ name, bytes: readFileSync(join(folder, kind, name)) }))
    .filter(({ bytes }) => hasPicture(bytes))
    .sort((a, b) => a.bytes.length - b.bytes.length);
}

// A whole JPEG: segments up to a scan, and an end. Many EXIF samples are heads only.
function hasPicture(bytes) {
  let at = 2;
  while (bytes[at] === 0xff && bytes[at + 1] !== 0xda && at + 4 < bytes.length)
    at += 2 + bytes.readUInt16BE(at + 2);
  return bytes[at] === 0xff && bytes[at + 1] === 0xda && bytes.lastIndexOf('ffd9', -1, 'hex') > at;
}

// The same picture in other bytes: a comment segment right before the first segment that is not APPn.
export function variantOf(bytes) {
  let at = 2;
  while (bytes[at] === 0xff && bytes[at + 1] >= 0xe0 && bytes[at + 1] <= 0xef)
    at += 2 + bytes.readUInt16BE(at + 2);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 18]), randomBytes(16)]);
  return Buffer.concat([bytes.subarray(0, at), comment, bytes.subarray(at)]);
}
