// sharp by itself, without a server: `node develop.mjs WAY FOLDER FILE…` says what each photo cost.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ways } from './pictures.mjs';

const [way, folder, ...files] = process.argv.slice(2);
const lines = ['51.50070, -0.12660  ±4.5 m', '2026-01-31 12:34:56 +0000', 'North fibre / Bridge Street / S1 / CP-1'];
const photos = files.map((file) => [basename(file), readFileSync(file)]);
await ways[way](photos[0][1], lines); // warm
const began = process.cpuUsage();
for (const [name, bytes] of photos) writeFileSync(join(folder, `${way}-${name}`), await ways[way](bytes, lines));
const { user, system } = process.cpuUsage(began);
console.log(JSON.stringify({ cpuMs: (user + system) / 1000 / photos.length, peakMb: process.resourceUsage().maxRSS / 1000 }));
