// Small copies of what ./dev screens drew, for README and for whoever looks at the repository: phone
// and laptop in light, three in dark. Each is as good as kSmall_bytes allows.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../live/server.mjs';

const from = join(root, 'build', 'screens');
const to = join(root, 'docs', 'screens');
const kSmall_bytes = 40_000;
const dark = ['review-laptop-dark', 'dashboard-laptop-dark', 'capture-due-phone-dark'];
// On a phone the crew's screens, on a laptop the office's; what both have is shown once.
const desk = /^(review|dashboard|photo|photos|set-up|account|sign-off)/;

function wanted(name) {
  if (dark.includes(name)) return true;
  if (name.endsWith('-narrow')) return true;
  if (name.endsWith('-phone-light')) return !desk.test(name);
  return name.endsWith('-laptop-light') && !/^(capture|link|not-found|photos-crew)/.test(name);
}

function shrink(name) {
  const target = join(to, `${name}.webp`);
  const width = name.includes('-laptop-') ? 960 : name.includes('-narrow') ? 320 : 390;
  for (const quality of [76, 60, 45, 32, 22]) {
    const args = ['-v', 'error', '-y', '-i', join(from, `${name}.png`), '-vf', `scale=${width}:-2:flags=lanczos`];
    execFileSync('ffmpeg', [...args, '-c:v', 'libwebp', '-quality', String(quality), '-compression_level', '4', target]);
    if (statSync(target).size <= kSmall_bytes) return;
  }
  throw new Error(`${name} stays above ${kSmall_bytes} bytes`);
}

mkdirSync(to, { recursive: true });
// Who drew only some keeps the others.
if (!process.env.SCREENS) for (const file of readdirSync(to)) if (file.endsWith('.webp')) rmSync(join(to, file));
const names = existsSync(from) ? readdirSync(from).filter((file) => file.endsWith('.png')) : [];
const few = names.map((file) => file.slice(0, -4)).filter(wanted);
few.forEach(shrink);
console.log(`${few.length} small screens in docs/screens`);
