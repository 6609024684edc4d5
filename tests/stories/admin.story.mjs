// An admin at the desk needs no manual: a person is added, let in by a link, given a role, put out
// and let in again.
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
