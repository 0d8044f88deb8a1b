import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import {
  bar, barButton, beginsWithoutDrafts, drafts, editing, entry, entryField, fields, publishAll, retype, switchOn, textOf, untilSaved,
} from '../support/editor';
import { anna } from '../support/server';
import { expect, hydrated, move, test } from '../support/test';
import { entries, topic } from '../support/text';

test.use({ store: 'rich-text' });

beginsWithoutDrafts();

const toolbar = (page: Page) => page.getByRole('toolbar', { name: 'Textgestaltung' });
const tool = (page: Page, name: string) => toolbar(page).getByRole('button', { name, exact: true });
const html = (box: Locator) => box.evaluate((element) => element.innerHTML.replaceAll(/<br class="ProseMirror[^>]*>|<img class="ProseMirror[^>]*>/g, ''));

/** Each piece of a text with its tags, and where it stands, in CSS pixels from the block's corner. */
function places(block: Locator): Promise<[string, string, number, number, number][]> {
  return block.evaluate((element) => {
    const corner = element.getBoundingClientRect();
    const found: [string, string, number, number, number][] = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim();
      if (!text) continue;
      const { fontSize, fontWeight, fontStyle, color } = getComputedStyle(node.parentElement!);
      const range = document.createRange();
      range.selectNodeContents(node);
      const { x, y, height } = range.getBoundingClientRect();
      found.push([text, [fontSize, fontWeight, fontStyle, color].join(' '), Math.round(x - corner.x), Math.round(y - corner.y), Math.round(height)]);
    }
    return found;
  });
}

/** Pastes as another program's clipboard holds it. */
async function paste(box: Locator, html: string, plain = ''): Promise<void> {
  await box.evaluate((element, [html, plain]) => {
    const data = new DataTransfer();
    data.setData('text/html', html!);
    data.setData('text/plain', plain!);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, [html, plain]);
}

test('what is written is shown as readers will see it', async ({ open, axe }) => {
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  await retype(box, '');
  await editor.keyboard.type('# Worum es geht\nHannover ist **bunt** und *offen*.\n- Sprache\nArbeit\n\n> Alle gehören dazu.\n\n');
  await editor.keyboard.type('Mehr dazu: [Haushalt](https://beispiel.de/plan) ');
  await editor.keyboard.press('ControlOrMeta+b');
  await editor.keyboard.type('Schluss');
  await untilSaved(editor);
  expect((await drafts(editor)).introduction).toBe(
    '# Worum es geht\n\nHannover ist **bunt** und *offen*.\n\n- Sprache\n- Arbeit\n\n> Alle gehören dazu.\n\nMehr dazu: [Haushalt](https://beispiel.de/plan) **Schluss**',
  );
  await axe(editor);
  await editor.keyboard.press('Escape');
  const written = await places(box);
  expect(written.length).toBeGreaterThan(8);
  await publishAll(editor);
  const reader = await open();
  await reader.goto(topic);
  expect(await places(reader.locator('.page__intro'))).toEqual(written);
});

test('blocks that nobody touched keep every byte', async ({ open }) => {
  const source = 'Ein *alter*  Satz,\numbrochen.\n\n\n* Punkt\n* Punkt zwei\n\n1) Eins\n\nMitte\n\n__Fett__ &amp; [Verweis][1]\\\nneu\n\n[1]: /themen/migration "Titel"\n';
  const noScript = await open({ as: anna, javaScriptEnabled: false });
  await noScript.goto(`${topic}?bearbeiten`);
  await noScript.getByRole('group', { name: 'Thema', exact: true }).getByRole('textbox', { name: 'Einleitung' }).fill(source);
  await noScript.getByRole('main').getByRole('button', { name: 'Als Entwurf übernehmen' }).click();
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  await box.locator('p', { hasText: 'Mitte' }).click();
  await editor.keyboard.press('End');
  await editor.keyboard.type(' und mehr');
  await untilSaved(editor);
  expect((await drafts(editor)).introduction).toBe(source.replace('Mitte', 'Mitte und mehr'));
});

test('the toolbar: by pointer, by keyboard alone, and never over the text', async ({ open, axe, isMobile }) => {
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  await retype(box, 'Ein Wort');
  await expect(toolbar(editor)).toBeVisible();
  await editor.keyboard.press('ControlOrMeta+Shift+ArrowLeft');
  await tool(editor, 'Kursiv').click();
  await expect(tool(editor, 'Kursiv')).toHaveAttribute('aria-pressed', 'true');
  expect(await html(box)).toBe('<p>Ein <em>Wort</em></p>');
  await expect(box).toBeFocused();
  await axe(editor);

  await editor.keyboard.press('Alt+F10');
  await expect(tool(editor, 'Fett')).toBeFocused();
  await editor.keyboard.press('ArrowRight');
  await editor.keyboard.press('ArrowRight');
  await expect(tool(editor, 'Überschrift')).toBeFocused();
  await editor.keyboard.press('Enter');
  await expect(box).toBeFocused();
  expect(await html(box)).toBe('<h2>Ein <em>Wort</em></h2>');
  await editor.keyboard.press('Alt+F10');
  await editor.keyboard.press('Escape');
  await expect(box).toBeFocused();
  if (isMobile) {
    for (const button of await toolbar(editor).getByRole('button').all()) {
      const size = await button.boundingBox();
      expect(Math.min(size!.width, size!.height)).toBeGreaterThanOrEqual(44);
    }
  }
  const [bars, text] = [await toolbar(editor).boundingBox(), await box.boundingBox()];
  const actions = await barButton(editor, 'Veröffentlichen').boundingBox();
  const overlap = (a: typeof bars, b: typeof bars) => a!.y < b!.y + b!.height && b!.y < a!.y + a!.height && a!.x < b!.x + b!.width && b!.x < a!.x + a!.width;
  expect(overlap(bars, text), 'over the text').toBe(false);
  expect(overlap(bars, actions), 'over the bar').toBe(false);

  await editor.keyboard.press('Tab');
  await expect(toolbar(editor)).toBeHidden();
  await untilSaved(editor);
  expect((await drafts(editor)).introduction).toBe('# Ein *Wort*');
});

test('a link: asked for its target, which is checked, changed, and taken away', async ({ open, axe }) => {
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  await retype(box, 'Haushaltsplan');
  await editor.keyboard.press('ControlOrMeta+a');
  await editor.keyboard.press('ControlOrMeta+k');
  const target = editor.getByRole('textbox', { name: 'Wohin führt der Link?' });
  await expect(target).toBeFocused();
  await target.fill('javascript:alert(1)');
  await editor.keyboard.press('Enter');
  await expect(target).toHaveAccessibleDescription(/Dahin kann kein Link führen/);
  await expect(target).toHaveValue('javascript:alert(1)');
  await axe(editor);
  await target.fill('beispiel.de/plan');
  await editor.keyboard.press('Enter');
  await expect(box).toBeFocused();
  await expect(box.getByRole('link', { name: 'Haushaltsplan' })).toHaveAttribute('href', 'https://beispiel.de/plan');
  await untilSaved(editor);
  expect((await drafts(editor)).introduction).toBe('[Haushaltsplan](https://beispiel.de/plan)');
  await editor.keyboard.press('ControlOrMeta+k');
  await expect(target).toHaveValue('https://beispiel.de/plan');
  await editor.getByRole('button', { name: 'Link entfernen' }).click();
  expect(await html(box)).toBe('<p>Haushaltsplan</p>');
  await untilSaved(editor);
});

test('a folded Text unfolds, is written as it will look, and stays open for its toolbar', async ({ open }) => {
  const editor = await editing(open);
  const box = entryField(entry(editor, entries[1].path), 'Text');
  await box.click();
  await editor.keyboard.type('Ein **fettes** Wort');
  await expect(box.locator('strong')).toHaveText('fettes');
  await editor.keyboard.press('ControlOrMeta+a');
  await tool(editor, 'Link').click();
  await editor.getByRole('textbox', { name: 'Wohin führt der Link?' }).fill('/themen/migration');
  await expect(box.locator('strong')).toBeVisible();
  await editor.keyboard.press('Enter');
  await expect(box.getByRole('link')).toHaveCount(1);
  await untilSaved(editor);
  expect((await drafts(editor)).body).toBe('[Ein **fettes** Wort](/themen/migration)');
  await editor.keyboard.press('Escape');
  await expect(box.locator('strong')).toHaveCount(0);
  await expect(toolbar(editor)).toHaveCount(0);
});

/** The words of a text, whatever stands between them. */
const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

for (const source of ['word', 'libreoffice', 'google-docs', 'outlook', 'web-page']) {
  test(`pasted from ${source}: its structure, none of its styles, every word`, async ({ open }) => {
    const [pasted, kept] = ['html', 'md'].map((kind) => readFileSync(`fixtures/pasted/${source}.${kind}`, 'utf8'));
    const editor = await editing(open);
    const box = fields.Einleitung(editor);
    await retype(box, '');
    await paste(box, pasted!);
    await untilSaved(editor);
    expect(`${(await drafts(editor)).introduction}\n`).toBe(kept);
    expect(await html(box)).not.toMatch(/ style=| class=| on\w+=|<img|<script/);
    const shown = new Set(words((await textOf(box)).normalize()));
    // Targets of links and numbers of lists are not in the text.
    const written = kept!.replaceAll(/\]\([^)]*\)/g, ']').replaceAll(/^ *\d+\. /gm, '');
    expect(words(written).filter((word) => !shown.has(word)), 'fused words').toEqual([]);
  });
}

test('pasted plain text is text: blank lines part paragraphs, and nothing in it is markup', async ({ open }) => {
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  await retype(box, '');
  await paste(box, '', '# kein Titel\nzweite Zeile\n\n1. Juli: 5 * 3 * 2 <b>');
  await untilSaved(editor);
  expect(await textOf(box)).toBe('# kein Titel\nzweite Zeile\n\n1. Juli: 5 * 3 * 2 <b>');
  await publishAll(editor);
  const reader = await open();
  await reader.goto(topic);
  expect(await textOf(reader.locator('.page__intro'))).toBe('# kein Titel\nzweite Zeile\n\n1. Juli: 5 * 3 * 2 <b>');
});

test('its code comes with Bearbeiten, once, and never to readers', async ({ open }) => {
  const [reader, editor] = [await open(), await open({ as: anna })];
  const loads = (page: Page) => {
    const urls: string[] = [];
    page.on('request', (request) => request.url().includes('/rich-text.') && urls.push(request.url()));
    return urls;
  };
  const [ofReader, ofEditor] = [loads(reader), loads(editor)];
  await reader.goto(topic);
  await move(reader);
  await reader.getByRole('main').getByRole('link').first().click();
  await editor.goto(topic);
  await hydrated(editor);
  expect(ofEditor).toEqual([]);
  await switchOn(editor);
  expect(ofEditor).toHaveLength(1);
  await bar(editor).getByRole('switch', { name: 'Bearbeiten' }).click();
  await switchOn(editor);
  await editor.getByRole('contentinfo').getByRole('link', { name: 'Impressum' }).click();
  await expect(editor.getByRole('main').getByRole('textbox', { name: 'Text' })).toHaveClass(/ProseMirror/);
  expect(ofEditor).toHaveLength(1);
  expect(ofReader).toEqual([]);
});
