import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

/** The machine's own Chromium: nothing is downloaded. */
export const browser: Pick<PlaywrightWorkerOptions & PlaywrightTestOptions, 'launchOptions'> = {
  launchOptions: {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  },
};
