import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bar, editing, fields } from '../support/editor';
import { anna, expect, hydrated, move, type Page, test } from '../support/test';
import { entries, topic } from '../support/text';

test.use({ store: 'programs' });

/** Where the files of the newest build are. */
const site = process.env.THEMENSEITE_SITE ?? resolve(__dirname, '../../target/site');
const built = JSON.parse(readFileSync(join(site, 'site.json'), 'utf8')) as Record<string, string>;

/** Every path a page asks for from now on, in order. */
function requested(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  return paths;
}

/** How often each part of the programs was asked for. */
function counts(paths: string[]): Record<string, number> {
  const parts = ['js', 'wasm', 'editor_js', 'editor_wasm', 'rich_text'];
  return Object.fromEntries(parts.map((part) => [part, paths.filter((path) => path === built[part]).length]));
}

test('readers get their own program, once, and nothing of the editor', async ({ page }) => {
  expect(built.wasm).not.toBe(built.editor_wasm);
  const paths = requested(page);
  await page.goto(topic);
  await move(page);
  await page.getByRole('article').first().getByRole('link').first().click();
  await expect(page).toHaveURL(entries[0]!.path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Meldung vom 30/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Migration');
  await page.waitForTimeout(500);
  expect(counts(paths)).toEqual({ js: 1, wasm: 1, editor_js: 0, editor_wasm: 0, rich_text: 0 });
});

test('editors get their program at once and the rich-text editor with Bearbeiten, each once', async ({ open }) => {
  const nothing = { js: 0, wasm: 0, editor_js: 0, editor_wasm: 0, rich_text: 0 };
  const viewer = await open({ as: anna });
  const before = requested(viewer);
  await viewer.goto(topic);
  await hydrated(viewer);
  await viewer.waitForTimeout(500);
  expect(counts(before)).toEqual({ ...nothing, editor_js: 1, editor_wasm: 1 });
  await viewer.context().close();

  let paths: string[] = [];
  const editor = await editing(async (options) => {
    const page = await open(options);
    paths = requested(page);
    return page;
  });
  const toggle = bar(editor).getByRole('switch', { name: 'Bearbeiten' });
  await toggle.click();
  await expect(fields.Einleitung(editor)).toHaveCount(0);
  await toggle.click();
  await expect(fields.Einleitung(editor)).toHaveClass(/ProseMirror/);
  await editor.getByRole('banner').getByRole('link').first().click();
  await expect(editor).toHaveURL('/');
  await editor.goBack();
  await expect(fields.Einleitung(editor)).toHaveClass(/ProseMirror/);
  expect(counts(paths)).toEqual({ ...nothing, editor_js: 1, editor_wasm: 1, rich_text: 1 });
});

test('a link to a page for staff tells readers to log in', async ({ page }) => {
  await page.goto(topic);
  await move(page);
  await page.getByRole('main').evaluate((main) => {
    main.insertAdjacentHTML('beforeend', '<a href="/entwuerfe">Entwürfe</a>');
  });
  await page.getByRole('link', { name: 'Entwürfe' }).click();
  await expect(page).toHaveURL('/entwuerfe');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bitte anmelden');
});
