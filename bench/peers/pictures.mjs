// sharp's way from a camera's JPEG to what people look at.
import sharp from 'sharp';

const side = 1920;
const jpeg = { quality: 85, mozjpeg: true };

function stampOf(width, height, lines) {
  const size = Math.round(Math.max(width, height) * 0.014);
  const bar = Math.round(size * 1.6 * lines.length + size * 0.6);
  const text = lines.map((line, n) =>
    `<text x="${size}" y="${Math.round(size * 1.6 * (n + 1) - size * 0.1)}" fill="#fff"
      font-family="sans-serif" font-size="${size}">${line.replace(/[&<]/g, ' ')}</text>`).join('');
  return Buffer.from(`<svg width="${width}" height="${bar}"><rect width="100%" height="100%"
    fill="#000" fill-opacity="0.6"/>${text}</svg>`);
}

const stamp = (info, lines) => [{ input: stampOf(info.width, info.height, lines), gravity: 'south' }];
const fitted = (bytes) =>
  sharp(bytes).rotate().resize(side, side, { fit: 'inside', withoutEnlargement: true });

// The first mission text's way: compressed first, the stamp in a second pass over the result, which
// is encoded with sharp's defaults. A second mozjpeg would cost 300 ms more and save nothing.
export async function twoPasses(bytes, lines) {
  const first = await fitted(bytes).jpeg(jpeg).toBuffer({ resolveWithObject: true });
  return sharp(first.data).composite(stamp(first.info, lines)).jpeg().toBuffer();
}

// With more care: the pixels are stamped before they are compressed, once.
export async function onePass(bytes, lines, options = jpeg) {
  const raw = await fitted(bytes).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = raw.info;
  return sharp(raw.data, { raw: { width, height, channels } })
    .composite(stamp(raw.info, lines)).jpeg(options).toBuffer();
}

// And without mozjpeg: quicker, a third more bytes.
export const onePassPlain = (bytes, lines) => onePass(bytes, lines, { quality: 85 });

export const thumbnail = (display) =>
  sharp(display).resize(480, 480, { fit: 'inside' }).jpeg({ quality: 75 }).toBuffer();

export const ways = { twoPasses, onePass, onePassPlain };
