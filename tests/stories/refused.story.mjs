// What a phone refuses: each screen says what works all the same and the way back, and comes back
// by itself once the phone allows it.
import { allSafe, openSection, shoot, use } from './crew.mjs';
import { expect, phoneSize, position, test } from './site.mjs';

const origin = (site) => ({ origin: new URL(site.url).origin });

// The camera answers as window.cameraSays names it; 'yes' leaves it to the browser.
const sayOfCamera = (page, name) =>
  page.addInitScript((first) => {
    window.cameraSays = first;
    const asked = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wanted) =>
      window.cameraSays === 'yes' ? asked(wanted) : Promise.reject(new DOMException('no', window.cameraSays));
  }, name);

const comeBack = (page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

test('camera and position are refused, then allowed, and the photo goes out with its place', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize, permissions: [] });
  const [section] = site.sections;

  await test.step('without a position sections are found by name, and the way back is told', async () => {
    const help = phone.getByText('The phone keeps its position from this page');
    await help.click();
    await expect(phone.getByText(/Photos carry no place/)).toBeVisible();
    await expect(phone.getByRole('button', { name: 'Android · Chrome' })).toHaveAttribute('aria-pressed', 'true');
    await openSection(phone, section);
  });

  await test.step('without a camera the steps are there, and a file may be picked', async () => {
    await sayOfCamera(phone, 'NotAllowedError');
    await phone.reload();
    await phone.getByRole('link', { name: /^CP-1 / }).first().click();
    await expect(phone.getByRole('heading', { name: 'The camera is not allowed' })).toBeVisible();
    await expect(phone.getByText('Set Camera to Allow.')).toBeVisible();
    await expect(phone.getByLabel('Pick from the gallery')).toBeAttached();
    await phone.getByRole('button', { name: 'iPhone · Safari' }).click();
    await expect(phone.getByText(/then Website Settings/)).toBeVisible();
  });

  await test.step('the camera comes back with the person, the position with its permission', async () => {
    await phone.evaluate(() => void (window.cameraSays = 'yes'));
    await phone.context().grantPermissions(['camera'], origin(site));
    await comeBack(phone);
    await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled();
    await expect(phone.getByText('The phone keeps its position from this page')).toBeVisible();
    await phone.context().grantPermissions(['camera', 'geolocation'], origin(site));
    await expect(phone.getByText('The phone keeps its position from this page')).toBeHidden();
  });

  await shoot(phone);
  await use(phone);
  await allSafe(phone);
  const [photo] = await site.admin.all(`/api/photos?project_id=${site.project.id}`);
  const facts = (await site.admin.get(`/api/photos/${photo.id}`)).json;
  expect(facts.source).toBe('camera');
  expect(facts.lat).toBeCloseTo(position.latitude, 4);
});

test('a rule that needs a position holds the shutter, shows the way back, and takes a reason', async ({ site, open }) => {
  const [section] = site.sections;
  await site.admin.send('PATCH', `/api/projects/${site.project.id}`, '{"max_accuracy_m":10}', { 'content-type': 'application/json' });
  const phone = await open({ person: site.crews[0], size: phoneSize, permissions: ['camera'] });
  await openSection(phone, section);
  await phone.getByRole('link', { name: /^CP-1 / }).first().click();
  await expect(phone.getByText('No position yet', { exact: true })).toBeVisible();
  await phone.getByText('How to allow it').click();
  await expect(phone.getByText(/Permissions. Allow Location/)).toBeVisible();
  await phone.context().grantPermissions(['camera', 'geolocation'], origin(site));
  await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled();
});

test('a camera that another app holds is taken as soon as it is free', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  await openSection(phone, site.sections[0]);
  await sayOfCamera(phone, 'NotReadableError');
  await phone.reload();
  await phone.getByRole('link', { name: /^CP-1 / }).first().click();
  await expect(phone.getByRole('heading', { name: 'Another app holds the camera' })).toBeVisible();
  await phone.evaluate(() => void (window.cameraSays = 'yes'));
  await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled(); // nobody touched it
});

test('a browser that keeps nothing says so before the shutter, and goes on once it keeps', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  await openSection(phone, site.sections[0]);
  await phone.addInitScript(() => {
    window.keepsNothing = true;
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...args) {
      if (window.keepsNothing) throw new DOMException('no', 'InvalidStateError');
      return open.apply(this, args);
    };
  });
  await phone.reload();
  await phone.getByRole('link', { name: /^CP-1 / }).first().click();
  await expect(phone.getByRole('heading', { name: 'This browser keeps no photos' })).toBeVisible();
  await phone.evaluate(() => void (window.keepsNothing = false));
  await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled();
  await shoot(phone);
  await use(phone);
  await allSafe(phone);
});
