// A page that is loaded anew without a network: the app opens, with what it knew.
import { allSafe, openCamera, openOutbox, openSection, shoot, use } from './crew.mjs';
import { expect, phoneSize, test } from './site.mjs';

// The app is on the device once its worker runs.
const appIsKept = (page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));

test('a crew member reloads with no network and still sees what is due and the unsent photos', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  const [section] = site.sections;
  await openSection(phone, section);
  await appIsKept(phone);
  await phone.context().setOffline(true);
  await phone.reload();
  await expect(phone.getByRole('heading', { name: new RegExp(section.code) })).toBeVisible();
  await expect(phone.getByText(/^List of \d\d:\d\d/)).toBeVisible();

  await openCamera(phone, /^CP-1 /);
  await shoot(phone);
  await use(phone);
  await phone.reload();
  await openOutbox(phone);
  await expect(phone.getByText(/1 photo waits|Sending, 1 to go/)).toBeVisible();
  await phone.goto('/capture/find');
  await expect(phone.getByText(section.name).first()).toBeVisible();

  await phone.context().setOffline(false);
  await allSafe(phone);
  const photos = await site.admin.all(`/api/photos?project_id=${site.project.id}`);
  expect(photos).toHaveLength(1);
});

test('after signing out a phone without a network shows nothing of the former person', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  await openSection(phone, site.sections[0]);
  await appIsKept(phone);
  await phone.goto('/capture/me');
  await phone.getByRole('button', { name: 'Sign out' }).click();
  await phone.waitForURL(/sign-in/);
  await phone.context().setOffline(true);
  await phone.goto('/capture');
  await expect(phone.getByRole('button', { name: 'Load again' })).toBeVisible();
  await expect(phone.getByText(site.sections[0].name)).toBeHidden();
  const kept = await phone.evaluate(async () => {
    const db = await new Promise((resolve) => {
      indexedDB.open('asbuilt-kept').onsuccess = ({ target }) => resolve(target.result);
    });
    const pages = db.transaction('pages').objectStore('pages').count();
    await new Promise((resolve) => (pages.onsuccess = resolve));
    return [pages.result, localStorage.getItem('asbuilt.me')];
  });
  expect(kept).toEqual([0, null]);
});

test('the desk opens without a network and says that the server was not reached', async ({ site, open }) => {
  const desk = await open({ person: site.reviewer });
  await expect(desk.getByRole('heading', { name: 'Review' })).toBeVisible();
  await appIsKept(desk);
  await desk.context().setOffline(true);
  await desk.goto('/photos');
  await expect(desk.getByRole('heading', { name: 'Photos' })).toBeVisible();
  await expect(desk.getByRole('link', { name: 'Review' })).toBeVisible();
  await expect(desk.getByText('The server was not reached').first()).toBeVisible();
});
