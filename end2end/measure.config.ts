import { defineConfig } from '@playwright/test';
import { browser } from './support/browser';

/** For `make bench`: how quickly the editor answers. Its figures go into the file that `MEASURED` names. No test. */
export default defineConfig({
  testDir: 'measure',
  testMatch: '*.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 600_000,
  reporter: process.env.MEASURED ? 'dot' : 'list',
  use: { ...browser, viewport: { width: 1280, height: 800 }, locale: 'de-DE', timezoneId: 'Europe/Berlin' },
});
