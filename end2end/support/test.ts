import { AxeBuilder } from '@axe-core/playwright';
import {
  test as base,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Page,
} from '@playwright/test';
import { type Account, anna, Server } from './server';

export { expect };
export type { Page };

/** What a test found wrong with the pages it saw, whatever it looked for. */
export class Problems {
  private readonly found: string[] = [];
  private readonly declared: RegExp[] = [];
  private readonly origins = new Set<string>();

  /** A server of this test's own. */
  allowOrigin(origin: string): void {
    this.origins.add(origin);
  }

  /** Declares failed requests: the browser's own line about them is then no problem. Anything else still is. */
  expectFailedRequest(line: RegExp): void {
    this.declared.push(line);
  }

  watch(context: BrowserContext, origin: string): void {
    this.origins.add(origin);
    context.on('weberror', (error) => this.found.push(`page error: ${error.error().stack ?? error.error().message}`));
    context.on('console', (message) => {
      const text = message.text();
      if (message.type() !== 'error') return;
      const declared = /^Failed to load resource|net::ERR_/.test(text) && this.declared.some((line) => line.test(text));
      if (!declared) this.found.push(`console: ${text} (${message.location().url})`);
    });
    context.on('request', (request) => {
      const url = request.url();
      if (/^https?:/.test(url) && !this.origins.has(new URL(url).origin)) this.found.push(`foreign request: ${url}`);
    });
  }

  check(): void {
    expect(this.found, 'page errors, console errors, CSP violations and foreign requests').toEqual([]);
  }
}

export interface Opening extends BrowserContextOptions {
  /** Logs this account in beforehand. */
  as?: Account;
}

interface TestFixtures {
  problems: Problems;
  /** Opens another browser, which shares nothing with the first one but the server. */
  open: (options?: Opening) => Promise<Page>;
  /** No violation of WCAG 2.2 A and AA or of best practice, in the state the page is in. */
  axe: (page: Page) => Promise<void>;
}

interface WorkerFixtures {
  /** Specs that write take a server of their own by a name of their own. */
  store: string;
  server: Server;
  sessions: Sessions;
}

type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>;

/** Logs each account in once: tries are limited. */
export class Sessions {
  private readonly states = new Map<string, StorageState>();

  constructor(
    private readonly browser: Browser,
    private readonly server: Server,
  ) {}

  async of(account: Account): Promise<StorageState> {
    const known = this.states.get(account.email);
    if (known) return known;
    const context = await this.browser.newContext({ baseURL: this.server.url });
    const page = await context.newPage();
    await logIn(page, account);
    const state = await context.storageState();
    await context.close();
    // What is only on a device stays on that device.
    state.origins = [];
    this.states.set(account.email, state);
    return state;
  }

  /** The account's session has ended. */
  forget(account: Account): void {
    this.states.delete(account.email);
  }
}

export async function logIn(page: Page, account: Account, next?: string): Promise<void> {
  await page.goto(next ? `/anmelden?weiter=${encodeURIComponent(next)}` : '/anmelden');
  await page.getByLabel('E-Mail', { exact: true }).fill(account.email);
  await page.getByLabel('Passwort', { exact: true }).fill(account.password);
  await page.getByRole('main').getByRole('button', { name: 'Anmelden' }).click();
  await expect(page.getByRole('region', { name: 'Redaktion' })).toBeVisible();
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  store: ['readers', { option: true, scope: 'worker' }],

  server: [
    async ({ store: _ }, use) => {
      const server = await Server.create();
      await use(server);
      await server.destroy();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  sessions: [async ({ browser, server }, use) => use(new Sessions(browser, server)), { scope: 'worker' }],

  baseURL: async ({ server }, use) => use(server.url),

  problems: async ({}, use) => {
    const problems = new Problems();
    await use(problems);
    problems.check();
  },

  context: async ({ context, problems, server }, use) => {
    problems.watch(context, server.url);
    await use(context);
  },

  open: async ({ browser, contextOptions, problems, server, sessions, baseURL, viewport, hasTouch, isMobile, deviceScaleFactor, locale, timezoneId }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ as, ...options } = {}) => {
      const storageState = as ? await sessions.of(as) : undefined;
      const context = await browser.newContext({
        ...contextOptions, baseURL, viewport, hasTouch, isMobile, deviceScaleFactor, locale, timezoneId, storageState, ...options,
      });
      contexts.push(context);
      problems.watch(context, server.url);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  axe: async ({}, use) => {
    await use(async (page) => {
      const { violations } = await new AxeBuilder({ page })
        .options({ resultTypes: ['violations'] }) // what is well is not described
        .setLegacyMode() // without it a second page is opened for frames, of which there are none
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.target.join(' ')}  ${node.html.slice(0, 160)}\n    ${node.failureSummary?.replaceAll('\n', ' ')}`).join('\n')}`);
      expect(found, 'axe').toEqual([]);
    });
  },
});

/** The page is hydrated: from now on this program answers, not the browser. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', '');
}

/** Hydrates a reader's page by the reader's first move. */
export async function move(page: Page): Promise<void> {
  await page.keyboard.press('Shift');
  await hydrated(page);
}

export { anna };
