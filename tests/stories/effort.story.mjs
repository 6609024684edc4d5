// How much the product asks of a hand: taps and typed characters to a first photo, keys and requests
// per decision.
import { takePhoto } from '../live/populate.mjs';
import { expect, laptopSize, phoneSize, test } from './site.mjs';

const kTaps = 5;
const kKeys = 1;
const kRequests = 6;
const kDecisions = 5;

// Counts what a person really does on the page, also over a change of address.
async function watchHand(page) {
  const hand = { taps: 0, keys: 0, typed: 0 };
  await page.exposeBinding('handDid', (_source, what, count) => void (hand[what] += count));
  await page.addInitScript(() => {
    const told = (kind, what, count) =>
      addEventListener(kind, (event) => event.isTrusted && window.handDid(what, count(event)), true);
    told('pointerdown', 'taps', () => 1);
    told('keydown', 'keys', () => 1);
    told('input', 'typed', (event) => event.data?.length ?? 0);
  });
  return hand;
}

test('a first photo is five taps from a sign-in link, and nothing is typed', async ({ site, open }) => {
  const [crew] = site.crews;
  const [section] = site.sections;
  const { json } = await site.admin.post(`/api/users/${crew.id}/sign-in-link`);
  const { pathname, hash } = new URL(json.url);
  const phone = await open({ size: phoneSize });
  const hand = await watchHand(phone);
  const photos = () => site.admin.all(`/api/photos?project_id=${site.project.id}`);

  await phone.goto(pathname + hash); // the camera app scanned the admin's code
  await phone.getByRole('button', { name: 'Sign in on this device' }).tap();
  await phone.getByRole('link', { name: new RegExp(`${section.code} ${section.name}`) }).first().tap();
  await phone.getByRole('link', { name: /^CP-1 / }).last().tap(); // the thick one under the thumb
  const shutter = phone.getByRole('button', { name: 'Take photo' });
  await expect(shutter).toBeEnabled();
  await phone.waitForTimeout(500); // the fake camera's first frames are black
  await shutter.tap();
  await phone.getByRole('button', { name: /^Use/ }).tap();
  await expect.poll(async () => (await photos()).length, { timeout: 45_000 }).toBe(1);

  console.log(`effort: ${hand.taps} taps and ${hand.typed} typed characters from sign-in to the first photo sent`);
  expect(hand.taps).toBeGreaterThan(0);
  expect(hand.taps).toBeLessThanOrEqual(kTaps);
  expect(hand.typed + hand.keys).toBe(0);
});

test('a decision is one key and at most six requests, the next photo with its picture among them', async ({ site, open }) => {
  const [section] = site.sections;
  const [crew] = site.crews;
  const [first, second] = site.checkpoints;
  for (let n = 0; n < kDecisions + 3; ++n) {
    await takePhoto(crew.client, section, n % 2 ? first : second, 1 + Math.floor(n / 2));
  }
  const developed = async () => (await site.admin.all(`/api/photos?project_id=${site.project.id}`)).every(({ develop }) => develop !== 'waiting');
  await expect.poll(developed).toBe(true);

  const desk = await open({ person: site.reviewer, size: laptopSize });
  const hand = await watchHand(desk);
  await desk.goto('/review');
  const approve = desk.getByRole('button', { name: /^Approve/ });
  await expect(approve).toBeVisible();
  await desk.waitForLoadState('networkidle');
  const asked = [];
  desk.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  hand.keys = 0;

  const approved = async () =>
    (await site.admin.get(`/api/review/summary?project_id=${site.project.id}`)).json.approved;
  const picture = desk.getByRole('main').locator('img[src*="size=display"]').first();
  for (let n = 1; n <= kDecisions; ++n) {
    const before = await picture.getAttribute('src');
    await desk.keyboard.press('a');
    await expect.poll(() => picture.getAttribute('src')).not.toBe(before);
    await expect.poll(() => picture.evaluate((img) => img.complete && img.naturalWidth > 0)).toBe(true);
    await expect.poll(approved).toBe(n);
    await desk.waitForLoadState('networkidle');
  }
  await desk.waitForTimeout(1_000);

  const kinds = new Map();
  for (const each of asked.map((one) => one.replace(/[0-9a-f-]{36}/, '…'))) kinds.set(each, (kinds.get(each) ?? 0) + 1);
  console.log(`effort: ${hand.keys / kDecisions} keys and ${asked.length / kDecisions} requests per decision, over ${kDecisions}`);
  for (const [what, count] of kinds) console.log(`  ${count} × ${what}`);
  expect(hand.taps).toBe(0);
  expect(hand.keys).toBe(kKeys * kDecisions);
  expect(asked.length).toBeLessThanOrEqual(kRequests * kDecisions);
});
