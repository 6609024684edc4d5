// The phone's camera inside the page: full sensor size where the browser can, a frame of the live
// picture, marked as such, where it cannot.
import type { Source } from './api.gen';

// insecure: plain http · denied: no permission · none: no camera · busy: another app holds it
export type CameraProblem = 'insecure' | 'denied' | 'none' | 'busy';

export class CameraError extends Error {
  readonly problem: CameraProblem;
  constructor(problem: CameraProblem) {
    super(`camera: ${problem}`);
    this.problem = problem;
  }
}

export interface TakenPhoto {
  blob: Blob;
  source: Extract<Source, 'camera' | 'canvas'>;
  taken_at_ms: number;
}

// What TypeScript's DOM types leave out of the Image Capture specification.
interface PhotoCapabilities {
  imageWidth?: { max?: number };
  imageHeight?: { max?: number };
}
interface StillCamera {
  getPhotoCapabilities(): Promise<PhotoCapabilities>;
  takePhoto(settings?: { imageWidth?: number; imageHeight?: number }): Promise<Blob>;
}
declare global {
  interface Window {
    ImageCapture?: new (track: MediaStreamTrack) => StillCamera;
  }
}

const kTakePhoto_ms = 15_000;
const kFrameQuality = 0.92;

export class Camera {
  readonly stream: MediaStream;
  private readonly track: MediaStreamTrack;
  private readonly still: StillCamera | null;
  private settings: { imageWidth?: number; imageHeight?: number } = {};

  private constructor(stream: MediaStream, track: MediaStreamTrack) {
    this.stream = stream;
    this.track = track;
    this.still = window.ImageCapture ? new window.ImageCapture(track) : null;
  }

  // Opens the camera that looks away from the person. Throws CameraError.
  static async open(): Promise<Camera> {
    const devices = window.isSecureContext ? navigator.mediaDevices : undefined;
    if (!devices) throw new CameraError('insecure');
    // With stills at sensor size the live picture need not be large; without, it is the photo.
    const ideal = window.ImageCapture ? { w: 1280, h: 960 } : { w: 4096, h: 3072 };
    const video = {
      facingMode: { ideal: 'environment' },
      width: { ideal: ideal.w },
      height: { ideal: ideal.h },
    };
    try {
      const stream = await devices.getUserMedia({ video, audio: false });
      const camera = new Camera(stream, stream.getVideoTracks()[0]!);
      await camera.learnSize();
      return camera;
    } catch (error) {
      throw new CameraError(problemOf(error));
    }
  }

  // Takes a photo at the sensor's full size, or a frame of `video` marked "canvas".
  async take(video: HTMLVideoElement): Promise<TakenPhoto> {
    const taken_at_ms = Date.now();
    if (this.still) {
      try {
        const blob = await within(kTakePhoto_ms, this.still.takePhoto(this.settings));
        if (blob.size > 0) return { blob, source: 'camera', taken_at_ms };
      } catch {
        // Some phones refuse stills while the torch is on or another app wakes: take the frame.
      }
    }
    return { blob: await frameOf(video), source: 'canvas', taken_at_ms: Date.now() };
  }

  hasTorch(): boolean {
    const can = this.track.getCapabilities?.() as { torch?: boolean } | undefined;
    return can?.torch === true;
  }

  async setTorch(on: boolean): Promise<void> {
    await this.track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
  }

  close(): void {
    this.stream.getTracks().forEach((track) => track.stop());
  }

  private async learnSize(): Promise<void> {
    try {
      const can = await this.still?.getPhotoCapabilities();
      const { max: imageWidth } = can?.imageWidth ?? {};
      const { max: imageHeight } = can?.imageHeight ?? {};
      if (imageWidth && imageHeight) this.settings = { imageWidth, imageHeight };
    } catch {
      // Without capabilities takePhoto() uses its own default size.
    }
  }
}

function problemOf(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none';
}

function within<T>(limit_ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('camera too slow')), limit_ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function frameOf(video: HTMLVideoElement): Promise<Blob> {
  return drawJpeg(video, video.videoWidth, video.videoHeight, kFrameQuality);
}

// Draws a picture at the given size and encodes it as JPEG; throws when the browser cannot.
export async function drawJpeg(
  picture: CanvasImageSource,
  width: number,
  height: number,
  quality: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.drawImage(picture, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', quality),
  );
  if (!blob) throw new Error('the browser could not encode the picture');
  return blob;
}
