// Memory and speed of a zip of 10,000 originals of about 1 MB, taken over loopback.
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { sha256 } from '../tests/live/client.mjs';
import { cpuMs, residentMb } from './process.mjs';

export const zipPhotos = 10_000;

// Gives the newest photos of a seeded database, which no server has open, files of their own names;
// all are one file on disk.
export function giveOriginals(installation, bytes) {
  const data = join(installation.folder, 'data');
  const hash = sha256(bytes);
  const sql = (text) => execFileSync('sqlite3', [join(data, 'asbuilt.db'), text], { encoding: 'utf8', maxBuffer: 1e9 });
  sql(`UPDATE photos SET sha256 = '${hash}', size_bytes = ${bytes.length}, revision = revision + 1,
       original_key = 'original/' || id || '-${hash}'
       WHERE id IN (SELECT id FROM photos ORDER BY received_at_ms DESC, id DESC LIMIT ${zipPhotos})`);
  const rows = sql(`SELECT id, received_at_ms FROM photos WHERE sha256 = '${hash}' ORDER BY received_at_ms`);
  const photos = rows.trim().split('\n').map((line) => line.split('|'));
  const one = join(installation.folder, 'original.jpg');
  writeFileSync(one, bytes);
  for (const [id] of photos) {
    const name = `${id}-${hash}`;
    const folder = join(data, 'photos', 'blobs', sha256(name).slice(0, 2));
    mkdirSync(folder, { recursive: true });
    linkSync(one, join(folder, `${name}.original`));
  }
  return Number(photos[0][1]); // received_from_ms of all of them
}

const peakMb = (pid) => (Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024) / 1e6;

function take(url, cookie) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { cookie } }, (response) => {
      let bytes = 0;
      let tail = Buffer.alloc(0);
      response.on('data', (part) => {
        bytes += part.length;
        tail = Buffer.concat([tail, part]).subarray(-98);
      });
      response.once('error', reject).once('end', () => {
        if (!response.complete || response.statusCode !== 200) return reject(new Error(`a zip of ${response.statusCode} was cut`));
        // The directory's end says how many entries there are: with the table and the sums two more.
        const entries = tail.readUInt16LE(tail.length - 12);
        if (entries !== zipPhotos + 2) return reject(new Error(`${entries} entries in the zip`));
        resolve(bytes);
      });
    });
    request.once('error', reject);
  });
}

export async function measureZip(world, receivedFromMs) {
  const { pid, url } = world.installation.server;
  writeFileSync(`/proc/${pid}/clear_refs`, '5'); // the peak counts from here
  const before = { cpu: cpuMs(pid), resident: residentMb(pid), at: performance.now() };
  const query = `project_id=${world.project.id}&received_from_ms=${receivedFromMs}`;
  const bytes = await take(`${url}/api/exports/photos.zip?${query}`, world.admin.cookie);
  const seconds = (performance.now() - before.at) / 1000;
  return {
    gb: bytes / 1e9,
    mbPerSecond: bytes / 1e6 / seconds,
    peakMb: peakMb(pid),
    grownMb: peakMb(pid) - before.resident,
    cpuSPerGb: (cpuMs(pid) - before.cpu) / 1000 / (bytes / 1e9),
  };
}
