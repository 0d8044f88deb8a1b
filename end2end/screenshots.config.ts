import { defineConfig } from '@playwright/test';
import { browser } from './support/browser';

/** `npm run screenshots`: writes the pictures of docs/screenshots anew. No test. */
export default defineConfig({
  testDir: 'screenshots',
  testMatch: '*.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 120_000,
  reporter: 'list',
  use: { ...browser, locale: 'de-DE', timezoneId: 'Europe/Berlin' },
});
