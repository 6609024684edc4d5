// What a manager hands over: the photos of a list, as files that hold without us.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { populate } from '../live/populate.mjs';
import { expect, test } from './site.mjs';

const run = (command, args, cwd) => execFileSync(command, args, { cwd, encoding: 'utf8' });

// → the folder with what the menu's entry gave, unpacked when it is a zip
async function take(page, entry, folder) {
  await page.getByRole('button', { name: 'Download' }).click();
  const began = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: entry }).click();
  const download = await began;
  const file = join(folder, download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

const csvRows = (text) => text.trim().split('\r\n').length - 1;

test('a reviewer takes along what the list shows: originals with their hashes, stamped pictures, the table', async ({ site, open }) => {
  await populate(site);
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-download-'));
  try {
    const page = await open({ person: site.reviewer });
    await page.goto(`/photos?project=${site.project.id}`);
    const tiles = page.getByRole('main').getByRole('link', { name: /CP-/ });
    await expect(tiles).toHaveCount(6);

    await test.step('all originals, which sha256sum finds whole', async () => {
      const zip = await take(page, /^Originals/, folder);
      const inside = join(folder, 'originals');
      run('unzip', ['-q', zip, '-d', inside]);
      const checked = run('sha256sum', ['-c', 'SHA256SUMS'], inside).trim().split('\n');
      expect(checked.filter((line) => line.endsWith(': OK')).length).toBe(checked.length);
      // Two attempts within one second are told apart by the end of their ids.
      expect(checked.filter((line) => /-[BDA]-\d+-\d{8}-\d{6}(-[0-9a-f]{12})?\.jpg: OK$/i.test(line)).length).toBe(6);
      expect(csvRows(readFileSync(join(inside, 'photos.csv'), 'utf8'))).toBe(6);
    });

    await test.step('of the approved ones the stamped picture, and the table', async () => {
      await page.getByRole('button', { name: 'Status: any' }).click();
      await page.getByRole('menuitem', { name: 'Approved' }).click();
      await expect(tiles).toHaveCount(1);
      const names = run('unzip', ['-Z1', await take(page, /^Stamped/, folder)]).trim().split('\n');
      expect(names.filter((name) => name.endsWith('.jpg')).length).toBe(1);
      expect(csvRows(readFileSync(await take(page, /^Table/, folder), 'utf8'))).toBe(1);
    });

    await test.step('who is crew sees the photos and is offered none to take', async () => {
      const other = await open({ person: site.crews[0] });
      await other.goto(`/photos?project=${site.project.id}`);
      await expect(other.getByRole('main').getByRole('link', { name: /CP-/ })).toHaveCount(6);
      await expect(other.getByRole('button', { name: 'Download' })).toHaveCount(0);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
