import type { Locator } from '@playwright/test';
import {
  bar, beginsWithoutDrafts, contactCard, drafts, editing, entry, entryField, fields, noteStates, publishAll,
  retype, saved, saving, switchOn, textOf, untilSaved,
} from '../support/editor';
import { noteShifts } from '../support/layout';
import { anna } from '../support/server';
import { expect, hydrated, type Page, test } from '../support/test';
import { entries, plain, topic } from '../support/text';

test.use({ store: 'edit' });

beginsWithoutDrafts();

interface Case {
  name: string;
  box: (page: Page) => Locator;
  typed: string;
  /** What the store has of it, where that is not what was typed. */
  kept?: string;
  /** Where readers see it, on which page, and as what. */
  seen: (page: Page) => Locator;
  path?: string;
  read?: string | RegExp;
}

const [, second, third] = entries;

const cases: Case[] = [
  { name: 'Titel', box: fields.Titel, typed: 'Migration & Teilhabe', seen: (page) => page.getByRole('heading', { level: 1 }) },
  {
    name: 'Einleitung', box: fields.Einleitung, typed: 'Ein **fetter** Anfang.\n\nEin zweiter Absatz, mit „Zitat".',
    seen: (page) => page.getByRole('main').locator('p', { has: page.locator('strong', { hasText: 'fetter' }) }), read: 'Ein fetter Anfang.',
  },
  { name: 'Name', box: fields.Name, typed: 'Christine Jochem-Öztürk', seen: (page) => contactCard(page).getByRole('heading') },
  { name: 'Pronomen', box: fields.Pronomen, typed: '(sie)', seen: contactCard, read: /\(sie\)/ },
  { name: 'Funktion', box: fields.Funktion, typed: 'Sprecherin für Migration\nund für Teilhabe', seen: contactCard, read: /Sprecherin für Migration\s+und für Teilhabe/ },
  {
    name: 'E-Mail', box: fields['E-Mail'], typed: 'c.jochem@example.org', kept: 'c.jochem[at]example.org',
    seen: contactCard, read: /c\.jochem\[at\]example\.org/,
  },
  {
    name: 'Datum einer Meldung', box: (page) => entryField(entry(page, second.path), 'Datum'), typed: '2.7.2024',
    seen: (page) => entry(page, second.path).locator('time[datetime="2024-07-02"]'), read: /2\.\sJuli\s2024/,
  },
  {
    name: 'Titel einer Meldung', box: (page) => entryField(entry(page, second.path), 'Titel'), typed: 'Solidarität nach dem Schützenfest',
    seen: (page) => entry(page, second.path).getByRole('heading'),
  },
  {
    name: 'Teaser einer Meldung', box: (page) => entryField(entry(page, second.path), 'Teaser'), typed: 'Ein Vorfall, der uns nicht ruhen lässt – „nie wieder".',
    seen: (page) => entry(page, second.path), read: /Ein Vorfall, der uns nicht ruhen lässt – „nie wieder"\./,
  },
  {
    name: 'Text einer Meldung', box: (page) => entryField(entry(page, second.path), 'Text'), typed: 'Der *ganze* Text.',
    seen: (page) => page.getByRole('main').locator('p', { has: page.locator('em', { hasText: 'ganze' }) }), path: second.path, read: 'Der ganze Text.',
  },
];

for (const { name, box, typed, kept = typed, seen, path = topic, read = typed } of cases) {
  test(`${name}: typed, saved, still there after a reload, unseen by readers, published, seen`, async ({ open, axe }) => {
    const reader = await open();
    const editor = await editing(open);
    const states = await noteStates(editor);

    await box(editor).click();
    await box(editor).press('ControlOrMeta+a');
    await box(editor).pressSequentially(typed.slice(0, 1));
    expect((await states()).slice(0, 2), 'it leaves “Gespeichert” at the first keystroke').toEqual([
      expect.stringMatching(saved), expect.stringMatching(saving),
    ]);
    await box(editor).pressSequentially(typed.slice(1), { delay: 5 });
    await untilSaved(editor);
    expect((await states()).every((state) => saved.test(state) || saving.test(state)), String(await states())).toBe(true);
    expect(Object.values(await drafts(editor))).toEqual([kept]);
    await axe(editor);

    await editor.reload();
    await switchOn(editor);
    await expect(bar(editor)).toBeVisible();
    // What is folded away is its source.
    const isFolded = await box(editor).evaluate((element) => element.classList.contains('field--fold'));
    const shown = plain(isFolded ? kept : kept.replaceAll('*', '').replaceAll('\n\n', '\n'));
    await expect.poll(async () => plain((await textOf(box(editor))).replaceAll('\n\n', '\n'))).toBe(shown);
    await expect(editor.getByText('noch nicht veröffentlicht').first()).toBeAttached();
    await axe(editor);

    await reader.goto(path);
    await expect(seen(reader).filter({ hasText: read })).toHaveCount(0);

    await publishAll(editor);
    await expect(editor.getByText('noch nicht veröffentlicht')).toHaveCount(0);
    expect(await drafts(editor)).toEqual({});
    await untilSaved(editor);

    await reader.reload();
    await expect(seen(reader).filter({ hasText: read })).toBeVisible();
    await axe(reader);
    await axe(editor);
  });
}

test('each accepted spelling of a date is the same day', async ({ open }) => {
  const editor = await editing(open);
  const date = entryField(entry(editor, third.path), 'Datum');
  for (const typed of ['20.6.2024', '20. Juni 2024', '2024-06-20', '20.06.2024']) {
    await retype(date, typed);
    await untilSaved(editor);
    await expect(date).not.toHaveAttribute('aria-invalid');
  }
  expect(await drafts(editor), 'the day that is published is no change').toEqual({});
});

test('nothing moves when Bearbeiten goes on', async ({ open }) => {
  const editor = await editing(open);
  // A text that readers of this page don't see.
  await retype(entryField(entry(editor, third.path), 'Text'), 'Erst auf der eigenen Seite zu lesen.');
  await untilSaved(editor);
  await publishAll(editor);
  await editor.goto('/');
  await editor.goto(topic);
  await hydrated(editor);
  const places = () => editor.evaluate(() => {
    const found: [string, number, number, number][] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent?.trim() || node.parentElement?.closest('section[aria-label="Redaktion"], .visually-hidden, .field--fold, .entry__delete, script')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      // Not the width: in a text box it includes the space at a line's end.
      const { x, y, height } = range.getBoundingClientRect();
      if (height) found.push([node.textContent.trim(), Math.round(x), Math.round(y), Math.round(height)]);
    }
    return found;
  });
  const shifts = await noteShifts(editor);
  const before = await places();
  expect(before.length).toBeGreaterThan(20);
  await switchOn(editor);
  await editor.waitForTimeout(300);
  expect(await places()).toEqual(before);
  expect(await shifts()).toEqual([]);
  await bar(editor).getByRole('switch', { name: 'Bearbeiten' }).click();
  await expect(editor.getByRole('main').getByRole('textbox')).toHaveCount(0);
  expect(await places()).toEqual(before);
});

test('what was just typed is saved although one goes to another page', async ({ open }) => {
  const editor = await editing(open);
  await retype(fields.Pronomen(editor), '(unterwegs)');
  await editor.getByRole('banner').getByRole('link').first().click();
  await expect(editor).toHaveURL('/');
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ pronouns: '(unterwegs)' });
  await editor.goBack();
  await expect(editor.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(fields.Pronomen(editor)).toHaveText('(unterwegs)');
});

test('with Bearbeiten off the page shows what readers see', async ({ open }) => {
  const editor = await editing(open);
  const published = await textOf(fields.Titel(editor));
  await retype(fields.Titel(editor), 'Noch geheim');
  await untilSaved(editor);
  await bar(editor).getByRole('switch', { name: 'Bearbeiten' }).click();
  await expect(editor.getByRole('main').getByRole('textbox')).toHaveCount(0);
  await expect(editor.getByRole('heading', { level: 1 })).toHaveText(published);
  await switchOn(editor);
  await expect(fields.Titel(editor)).toHaveText('Noch geheim');
});

test.describe('other pages are edited the same way', () => {
  const others: [string, string, (page: Page) => Locator][] = [
    ['/impressum', 'Titel', (page) => page.getByRole('heading', { level: 1 }).getByRole('textbox', { name: 'Titel' })],
    ['/datenschutz', 'Text', (page) => page.getByRole('main').getByRole('textbox', { name: 'Text' })],
    ['/personen/christine-jochem', 'Name', (page) => page.getByRole('heading', { level: 1 }).getByRole('textbox', { name: 'Name' })],
    [entries[0].path, 'Titel', (page) => page.getByRole('heading', { level: 1 }).getByRole('textbox', { name: 'Titel' })],
    [entries[0].path, 'Datum', (page) => page.getByRole('main').getByRole('textbox', { name: 'Datum' })],
    [entries[3].path, 'Teaser', (page) => page.getByRole('main').getByRole('textbox', { name: 'Teaser' })],
  ];
  for (const [path, name, box] of others) {
    test(`${path}: ${name}`, async ({ open, axe }) => {
      const [editor, reader] = [await editing(open, anna, path), await open()];
      const text = name === 'Datum' ? '29. Oktober 2024' : `Neu: ${name} ${path.slice(1, 4)}`;
      await retype(box(editor), text);
      await untilSaved(editor);
      await axe(editor);
      await reader.goto(path);
      await expect(reader.getByRole('main')).not.toContainText(text);
      await publishAll(editor);
      await reader.reload();
      expect(plain(await reader.getByRole('main').innerText())).toContain(text);
    });
  }
});
