// News reaches the screens while it happens, through the proxy as an installation has it.
import { takePhoto } from '../live/populate.mjs';
import { expect, laptopSize, phoneSize, signIn, test } from './site.mjs';

// On a quiet machine each takes well under two seconds; the bound leaves room for a loaded one, and
// stays below the 20 s and more after which the screens look by themselves.
const told_ms = 10_000;

// Keeps what the page's streams say in window.spoken.
const overhear = (page) =>
  page.addInitScript(() => {
    const Plain = window.EventSource;
    window.spoken = [];
    window.EventSource = class extends Plain {
      constructor(...args) {
        super(...args);
        for (const name of ['ready', 'photo', 'reset']) this.addEventListener(name, () => window.spoken.push(name));
      }
    };
  });

// Signs in, and goes on once the page's stream has begun to speak; `address`: loads that one anew.
async function openListening(page, person, address) {
  await overhear(page);
  await signIn(page, person);
  if (address) await page.goto(address);
  await page.waitForFunction(() => window.spoken.includes('ready'), undefined, { timeout: 30_000 });
}

async function measured(what, seen) {
  const began = Date.now();
  await seen();
  console.log(`live: ${what} after ${Date.now() - began} ms`);
}

test('the desk learns of a new photo and the phone of its decision, while both only look', async ({ site, open }) => {
  const [section] = site.sections;
  const [crew] = site.crews;
  const phone = await open({ size: phoneSize });
  const desk = await open({ size: laptopSize });
  await openListening(phone, crew, `/capture/section/${section.id}`);
  await expect(phone.getByRole('heading', { name: new RegExp(section.code) })).toBeVisible();
  await openListening(desk, site.reviewer); // the page that signed in goes on, without loading anew
  await expect(desk.getByText('Nothing waits for a decision')).toBeVisible();

  const photo = await takePhoto(crew.client, section, site.checkpoints[0], 1);
  await measured('the desk showed that there is a new photo', () =>
    expect(desk.getByRole('button', { name: '1 new', exact: true })).toBeVisible({ timeout: told_ms }),
  );
  await expect(desk.getByText('Nothing waits for a decision')).toBeVisible(); // announced, not inserted

  await expect(phone.getByText('Came back')).toHaveCount(0);
  const decision = { photo_ids: [photo], decision: 'retake', comment: 'Show the label' };
  expect((await site.admin.post('/api/decisions', decision)).status).toBe(200);
  await measured('the phone showed the decision', () =>
    expect(phone.getByText(/Show the label/)).toBeVisible({ timeout: told_ms }),
  );

  // Somebody else's photo concerns this phone no more than its list would show anyway.
  const [, other] = site.crews;
  const before = await phone.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/slots')).length);
  await takePhoto(other.client, section, site.checkpoints[1], 1);
  await expect(desk.getByRole('button', { name: /new/ })).toBeVisible();
  await expect.poll(() => phone.evaluate(() => window.spoken.filter((name) => name === 'photo').length)).toBeGreaterThanOrEqual(4);
  const after = await phone.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/slots')).length);
  expect(after).toBe(before);
});
