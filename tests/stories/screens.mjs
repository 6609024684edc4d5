// The screens as people mostly see them: where each is, what shows that it is there, and what is
// done before it is looked at.
import { openCamera, shoot } from './crew.mjs';
import { expect } from './site.mjs';

// {name, path, ready: text or role that shows the screen is there, then: what to do before looking}
export const signedOut = [{ name: 'sign-in', path: '/sign-in', ready: { role: 'button', name: 'Sign in' } }];

export const crewScreens = ({ section, back }) => [
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

export const officeScreens = ({ photo, answered }) => [
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

export const adminScreens = ({ section }) => [
  { name: 'set-up', path: '/set-up', ready: { role: 'heading', name: 'Set-up' } },
  { name: 'set-up-project', path: `/set-up/projects/${section.project_id}`, ready: { role: 'heading', name: 'Names and rules' } },
  { name: 'set-up-checklist', path: '/set-up/checklist', ready: { role: 'region', name: 'Work types' } },
  { name: 'set-up-access', path: '/set-up/access', ready: { role: 'columnheader', name: 'Whole project' } },
  {
    name: 'set-up-settings',
    path: '/set-up/settings',
    ready: { text: 'APP_ENV' },
    // As an installation has it, not a test's throw-away folder.
    then: (page) =>
      page.getByText(/asbuilt-live/).evaluateAll((all) => all.forEach((each) => (each.textContent = '/var/lib/asbuilt'))),
  },
  { name: 'set-up-audit', path: '/set-up/audit', ready: { role: 'columnheader', name: 'What happened' } },
  { name: 'set-up-projects', path: '/set-up/projects', ready: { role: 'heading' } },
  { name: 'set-up-import', path: '/set-up/import', ready: { role: 'heading' } },
  { name: 'set-up-people', path: '/set-up/people', ready: { role: 'heading' } },
];
