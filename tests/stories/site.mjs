// What every story starts from: a server of its own with people and a catalogue, over https or
// plain http, and browsers in the hands of its people.
import { test as base } from '@playwright/test';
import { startTap } from '../live/tap.mjs';
import { publicKeyHash, freePort, startTls } from '../live/tls.mjs';
import { openWorld } from '../live/world.mjs';
import { camera, hostName, tls } from './prepare.mjs';

export { chromium, expect } from '@playwright/test';

const browserArgs = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${camera}`,
  `--host-resolver-rules=MAP ${hostName} 127.0.0.1`,
];

// On the demo line, five metres beside it.
export const position = { latitude: 51.50072, longitude: -0.1260, accuracy: 4 };
export const phoneSize = { width: 390, height: 844 };
export const laptopSize = { width: 1440, height: 900 };

// How Chromium starts, and what a person's own browser is; also without Playwright's runner.
export function launchOptions() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const trust = `--ignore-certificate-errors-spki-list=${publicKeyHash(tls)}`;
  return { executablePath, args: [...browserArgs, trust] };
}

export function contextOptions(url, size) {
  const hand = size.width < 640 ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {};
  return {
    baseURL: url,
    viewport: size,
    geolocation: position,
    permissions: url.startsWith('https') ? ['geolocation', 'camera'] : [],
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    ...hand,
  };
}

async function openSite(secure) {
  const port = await freePort();
  const env = secure ? { PUBLIC_URL: `https://${hostName}:${port}`, TRUST_PROXY: '1' } : {};
  const world = await openWorld(env);
  const tap = await startTap(world.installation.server.port);
  const proxy = secure ? await startTls({ tls, name: hostName, port, serverPort: tap.port }) : null;
  const url = secure ? env.PUBLIC_URL : `http://${hostName}:${tap.port}`;
  const close = async () => {
    await proxy?.stop();
    tap.stop();
    await world.close();
  };
  return { ...world, url, tap, close };
}

export const test = base.extend({
  secure: [true, { option: true }],
  launchOptions: [({}, use) => use(launchOptions()), { scope: 'worker' }],

  site: async ({ secure }, use) => {
    const site = await openSite(secure);
    await use(site);
    await site.close();
  },

  // open({person, size, …}) → a page of this person's own browser, signed in.
  open: async ({ browser, site }, use) => {
    const contexts = [];
    const open = async ({ person, size = laptopSize, ...options } = {}) => {
      const context = await browser.newContext({ ...contextOptions(site.url, size), ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => console.log(`page error: ${error.stack}`));
      page.on('response', async (response) => {
        const { pathname } = new URL(response.url());
        if (response.status() < 400 || pathname === '/api/auth/me') return; // me: 401 when signed out
        console.log(`${response.status()} ${response.url()} ${await response.text().catch(() => '')}`);
      });
      if (person) await signIn(page, person);
      return page;
    };
    await use(open);
    for (const context of contexts) await context.close();
  },
});

export async function signIn(page, { email, password }) {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}
