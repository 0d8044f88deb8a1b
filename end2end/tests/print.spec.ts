import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectNothingLost } from '../support/layout';
import { expect, type Page, test } from '../support/test';
import { introduction, pages, topic } from '../support/text';

test.use({ store: 'print' });

/** A page of editors whose text leads elsewhere, to this site, and to a place on itself. */
const linked = `+++
title = "Verweise"
+++

Ein Verweis [nach draußen](https://www.example.org/ein/pfad?a=b), einer [auf eine Seite](/impressum), einer [auf hier](#unten).
`;

/** What stands behind each link of a text, on paper. */
const printed = (page: Page) =>
  page.locator('main .prose a').evaluateAll((links) => links.map((link) => [link.textContent, getComputedStyle(link, '::after').content]));

test('on paper a link in a text carries its address, and nowhere else one does', async ({ page, server }) => {
  const folder = await mkdtemp(join(tmpdir(), 'themenseite-print-'));
  try {
    await mkdir(join(folder, 'seiten'));
    await writeFile(join(folder, 'seiten/verweise.md'), linked);
    await server.command(['import', folder]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await page.goto('/verweise');
  const names = ['nach draußen', 'auf eine Seite', 'auf hier'];
  expect(await printed(page)).toEqual(names.map((name) => [name, 'none']));
  await page.emulateMedia({ media: 'print' });
  expect(await printed(page)).toEqual([
    [names[0], '" (https://www.example.org/ein/pfad?a=b)"'],
    [names[1], '" (/impressum)"'],
    [names[2], 'none'],
  ]);
  const elsewhere = page.locator('a:not(.prose a)');
  const told = await elsewhere.evaluateAll((links) => links.filter((link) => getComputedStyle(link, '::after').content.includes(link.getAttribute('href')!)));
  expect(told).toHaveLength(0);
});

test('what can only be used on a screen is not printed; what is read, is', async ({ page }) => {
  await page.emulateMedia({ media: 'print' });
  for (const [path, heading] of pages) {
    await page.goto(path);
    const shown = await page
      .locator('nav, .skip-link, .button, footer.footer, form button')
      .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 100)));
    expect(shown, path).toEqual([]);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    // Whose page it is, stands on the sheet.
    await expect(page.getByRole('banner')).toContainText('Grüne Ratsfraktion Hannover');
  }
  await page.goto(topic);
  for (const paragraph of introduction) await expect(page.getByRole('main')).toContainText(paragraph);
  await expect(page.getByRole('article').first().locator('time')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a ${colorScheme} screen prints dark on white`, async ({ page, problems }) => {
    problems.expectFailedRequest(/404/);
    await page.emulateMedia({ media: 'print', colorScheme });
    for (const path of [...pages.map(([path]) => path), '/gibt-es-nicht']) {
      await page.goto(path);
      const pale = await page.evaluate(() => {
        const luminance = (colour: string) => {
          const [red, green, blue] = colour.match(/[\d.]+/g)!.slice(0, 3).map((part) => {
            const value = Number(part) / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
        };
        const isClear = (colour: string) => colour === 'transparent' || /, 0\)$/.test(colour);
        const found: string[] = [];
        for (const element of document.querySelectorAll('*')) {
          if (!element.checkVisibility()) continue;
          const { color, backgroundColor } = getComputedStyle(element);
          const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim());
          if (hasText && 1.05 / (luminance(color) + 0.05) < 7) found.push(`pale: ${element.outerHTML.slice(0, 80)} ${color}`);
          const isPart = element.matches('.portrait'); // a small round thing that may keep its colour
          if (!isPart && !isClear(backgroundColor) && luminance(backgroundColor) < 0.9) found.push(`a ground: ${element.outerHTML.slice(0, 80)} ${backgroundColor}`);
        }
        return found;
      });
      expect(pale, path).toEqual([]);
    }
  });
}

test('on sheets as wide as A4 leaves them nothing is lost', async ({ page }) => {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height: 1047 });
  for (const [path] of pages) {
    await page.goto(path);
    await expectNothingLost(page, path);
  }
});
