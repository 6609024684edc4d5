// An admin at the desk needs no manual: a person is added, let in by a link, given a role, put out
// and let in again; the dashboard leads from a number to its photos and to a section's sign-off.
import { takePhoto } from '../live/populate.mjs';
import { expect, laptopSize, phoneSize, test } from './site.mjs';

test('an admin adds a person, changes the role, disables and enables it', async ({ site, open }) => {
  const desk = await open({ person: site.adminPerson, size: laptopSize });
  const email = 'nina@example.org';
  const stored = async () => (await site.admin.all('/api/users')).find((each) => each.email === email);
  const row = desk.getByRole('row', { name: /Nina Vega/ });
  let link = '';

  await test.step('the person is added and gets a link of its own', async () => {
    await desk.goto('/set-up/people');
    await desk.getByRole('button', { name: 'Add a person' }).click();
    const form = desk.getByRole('dialog', { name: 'Add a person' });
    await form.getByLabel('Name').fill('Nina Vega');
    await form.getByLabel('Email').fill(email);
    await form.getByRole('button', { name: 'Add a person' }).click();
    const sheet = desk.getByRole('dialog', { name: 'Sign-in link for Nina Vega' });
    await expect(sheet.getByRole('img', { name: 'Code with the sign-in link' })).toBeVisible();
    link = (await sheet.getByRole('code').textContent()).trim();
    await desk.keyboard.press('Escape');
    await expect(row).toBeVisible();
    expect(await stored()).toMatchObject({ name: 'Nina Vega', role: 'crew', disabled: false });
  });

  const phone = await open({ size: phoneSize });
  await test.step('the link signs the phone in, without a password', async () => {
    const { pathname, search, hash } = new URL(link);
    await phone.goto(pathname + search + hash);
    await phone.getByRole('button', { name: 'Sign in on this device' }).click();
    await phone.waitForURL('**/capture/**');
  });

  await test.step('a role is asked for before it is given', async () => {
    await desk.getByRole('searchbox').fill('nina');
    await expect(desk.getByRole('row')).toHaveCount(2); // with the headings
    await row.getByRole('combobox', { name: 'Role of Nina Vega' }).selectOption('reviewer');
    await desk.getByRole('button', { name: 'Cancel' }).click();
    expect(await stored()).toMatchObject({ role: 'crew' });
    await row.getByRole('combobox', { name: 'Role of Nina Vega' }).selectOption('reviewer');
    await desk.getByRole('button', { name: 'Make Reviewer' }).click();
    await expect.poll(async () => (await stored()).role).toBe('reviewer');
  });

  await test.step('who is disabled is out at once, and in again when enabled', async () => {
    const here = async () =>
      phone.evaluate(async () => (await fetch('/api/auth/me')).status);
    expect(await here()).toBe(200);
    await row.getByRole('button', { name: 'Disable Nina Vega' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await expect(row.getByRole('cell', { name: 'Disabled', exact: true })).toBeVisible();
    expect(await here()).toBe(401);
    await row.getByRole('button', { name: 'Enable Nina Vega' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: 'Enable' }).click();
    await expect.poll(async () => (await stored()).disabled).toBe(false);
  });
});

// All that is due in the section, but for the first two photos, is closed as not applicable.
async function closeAllButTwo(site, section) {
  const [crew] = site.crews;
  const [first] = site.checkpoints;
  for (const checkpoint of site.checkpoints) {
    for (let index = 1; index <= 4; ++index) {
      if (checkpoint.id === first.id && index <= 2) continue;
      const asked = await crew.client.post(`/api/sections/${section.id}/not-applicable`, { checkpoint_id: checkpoint.id, index, reason: 'No such work here' });
      const { id, version } = asked.json;
      const decided = await site.admin.post(`/api/not-applicable/${id}/decide`, { decision: 'approved', seen_version: version });
      expect([asked.status, decided.status]).toEqual([201, 200]);
    }
  }
}

test('an admin follows the numbers of the dashboard to their photos, and signs a section off', async ({ site, open }) => {
  const [section] = site.sections;
  const [first] = site.checkpoints;
  const [crew] = site.crews;
  await closeAllButTwo(site, section);
  const one = await takePhoto(crew.client, section, first, 1, 'IMG_1054.JPG');
  const two = await takePhoto(crew.client, section, first, 2, 'IMG_20200608_111614.jpg');
  const approve = (id) => site.admin.post('/api/decisions', { photo_ids: [id], decision: 'approved' });
  expect((await approve(one)).status).toBe(200);

  const desk = await open({ person: site.adminPerson, size: laptopSize });
  const main = desk.getByRole('main');
  const photosShown = () => expect(desk.getByRole('heading', { name: 'Photos' })).toBeVisible();
  const numbers = async () => {
    const { parts } = (await site.admin.get(`/api/dashboard?project_id=${site.project.id}&route_id=${section.route_id}`)).json;
    return parts.find(({ id }) => id === section.id);
  };

  await test.step('a number of the project leads to exactly its photos', async () => {
    await desk.goto('/dashboard');
    await expect(main.getByText(/^Completion by/).first()).toBeVisible();
    await main.getByRole('link', { name: /^R1: 2 Taken/ }).click();
    await photosShown();
    await expect(main.locator('a[href^="/photos/"]')).toHaveCount(2);
    await desk.goBack();
    await main.getByRole('link', { name: /^R1: 1 Pending/ }).click();
    await photosShown();
    await expect(main.locator('a[href^="/photos/"]')).toHaveCount(1);
    await expect(main.locator(`a[href^="/photos/${two}"]`)).toBeVisible();
    await desk.goBack();
  });

  await test.step('project, route, section: each one tap deeper', async () => {
    await main.getByRole('link', { name: /^R1 Bridge Street/ }).click();
    await main.getByRole('link', { name: new RegExp(`^${section.code} ${section.name}`) }).click();
    await expect(desk.getByRole('heading', { name: `${section.code} ${section.name}` })).toBeVisible();
    await expect(main.getByText('Completion by checkpoint')).toBeVisible();
  });

  await test.step('what is not approved yet keeps the section open, and is one tap away', async () => {
    await expect(main.getByText('1 photo due is not approved yet.')).toBeVisible();
    await expect(main.getByRole('button', { name: 'Accept section' })).toHaveCount(0);
    await main.getByRole('link', { name: '1 waits for review' }).click();
    await photosShown();
    await expect(main.locator(`a[href^="/photos/${two}"]`)).toBeVisible();
    expect((await approve(two)).status).toBe(200);
    await desk.goBack();
    await desk.getByRole('button', { name: 'Refresh' }).click();
  });

  await test.step('it is accepted by name, and reopened with words', async () => {
    await main.getByLabel('Comment').fill('Walked it with the client');
    await main.getByRole('button', { name: 'Accept section' }).click();
    await expect(main.getByText('Accepted by Asta')).toBeVisible();
    expect(await numbers()).toMatchObject({ accepted: 1, accepted_by_name: 'Asta', progress: { due: 12, approved: 2, not_applicable: 10 } });
    await main.getByRole('button', { name: 'Reopen section…' }).click();
    await main.getByLabel('Why look again?').fill('The bridge was rebuilt');
    await main.getByRole('button', { name: 'Reopen section', exact: true }).click();
    await expect(main.getByRole('button', { name: 'Accept section' })).toBeVisible();
    expect(await numbers()).toMatchObject({ accepted: 0 });
  });
});
