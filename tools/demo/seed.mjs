// Fills a running server with the demo project, through the public API only, as its people would.
//   node tools/demo/seed.mjs URL PHOTOS PEOPLE_FILE   (admin's email and password in the environment)
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { people, project, routes, shots, workTypes } from './catalogue.mjs';

const [url, photos, peopleFile] = process.argv.slice(2);
const password = () => randomBytes(9).toString('base64url');

// A person with a cookie.
async function signIn(email, secret) {
  const reply = await fetch(`${url}/api/auth/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: secret }),
  });
  if (!reply.ok) throw new Error(`sign-in of ${email}: ${reply.status} ${await reply.text()}`);
  const cookie = reply.headers.getSetCookie()[0].split(';')[0];
  const call = async (method, path, body, headers = {}) => {
    const answer = await fetch(url + path, { method, headers: { cookie, ...headers }, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return {
    post: (path, value) => call('POST', path, JSON.stringify(value), { 'content-type': 'application/json' }),
    patch: (path, value) => call('PATCH', path, JSON.stringify(value), { 'content-type': 'application/json' }),
    form: (path, value) => call('POST', path, value),
    get: (path) => call('GET', path),
  };
}

function uuid7(atMs) {
  const hex = atMs.toString(16).padStart(12, '0') + '7' + randomBytes(10).toString('hex').slice(1);
  const variant = (8 + (parseInt(hex[16], 16) & 3)).toString(16);
  const id = hex.slice(0, 16) + variant + hex.slice(17);
  return [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20, 32)].join('-');
}

async function makeCatalogue(admin) {
  const ids = {};
  const made = await admin.post('/api/projects', project);
  for (const { sections, ...route } of routes) {
    const { id } = await admin.post('/api/routes', { ...route, project_id: made.id });
    for (const section of sections) {
      const { id: sectionId } = await admin.post('/api/sections', { ...section, route_id: id });
      ids[`${route.code}/${section.code}`] = { id: sectionId, line: section.line };
    }
  }
  for (const { checkpoints, ...workType } of workTypes) {
    const { id } = await admin.post('/api/work-types', { ...workType, project_id: made.id });
    for (const checkpoint of checkpoints) {
      const { id: checkpointId } = await admin.post('/api/checkpoints', { ...checkpoint, work_type_id: id });
      ids[checkpoint.code] = { id: checkpointId, stage: checkpoint.stage };
    }
  }
  return { projectId: made.id, ids };
}

// A point beside the section's line, as a phone would report it.
function position(line, share) {
  const points = line.coordinates;
  const at = share * (points.length - 1);
  const [from, to] = [points[Math.floor(at)], points[Math.min(Math.floor(at) + 1, points.length - 1)]];
  const mix = (i) => from[i] + (to[i] - from[i]) * (at % 1) + (Math.random() - 0.5) * 0.00004;
  return { lon: Number(mix(0).toFixed(6)), lat: Number(mix(1).toFixed(6)), accuracy_m: 3 + Math.round(Math.random() * 5) };
}

async function upload(person, ids, shot, { photo, comment, replaces, number }) {
  const bytes = readFileSync(`${photos}/${photo}.jpg`);
  const place = ids[`${shot.route}/${shot.section}`];
  const checkpoint = ids[shot.checkpoint];
  const takenAt = Date.now() - (60 - number) * 60_000;
  const meta = {
    id: uuid7(takenAt), section_id: place.id, checkpoint_id: checkpoint.id, stage: checkpoint.stage,
    index: shot.index, sha256: createHash('sha256').update(bytes).digest('hex'), taken_at_ms: takenAt,
    taken_offset_min: -180, source: shot.source ?? 'camera', file_name: `${photo}.jpg`,
    device: 'Xiaomi Mi A3', ...position(place.line, 0.15 + 0.7 * Math.random()),
    ...(comment ? { comment } : {}),
  };
  const form = new FormData();
  form.set('meta', new Blob([JSON.stringify(meta)], { type: 'application/json' }));
  form.set('photo', new Blob([bytes], { type: 'image/jpeg' }), `${photo}.jpg`);
  return person.form(replaces ? `/api/photos/${replaces}/resubmit` : '/api/photos', form);
}

async function decide(reviewer, id, decision, comment) {
  if (decision === 'pending') return;
  await reviewer.post('/api/decisions', { photo_ids: [id], decision, ...(comment ? { comment } : {}) });
}

const admin = await signIn(process.env.ADMIN_EMAIL, process.env.ADMIN_PASSWORD);
const { projectId, ids } = await makeCatalogue(admin);
const lines = [`admin      ${process.env.ADMIN_EMAIL}   ${process.env.ADMIN_PASSWORD}`];
const signedIn = {};
for (const { lead, ...person } of people) {
  const secret = password();
  const { id } = await admin.post('/api/users', { ...person, password: secret });
  await admin.post('/api/members', { user_id: id, project_id: projectId });
  if (lead) await admin.patch(`/api/users/${id}`, { crew_lead: true });
  signedIn[person.email.split('@')[0]] = await signIn(person.email, secret);
  lines.push(`${person.role.padEnd(10)} ${person.email.padEnd(18)} ${secret}   ${person.name}`);
}
let number = 0;
for (const shot of shots) {
  number += 3;
  const first = await upload(signedIn[shot.by], ids, shot, { photo: shot.photo, number });
  await decide(signedIn.ana, first.id, shot.then, shot.comment);
  if (!shot.again) continue;
  const second = await upload(signedIn[shot.by], ids, shot, {
    photo: shot.again.photo, comment: shot.again.comment, replaces: first.id, number: number + 1,
  });
  await decide(signedIn.ben, second.id, shot.again.then);
}
writeFileSync(peopleFile, lines.join('\n') + '\n', { mode: 0o600 });
console.log(`${shots.length} slots photographed in ${project.name}.`);
