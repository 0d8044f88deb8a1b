import { barButton, conflict, discardAll, editing, entry, entryField, fields, openPublishDialog, retype, status, untilSaved } from '../support/editor';
import { anna, berta } from '../support/server';
import { expect, type Page, test } from '../support/test';
import { entries, pages, topic } from '../support/text';

test.use({ store: 'accessibility' });

const modes: [string, (page: Page) => Promise<void>][] = [
  ['light', (page) => page.emulateMedia({ colorScheme: 'light' })],
  ['dark', (page) => page.emulateMedia({ colorScheme: 'dark' })],
  ['with forced colours', (page) => page.emulateMedia({ forcedColors: 'active' })],
  ['with forced colours, dark', (page) => page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })],
  ['at 320 px', (page) => page.setViewportSize({ width: 320, height: 640 })],
];

for (const [name, enter] of modes) {
  test(`no violation on any reader’s page, ${name}`, async ({ page, axe, problems }) => {
    problems.expectFailedRequest(/404/);
    await enter(page);
    for (const path of [...pages.map(([path]) => path), `${topic}?jahr=2024`, '/gibt-es-nicht']) {
      await page.goto(path);
      await axe(page);
      const [width, wanted] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(width, path).toBeLessThanOrEqual(wanted);
    }
  });

  test(`no violation in any state of the editor, ${name}`, async ({ open, axe, problems }) => {
    problems.expectFailedRequest(/409/);
    test.setTimeout(120_000);
    const colleague = await editing(open, berta);
    await discardAll(colleague);
    await colleague.reload();
    const editor = await editing(open, anna);
    await enter(editor);
    await axe(editor);

    // One text unpublished, one wrong, one in a conflict, one new, all on the page at once.
    await retype(fields.Titel(editor), `Migration ${name}`);
    await retype(entryField(entry(editor, entries[1].path), 'Datum'), 'gestern');
    await axe(editor);
    await barButton(editor, 'Neue Meldung').click();
    await expect(editor.getByRole('article', { name: 'Neue Meldung' })).toBeVisible();
    await colleague.getByRole('switch', { name: 'Bearbeiten' }).click();
    await retype(fields.Funktion(colleague), 'Von Berta');
    await untilSaved(colleague);
    await retype(fields.Funktion(editor), 'Von Anna');
    await expect(status(editor)).toHaveText(conflict);
    await axe(editor);
    const [width, wanted] = await editor.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(width, 'nothing scrolls sideways').toBeLessThanOrEqual(wanted);

    for (const box of [fields.Einleitung(editor), entryField(entry(editor, entries[0].path), 'Text')]) {
      await box.focus();
      await axe(editor);
    }
    await editor.getByRole('group', { name: /^Konflikt/ }).getByRole('button', { name: 'Andere Fassung' }).click();
    await untilSaved(editor);

    const dialog = await openPublishDialog(editor);
    await expect(dialog.getByRole('listitem').first()).toBeVisible();
    await axe(editor);
    await dialog.getByRole('button', { name: 'Abbrechen' }).click();
    for (const path of ['/entwuerfe', `/verlauf${topic}`, `${topic}?bearbeiten`]) {
      await editor.goto(path);
      await expect(editor.getByRole('heading', { level: 1 })).toBeVisible();
      await axe(editor);
      const [width, wanted] = await editor.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(width, path).toBeLessThanOrEqual(wanted);
    }
    await discardAll(editor);
  });
}
