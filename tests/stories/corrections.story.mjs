// Mistakes mend in two taps: the taker replaces, withdraws or moves his own photo, the reviewer
// undoes a decision, moves a photo, reopens one; a slot that needs no photo is closed with a reason; and
// what was stays in the history.
import { allSafe, openCamera, openSection, shoot, use } from './crew.mjs';
import { expect, laptopSize, phoneSize, test } from './site.mjs';

const slotAddress = (section, { checkpoint_id, stage, index }) =>
  `/capture/section/${section.id}/slot/${checkpoint_id}/${stage}/${index}`;
const cameraAddress = (section, { checkpoint_id, stage, index }) =>
  `/capture/section/${section.id}/camera/${checkpoint_id}/${stage}/${index}`;

// What the server knows, as the admin sees it.
function knowledge(site, section) {
  const photo = async (id) => (await site.admin.get(`/api/photos/${id}`)).json;
  const kinds = async (id) => (await site.admin.get(`/api/photos/${id}/history`)).json.items.map(({ kind }) => kind);
  const photos = () => site.admin.all(`/api/photos?project_id=${site.project.id}`);
  const counts = async () => {
    const { items } = (await site.admin.get(`/api/sections/counts?project_id=${site.project.id}`)).json;
    return items.find(({ section_id }) => section_id === section.id);
  };
  return { photo, kinds, photos, counts };
}

async function takeFirst(phone, section) {
  await openSection(phone, section);
  await openCamera(phone, /^CP-1 /);
  await shoot(phone);
  await use(phone);
}

test('a crew member mends a photo of its own: again, taken back, put elsewhere, one more', async ({ site, open }) => {
  const [section] = site.sections;
  const { photo, kinds, photos, counts } = knowledge(site, section);
  const phone = await open({ person: site.crews[0], size: phoneSize });
  const undo = phone.getByRole('button', { name: 'Undo' });
  const newest = async () => (await photos()).find((each) => each.newest);

  await test.step('the last shot is one tap from being taken again', async () => {
    await takeFirst(phone, section);
    await phone.getByRole('link', { name: /^Redo last/ }).click();
    await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled();
    await shoot(phone);
    await use(phone);
    await allSafe(phone);
    await expect.poll(async () => (await newest())?.attempt).toBe(2);
    expect(await counts()).toMatchObject({ taken: 1, pending: 1, extras: 0 });
  });

  const redone = await newest();
  const slot = { checkpoint_id: redone.checkpoint_id, stage: redone.stage, index: redone.index };

  await test.step('a photo that waits is retaken from its own screen', async () => {
    await phone.goto(slotAddress(section, slot));
    await phone.getByRole('link', { name: 'Retake it' }).click();
    await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled();
    await shoot(phone);
    await use(phone);
    await allSafe(phone);
    await expect.poll(async () => (await newest())?.attempt).toBe(3);
    expect(await counts()).toMatchObject({ taken: 1, pending: 1, extras: 0 });
  });

  const third = await newest();

  await test.step('it is withdrawn, and Undo brings it back', async () => {
    await phone.goto(slotAddress(section, slot));
    await phone.getByRole('button', { name: 'Withdraw' }).click();
    await expect(phone.getByText('Withdrawn', { exact: true })).toBeVisible();
    await expect.poll(async () => (await photo(third.id)).withdrawn_at_ms).not.toBeNull();
    expect(await photo(redone.id)).toMatchObject({ newest: true, status: 'pending' });
    await undo.click();
    await expect.poll(async () => (await photo(third.id)).withdrawn_at_ms).toBeNull();
    await expect(undo).toBeHidden();
    expect(await photo(third.id)).toMatchObject({ newest: true, attempt: 3 });
    expect(await kinds(third.id)).toEqual(expect.arrayContaining(['photo.withdrawn', 'photo.restored']));
    expect(await kinds(redone.id)).toContain('photo.newest_again');
  });

  await test.step('it goes to the slot it belongs to, and Undo moves it back', async () => {
    await phone.goto(slotAddress(section, slot));
    await phone.getByRole('link', { name: 'Wrong slot' }).click();
    await expect(phone.getByRole('heading', { name: 'Where does it belong?' })).toBeVisible();
    await phone.getByRole('button', { name: /^CP-2 / }).first().click();
    await expect(phone.getByText(/^Moved to CP-2/)).toBeVisible();
    expect(await photo(third.id)).toMatchObject({ checkpoint_code: 'CP-2', newest: true, attempt: 1 });
    expect(await counts()).toMatchObject({ taken: 2, pending: 2 });
    await undo.click();
    await expect.poll(async () => (await photo(third.id)).checkpoint_code).toBe('CP-1');
    expect(await counts()).toMatchObject({ taken: 1, pending: 1, extras: 0 });
  });

  await test.step('one more of the same is an extra', async () => {
    await phone.goto(slotAddress(section, slot));
    await phone.getByRole('link', { name: 'Take one more' }).click();
    await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled();
    await shoot(phone);
    await use(phone);
    await allSafe(phone);
    await expect.poll(async () => (await counts()).extras).toBe(1);
    expect(await counts()).toMatchObject({ taken: 1, pending: 1 });
  });

  await test.step('what is withdrawn for good says so wherever it is listed', async () => {
    await phone.goto(slotAddress(section, slot));
    await phone.getByRole('button', { name: 'Withdraw' }).click();
    await expect(phone.getByText('Withdrawn', { exact: true })).toBeVisible();
    const desk = await open({ person: site.reviewer, size: laptopSize });
    await desk.goto(`/photos/${third.id}`);
    await expect(desk.getByRole('main').getByText('Withdrawn', { exact: true }).first()).toBeVisible();
    await expect(desk.getByText('Crew 1 withdrew it').first()).toBeVisible();
    await expect(desk.getByText('Crew 1 restored it')).toBeVisible();
    await expect(desk.getByText('Crew 1 moved it').first()).toBeVisible();
  });
});

test('a reviewer undoes a decision, moves a photo and reopens one', async ({ site, open }) => {
  const [section, other] = site.sections;
  const { photo, kinds, photos, counts } = knowledge(site, section);
  const phone = await open({ person: site.crews[0], size: phoneSize });
  await takeFirst(phone, section);
  await allSafe(phone);
  await expect.poll(async () => (await photos()).length).toBe(1);
  const [{ id, ...slot }] = await photos();
  const desk = await open({ person: site.reviewer, size: laptopSize });
  const status = async () => (await photo(id)).status;

  await test.step('a decision by mistake is undone with one key', async () => {
    await desk.goto('/review');
    await expect(desk.getByRole('button', { name: /^Approve/ })).toBeVisible();
    await desk.keyboard.press('a');
    await expect(desk.getByRole('button', { name: /^Undo/ })).toBeVisible();
    await expect.poll(status).toBe('approved');
    await desk.keyboard.press('z');
    await expect.poll(status).toBe('pending');
    await expect(desk.getByRole('button', { name: /^Approve/ })).toBeVisible();
    expect(await counts()).toMatchObject({ pending: 1, approved: 0 });
  });

  await test.step('it moves to another section from the queue, and back', async () => {
    await desk.getByRole('button', { name: /^Move…/ }).click();
    const panel = desk.getByRole('group', { name: 'Move to which photo due?' });
    await panel.getByRole('searchbox', { name: 'Find a section' }).fill(other.code);
    await panel.getByRole('button', { name: new RegExp(`^${other.code} `) }).click();
    await expect(panel.getByRole('button', { name: /^no\. 1 · free/ })).toBeVisible();
    await panel.getByRole('button', { name: /^no\. 2 · free/ }).click();
    await panel.getByRole('button', { name: /^Move/ }).click();
    await expect(desk.getByText(`Moved to ${other.code} · CP-1`)).toBeVisible();
    expect(await photo(id)).toMatchObject({ section_id: other.id, index: 2, status: 'pending' });
    expect(await counts()).toMatchObject({ taken: 0, pending: 0 });
    await desk.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(async () => (await photo(id)).section_id).toBe(section.id);
    expect(await photo(id)).toMatchObject({ index: slot.index, checkpoint_id: slot.checkpoint_id });
  });

  await test.step('a decided photo is reopened from its page, with words', async () => {
    await desk.goto('/review');
    await expect(desk.getByRole('button', { name: /^Approve/ })).toBeVisible();
    await desk.keyboard.press('a');
    await expect.poll(status).toBe('approved');
    await desk.goto(`/photos/${id}`);
    await desk.getByRole('button', { name: /^Reopen…/ }).click();
    const panel = desk.getByRole('group', { name: 'Reopen: why look again?' });
    await panel.getByRole('button', { name: /The drawing changed/ }).click();
    await panel.getByRole('button', { name: /^Reopen/ }).click();
    await expect.poll(status).toBe('pending');
    await expect(desk.getByText('Rita reopened it').first()).toBeVisible();
    await expect(desk.getByText('The drawing changed', { exact: true })).toBeVisible();
    await expect(desk.getByText(new RegExp(`From ${section.code} · CP-1 no\\. 1 to ${other.code} · CP-1 no\\. 2`))).toBeVisible();
    await expect(desk.getByText('Rita moved it')).toHaveCount(2);
  });

  await test.step('a photo added to an approved slot is an extra and changes no count', async () => {
    await desk.goto('/review');
    await expect(desk.getByRole('button', { name: /^Approve/ })).toBeVisible();
    await desk.keyboard.press('a');
    await expect.poll(status).toBe('approved');
    await phone.goto(cameraAddress(section, slot));
    await expect(phone.getByRole('button', { name: 'Take photo' })).toBeEnabled();
    await shoot(phone);
    await use(phone);
    await allSafe(phone);
    await expect.poll(async () => (await counts()).extras).toBe(1);
    expect(await counts()).toMatchObject({ taken: 1, approved: 1, pending: 0 });
  });

  await test.step('all of it stands in the history', async () => {
    const told = await kinds(id);
    const count = (kind) => told.filter((each) => each === kind).length;
    expect([count('photo.approved'), count('photo.reopened'), count('photo.moved')]).toEqual([3, 2, 2]);
  });
});

test('a crew member says that no photo is needed, and the reviewer agrees, takes it back, refuses', async ({ site, open }) => {
  const [section] = site.sections;
  const { counts } = knowledge(site, section);
  const phone = await open({ person: site.crews[0], size: phoneSize });
  const undo = phone.getByRole('button', { name: 'Undo' });
  const waiver = async () =>
    (await site.admin.get(`/api/not-applicable?project_id=${site.project.id}&status=pending`)).json.items.length;

  await test.step('it is asked for in three taps, taken back with the next, and asked for again', async () => {
    await openSection(phone, section);
    const ask = async () => {
      await phone.getByRole('link', { name: /^More on CP-1 / }).first().click();
      await phone.getByRole('button', { name: /^Not applicable/ }).click();
      await phone.getByRole('button', { name: 'No such work here' }).click();
      await phone.getByRole('button', { name: 'Ask the office' }).click();
      await expect(phone.getByText('Asked. It waits for the office')).toBeVisible();
    };
    await ask();
    await expect.poll(waiver).toBe(1);
    await undo.click();
    await expect.poll(waiver).toBe(0);
    await expect(undo).toBeHidden();
    await ask();
    await expect.poll(waiver).toBe(1);
    expect(await counts()).toMatchObject({ taken: 0, not_applicable: 0 });
  });

  const desk = await open({ person: site.reviewer, size: laptopSize });
  const agree = desk.getByRole('button', { name: /^Agree: CP-1/ });

  await test.step('the reviewer agrees with one key, takes it back with the next, and agrees again', async () => {
    await desk.goto('/review?view=grid');
    await desk.getByRole('link', { name: '1 not applicable?' }).click();
    await expect(desk.getByText('“No such work here”')).toBeVisible();
    await desk.keyboard.press('a');
    await expect(desk.getByText('Closed as not applicable')).toBeVisible();
    await expect(agree).toBeHidden();
    await expect.poll(async () => (await counts()).not_applicable).toBe(1);
    await desk.keyboard.press('z');
    await expect(agree).toBeVisible();
    await expect.poll(async () => (await counts()).not_applicable).toBe(0);
    await desk.keyboard.press('a');
    await expect.poll(async () => (await counts()).not_applicable).toBe(1);
    await expect(desk.getByText('Nothing was asked')).toBeVisible();
  });

  await test.step('the crew sees it counted apart, and is not asked for that photo any more', async () => {
    await phone.reload();
    await expect(phone.getByText('Approved · 0 · 1 not applicable')).toBeVisible();
    await expect(phone.getByText('Due · 11')).toBeVisible();
  });

  await test.step('another one is refused with words, which the crew reads', async () => {
    await phone.getByRole('link', { name: /^More on CP-2 / }).first().click();
    await phone.getByRole('button', { name: /^Not applicable/ }).click();
    await phone.getByRole('button', { name: 'Cannot be reached' }).click();
    await phone.getByRole('button', { name: 'Ask the office' }).click();
    await expect(phone.getByText('Asked. It waits for the office')).toBeVisible();
    await desk.reload();
    await expect(desk.getByText('“Cannot be reached”')).toBeVisible();
    await desk.keyboard.press('r');
    await expect(desk.getByText('Refuse: why is it needed?')).toBeVisible();
    await desk.keyboard.press('1');
    await desk.keyboard.press('Enter');
    await expect(desk.getByText('Refused. The photo is due again')).toBeVisible();
    await phone.reload();
    await expect(phone.getByText('Needed all the same').first()).toBeVisible();
    await phone.getByRole('link', { name: /^More on CP-2 / }).first().click();
    await expect(phone.getByText('Needed all the same: It is on the drawing')).toBeVisible();
    expect(await counts()).toMatchObject({ not_applicable: 1, taken: 0 });
  });
});
