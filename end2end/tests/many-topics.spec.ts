import { resolve } from 'node:path';
import { expect, move, test } from '../support/test';

test.use({ store: 'many-topics' });

/** A city's group: 40 topics, 25 people, 166 posts. */
const city = resolve(__dirname, '../../server/tests/city');

test.beforeAll(async ({ server }) => {
  await server.command(['import', city]);
});

for (const width of [320, 360, 768, 1280]) {
  test(`forty topics are to be taken in on the start page, ${width} px wide`, async ({ page, axe }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/');
    const topics = page.getByRole('region', { name: 'Themen' }).getByRole('link');
    await expect(topics).toHaveCount(40);
    const boxes = await topics.evaluateAll((links) => links.map((link) => link.closest('li')!.getBoundingClientRect().toJSON() as DOMRect));
    for (const [index, box] of boxes.entries()) {
      expect(box.height, `topic ${index} can be hit with a finger`).toBeGreaterThanOrEqual(40);
      expect(box.right, `topic ${index} is in sight`).toBeLessThanOrEqual(width);
    }
    const [top, bottom] = [Math.min(...boxes.map(({ y }) => y)), Math.max(...boxes.map(({ y, height }) => y + height))];
    // In one column of a phone they would be 2,600 pixels.
    expect(bottom - top).toBeLessThan(1800);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await axe(page);
  });
}

test('a topic without a contact, and one without news, are whole pages', async ({ page, axe }) => {
  await page.goto('/themen/friedhoefe');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Friedhöfe');
  await expect(page.locator('.contact-card')).toHaveCount(0);
  await axe(page);
  await page.goto('/themen/migration?jahr=1999');
  await expect(page.getByRole('main')).toContainText('Hier gibt es noch keine Meldungen.');
  await axe(page);
});

test('a person speaks for several topics, and a topic has several people', async ({ page, axe }) => {
  await page.goto('/themen/verwaltung-und-aemter');
  const cards = page.locator('.contact-card');
  await expect(cards).toHaveCount(2);
  await axe(page);
  await cards.getByRole('link', { name: 'Henrike Müller-Lüdenscheidt' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Henrike Müller-Lüdenscheidt');
  expect(await page.getByRole('main').getByRole('region', { name: 'Zuständig für' }).getByRole('link').count()).toBeGreaterThan(1);
});

test('a year is chosen in place: no page is loaded, and the focus goes to the timeline', async ({ page }) => {
  await page.goto('/themen/wohnen');
  await move(page);
  await page.evaluate(() => Object.assign(window, { stays: true }));
  const years = page.getByRole('navigation', { name: 'Meldungen nach Jahr' });
  const year = years.getByRole('link').first();
  const words = await year.innerText();
  const count = Number(/^\S+ (\d+) Meldungen/.exec(await years.getByRole('listitem').first().textContent() ?? '')?.[1]);
  expect(count).toBeGreaterThan(0);
  await year.click();
  await expect(page).toHaveURL(`/themen/wohnen?jahr=${words}`);
  await expect(page.getByRole('article')).toHaveCount(count);
  await expect(page.getByRole('heading', { level: 2, name: 'Meldungen' })).toBeFocused();
  await expect(page.getByRole('heading', { level: 2, name: 'Meldungen' })).toBeInViewport();
  expect(await page.evaluate(() => 'stays' in window)).toBe(true);
});
