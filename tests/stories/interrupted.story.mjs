// Whatever happens between the shutter and the receipt, the shot is kept, and arrives once.
import { allSafe, openCamera, openOutbox, openSection, shoot, use } from './crew.mjs';
import { expect, phoneSize, signIn, test } from './site.mjs';

const upload = /\/api\/photos$/;
async function photosOf(site) {
  return site.admin.all(`/api/photos?project_id=${site.project.id}`);
}

test('a receipt that was lost leads to a second sending of the same id, and to one photo', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  site.tap.swallow = true;
  await openSection(phone, site.sections[0]);
  await openCamera(phone, /^CP-1 /);
  await shoot(phone);
  await use(phone);
  await expect.poll(() => site.tap.swallowed, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(await photosOf(site)).toHaveLength(1); // the server has it; the phone cannot know
  site.tap.swallow = false;
  await allSafe(phone); // it tries again by itself
  const rows = await photosOf(site);
  expect(rows).toHaveLength(1);
  expect(site.tap.ids.length).toBeGreaterThan(1);
  expect([...new Set(site.tap.ids)]).toEqual([rows[0].id]);
});

test('a reload in the middle of sending keeps the shot and sends it once', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  let stuck = 0;
  await phone.route(upload, () => void (stuck += 1)); // never answered
  await openSection(phone, site.sections[0]);
  await openCamera(phone, /^CP-1 /);
  await shoot(phone);
  await use(phone);
  await expect.poll(() => stuck).toBe(1);
  await phone.unroute(upload);
  await phone.reload();
  await allSafe(phone);
  expect(await photosOf(site)).toHaveLength(1);
});

test('a page closed without a network keeps the shot until it is opened again', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  await openSection(phone, site.sections[0]);
  await openCamera(phone, /^CP-1 /);
  await shoot(phone);
  await phone.context().setOffline(true);
  await use(phone);
  await openOutbox(phone);
  await expect(phone.getByText(/1 photo waits|Sending, 1 to go/)).toBeVisible();
  const context = phone.context();
  await phone.close();
  expect(await photosOf(site)).toHaveLength(0);

  await context.setOffline(false);
  const reopened = await context.newPage();
  await reopened.goto('/capture/outbox');
  await allSafe(reopened);
  expect(await photosOf(site)).toHaveLength(1);
});

test('signing out with a photo that is only here warns, and the photo is sent after the next sign-in', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  await phone.route(upload, (route) => route.abort('internetdisconnected'));
  await openSection(phone, site.sections[0]);
  await openCamera(phone, /^CP-1 /);
  await shoot(phone);
  await use(phone);
  await phone.goto('/capture/me');
  await expect(phone.getByText('1 photo is only on this phone')).toBeVisible();
  await phone.getByRole('button', { name: 'Sign out' }).click();
  const warning = phone.getByRole('alertdialog');
  await expect(warning).toContainText('1 photo is not on the server yet');
  await warning.getByRole('button', { name: 'Sign out anyway' }).click();
  await phone.waitForURL(/sign-in/);

  await phone.unroute(upload);
  await signIn(phone, site.crews[0]);
  await phone.goto('/capture/outbox');
  await allSafe(phone);
  expect(await photosOf(site)).toHaveLength(1);
});
