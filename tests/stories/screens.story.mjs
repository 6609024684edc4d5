// Every screen on a phone and a laptop, in light and dark: axe finds nothing, and a picture of each
// goes to build/screens for eyes.
import { AxeBuilder } from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../live/server.mjs';
import { populate } from '../live/populate.mjs';
import { openCamera, shoot } from './crew.mjs';
import { expect, laptopSize, phoneSize, signIn, test } from './site.mjs';

const folder = join(root, 'build', 'screens');
const sizes = { phone: phoneSize, laptop: laptopSize };

// {name, path, ready: text or role that shows the screen is there, then: what to do before looking}
const signedOut = [{ name: 'sign-in', path: '/sign-in', ready: { role: 'button', name: 'Sign in' } }];

const crewScreens = ({ section, back }) => [
  { name: 'capture-find', path: '/capture/find', ready: { role: 'heading', name: 'Where do you work?' } },
  { name: 'capture-due', path: `/capture/section/${section.id}`, ready: { text: 'Came back' } },
  { name: 'capture-slot', path: `/capture/section/${section.id}/slot/${back}`, ready: { role: 'link', name: 'Retake' } },
  { name: 'capture-camera', path: `/capture/section/${section.id}`, ready: { text: /Due ·/ }, then: (page) => openCamera(page, /^CP-3 /) },
  {
    name: 'capture-answer',
    path: `/capture/section/${section.id}`,
    ready: { text: /Due ·/ },
    then: async (page) => {
      await page.getByRole('link', { name: 'Retake', exact: true }).first().click();
      await shoot(page);
    },
  },
  { name: 'capture-outbox', path: '/capture/outbox', ready: { role: 'heading', name: 'Outbox' } },
  { name: 'capture-crew', path: '/capture/crew', ready: { text: /still on the phone at/ } },
  { name: 'capture-me', path: '/capture/me', ready: { role: 'heading', name: 'Me' } },
];

const officeScreens = ({ photo, answered }) => [
  { name: 'review', path: '/review', ready: { role: 'button', name: /Approve/ } },
  { name: 'review-reason', path: '/review', ready: { role: 'button', name: /Approve/ }, then: (page) => page.keyboard.press('r') },
  {
    name: 'review-compare',
    path: `/review?photo=${answered}`,
    ready: { role: 'button', name: /Compare/ },
    then: async (page) => {
      await expect(page.getByText('Attempt 2').first()).toBeVisible();
      await page.keyboard.press('c');
      await expect(page.getByRole('region', { name: 'Compare' })).toBeVisible();
    },
  },
  { name: 'review-grid', path: '/review?view=grid', ready: { role: 'heading', name: 'Review' } },
  { name: 'review-keys', path: '/review', ready: { role: 'button', name: /Approve/ }, then: (page) => page.keyboard.press('?') },
  { name: 'review-not-applicable', path: '/review?view=not-applicable', ready: { role: 'heading', name: 'Not applicable?' } },
  { name: 'dashboard', path: '/dashboard', ready: { text: /^Completion by/ } },
  { name: 'photos', path: '/photos', ready: { role: 'heading', name: 'Photos' } },
  { name: 'photo', path: `/photos/${photo}`, ready: { text: 'SHA-256' } },
  { name: 'account', path: '/account', ready: { role: 'heading', name: 'Your account' } },
];

const adminScreens = ({ section }) => [
  { name: 'set-up', path: '/set-up', ready: { role: 'heading', name: 'Set-up' } },
  { name: 'set-up-project', path: `/set-up/projects/${section.project_id}`, ready: { role: 'heading', name: 'Names and rules' } },
  { name: 'set-up-checklist', path: '/set-up/checklist', ready: { role: 'region', name: 'Work types' } },
  { name: 'set-up-access', path: '/set-up/access', ready: { role: 'columnheader', name: 'Whole project' } },
  { name: 'set-up-settings', path: '/set-up/settings', ready: { text: 'APP_ENV' } },
  { name: 'set-up-audit', path: '/set-up/audit', ready: { role: 'columnheader', name: 'What happened' } },
  { name: 'set-up-projects', path: '/set-up/projects', ready: { role: 'heading' } },
  { name: 'set-up-import', path: '/set-up/import', ready: { role: 'heading' } },
  { name: 'set-up-people', path: '/set-up/people', ready: { role: 'heading' } },
];

async function look(page, screen, label) {
  await test.step(`${screen.name} ${label}`, async () => {
    await page.goto(screen.path);
    const { role, name, text } = screen.ready;
    const sign = role ? page.getByRole(role, { name }) : page.getByText(text);
    await expect(sign.first()).toBeVisible();
    await screen.then?.(page);
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))));
    await page.screenshot({ path: join(folder, `${screen.name}-${label}.png`) });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const said = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
    expect.soft(said, `axe on ${screen.name} ${label}`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(overflow, `${screen.name} ${label} is wider than the screen`).toBeLessThanOrEqual(0);
  });
}

async function lookAtAll(page, screens, label) {
  for (const screen of screens) await look(page, screen, label);
}

// The first of the crew leads it; a mate's phone keeps two photos.
async function leadTheCrew({ admin, crews: [lead, mate] }) {
  const json = { 'content-type': 'application/json' };
  await admin.send('PATCH', `/api/users/${lead.id}`, JSON.stringify({ crew_lead: true }), json);
  const word = { owner_id: mate.id, device: 'a-mates-phone', waiting: 1, failed: 1, oldest_at_ms: Date.now() };
  await mate.client.send('PUT', '/api/outbox', JSON.stringify(word), json);
}

for (const [size, viewport] of Object.entries(sizes)) {
  for (const theme of ['light', 'dark']) {
    test(`axe finds nothing on any screen of a ${size} in ${theme}`, async ({ site, open }) => {
      test.setTimeout(480_000);
      mkdirSync(folder, { recursive: true });
      const known = await populate(site);
      await leadTheCrew(site);
      const label = `${size}-${theme}`;
      const openAs = async (person) => {
        const page = await open({ size: viewport, colorScheme: theme, reducedMotion: 'reduce' });
        await page.addInitScript((chosen) => localStorage.setItem('asbuilt.theme', chosen), theme);
        if (!person) return page;
        await signIn(page, person);
        return page;
      };
      await lookAtAll(await openAs(null), signedOut, label);
      await lookAtAll(await openAs(site.crews[0]), crewScreens(known), label);
      await lookAtAll(await openAs(site.reviewer), officeScreens(known), label);
      await lookAtAll(await openAs(site.adminPerson), adminScreens(known), label);
    });
  }
}
