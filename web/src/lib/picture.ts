// Small copies of a photo: the thumbnail kept beside it, and one that fits the server's limit.
import { drawJpeg } from './camera';

const kThumbSide_px = 160;
const kThumbQuality = 0.7;
const kShrinkQuality = 0.85;
const kShrinkSides_px = [4096, 3072, 2560, 1920];

// A square JPEG of a few kilobytes, cut from the middle; null when the browser cannot read the
// picture (HEIC in most), which is no reason to refuse the photo.
export async function makeThumb(photo: Blob): Promise<Blob | null> {
  try {
    const bitmap = await createImageBitmap(photo);
    const side = Math.min(bitmap.width, bitmap.height);
    const left = (bitmap.width - side) / 2;
    const top = (bitmap.height - side) / 2;
    const square = await createImageBitmap(bitmap, left, top, side, side, {
      resizeWidth: kThumbSide_px,
      resizeHeight: kThumbSide_px,
      resizeQuality: 'medium',
    });
    bitmap.close();
    return await drawJpeg(square, kThumbSide_px, kThumbSide_px, kThumbQuality);
  } catch {
    return null;
  }
}

// A JPEG of at most `max_bytes`; null when the browser cannot read the picture.
export async function shrinkTo(photo: Blob, max_bytes: number): Promise<Blob | null> {
  try {
    const bitmap = await createImageBitmap(photo);
    for (const side of kShrinkSides_px) {
      const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
      const width = Math.round(bitmap.width * scale);
      const smaller = await drawJpeg(
        bitmap,
        width,
        Math.round(bitmap.height * scale),
        kShrinkQuality,
      );
      if (smaller.size <= max_bytes) return smaller;
    }
    return null;
  } catch {
    return null;
  }
}
