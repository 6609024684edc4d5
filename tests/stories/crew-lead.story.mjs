// A crew lead's morning: what came back to a mate, and that a mate's phone kept a shot when it was
// last heard from.
import { takePhoto } from '../live/populate.mjs';
import { allSafe, openCamera, openSection, shoot, use } from './crew.mjs';
import { expect, laptopSize, phoneSize, test } from './site.mjs';

const crewTab = (phone) => phone.getByRole('navigation', { name: 'Crew' }).getByRole('link', { name: 'Crew' });
const rowOf = (page, name) => page.getByRole('listitem').filter({ has: page.getByText(new RegExp(`^${name}\\b`)) });

async function makeLead(open, site, person) {
  const desk = await open({ person: site.adminPerson, size: laptopSize });
  await desk.goto('/set-up/people');
  await desk.getByLabel(`Role of ${person}`).selectOption('Crew lead');
  await desk.getByRole('button', { name: 'Make Crew lead' }).click();
  await expect(desk.getByLabel(`Role of ${person}`)).toHaveValue('crew_lead');
}

test('a crew lead sees what came back to a mate and answers it, and which phone still keeps a shot', async ({ site, open }) => {
  const [section] = site.sections;
  const [, mate, far] = site.crews;
  await test.step('an admin makes a lead of one of the crew', () => makeLead(open, site, 'Crew 1'));
  const sent = await takePhoto(mate.client, section, site.checkpoints[0], 1);
  const decision = { photo_ids: [sent], decision: 'retake', comment: 'Show the label' };
  expect((await site.admin.post('/api/decisions', decision)).status).toBe(200);

  const phone = await open({ person: far, size: phoneSize });
  const upload = '**/api/photos';
  await test.step('a phone whose photo does not get through tells so, then drops off the net', async () => {
    await phone.route(upload, (route) => route.abort('internetdisconnected'));
    await openSection(phone, section);
    await openCamera(phone, /^CP-2 /);
    await shoot(phone);
    const told = phone.waitForResponse((response) => response.url().endsWith('/api/outbox'));
    await use(phone);
    expect((await told).status()).toBe(204);
    await phone.context().setOffline(true);
  });

  const lead = await open({ person: site.crews[0], size: phoneSize });
  await test.step('the lead sees both', async () => {
    await crewTab(lead).click();
    await expect(rowOf(lead, 'Crew 2').getByText('1 came back')).toBeVisible();
    await expect(rowOf(lead, 'Crew 3').getByText(/^1 still on the phone at \d\d:\d\d$/)).toBeVisible();
    await expect(lead.getByText('“Show the label”')).toBeVisible();
  });

  await test.step('and answers what came back', async () => {
    await lead.getByRole('link', { name: /Show the label/ }).click();
    await lead.getByRole('link', { name: 'Retake', exact: true }).click();
    await expect(lead.getByRole('button', { name: 'Take photo' })).toBeEnabled();
    await shoot(lead);
    await lead.getByText('Done as asked').click();
    await use(lead);
    await allSafe(lead);
    await lead.goto('/capture/crew');
    await expect(lead.getByText('Nothing came back')).toBeVisible();
    await expect(rowOf(lead, 'Crew 1').getByText(/1 waits/)).toBeVisible();
  });

  await test.step('the phone is back, and says that nothing is left on it', async () => {
    await phone.unroute(upload);
    const told = phone.waitForResponse((response) => response.url().endsWith('/api/outbox'));
    await phone.context().setOffline(false);
    expect((await told).status()).toBe(204);
    await lead.reload();
    await expect(rowOf(lead, 'Crew 3').getByText(/^Nothing left on the phone at/)).toBeVisible();
  });

  await test.step('others of the crew have no such screen', async () => {
    const answer = await mate.client.get(`/api/crew/queue?project_id=${site.project.id}`);
    expect(answer.status).toBe(403);
    expect(answer.json.detail).toContain('crew lead, reviewer or admin');
  });
});
