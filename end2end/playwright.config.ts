import { defineConfig } from '@playwright/test';
import { browser } from './support/browser';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // A spec keeps its order and its server; two of them at once are as many as two cores bear.
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    ...browser,
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    // A trace costs time in every test, also in those that pass; where one is needed: `npx playwright test --trace on`.
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
    {
      name: 'phone',
      // What is served is the same for every device.
      testIgnore: 'served/**',
      use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    },
  ],
});
