// What is asked all day, of an installation that bench/grown.sql made: one request of each kind, the
// n-th of its kind, so that what may be done only once is done to another photo each time.
import { multipart, newId, sha256 } from '../tests/live/client.mjs';
import { realPhotos, variantOf } from '../tests/live/photos.mjs';

const idOf = (kind, n) => `${kind}0000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const project = idOf(2, 0);
const route = idOf(3, 0);
const section = idOf(4, 0);

const get = (path) => () => ({ who: 'admin', method: 'GET', path });
const post = (who, path, value) => ({
  who,
  method: 'POST',
  path,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});

// The smallest photo: what is measured is taking it in, not hashing it.
const small = realPhotos('exif')[0].bytes;

function upload(_, n) {
  const bytes = variantOf(small);
  const [checkpoint, stage] = [[2, 'after'], [1, 'during']][Math.floor(n / 200)];
  const { headers, body } = multipart(
    {
      id: newId(),
      section_id: idOf(4, n % 200),
      checkpoint_id: idOf(6, checkpoint),
      stage,
      index: 17, // the slots that the made photos leave open
      sha256: sha256(bytes),
      taken_at_ms: Date.now(),
      taken_offset_min: 60,
      source: 'camera',
    },
    bytes,
  );
  return { who: 'crew', method: 'POST', path: '/api/photos', body, headers };
}

export const hotPaths = [
  { name: 'page of 50 photos of a project', request: get(`/api/photos?project_id=${project}&limit=50`) },
  { name: 'page of 50 of the review queue', request: get(`/api/review/queue?project_id=${project}&limit=50`) },
  { name: 'dashboard of a project', request: get(`/api/dashboard?project_id=${project}`) },
  { name: 'dashboard of a route', request: get(`/api/dashboard?project_id=${project}&route_id=${route}`) },
  { name: 'slots of a section', request: get(`/api/sections/${section}/slots`) },
  { name: 'counts of all sections', request: get(`/api/sections/counts?project_id=${project}`) },
  {
    name: 'decision',
    writes: true,
    request: ({ waiting }, n) => post('admin', '/api/decisions', { photo_ids: [waiting[n]], decision: 'approved' }),
  },
  {
    name: 'comment',
    writes: true,
    request: ({ waiting }, n) => post('admin', `/api/photos/${waiting[n % 50]}/comments`, { text: 'The staff stands in the water.' }),
  },
  { name: 'upload, without decoding', writes: true, leavesWork: true, request: upload },
];

// The same of all projects, one after the other: what is kept of one must not push out another.
export const pathsInTurn = (projects) => [
  { name: 'dashboard of each project in turn', warm: projects, request: (_, n) => get(`/api/dashboard?project_id=${idOf(2, n % projects)}`)() },
  { name: 'counts of each project in turn', warm: projects, request: (_, n) => get(`/api/sections/counts?project_id=${idOf(2, n % projects)}`)() },
];

export async function ask(site, { name, request }, n) {
  const { who, method, path, body = null, headers } = request(site, n);
  const answer = await site[who].send(method, path, body, headers);
  if (answer.status >= 300) throw Object.assign(new Error(`${name}: ${answer.status} ${answer.body}`), answer);
  return answer;
}

// Photos that wait for their decision: as many of a section as of any other, whatever the size.
export const waitingSql = `SELECT id FROM photos WHERE project_id = '${project}' AND status = 'pending'
  AND newest = TRUE ORDER BY received_at_ms DESC LIMIT 900`;
