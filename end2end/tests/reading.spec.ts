import { chromium } from '@playwright/test';
import { browser } from '../support/browser';
import { expectNothingLost } from '../support/layout';
import { expect, move, type Page, test } from '../support/test';
import { card, pages, topic } from '../support/text';

/** Every kind of page that a reader can meet, errors among them. */
const paths = [...pages.map(([path]) => path), `${topic}?jahr=2023`, '/gibt-es-nicht', `${topic}?vor=quatsch`, '/neu'];

test.beforeEach(({ problems }) => problems.expectFailedRequest(/40[014]/));

/** Opens each page, and last the one that only a form leads to. */
async function eachPage(page: Page, look: (where: string) => Promise<void>): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await look(path);
  }
  await page.goto(topic);
  await page.locator('form[action$="/adresse"]').first().evaluate((form) => (form as HTMLFormElement).submit());
  await expect(page).toHaveURL(/\/adresse$/);
  await look('the page with an address');
}

test('one heading of the first level, and no level left out', async ({ page }) => {
  await eachPage(page, async (where) => {
    const levels = await page.locator('h1, h2, h3, h4, h5, h6').evaluateAll((headings) => headings.map(({ tagName }) => Number(tagName[1])));
    expect(levels[0], where).toBe(1);
    expect(levels.filter((level) => level === 1), where).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level, `${where}, heading ${index}`).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
  });
});

test('each landmark once, and navigations told apart by their names', async ({ page }) => {
  await eachPage(page, async (where) => {
    for (const role of ['banner', 'main', 'contentinfo'] as const) await expect(page.getByRole(role), `${where}, ${role}`).toHaveCount(1);
    await expect(page.getByRole('banner').getByRole('navigation'), where).toHaveCount(1);
    const names = await page.getByRole('navigation').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(new Set(names).size, where).toBe(names.length);
    expect(names, where).not.toContain(null);
    // Nothing is outside of them but the link that skips to the content.
    expect(await page.locator('body > :not(header, main, footer, script)').evaluateAll((all) => all.map((one) => one.className)), where).toEqual(['skip-link']);
  });
});

test('by keyboard the first link skips to the content, and reading goes on there', async ({ page }) => {
  await eachPage(page, async (where) => {
    await page.keyboard.press('Tab');
    const link = page.getByRole('link', { name: 'Zum Inhalt springen' });
    await expect(link, where).toBeFocused();
    await expect(link, where).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main'), where).toBeFocused();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('header.banner') === null), where).toBe(true);
  });
});

test('whoever follows a link hears where they are: the focus is on the heading, and the title says the same', async ({ page }) => {
  await page.goto('/');
  await move(page);
  await page.evaluate(() => Object.assign(window, { marked: true }));
  for (const [within, name, heading] of [
    ['main', 'Migration', 'Migration'],
    ['main', /^Weiterlesen/, /^Meldung vom/],
    ['main', 'Migration', 'Migration'],
    ['main', card.name, card.name],
    ['contentinfo', 'Impressum', 'Impressum'],
    ['banner', /^Grüne/, 'Woran wir im Rat arbeiten'],
  ] as const) {
    await page.getByRole(within).getByRole('link', { name, exact: true }).first().press('Enter');
    const title = page.getByRole('heading', { level: 1 });
    await expect(title).toHaveText(heading);
    await expect(title).toBeFocused();
    if (within !== 'banner') await expect(page).toHaveTitle(`${await title.innerText()} – Grüne Ratsfraktion Hannover`);
    expect(await page.evaluate(() => 'marked' in window), 'the same document').toBe(true);
  }
  await expect(page).toHaveTitle(/Grüne Ratsfraktion Hannover/);
});

test('whatever has the focus shows it, with 3 px around it, and nothing lies over it', async ({ page }) => {
  test.setTimeout(180_000);
  await eachPage(page, async (where) => {
    const names = (all: Element[]) => all.map((one) => one.textContent?.trim() || one.getAttribute('name'));
    const focusable = await page.locator('a[href], button:enabled, input:not([type=hidden]), select, textarea, summary').evaluateAll(names);
    for (const name of focusable) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const element = document.activeElement!;
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
        const { left, top, width, height } = element.getClientRects()[0]!;
        const seen = document.elementFromPoint(left + width / 2, top + height / 2);
        return {
          name: element.textContent?.trim() || element.getAttribute('name'),
          outline: `${outlineStyle} ${outlineWidth}`,
          isClear: outlineColor.endsWith(', 0)'),
          isSeen: seen !== null && (element.contains(seen) || seen.contains(element)),
        };
      });
      expect(focus, where).toEqual({ name, outline: 'solid 3px', isClear: false, isSeen: true });
    }
  });
});

for (const width of [320, 1280]) {
  test(`with text spaced as WCAG 1.4.12 has it, nothing is lost at ${width} px`, async ({ open }) => {
    const page = await open({ bypassCSP: true, viewport: { width, height: 720 } });
    await eachPage(page, async (where) => {
      await page.addStyleTag({
        content: '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }',
      });
      await expectNothingLost(page, where);
    });
  });

  test(`with text twice as large, nothing is lost at ${width} px`, async ({ problems, server }) => {
    // As readers set it: in their browser.
    const { launchOptions } = browser;
    const large = await chromium.launch({ ...launchOptions, args: [...launchOptions!.args!, '--blink-settings=defaultFontSize=32'] });
    try {
      const context = await large.newContext({ baseURL: server.url, locale: 'de-DE', viewport: { width, height: 720 } });
      problems.watch(context, server.url);
      const page = await context.newPage();
      await eachPage(page, async (where) => {
        expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize)), where).toBeGreaterThanOrEqual(32);
        await expectNothingLost(page, where);
      });
    } finally {
      await large.close();
    }
  });
}

test('who asked for less motion gets none', async ({ page }) => {
  const longest = () =>
    page.evaluate(() => {
      const seconds = (list: string) => Math.max(...list.split(',').map((one) => parseFloat(one) * (one.trim().endsWith('ms') ? 0.001 : 1)));
      return Math.max(
        ...[...document.querySelectorAll('*')].flatMap((element) =>
          [undefined, '::before', '::after'].map((part) => {
            const style = getComputedStyle(element, part);
            return Math.max(seconds(style.transitionDuration), style.animationName === 'none' ? 0 : seconds(style.animationDuration));
          }),
        ),
      );
    });
  await page.goto(topic);
  expect(await longest()).toBeGreaterThan(0.01);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await eachPage(page, async (where) => {
    expect(await longest(), where).toBeLessThanOrEqual(0.01);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), where).toBe('auto');
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`with forced colours, ${colorScheme}, every page about an error still says what it does`, async ({ page, axe }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    for (const path of ['/gibt-es-nicht', `${topic}?vor=quatsch`, '/neu', '/einrichten/abc']) {
      await page.goto(path);
      await axe(page);
      const main = page.getByRole('main');
      await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
      const colours = await main.locator('h1, p, a, button').evaluateAll((all) =>
        all.map((one) => {
          const { color, backgroundColor, borderStyle, textDecorationLine } = getComputedStyle(one);
          const isLink = one.matches('a, button');
          return { name: one.textContent, isLegible: color !== backgroundColor, isMarked: !isLink || borderStyle !== 'none' || textDecorationLine === 'underline' };
        }),
      );
      for (const colour of colours) expect(colour, path).toMatchObject({ isLegible: true, isMarked: true });
    }
  });
}
