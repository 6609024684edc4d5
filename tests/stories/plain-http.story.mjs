// Over plain http on a real name a browser gives no camera, no position and no crypto.subtle: the
// capture screen says so, and a picked file goes the same way.
import { join } from 'node:path';
import { root } from '../live/server.mjs';
import { allSafe, openSection, use } from './crew.mjs';
import { expect, phoneSize, test } from './site.mjs';

const photo = join(root, 'build', 'fixtures', 'photos', 'IMG_20200608_111614.jpg');

test.use({ secure: false });

test('without https the capture screen says why there is no camera, and a picked photo arrives', async ({ site, open }) => {
  const phone = await open({ person: site.crews[0], size: phoneSize });
  expect(await phone.evaluate(() => [isSecureContext, 'mediaDevices' in navigator, crypto.subtle === undefined])).toEqual([false, false, true]);

  await openSection(phone, site.sections[0]);
  await phone.getByRole('link', { name: /^CP-1 / }).first().click();
  await expect(phone.getByRole('heading', { name: 'No camera over plain http' })).toBeVisible();
  await expect(phone.getByText(/only over https/)).toBeVisible();

  await phone.getByLabel('Pick from the gallery').setInputFiles(photo);
  await expect(phone.getByAltText('The photo you just took')).toBeVisible();
  await use(phone);
  await allSafe(phone);

  const [row] = await site.admin.all(`/api/photos?project_id=${site.project.id}`);
  expect(row.flags).toContain('from-file');
  const read = async () => (await site.admin.get(`/api/photos/${row.id}`)).json;
  await expect.poll(async () => (await read()).develop, { timeout: 30_000 }).toBe('done');
  const facts = await read();
  expect(facts).toMatchObject({ source: 'file', size_bytes: 4857710, status: 'pending' });
  expect(facts.claims.model).toBe('Mi A3');
});
