// Writes the database of a small installation as SQL text, named by its schema: what a later program
// must be able to open. Run once for each schema that is released.
//   node tests/schemas/make.mjs
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '../live/client.mjs';
import { takePhoto } from '../live/populate.mjs';
import { openWorld } from '../live/world.mjs';

const world = await openWorld({}, { crewCount: 1 });
const [crew] = world.crews;
const photos = [];
for (const index of [1, 2, 3]) photos.push(await takePhoto(crew.client, world.sections[0], world.checkpoints[0], index));
const reviewer = new Client(world.installation.server.port);
await reviewer.signIn(world.reviewer);
await reviewer.post('/api/decisions', { photo_ids: [photos[0]], decision: 'approved' });
await reviewer.post('/api/decisions', { photo_ids: [photos[1]], decision: 'retake', comment: 'Blurred or too dark' });
await new Promise((resolve) => setTimeout(resolve, 5_000)); // the pictures are made meanwhile
await world.installation.stop();
const file = join(world.installation.folder, 'data', 'asbuilt.db');
const sql = (text) => execFileSync('sqlite3', ['-batch', file, text], { encoding: 'utf8', maxBuffer: 1 << 26 });
sql('DELETE FROM sessions');
const schema = sql('SELECT MAX(number) FROM schema_migrations').trim().padStart(4, '0');
const to = join(dirname(fileURLToPath(import.meta.url)), `${schema}.sql`);
// One line a statement, without the comments of migrations.
const dump = sql('.dump')
  .split('\n')
  .map((line) => (line.startsWith('INSERT') ? line : line.replace(/--.*/, '')))
  .join('\n')
  .replace(/^CREATE [^;]*;/gm, (statement) => statement.replace(/\s+/g, ' '))
  .replace(/\n\s*\n+/g, '\n');
writeFileSync(to, dump);
await world.close();
console.log(to);
