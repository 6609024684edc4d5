// The product in one story: a photo goes out, comes back, is answered, and is approved.
import { allSafe, openCamera, openSection, shoot, use } from './crew.mjs';
import { expect, laptopSize, phoneSize, test } from './site.mjs';

test('a crew captures, the reviewer sends it back, the crew answers, the reviewer approves', async ({ site, open }) => {
  const [section] = site.sections;
  const [crew] = site.crews;
  const phone = await open({ person: crew, size: phoneSize });
  const desk = await open({ person: site.reviewer, size: laptopSize });

  await test.step('the crew takes the photo that is due', async () => {
    await openSection(phone, section);
    await openCamera(phone, /^CP-1 /);
    await shoot(phone);
    await use(phone);
    await allSafe(phone);
  });

  const [first] = await site.admin.all(`/api/photos?project_id=${site.project.id}`);
  expect(first).toMatchObject({ status: 'pending', attempt: 1, owner_id: (await crew.client.get('/api/auth/me')).json.id });
  const facts = (await site.admin.get(`/api/photos/${first.id}`)).json;
  expect(facts.source).toBe('camera'); // the sensor's own picture, not a canvas
  expect(facts.lat).toBeCloseTo(51.50072, 4);
  expect(facts.accuracy_m).toBe(4);
  expect(first.flags).toEqual([]);

  await test.step('the reviewer sends it back with words, by keys', async () => {
    await desk.goto('/review');
    await expect(desk.getByRole('button', { name: /Approve/ })).toBeVisible();
    await desk.keyboard.press('r');
    await expect(desk.getByRole('heading', { name: 'Retake: what should change?' })).toBeVisible();
    await desk.keyboard.press('2');
    await desk.getByLabel(/In your words/).fill('Move one metre to the left');
    await desk.getByRole('button', { name: /^Retake/ }).last().click();
    await expect.poll(async () => (await site.admin.get(`/api/photos/${first.id}`)).json.status).toBe('retake');
  });

  await test.step('it stands on top of the crew’s list, with the reviewer’s words', async () => {
    await phone.goto(`/capture/section/${section.id}`);
    await expect(phone.getByText('Came back').first()).toBeVisible();
    await expect(phone.getByText(/Move one metre to the left/)).toBeVisible();
    const top = phone.getByRole('main').getByRole('link').first();
    await expect(top).toContainText('Came back');
  });

  await test.step('the crew answers with a new attempt', async () => {
    await phone.getByRole('link', { name: 'Retake', exact: true }).click();
    await expect(phone.getByText('Move one metre to the left')).toBeVisible();
    await shoot(phone);
    await phone.getByRole('button', { name: 'Done as asked' }).click();
    await use(phone);
    await allSafe(phone);
  });

  const second = (await site.admin.all(`/api/photos?project_id=${site.project.id}`)).find(({ attempt }) => attempt === 2);
  expect(second).toMatchObject({ status: 'pending', newest: true });

  await test.step('the reviewer compares both and approves', async () => {
    await desk.goto('/review');
    await expect(desk.getByRole('button', { name: /Compare/ })).toBeEnabled();
    await desk.keyboard.press('c');
    const pair = desk.getByRole('region', { name: 'Compare' });
    await expect(pair.getByText('Attempt 1')).toBeVisible();
    await expect(pair.getByText('Attempt 2')).toBeVisible();
    await desk.keyboard.press('a');
    await expect.poll(async () => (await site.admin.get(`/api/photos/${second.id}`)).json.status).toBe('approved');
  });

  await test.step('the crew sees it approved', async () => {
    await phone.goto(`/capture/section/${section.id}`);
    await expect(phone.getByText('Approved · 1', { exact: true })).toBeVisible();
    await expect(phone.getByText('Came back')).toHaveCount(0);
  });

  await test.step('the history is complete and the counters are right', async () => {
    const kinds = async (id) => (await site.admin.get(`/api/photos/${id}/history`)).json.items.map(({ kind }) => kind);
    const [of_first, of_second] = [await kinds(first.id), await kinds(second.id)];
    expect(of_first.some((kind) => /received/.test(kind))).toBe(true);
    expect(of_first.some((kind) => /retake/.test(kind))).toBe(true);
    expect(of_second.some((kind) => /received/.test(kind))).toBe(true);
    expect(of_second.some((kind) => /approved/.test(kind))).toBe(true);
    const all = (await site.admin.get(`/api/sections/counts?project_id=${site.project.id}`)).json.items;
    const counts = all.find(({ section_id }) => section_id === section.id);
    expect(counts).toMatchObject({ taken: 1, pending: 0, approved: 1, retake: 0, nonconforming: 0, extras: 0 });
    const summary = (await site.admin.get(`/api/review/summary?project_id=${site.project.id}`)).json;
    expect(summary).toMatchObject({ pending: 0, approved: 1, retake: 0, nonconforming: 0 });
  });
});
