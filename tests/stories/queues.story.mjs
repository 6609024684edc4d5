// The photos on a phone belong to who took them: the next person on it neither sees nor sends them.
import { allSafe, backToList, openCamera, openOutbox, openSection, shoot, use } from './crew.mjs';
import { expect, phoneSize, signIn, test } from './site.mjs';

const kSendsAgain_ms = 15_000;

test('what one crew member left on a shared phone waits for them, unseen and unsent by the next', async ({ site, open }) => {
  const [first, second] = site.crews;
  const [section] = site.sections;
  const phone = await open({ person: first, size: phoneSize });
  const sent = [];
  phone.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === 'POST' && pathname === '/api/photos') sent.push(pathname);
  });
  const photos = () => site.admin.all(`/api/photos?project_id=${site.project.id}`);
  const uploads = /\/api\/photos$/;

  await test.step('the first takes two photos without a network', async () => {
    await openSection(phone, section);
    await openCamera(phone, /^CP-1 /);
    await phone.context().setOffline(true);
    for (let n = 0; n < 2; ++n) {
      await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled();
      await shoot(phone);
      await use(phone);
    }
    await openOutbox(phone);
    await expect(phone.getByText(/2 photos wait|Sending, 2 to go/)).toBeVisible();
  });

  await test.step('signing out warns of them, and without a network says why it cannot be', async () => {
    await phone.getByRole('link', { name: 'Me', exact: true }).click();
    await expect(phone.getByText('2 photos are only on this phone')).toBeVisible();
    await phone.getByRole('button', { name: 'Sign out' }).click();
    const warning = phone.getByRole('alertdialog');
    await expect(warning).toContainText('2 photos are not on the server yet');
    await warning.getByRole('button', { name: 'Sign out anyway' }).click();
    await expect(warning.getByRole('alert')).toBeVisible();
    // The network is back for small things; large ones still fail, as at the edge of a cell.
    await phone.route(uploads, (route) => route.abort('internetdisconnected'));
    await phone.context().setOffline(false);
    await warning.getByRole('button', { name: 'Sign out anyway' }).click();
    await phone.waitForURL(/sign-in/);
    await phone.unroute(uploads);
  });

  await test.step('the next person sees an empty outbox, and sends nothing but their own', async () => {
    sent.splice(0);
    await signIn(phone, second);
    await openOutbox(phone);
    await expect(phone.getByText('No photos here')).toBeVisible();
    await phone.getByRole('link', { name: 'Me', exact: true }).click();
    await expect(phone.getByText('Nothing waits here. All photos are safe on the server.')).toBeVisible();
    await phone.waitForTimeout(kSendsAgain_ms); // longer than a queue rests after a first failure
    expect(sent).toEqual([]);
    await phone.goto(`/capture/section/${section.id}`);
    await openCamera(phone, /^CP-2 /);
    await shoot(phone);
    await use(phone);
    await backToList(phone);
    await allSafe(phone);
    expect(sent).toHaveLength(1);
    expect((await photos()).map(({ owner_id }) => owner_id)).toEqual([second.id]);
    await phone.goto('/capture/me');
    await phone.getByRole('button', { name: 'Sign out' }).click(); // nothing to warn of
    await phone.waitForURL(/sign-in/);
  });

  await test.step('with the first signed in again both go, as theirs', async () => {
    await signIn(phone, first);
    await allSafe(phone);
    const taken = (await photos()).filter(({ owner_id }) => owner_id === first.id);
    expect(taken).toHaveLength(2);
    expect(new Set(taken.map(({ checkpoint_code }) => checkpoint_code))).toEqual(new Set(['CP-1']));
    expect(sent).toHaveLength(3);
  });
});
