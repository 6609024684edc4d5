// The people of a shift who work in a real browser: crews with phones, a reviewer at a desk. One
// Chromium, over https as an installation has it.
import { freePort, startTls } from '../live/tls.mjs';
import prepare, { hostName, tls } from '../stories/prepare.mjs';
import { chromium, contextOptions, laptopSize, launchOptions, phoneSize, signIn } from '../stories/site.mjs';
import { compareDashboardPage } from './dashboard-page.mjs';
import { Desk } from './desk.mjs';
import { Phone } from './phone.mjs';

export const phoneCount = 2;
export const sectionsPerPhone = 1;

// The server keeps its port over a restart: what is in front of it stays.
export async function chooseAddress() {
  const port = await freePort();
  const url = `https://${hostName}:${port}`;
  return { port, url, env: { PORT: String(await freePort()), PUBLIC_URL: url, TRUST_PROXY: '1' } };
}

// Puts signed-in `phones` and a `desk` on the stage. → {compareScreens(), close()}
export async function openBrowsers(stage) {
  prepare();
  const { port } = stage.address;
  const serverPort = stage.world.installation.server.port;
  const proxy = await startTls({ tls, name: hostName, port, serverPort });
  const browser = await chromium.launch(launchOptions());
  const close = async () => {
    await browser.close();
    await proxy.stop();
  };
  try {
    await handOut(stage, browser);
  } catch (error) {
    await close();
    throw error;
  }
  return { compareScreens: () => compareScreens(stage), close };
}

// The crews and the reviewer who come last have the browsers; the desk decides where the phones are.
async function handOut(stage, browser) {
  const { world, crewCount, sectionsPerCrew } = stage;
  const sections = world.sections.slice(crewCount * sectionsPerCrew);
  for (const [n, person] of world.crews.slice(crewCount).entries()) {
    const own = sections.slice(n * sectionsPerPhone, (n + 1) * sectionsPerPhone);
    stage.phones.push(await open(stage, browser, phoneSize, Phone, person, own));
  }
  const reviewer = world.office.filter(({ role }) => role === 'reviewer').at(-1);
  stage.desk = await open(stage, browser, laptopSize, Desk, reviewer, sections);
}

async function open(stage, browser, size, Hand, person, sections) {
  const context = await browser.newContext(contextOptions(stage.address.url, size));
  context.setDefaultTimeout(30_000);
  const hand = new Hand(stage, person, await context.newPage(), sections);
  hand.page.on('pageerror', (error) => hand.complain(`page error: ${error.stack}`));
  await hand.prepare();
  await signIn(hand.page, person);
  return hand;
}

// Tells what was done in browsers, and reads the dashboard. → complaints
async function compareScreens(stage) {
  const { phones, desk } = stage;
  for (const { person, used, answered, dark } of phones)
    console.log(`  ${person.name} by phone: ${used} photos, ${dark} without a server, and ${answered} answers`);
  const { person, made, lost } = desk;
  console.log(`  ${person.name} by keys: ${made.approved} approved, ${made.retake} sent back, ${lost} without an answer`);
  const { figures, complaints } = await compareDashboardPage(desk.page, stage);
  console.log(`  ${figures} figures read on the dashboard's page`);
  return complaints;
}
