// Browser stories: the real server, Debian's Chromium, a real photo as the camera's picture.
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { root } from '../live/server.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '*.story.mjs',
  globalSetup: './prepare.mjs',
  outputDir: join(root, 'build', 'stories', 'results'),
  reporter: [['list'], ['./reporter.mjs']],
  workers: 1, // two cores: the browser has one, the server the other
  // Ceilings, not promises: the machine may have other work. One that needs its second try is listed
  // as flaky.
  timeout: 300_000,
  retries: 1,
  expect: { timeout: 30_000 },
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure', locale: 'en-GB', timezoneId: 'Europe/London' },
});
