import type { Locator } from '@playwright/test';
import {
  bar, barButton, contactCard, discardAll, drafts, editing, entry, entryField, fields, localOnly, noteStates,
  openPublishDialog, publishAll, retype, saved, savesDuring, saving, status, switchOn, textOf, timeline, unpublished,
  untilSaved,
} from '../support/editor';
import { anna, berta } from '../support/server';
import { expect, hydrated, type Page, test } from '../support/test';
import { entries, plain, topic } from '../support/text';

test.use({ store: 'edit' });

test.beforeEach(async ({ open }) => {
  const page = await open({ as: berta });
  await discardAll(page);
  await page.context().close();
});

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
    // A rich text is rendered until one enters it; not where it is folded away.
    const isFolded = await box(editor).evaluate((element) => element.classList.contains('field--fold'));
    await expect(box(editor)).toHaveText(plain(isFolded ? kept : kept.replaceAll('*', '')));
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

test('the dialog lists the changes with their authors; what is left out stays a draft', async ({ open, axe }) => {
  const [one, other, reader] = [await editing(open), await editing(open, berta), await open()];
  await retype(fields.Pronomen(one), '(sie/ihre)');
  await untilSaved(one);
  await retype(fields.Titel(other), 'Migration heute');
  await untilSaved(other);

  const dialog = await openPublishDialog(one);
  const items = dialog.getByRole('listitem');
  await expect(items).toHaveCount(2);
  const [pronouns, title] = [items.filter({ hasText: 'Pronomen' }), items.filter({ hasText: 'Titel' })];
  await expect(pronouns).toContainText(anna.name);
  await expect(pronouns).toContainText('(sie/ihre)');
  await expect(title).toContainText(berta.name);
  await expect(title).toContainText('Migration heute');
  await axe(one);
  await title.getByRole('checkbox').uncheck();
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(dialog).toBeHidden();

  await reader.goto(topic);
  await expect(contactCard(reader)).toContainText('(sie/ihre)');
  await expect(reader.getByRole('heading', { level: 1 })).not.toContainText('heute');
  expect(await drafts(one)).toEqual({ title: 'Migration heute' });
  await expect(fields.Titel(other)).toHaveText('Migration heute');
});

test('what a colleague changes while the dialog is open does not go out unseen', async ({ open, problems }) => {
  problems.expectFailedRequest(/409/);
  const [one, other] = [await editing(open), await editing(open, berta)];
  await retype(fields.Pronomen(other), '(er)');
  await untilSaved(other);
  const dialog = await openPublishDialog(one);
  await expect(dialog.getByRole('listitem')).toContainText('(er)');
  await retype(fields.Pronomen(other), '(er/ihm)');
  await untilSaved(other);
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await expect(dialog.getByRole('listitem')).toContainText('(er/ihm)');
  expect(await drafts(one)).toEqual({ pronouns: '(er/ihm)' });
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(dialog).toBeHidden();
  expect(await drafts(one)).toEqual({});
});

test('Entwurf verwerfen brings back what is published, and Rückgängig the draft', async ({ open, axe }) => {
  const editor = await editing(open);
  const box = fields.Funktion(editor);
  const published = await textOf(box);
  await retype(box, 'Nur ein Versuch');
  await untilSaved(editor);
  await barButton(editor, 'Entwurf verwerfen').click();
  const dialog = editor.getByRole('dialog', { name: 'Entwurf verwerfen' });
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  await axe(editor);
  await dialog.getByRole('button', { name: 'Jetzt verwerfen' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => textOf(box)).toBe(published);
  expect(await drafts(editor)).toEqual({});
  await axe(editor);

  await barButton(editor, 'Rückgängig').click();
  await expect.poll(() => textOf(box)).toBe('Nur ein Versuch');
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ role: 'Nur ein Versuch' });
});

test('Neue Meldung: all its texts, published, at its address', async ({ open, axe }) => {
  const editor = await editing(open);
  await barButton(editor, 'Neue Meldung').click();
  const article = timeline(editor).getByRole('article', { name: 'Neue Meldung' });
  await expect(article).toBeVisible();
  await expect(timeline(editor).getByRole('article').first()).toHaveAccessibleName('Neue Meldung');
  await axe(editor);
  await retype(entryField(article, 'Datum'), '5. November 2024');
  await retype(entryField(article, 'Titel'), 'Größere Räume für „Sprachkurse“ & mehr');
  await retype(entryField(article, 'Teaser'), 'Ab Januar gibt es mehr Platz.');
  await retype(entryField(article, 'Text'), '# Was sich ändert\n\nDrei *neue* Räume, siehe [Migration](/themen/migration).');
  await untilSaved(editor);
  await axe(editor);

  const path = '/meldungen/2024-11-05-groessere-raeume-fuer-sprachkurse';
  const reader = await open();
  await reader.goto(topic);
  await expect(entry(reader, path)).toHaveCount(0);
  await publishAll(editor);
  await expect(entry(editor, path)).toBeVisible();
  await expect(timeline(editor).getByRole('article', { name: 'Neue Meldung' })).toHaveCount(0);

  await reader.reload();
  const published = entry(reader, path);
  await expect(published.locator('time')).toHaveAttribute('datetime', '2024-11-05');
  await expect(published.getByRole('heading')).toHaveText('Größere Räume für „Sprachkurse“ & mehr');
  await published.getByRole('link').first().click();
  await expect(reader).toHaveURL(path);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Größere Räume für „Sprachkurse“ & mehr');
  await expect(reader.getByRole('heading', { level: 2, name: 'Was sich ändert' })).toBeVisible();
  await expect(reader.getByRole('main').getByRole('link', { name: 'Migration' }).last()).toBeVisible();
  await axe(reader);
});

test('a Neue Meldung without a title takes its address from the teaser; one without a teaser cannot go out', async ({ open, problems }) => {
  problems.expectFailedRequest(/422/);
  const editor = await editing(open);
  await barButton(editor, 'Neue Meldung').click();
  const article = timeline(editor).getByRole('article', { name: 'Neue Meldung' });
  await retype(entryField(article, 'Datum'), '2024-11-06');
  await untilSaved(editor);
  const dialog = await openPublishDialog(editor);
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Teaser');
  await dialog.getByRole('button', { name: 'Abbrechen' }).click();
  await expect(dialog).toBeHidden();
  await retype(entryField(article, 'Teaser'), 'Straße, Maß & Öl: drei Wörter');
  await untilSaved(editor);
  await publishAll(editor);
  await expect(entry(editor, '/meldungen/2024-11-06-strasse-mass-oel-drei')).toBeVisible();
});

test('a Neue Meldung that was discarded comes back with Rückgängig', async ({ open }) => {
  const editor = await editing(open);
  await barButton(editor, 'Neue Meldung').click();
  const article = timeline(editor).getByRole('article', { name: 'Neue Meldung' });
  await retype(entryField(article, 'Teaser'), 'Doch nicht');
  await untilSaved(editor);
  await barButton(editor, 'Entwurf verwerfen').click();
  const dialog = editor.getByRole('dialog', { name: 'Entwurf verwerfen' });
  await dialog.getByRole('button', { name: 'Jetzt verwerfen' }).click();
  await expect(article).toHaveCount(0);
  await barButton(editor, 'Rückgängig').click();
  await expect(entryField(article, 'Teaser')).toHaveText('Doch nicht');
  await untilSaved(editor);
});

test('a click into a sentence puts the caret there, in the source; leaving renders it', async ({ open }) => {
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  await retype(box, 'Wir stehen **fest** zusammen, und *alle* gehören dazu.\n\nZweiter Absatz mit Dialogformaten.');
  await untilSaved(editor);
  await editor.getByRole('heading', { level: 2 }).first().click();
  await expect(box.locator('p')).toHaveCount(2);
  await expect(box.locator('strong')).toHaveText('fest');

  const point = await box.evaluate((element) => {
    const text = element.querySelectorAll('p')[1].firstChild as Text;
    const range = document.createRange();
    const at = text.data.indexOf('formaten');
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    text.parentElement?.scrollIntoView({ block: 'center' });
    const { left, top, height } = range.getBoundingClientRect();
    return { x: left + 0.5, y: top + height / 2 };
  });
  await editor.mouse.click(point.x, point.y);
  await expect(box).toBeFocused();
  await expect(box.locator('p')).toHaveCount(0);
  expect(await textOf(box)).toContain('**fest**');
  await editor.keyboard.type('X');
  expect(await textOf(box)).toBe('Wir stehen **fest** zusammen, und *alle* gehören dazu.\n\nZweiter Absatz mit DialogXformaten.');
  await editor.keyboard.press('Backspace');
  await untilSaved(editor);
  await editor.keyboard.press('Escape');
  await expect(box.locator('strong')).toHaveText('fest');
});

test('clicked, typed and published by keyboard alone', async ({ open }) => {
  const editor = await open({ as: anna });
  await editor.goto(topic);
  await hydrated(editor);
  const tabTo = async (target: Locator, key = 'Tab') => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await editor.keyboard.press(key);
    }
    await expect(target).toBeFocused();
  };
  await tabTo(bar(editor).getByRole('switch', { name: 'Bearbeiten' }));
  await editor.keyboard.press('Space');
  await tabTo(fields.Pronomen(editor));
  await editor.keyboard.press('End');
  await editor.keyboard.type(' – Tastatur');
  await untilSaved(editor);
  await tabTo(fields.Einleitung(editor), 'Shift+Tab');
  await editor.keyboard.press('Control+Home');
  await editor.keyboard.type('Getippt. ');
  await tabTo(barButton(editor, 'Veröffentlichen'), 'Shift+Tab');
  await editor.keyboard.press('Enter');
  const dialog = editor.getByRole('dialog', { name: 'Veröffentlichen' });
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await tabTo(dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }));
  await editor.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(barButton(editor, 'Veröffentlichen')).toBeFocused();
  const reader = await open();
  await reader.goto(topic);
  await expect(contactCard(reader)).toContainText('– Tastatur');
  await expect(reader.getByRole('main')).toContainText('Getippt. ');
});

test('focusing each text and leaving it changes nothing, not a byte', async ({ open }) => {
  const editor = await editing(open);
  const boxes = editor.getByRole('main').getByRole('textbox');
  const texts = () => boxes.evaluateAll((elements) => elements.map((element) => element.innerHTML));
  const before = await texts();
  expect(before.length).toBeGreaterThan(25);
  const saves = await savesDuring(editor.context(), async () => {
    for (const box of await boxes.all()) {
      await box.focus();
      await box.press('ArrowRight');
      await box.blur();
    }
    for (const box of await boxes.all()) {
      await box.click({ force: true });
      await box.press('Escape');
    }
    await editor.waitForTimeout(1200);
  });
  expect(saves).toEqual([]);
  expect(await texts()).toEqual(before);
  await expect(status(editor)).toHaveText(saved);
  expect(await unpublished(editor)).toEqual([]);
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
      if (!node.textContent?.trim() || node.parentElement?.closest('section[aria-label="Redaktion"], .visually-hidden, .field--fold, script')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      // Not the width: in a text box it includes the space at a line's end.
      const { x, y, height } = range.getBoundingClientRect();
      if (height) found.push([node.textContent.trim(), Math.round(x), Math.round(y), Math.round(height)]);
    }
    return found;
  });
  await editor.evaluate(() => {
    interface Shift extends PerformanceEntry { value: number; sources: { node?: Element; previousRect: DOMRect; currentRect: DOMRect }[] }
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[]) {
        const moved = sources.map(({ node, previousRect, currentRect }) => `${node?.className ?? node?.nodeName} ${JSON.stringify(previousRect)} -> ${JSON.stringify(currentRect)}`);
        shifts.push(`${value}: ${moved.join('; ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: false });
  });
  const before = await places();
  expect(before.length).toBeGreaterThan(20);
  await switchOn(editor);
  await editor.waitForTimeout(300);
  expect(await places()).toEqual(before);
  expect(await editor.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual([]);
  await bar(editor).getByRole('switch', { name: 'Bearbeiten' }).click();
  await expect(editor.getByRole('main').getByRole('textbox')).toHaveCount(0);
  expect(await places()).toEqual(before);
});

test('an invalid date is told at the field, kept, and cannot go out', async ({ open, problems, axe }) => {
  problems.expectFailedRequest(/422/);
  const editor = await editing(open);
  const date = entryField(entry(editor, third.path), 'Datum');
  await retype(date, '31. Februar 2024');
  await expect(date).toHaveAttribute('aria-invalid', 'true');
  await expect(date).toHaveAccessibleDescription(/Datum: Das ist kein Datum\. Möglich sind 30\.10\.2024/);
  await expect(editor.getByText('Das ist kein Datum.')).toBeVisible();
  await untilSaved(editor);
  await axe(editor);
  await editor.reload();
  await switchOn(editor);
  await expect(date).toHaveText('31. Februar 2024');
  await expect(editor.getByText('Das ist kein Datum.')).toBeVisible();
  const dialog = await openPublishDialog(editor);
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Das ist kein Datum');
  await axe(editor);
  await dialog.getByRole('button', { name: 'Abbrechen' }).click();
  await retype(date, '20. Juni 2024');
  await expect(date).not.toHaveAttribute('aria-invalid');
  await expect(editor.getByText('Das ist kein Datum.')).toHaveCount(0);
});

test('an invalid address, and an empty title, are told at the field', async ({ open, axe }) => {
  const editor = await editing(open);
  await retype(fields['E-Mail'](editor), 'christine');
  await expect(fields['E-Mail'](editor)).toHaveAccessibleDescription(/Das ist keine E-Mail-Adresse/);
  await retype(fields.Titel(editor), '');
  await expect(fields.Titel(editor)).toHaveAccessibleDescription(/Hier fehlt noch ein Text/);
  await untilSaved(editor);
  await axe(editor);
});

test('a text that is too long stays here, with the reason at the field', async ({ open, problems }) => {
  problems.expectFailedRequest(/422/);
  const editor = await editing(open);
  await editor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const long = 'ä'.repeat(301);
  await editor.evaluate((text) => navigator.clipboard.writeText(text), long);
  const title = fields.Titel(editor);
  await title.click();
  await title.press('ControlOrMeta+a');
  await title.press('ControlOrMeta+v');
  await expect(status(editor)).toHaveText(localOnly);
  await expect(title).toHaveAccessibleDescription(/höchstens 300 Zeichen/);
  expect(await textOf(title)).toBe(long);
  await retype(title, 'Migration kurz');
  await untilSaved(editor);
  await expect(title).not.toHaveAttribute('aria-invalid');
});

test('Enter ends nothing in a single line, and several pasted lines become one', async ({ open }) => {
  const editor = await editing(open);
  await editor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const box = fields.Pronomen(editor);
  await retype(box, 'eins');
  await box.press('Enter');
  await box.pressSequentially('zwei');
  expect(await textOf(box)).toBe('einszwei');
  await editor.evaluate(() => navigator.clipboard.writeText('drei\r\nvier\n\n  fünf\n'));
  await box.press('ControlOrMeta+a');
  await box.press('ControlOrMeta+v');
  expect(await textOf(box)).toBe('drei vier fünf');
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ pronouns: 'drei vier fünf' });
});

test('in the middle of a single line a paste leaves the caret behind what was pasted', async ({ open }) => {
  const editor = await editing(open);
  await editor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const box = fields.Pronomen(editor);
  await retype(box, 'AB');
  await box.press('ArrowLeft');
  await editor.evaluate(() => navigator.clipboard.writeText('x\ny'));
  await box.press('ControlOrMeta+v');
  await box.pressSequentially('z');
  expect(await textOf(box)).toBe('Ax yzB');
});

test('pasted formatting is only its text', async ({ open }) => {
  const editor = await editing(open);
  await editor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  // As another program would: `clipboard.write` would parse the HTML here, which the page's policy reports.
  const isCopied = await editor.evaluate(() => {
    document.addEventListener('copy', (event) => {
      event.preventDefault();
      event.clipboardData?.setData('text/html', '<b style="color:red">fett</b><img src="https://foreign.example/x.png" onerror="alert(1)">');
      event.clipboardData?.setData('text/plain', 'fett');
    }, { once: true });
    return document.execCommand('copy');
  });
  expect(isCopied).toBe(true);
  for (const box of [fields.Pronomen(editor), fields.Einleitung(editor)]) {
    await box.focus();
    await box.press('ControlOrMeta+a');
    await box.press('ControlOrMeta+v');
    expect(await box.evaluate((element) => element.innerHTML)).toBe('fett');
  }
  await untilSaved(editor);
});

test('a composition of an input method is saved as one', async ({ open }) => {
  const editor = await editing(open);
  const box = fields.Pronomen(editor);
  await retype(box, 'Name: ');
  const session = await editor.context().newCDPSession(editor);
  for (const text of ['n', 'ni', 'nih', 'niha', 'nihao']) {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await editor.waitForTimeout(150);
  }
  await editor.waitForTimeout(800); // long enough for a save in the middle of it
  await session.send('Input.insertText', { text: '你好' });
  await box.pressSequentially('!');
  expect(await textOf(box)).toBe('Name: 你好!');
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ pronouns: 'Name: 你好!' });
});

test('typing on and on, saves come in between and nothing jumps', async ({ open }) => {
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  const text = 'Ein langer Satz, der langsam getippt wird, mit Pausen, in denen gespeichert wird. ';
  await retype(box, '');
  for (const word of text.trim().split(' ')) {
    await editor.keyboard.type(`${word} `, { delay: 10 });
    if (/,$/.test(word)) await editor.waitForTimeout(700);
  }
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ introduction: text });
  expect(await textOf(box)).toBe(text);
  await expect(box).toBeFocused();
});

test('a change that is taken back is no change', async ({ open }) => {
  const editor = await editing(open);
  const box = fields.Funktion(editor);
  await box.focus();
  await box.press('ControlOrMeta+End');
  await box.pressSequentially('xy');
  await untilSaved(editor);
  expect(Object.keys(await drafts(editor))).toEqual(['role']);
  await box.press('Backspace');
  await box.press('Backspace');
  await expect.poll(() => drafts(editor)).toEqual({});
  await untilSaved(editor);
  await expect(editor.getByText('noch nicht veröffentlicht')).toHaveCount(0);
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

