// What a person has just seen is not asked for again: nothing within 30 s, and after that only
// requests that the server answers "not modified".
import { populate } from '../live/populate.mjs';
import { expect, laptopSize, test } from './site.mjs';

const kListFresh_ms = 30_000;

// Every request to the API as it stood on the wire.
async function watch(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  const asked = new Map();
  const answered = [];
  wire.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const { pathname, search } = new URL(request.url);
    if (pathname.startsWith('/api/')) asked.set(requestId, `${request.method} ${pathname}${search}`);
  });
  wire.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
    if (asked.has(requestId)) answered.push({ what: asked.get(requestId), status: statusCode });
  });
  return { answered, forget: () => answered.splice(0) };
}

test('going to capture and back asks nothing within 30 s, and afterwards only what did not change', async ({ site, open }) => {
  await populate(site);
  const desk = await open({ person: site.reviewer, size: laptopSize });
  await desk.clock.install();
  await desk.goto('/review?view=grid');
  const { answered, forget } = await watch(desk);
  const onDesk = () => expect(desk.getByRole('heading', { name: 'Review' })).toBeVisible();
  const toCapture = async () => {
    await desk.getByRole('link', { name: 'Capture' }).click();
    await expect(desk.getByText(site.sections[0].name).first()).toBeVisible();
    await desk.waitForLoadState('networkidle');
  };
  const back = async () => {
    await desk.goBack();
    await onDesk();
    await expect(desk.getByRole('button', { name: /^CP-/ }).first()).toBeVisible();
    await desk.waitForLoadState('networkidle');
  };
  await onDesk();
  await desk.waitForLoadState('networkidle');
  await toCapture();
  await back();

  await test.step('at once: nothing', async () => {
    forget();
    await toCapture();
    await back();
    expect(answered).toEqual([]);
  });

  await test.step('after the time of a list: asked again, nothing sent again', async () => {
    await desk.clock.fastForward(kListFresh_ms + 1000);
    forget();
    await toCapture();
    await back();
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.filter(({ status }) => status !== 304)).toEqual([]);
  });
});
