// What a crew's hand does on the phone. tests/shift has these hands too, without the runner's settings.
import { expect as plain } from '@playwright/test';

const expect = plain.configure({ timeout: 30_000 });

export async function openSection(page, section) {
  await page.getByRole('link', { name: new RegExp(`${section.code} ${section.name}`) }).first().click();
  await expect(page.getByRole('heading', { name: new RegExp(section.code) })).toBeVisible();
}

// The camera for what is due next, or for the slot that is named.
export async function openCamera(page, name) {
  await page.getByRole('link', { name }).first().click();
  await expect(page.getByRole('button', { name: 'Take photo' })).toBeEnabled();
}

// Takes the photo, and leaves it at "use or retake".
export async function shoot(page) {
  await page.waitForTimeout(500); // the fake camera's first frames are black
  await page.getByRole('button', { name: 'Take photo' }).click();
  await expect(page.getByAltText('The photo you just took')).toBeVisible();
}

export async function use(page) {
  await page.getByRole('button', { name: /^Use/ }).click();
  await expect(page.getByAltText('The photo you just took')).toBeHidden();
}

// After a first shot the camera stays for what is due next; after an answer the list comes back by
// itself, maybe just now.
export async function openOutbox(page) {
  const back = page.getByRole('link', { name: 'Back to the list' });
  const outbox = page.getByRole('navigation', { name: 'Crew' }).getByRole('link', { name: /Outbox/ });
  await expect(async () => {
    if (await back.isVisible()) await back.click({ timeout: 2_000 });
    await outbox.click({ timeout: 2_000 });
  }).toPass();
}

export async function allSafe(page) {
  await openOutbox(page);
  await expect(page.getByText('All photos are safe on the server')).toBeVisible({ timeout: 45_000 });
}

export async function backToList(page) {
  await page.getByRole('link', { name: 'Back to the list' }).click();
}
