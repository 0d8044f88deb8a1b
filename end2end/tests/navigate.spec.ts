import { anna, expect, hydrated, move, type Page, test } from '../support/test';
import { entries, pages, topic } from '../support/text';

/** Marks this document: a full page load would take the mark away. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { marked: true }));
}

async function expectSameDocument(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'marked' in window)).toBe(true);
}

test('from the topic to a post and back: title, focus on the heading, and the place that was left', async ({ page, axe }) => {
  await page.goto(topic);
  await move(page);
  await mark(page);
  const link = page.getByRole('article').nth(3).getByRole('link').first();
  await link.scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollTo(0, 400));
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
  await page.waitForTimeout(200);
  const left = await page.evaluate(() => scrollY);
  await link.evaluate((element) => (element as HTMLElement).click());

  await expect(page).toHaveURL(entries[3].path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Meldung vom 23\.\sMai\s2024/);
  await expect(page).toHaveTitle(/23\.\sMai\s2024/);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await axe(page);

  await page.goBack();
  await expect(page).toHaveURL(topic);
  await expect(page).toHaveTitle(/^Migration – /);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Migration');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(left);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

  await page.goForward();
  await expect(page).toHaveURL(entries[3].path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Meldung vom 23/);
  await expectSameDocument(page);
});

test('through all pages on the client', async ({ page }) => {
  await page.goto('/');
  await move(page);
  await mark(page);
  const title = () => page.getByRole('heading', { level: 1 });
  await page.getByRole('main').getByRole('link', { name: 'Migration', exact: true }).click();
  await expect(title()).toHaveText('Migration');
  await page.getByRole('region', { name: 'Christine Jochem' }).getByRole('link', { name: 'Christine Jochem' }).click();
  await expect(page).toHaveURL('/personen/christine-jochem');
  await expect(title()).toHaveText('Christine Jochem');
  await page.getByRole('main').getByRole('link', { name: 'Migration', exact: true }).click();
  await expect(title()).toHaveText('Migration');
  for (const name of ['Impressum', 'Datenschutz', 'Barrierefreiheit']) {
    await page.getByRole('contentinfo').getByRole('link', { name, exact: true }).click();
    await expect(title()).toContainText(name);
    await expect(page).toHaveTitle(new RegExp(name));
    await expect(title()).toBeFocused();
  }
  await page.getByRole('banner').getByRole('link').first().click();
  await expect(title()).toHaveText('Woran wir im Rat arbeiten');
  await expectSameDocument(page);
});

test('a link into a page leads to that part', async ({ page }) => {
  await page.goto('/impressum');
  await move(page);
  await page.getByRole('banner').getByRole('link', { name: 'Meldungen' }).click();
  await expect(page).toHaveURL('/#meldungen');
  await expect(page.locator('#meldungen')).toBeInViewport();
});

test('what does not exist is 404, in the look of the site', async ({ page, problems, axe }) => {
  problems.expectFailedRequest(/404/);
  for (const path of ['/pkg/nichts.js', '/einrichten/abc', '/themen/gibt-es-nicht', '/meldungen/2024-01-01-nichts', '/personen/niemand', '/themen/migration/mehr', '/gibt-es-nicht']) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { level: 1 }), path).toHaveText('Seite nicht gefunden');
    await expect(page.getByRole('banner')).toBeVisible();
    await axe(page);
  }
  await move(page);
  await page.getByRole('link', { name: 'Zur Startseite' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Woran wir im Rat arbeiten');
});

test('a cursor or a year that cannot be is 400, and unknown keys change nothing', async ({ page, problems, axe }) => {
  problems.expectFailedRequest(/400/);
  for (const query of ['vor=quatsch', 'nach=%00', 'jahr=zwanzig']) {
    const response = await page.goto(`${topic}?${query}`);
    expect(response?.status(), query).toBe(400);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Adresse nicht lesbar');
    await axe(page);
  }
  const response = await page.goto(`${topic}?utm_source=brief&x=1`);
  expect(response?.status()).toBe(200);
  await expect(page.getByRole('article')).toHaveCount(entries.length);
});

test('one year alone', async ({ page }) => {
  await page.goto(`${topic}?jahr=2024`);
  await expect(page.getByRole('article')).toHaveCount(entries.length);
  await move(page);
  await expect(page.getByRole('article')).toHaveCount(entries.length);
  await page.goto(`${topic}?jahr=2023`);
  await expect(page.getByRole('article')).toHaveCount(0);
});

for (const [path, heading] of pages) {
  test(`${path} has its heading, its title, and no violation of accessibility`, async ({ page, axe }) => {
    const response = await page.goto(path);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page).toHaveTitle(/ – Grüne Ratsfraktion Hannover$/);
    await axe(page);
    await move(page);
    await axe(page);
  });
}

test('what one types while the page hydrates is kept', async ({ page, context }) => {
  await page.goto('/anmelden');
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 100, downloadThroughput: 60_000, uploadThroughput: 150_000 });
  const email = page.getByLabel('E-Mail', { exact: true });
  const password = page.getByLabel('Passwort', { exact: true });
  await email.pressSequentially(anna.email, { delay: 60 });
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
  await password.pressSequentially(anna.password, { delay: 40 });
  await hydrated(page);
  await expect(password).toBeFocused();
  await expect(email).toHaveValue(anna.email);
  await expect(password).toHaveValue(anna.password);
  await page.getByRole('main').getByRole('button', { name: 'Anmelden' }).click();
  await expect(page.getByRole('region', { name: 'Redaktion' })).toBeVisible();
});

test('hydrating asks the server for nothing that the page already holds', async ({ open }) => {
  for (const options of [{}, { as: anna }]) {
    const page = await open(options);
    const calls: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/')) calls.push(request.url());
    });
    for (const path of ['/', topic, entries[0].path, '/personen/christine-jochem', '/impressum']) {
      await page.goto(path);
      await move(page);
      await page.waitForTimeout(500);
    }
    expect(calls).toEqual([]);
  }
});
