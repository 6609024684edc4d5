// The screens when something is missing: refused by the phone, without a network, empty, failed, not
// this person's to see; and the steps of "not applicable" and sign-off. As in screens.mjs, with
// `who` and `options` for the browser, and `first` before the address is opened.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../live/server.mjs';
import { photoNames, takePhoto } from '../live/populate.mjs';
import { openCamera, shoot, use } from './crew.mjs';
import { expect } from './site.mjs';

const problem = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({ title: 'Fault', detail: 'The server could not answer. It is written down.', incident: '7F3A9C' }),
};
const fails = (address) => (page) => page.route(address, (route) => route.fulfill(problem));
const cameraSays = (name) => (page) =>
  page.addInitScript((said) => {
    const refuse = () => Promise.reject(new DOMException('no', said));
    if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = refuse;
  }, name);
const keepsNothing = (page) =>
  page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('no', 'InvalidStateError');
    };
  });
const appIsKept = (page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));
const shows = (page, text) => expect(page.getByText(text).first()).toBeVisible();

// Somebody without a section, requests that no photo is needed, a section that may be accepted, and
// another with photos that wait.
export async function prepareStates(site) {
  const [, second, third] = site.sections;
  const [crew] = site.crews;
  const [checkpoint] = site.checkpoints;
  const ask = async (section, checkpoint_id, index, reason) => {
    const answer = await crew.client.post(`/api/sections/${section.id}/not-applicable`, { checkpoint_id, index, reason });
    if (answer.status !== 201) throw new Error(`not-applicable: ${answer.status} ${answer.body}`);
    return answer.json;
  };
  const close = async (section) => {
    for (const { id: checkpoint_id } of site.checkpoints) {
      for (let index = 1; index <= 4; ++index) {
        const { id, version } = await ask(section, checkpoint_id, index, 'Not our work');
        await site.admin.post(`/api/not-applicable/${id}/decide`, { decision: 'approved', seen_version: version });
      }
    }
  };
  await close(third);
  await fill(site, second);
  const reasons = ['No such work here', 'Seen in another photo', 'Cannot be reached: the yard is locked until Monday'];
  for (const [n, reason] of reasons.entries()) await ask(second, checkpoint.id, n + 1, reason);
  const made = await site.admin.post('/api/users', { name: 'Nina Vega', email: 'nina@example.org', role: 'crew' });
  return { second, third, newcomer: made.json, waived: `${checkpoint.id}/${checkpoint.stage}/1` };
}

// Eight photos by others, each a cut of its own, for no two photos of a day's work are the same file.
async function fill(site, section) {
  const [, tape, surface] = site.checkpoints;
  const [, ...others] = site.crews;
  for (let n = 0; n < 8; ++n) {
    const file = `../../stories/cut-${n}.jpg`;
    const from = join(root, 'build', 'fixtures', 'photos', photoNames[(n * 5 + 2) % photoNames.length]);
    const cut = `crop=iw*0.7:ih*0.7:iw*${0.04 * n}:ih*${0.3 - 0.04 * n},scale=1600:-2`;
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', from, '-vf', cut, '-q:v', '4', join(root, 'build', 'fixtures', 'photos', file)]);
    const checkpoint = n < 4 ? tape : surface;
    await takePhoto(others[n % 3].client, section, checkpoint, 1 + (n % 4), file);
  }
  const waits = async () => (await site.admin.all(`/api/photos?project_id=${site.project.id}`)).some(({ develop }) => develop === 'waiting');
  await expect.poll(waits).toBe(false);
}

export function handStates(site, { section, second, newcomer, waived, back }) {
  const [who] = site.crews;
  const due = { path: `/capture/section/${section.id}`, ready: { text: /Due ·/ } };
  const toCamera = async (page) => void (await page.getByRole('link', { name: /^CP-3 / }).first().click());
  const blocked = (name, title) => ({
    ...due, who, name, then: async (page) => (await toCamera(page), await shows(page, title)),
  });
  const offline = async (page) => (await appIsKept(page), await page.context().setOffline(true));
  const keepOne = async (page) => {
    await openCamera(page, /^CP-3 /);
    await shoot(page);
    await offline(page);
    await use(page);
    await page.getByRole('link', { name: 'Back to the list' }).click();
  };
  const tab = (page, name) => page.getByRole('navigation', { name: 'Crew' }).getByRole('link', { name }).click();
  return [
    { ...blocked('refused-camera', 'The camera is not allowed'), first: cameraSays('NotAllowedError') },
    { ...blocked('refused-camera-busy', 'Another app holds the camera'), first: cameraSays('NotReadableError') },
    { ...blocked('refused-camera-none', 'No camera found'), first: cameraSays('NotFoundError') },
    { ...blocked('refused-storage', 'This browser keeps no photos'), first: keepsNothing },
    {
      ...blocked('refused-position-camera', 'The phone keeps its position from this page'),
      options: { permissions: ['camera'] },
    },
    {
      ...blocked('refused-position-rule', 'How to allow it'),
      options: { permissions: ['camera'] },
      first: () => site.admin.send('PATCH', `/api/projects/${site.project.id}`, '{"max_accuracy_m":10}', { 'content-type': 'application/json' }),
      after: () => site.admin.send('PATCH', `/api/projects/${site.project.id}`, '{"max_accuracy_m":null}', { 'content-type': 'application/json' }),
    },
    {
      who,
      name: 'refused-position-find',
      options: { permissions: ['camera'] },
      path: '/capture/find',
      ready: { text: 'The phone keeps its position from this page' },
      then: (page) => page.getByText('The phone keeps its position from this page').click(),
    },
    { ...due, who, name: 'offline-due', then: async (page) => (await offline(page), await shows(page, /^Offline/)) },
    { ...due, who, name: 'offline-outbox', then: async (page) => (await keepOne(page), await tab(page, /Outbox/), await shows(page, /1 photo waits/)) },
    {
      ...due,
      who,
      name: 'offline-sign-out',
      then: async (page) => {
        await keepOne(page);
        await tab(page, 'Me');
        await page.getByRole('button', { name: 'Sign out' }).click();
        await shows(page, '1 photo is not on the server yet');
      },
    },
    { who, name: 'error-find', first: fails('**/api/sections?*'), path: '/capture/find', ready: { role: 'alert' } },
    {
      who,
      name: 'not-applicable-ask',
      path: `/capture/section/${section.id}/slot/${back.replace(/\d$/, '4')}`,
      ready: { role: 'button', name: /^Not applicable/ },
      then: (page) => page.getByRole('button', { name: /^Not applicable/ }).click(),
    },
    { who, name: 'not-applicable-waits', path: `/capture/section/${second.id}/slot/${waived}`, ready: { text: /No such work here/ } },
    ...linkStates(site, newcomer),
    { who, name: 'not-found', path: '/nowhere', ready: { text: 'There is no such page' } },
  ];
}

function linkStates(site, newcomer) {
  let path = '';
  const first = async () => {
    const { json } = await site.admin.post(`/api/users/${newcomer.id}/sign-in-link`);
    const { pathname, hash } = new URL(json.url);
    path = pathname + hash;
  };
  const enter = { role: 'button', name: 'Sign in on this device' };
  return [
    { who: null, name: 'link', first, path: () => path, ready: enter },
    {
      who: null, name: 'empty-find', path: () => path, ready: enter,
      then: async (page) => (await page.getByRole(enter.role, { name: enter.name }).click(), await shows(page, 'No section is yours yet')),
    },
  ];
}

export function deskStates(site, { second, third }) {
  const who = site.reviewer;
  const admin = site.adminPerson;
  const { id: project } = site.project;
  const part = ({ id, route_id }) => `/dashboard?project=${project}&route=${route_id}&section=${id}`;
  return [
    { who, name: 'review-empty', path: `/review?project=${project}&section=${third.id}`, ready: { text: 'No photos match these filters' } },
    { who, name: 'error-review', first: fails('**/api/review/queue*'), path: '/review', ready: { role: 'alert' } },
    { who, name: 'error-dashboard', first: fails('**/api/dashboard*'), path: '/dashboard', ready: { role: 'alert' } },
    {
      who, name: 'offline-photos', path: '/photos', ready: { role: 'heading', name: 'Photos' },
      then: async (page) => {
        await appIsKept(page);
        await page.context().setOffline(true);
        await page.reload();
        await shows(page, 'The server was not reached');
      },
    },
    { who, name: 'photos-empty', path: `/photos?project=${project}&section=${third.id}`, ready: { text: 'No photos match these filters' } },
    {
      who, name: 'photos-download', path: `/photos?project=${project}`, ready: { role: 'heading', name: 'Photos' },
      then: async (page) => {
        await page.getByRole('button', { name: 'Download' }).click();
        await expect(page.getByRole('menuitem', { name: /^Originals/ })).toBeVisible();
      },
    },
    { who: admin, name: 'not-applicable-closed', path: `/review?project=${project}&view=closed`, ready: { text: /^Agreed:/ } },
    { who, name: 'photo-not-yours', path: '/photos/01990000-0000-7000-8000-000000000000', ready: { role: 'alert' } },
    { who, name: 'not-found', path: '/nowhere', ready: { text: 'There is no such page' } },
    { who, name: 'dashboard-route', path: `/dashboard?project=${project}&route=${second.route_id}`, ready: { text: /^Completion by/ } },
    { who, name: 'sign-off-open', path: part(second), ready: { text: /not approved yet/ } },
    { who, name: 'sign-off-ready', path: part(third), ready: { role: 'button', name: 'Accept section' } },
    {
      who: admin, name: 'sign-off-done', path: part(third), ready: { role: 'button', name: 'Accept section' },
      then: async (page) => {
        await page.getByLabel('Comment').fill('Walked it with the client');
        await page.getByRole('button', { name: 'Accept section' }).click();
        await shows(page, /^Accepted by/);
      },
    },
    { who: site.crews[0], name: 'photos-crew', path: '/photos', ready: { role: 'heading', name: 'Photos' } },
    {
      who: admin, name: 'set-up-people-link', path: '/set-up/people', ready: { text: 'Nina Vega' },
      then: async (page) => {
        await page.getByRole('row', { name: /Nina Vega/ }).getByRole('button', { name: /link/i }).click();
        await expect(page.getByRole('img', { name: 'Code with the sign-in link' })).toBeVisible();
      },
    },
  ];
}

// The smallest phones.
export function narrowStates(site, known) {
  const options = { viewport: { width: 320, height: 568 } };
  const few = ['refused-camera', 'refused-position-find', 'offline-outbox', 'not-applicable-ask'];
  const [who] = site.crews;
  const due = { who, path: `/capture/section/${known.section.id}`, ready: { text: /Due ·/ } };
  return [
    { ...due, name: 'capture-due' },
    { ...due, name: 'capture-camera', then: (page) => openCamera(page, /^CP-3 /) },
    { who, name: 'capture-find', path: '/capture/find', ready: { role: 'heading', name: 'Where do you work?' } },
    ...handStates(site, known).filter(({ name }) => few.includes(name)),
  ].map((state) => ({ ...state, options: { ...state.options, ...options } }));
}
