// The app under its own policy: nothing is refused, what the signed-in see stays out of the
// browser's cache, and asking again is answered 304 all the same.
import { takePhoto } from '../live/populate.mjs';
import { expect, laptopSize, test } from './site.mjs';

test('a desk works through its screens: no violation, nothing kept by the browser, and 304', async ({ site, open }) => {
  await takePhoto(site.crews[0].client, site.sections[0], site.checkpoints[0], 1);
  const page = await open({ size: laptopSize });
  const violations = [];
  await page.exposeFunction('violated', (what) => violations.push(what));
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) => void window.violated(`${event.violatedDirective} ${event.blockedURI}`)),
  );
  const answers = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/') && /json/.test(response.headers()['content-type'] ?? 'json'))
      answers.push({ pathname, status: response.status(), kept: response.headers()['cache-control'] });
  });
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(site.reviewer.email);
  await page.getByLabel('Password', { exact: true }).fill(site.reviewer.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  // As a link of the app: the page stays, and with it what it knows.
  const go = async (path) => {
    await page.evaluate((to) => {
      history.pushState({}, '', to);
      dispatchEvent(new PopStateEvent('popstate', { state: {} }));
    }, path);
    await page.waitForTimeout(1_500);
  };
  for (const path of ['/photos', '/dashboard', '/review']) await go(path);
  await page.waitForTimeout(30_000); // what is older than 30 s is asked for again
  for (const path of ['/photos', '/dashboard', '/review']) await go(path);

  const again = answers.filter(({ status }) => status === 304);
  console.log(`headers: ${answers.length} answers to the app, ${again.length} of them 304`);
  expect(violations).toEqual([]);
  expect(again.length).toBeGreaterThan(0);
  const signedIn = answers.filter(({ pathname, status }) => status < 400 && !/policy|health/.test(pathname) && !/image|events/.test(pathname));
  expect(signedIn.filter(({ kept }) => kept !== 'no-store')).toEqual([]);
});
