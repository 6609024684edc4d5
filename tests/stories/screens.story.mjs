// Every screen and state on a phone and a laptop, in light and dark: axe finds nothing, nothing is
// wider than the screen, and a picture of each goes to build/screens for eyes.
import { AxeBuilder } from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../live/server.mjs';
import { populate } from '../live/populate.mjs';
import { adminScreens, crewScreens, officeScreens, signedOut } from './screens.mjs';
import { expect, laptopSize, phoneSize, signIn, test } from './site.mjs';
import { deskStates, handStates, narrowStates, prepareStates } from './states.mjs';

const folder = join(root, 'build', 'screens');
// SCREENS=refused looks only at what has this in its name.
const only = new RegExp(process.env.SCREENS ?? '');
const sizes = { phone: phoneSize, laptop: laptopSize };

async function picture(page, name, label) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))));
  await page.screenshot({ path: join(folder, `${name}-${label}.png`) });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const said = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
  expect.soft(said, `axe on ${name} ${label}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overflow, `${name} ${label} is wider than the screen`).toBeLessThanOrEqual(0);
}

async function look(page, screen, label) {
  await test.step(`${screen.name} ${label}`, async () => {
    await screen.first?.(page);
    await page.goto(typeof screen.path === 'function' ? screen.path() : screen.path);
    const { role, name, text } = screen.ready;
    const sign = role ? page.getByRole(role, { name }) : page.getByText(text);
    await expect(sign.first()).toBeVisible();
    await screen.then?.(page);
    await picture(page, screen.name, label);
    await screen.after?.(page);
  });
}

async function lookAtAll(page, screens, label) {
  for (const screen of screens.filter(({ name }) => only.test(name))) await look(page, screen, label);
}

// Each state in a browser of its own, for what is refused or cut off stays so.
async function lookAtStates(openAs, states, label) {
  for (const { who, options, ...screen } of states.filter(({ name }) => only.test(name))) {
    const page = await openAs(who, options);
    await look(page, screen, label);
    await page.context().close();
  }
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
      test.setTimeout(900_000);
      mkdirSync(folder, { recursive: true });
      const known = { ...(await populate(site)), ...(await prepareStates(site)) };
      await leadTheCrew(site);
      const label = `${size}-${theme}`;
      const signedIn = new Map();
      const openAs = async (person, options = {}) => {
        const storageState = signedIn.get(person); // a sign-in each would be most of the time
        const page = await open({ size: viewport, colorScheme: theme, reducedMotion: 'reduce', ...options, storageState });
        await page.addInitScript((chosen) => localStorage.setItem('asbuilt.theme', chosen), theme);
        if (!person || storageState) return page;
        await signIn(page, person);
        signedIn.set(person, await page.context().storageState());
        return page;
      };
      await lookAtAll(await openAs(null), signedOut, label);
      await lookAtAll(await openAs(site.crews[0]), crewScreens(known), label);
      await lookAtAll(await openAs(site.reviewer), officeScreens(known), label);
      await lookAtAll(await openAs(site.adminPerson), adminScreens(known), label);
      await lookAtStates(openAs, size === 'phone' ? handStates(site, known) : deskStates(site, known), label);
      if (size === 'phone' && theme === 'light') await lookAtStates(openAs, narrowStates(site, known), 'narrow');
    });
  }
}
