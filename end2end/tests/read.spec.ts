import { request as httpRequest } from 'node:http';
import { expect, hydrated, move, type Page, test } from '../support/test';
import { card, entries, introduction, pages, plain, plainEmail, topic } from '../support/text';

/** What a page shows, as people read it. */
async function shown(page: Page): Promise<string> {
  return plain(await page.locator('body').innerText());
}

async function expectWholeTopic(page: Page): Promise<void> {
  const text = await shown(page);
  for (const paragraph of introduction) expect(text).toContain(paragraph);
  expect(text).toContain(card.pronouns);
  expect(text).toContain(card.role);
  expect(text).toContain(card.maskedEmail);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Migration');
  await expect(page.getByRole('region', { name: card.name })).toContainText(card.name);
  const articles = page.getByRole('list', { name: 'Meldungen' }).getByRole('article');
  await expect(articles).toHaveCount(entries.length);
  for (const [index, entry] of entries.entries()) {
    const article = articles.nth(index);
    expect(plain(await article.innerText())).toContain(entry.teaser);
    const time = article.locator('time');
    await expect(time).toHaveAttribute('datetime', entry.iso);
    expect(plain(await time.innerText())).toBe(entry.date);
    await expect(article.getByRole('link').first()).toHaveAttribute('href', entry.path);
  }
}

test('the topic page shows every sentence of the text', async ({ page }) => {
  await page.goto(topic);
  await expectWholeTopic(page);
  await move(page);
  await expectWholeTopic(page);
});

test('every sentence is in the HTML as it comes, and the plain address is not', async ({ request }) => {
  const response = await request.get(topic);
  expect(response.status()).toBe(200);
  const html = await response.text();
  const text = plain(html.replace(/<script[^>]*>.*?<\/script>/gs, '').replace(/<!--.*?-->/gs, '').replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"').replaceAll('&#34;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&'));
  for (const sentence of [...introduction, card.name, card.pronouns, card.role, card.maskedEmail]) expect(text).toContain(sentence);
  for (const entry of entries) {
    expect(text).toContain(entry.teaser);
    expect(text).toContain(entry.date);
  }
  expect(html).not.toContain('christine.jochem@');
});

test('landmarks, the contact card and the timeline have their roles and names', async ({ page }) => {
  await page.goto(topic);
  for (const role of ['banner', 'main', 'contentinfo'] as const) await expect(page.getByRole(role)).toHaveCount(1);
  await expect(page.getByRole('banner').getByRole('navigation')).toHaveCount(1);
  const contact = page.getByRole('region', { name: card.name });
  for (const name of ['E-Mail-Adresse kopieren', 'E-Mail schreiben', 'Kontakt speichern (vCard)']) {
    await expect(contact.getByRole('button', { name, exact: true })).toBeVisible();
  }
  await expect(page.getByRole('list', { name: 'Meldungen', exact: true })).toHaveCount(1);
});

test('the first link leads to the content and takes the focus there', async ({ page }) => {
  await page.goto(topic);
  await page.keyboard.press('Tab');
  const link = page.getByRole('link', { name: 'Zum Inhalt springen' });
  await expect(link).toBeFocused();
  await expect(link).toBeVisible();
  await hydrated(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page).toHaveURL(/#inhalt$/);
});

test('titles, descriptions, canonical addresses and OpenGraph', async ({ page, server }) => {
  await page.goto(topic);
  await expect(page).toHaveTitle(/^Migration – /);
  const content = (selector: string) => page.locator(selector).getAttribute('content');
  expect(await page.locator('link[rel=canonical]').getAttribute('href')).toBe(`${server.url}${topic}`);
  expect(await content('meta[property="og:url"]')).toBe(`${server.url}${topic}`);
  expect(await content('meta[property="og:title"]')).toBe('Migration');
  expect(await content('meta[name=description]')).toContain('Hannover verfolgt eine aufgeschlossene');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});

for (const [path, heading] of pages) {
  test(`${path} is complete without JavaScript`, async ({ open }) => {
    const page = await open({ javaScriptEnabled: false });
    const response = await page.goto(path);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page.getByRole('contentinfo')).toBeVisible();
    expect((await page.getByRole('main').innerText()).length).toBeGreaterThan(80);
    if (path === topic) await expectWholeTopic(page);
  });
}

test('without JavaScript links lead on', async ({ open }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto('/');
  await page.getByRole('main').getByRole('link', { name: 'Migration', exact: true }).click();
  await expect(page).toHaveURL(topic);
  await page.getByRole('article').first().getByRole('link').first().click();
  await expect(page).toHaveURL(entries[0].path);
  await expect(page.getByRole('main')).toContainText(entries[0].teaser);
});

test.describe('the program comes with the first move, not before', () => {
  const moves: [string, (page: Page, isMobile: boolean) => Promise<void>][] = [
    ['a pointer', (page, isMobile) => (isMobile ? page.touchscreen.tap(20, 300) : page.mouse.move(200, 300))],
    ['a key', (page) => page.keyboard.press('Shift')],
    ['scrolling', (page) => page.evaluate(() => scrollBy(0, 50))],
    ['focus', (page) => page.getByRole('button', { name: 'E-Mail schreiben' }).focus()],
  ];
  for (const [name, act] of moves) {
    test(name, async ({ page, isMobile }) => {
      const fetched: string[] = [];
      page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
      await page.goto(topic, { waitUntil: 'networkidle' });
      await page.waitForTimeout(500);
      expect(fetched.filter((path) => path.endsWith('.wasm'))).toEqual([]);
      await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
      await act(page, isMobile);
      await hydrated(page);
      expect(fetched.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
    });
  }

  test('never where the browser saves data', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
    });
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(request.url()));
    await page.goto(topic);
    await page.mouse.move(200, 300);
    await page.keyboard.press('Tab');
    await page.evaluate(() => scrollBy(0, 100));
    await page.waitForTimeout(1000);
    expect(fetched.filter((url) => url.includes('.wasm'))).toEqual([]);
    await page.getByRole('article').first().getByRole('link').first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Meldung vom 30/);
  });
});

test('at most 4 requests and 14,336 bytes before any interaction', async ({ page, server }) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const paths = new Map<string, string>();
  const bytes = new Map<string, number>();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => paths.set(requestId, new URL(request.url).pathname));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(paths.get(requestId) ?? requestId, encodedDataLength));
  await page.goto(topic, { waitUntil: 'networkidle' });
  await page.waitForTimeout(1000);
  // A browser without a window may pass over the icon; it counts all the same.
  const icon = new URL((await page.locator('link[rel=icon]').getAttribute('href')) ?? '/favicon.ico', server.url);
  if (!bytes.has(icon.pathname)) bytes.set(icon.pathname, await bytesOnTheWire(icon));
  const total = [...bytes.values()].reduce((sum, one) => sum + one, 0);
  const list = JSON.stringify([...bytes]);
  test.info().annotations.push({ type: 'S3', description: `${bytes.size} requests, ${total} bytes: ${list}` });
  expect(bytes.size, list).toBeLessThanOrEqual(4);
  expect(total, list).toBeLessThanOrEqual(14_336);
});

/** What a GET brings, head and body, as a browser would ask for it. */
function bytesOnTheWire(url: URL): Promise<number> {
  return new Promise((done, failed) => {
    const request = httpRequest(url, { agent: false, headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } }, (response) => {
      response.resume().on('end', () => done(response.socket.bytesRead));
    });
    request.on('error', failed).end();
  });
}

test('readers get no cookie, and nothing is stored on their device', async ({ page, context }) => {
  for (const [path] of pages) await page.goto(path);
  await page.goto(topic);
  await move(page);
  await page.getByRole('article').first().getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Meldung vom 30/);
  expect(await context.cookies()).toEqual([]);
  const stored = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }));
  expect(stored).toEqual({ local: 0, session: 0, databases: 0, caches: 0 });
});

test('the plain address is in no answer and nowhere on the page before one asks for it', async ({ page }) => {
  const bodies: Promise<[string, string]>[] = [];
  page.on('response', (response) => {
    bodies.push(response.body().then((body) => [response.url(), body.toString('utf8')], () => [response.url(), '']));
  });
  for (const path of [topic, '/personen/christine-jochem', '/']) {
    await page.goto(path);
    await move(page);
    expect(await page.content()).not.toContain('christine.jochem@');
  }
  for (const [url, body] of await Promise.all(bodies)) {
    expect(body.includes('christine.jochem@') || body.includes(plainEmail), url).toBe(false);
  }
});

test('nothing scrolls sideways at 320 px', async ({ page, axe }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const [path] of pages) {
    await page.goto(path);
    const [width, wanted] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(width, path).toBeLessThanOrEqual(wanted);
    expect(wanted, path).toBe(320);
    await axe(page);
  }
});

test('the dark scheme is dark and has enough contrast', async ({ page, axe }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor);
  await page.goto(topic);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await ground()).not.toBe(light);
  await axe(page);
});

test('with forced colours everything is still there', async ({ page, axe }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(topic);
  await expectWholeTopic(page);
  await axe(page);
});
