// Once per run: the fake camera's picture, and a throw-away certificate.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../live/server.mjs';
import { makeCertificates } from '../live/tls.mjs';

export const folder = join(root, 'build', 'stories');
export const camera = join(folder, 'camera.mjpeg');
export const tls = join(folder, 'tls');
export const hostName = 'asbuilt.test'; // no loopback name: secure only by https

export default function prepare() {
  mkdirSync(folder, { recursive: true });
  makeCertificates(tls, [hostName]);
  if (existsSync(camera)) return;
  const photo = join(root, 'build', 'fixtures', 'photos', 'IMG_20200827_231612.jpg');
  const args = ['-v', 'error', '-y', '-loop', '1', '-i', photo, '-t', '1', '-r', '5', '-vf', 'scale=1600:1200', '-q:v', '3'];
  execFileSync('ffmpeg', [...args, camera]);
}
