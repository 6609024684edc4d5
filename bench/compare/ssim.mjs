// How like the camera's picture a display picture is: SSIM of the luma against the whole decode,
// reduced by Lanczos3. The strip where stamps lie is left out.
import { ofPeers } from './servers.mjs';

const stampPart = 0.14; // of the height, at the bottom
const block = 8;
const step = 4;

const sharp = () => ofPeers('sharp');

async function lumaOf(image) {
  const { data, info } = await image.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const luma = new Float32Array(info.width * info.height);
  for (let n = 0; n < luma.length; ++n)
    luma[n] = 0.299 * data[n * 3] + 0.587 * data[n * 3 + 1] + 0.114 * data[n * 3 + 2];
  return { luma, width: info.width, height: info.height };
}

// Whole pixels first: a reduction while decoding would be another picture.
export async function referenceOf(original, width, height) {
  const { data, info } = await sharp()(original).rotate().raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  return lumaOf(sharp()(data, { raw }).resize(width, height, { fit: 'fill', kernel: 'lanczos3' }));
}

export const sizeOf = (bytes) => sharp()(bytes).metadata();

function ssimOf(a, b) {
  const { width, height } = a;
  const end = height * (1 - stampPart);
  let sum = 0;
  let count = 0;
  for (let y = 0; y + block <= end; y += step)
    for (let x = 0; x + block <= width; x += step) {
      sum += ofBlock(a.luma, b.luma, y * width + x, width);
      ++count;
    }
  return sum / count;
}

function ofBlock(a, b, at, width) {
  let sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  for (let y = 0; y < block; ++y)
    for (let x = 0; x < block; ++x) {
      const p = a[at + y * width + x];
      const q = b[at + y * width + x];
      sa += p;
      sb += q;
      saa += p * p;
      sbb += q * q;
      sab += p * q;
    }
  const n = block * block;
  const [ma, mb] = [sa / n, sb / n];
  const [va, vb, cov] = [saa / n - ma * ma, sbb / n - mb * mb, sab / n - ma * mb];
  const [c1, c2] = [6.5025, 58.5225];
  return ((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
}

export async function likeness(reference, display) {
  const seen = await lumaOf(sharp()(display));
  if (seen.width !== reference.width || seen.height !== reference.height)
    throw new Error(`pictures of other sizes: ${seen.width}×${seen.height}`);
  return ssimOf(reference, seen);
}
