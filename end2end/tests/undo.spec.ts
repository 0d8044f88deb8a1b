import type { Page } from '@playwright/test';
import { barButton, beginsWithoutDrafts, conflict, drafts, editing, fields, retype, status, textOf, untilSaved } from '../support/editor';
import { berta } from '../support/server';
import { expect, test } from '../support/test';
import { card, introduction } from '../support/text';

test.use({ store: 'undo' });

beginsWithoutDrafts();

/** A pause after which typing is a step of its own. */
const pause = (page: Page) => page.waitForTimeout(1100);

test('Rückgängig and Wiederholen go through all texts of the page, as far back as it was opened', async ({ open, axe }) => {
  const editor = await editing(open);
  await expect(barButton(editor, 'Rückgängig')).toBeDisabled();
  await expect(barButton(editor, 'Wiederholen')).toBeDisabled();
  await retype(fields.Pronomen(editor), '(eins)');
  await pause(editor);
  await editor.keyboard.type(' zwei');
  await retype(fields.Titel(editor), 'Ankommen');
  await fields.Einleitung(editor).focus();
  await editor.keyboard.press('ControlOrMeta+Home');
  await editor.keyboard.type('Neu. ');
  await untilSaved(editor);
  expect(Object.keys(await drafts(editor)).sort()).toEqual(['introduction', 'pronouns', 'title']);

  await editor.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => textOf(fields.Einleitung(editor))).toBe(introduction.join('\n\n'));
  await editor.keyboard.press('ControlOrMeta+z');
  await expect(fields.Titel(editor)).toHaveText('Migration');
  await expect(fields.Titel(editor)).toBeFocused();
  await editor.keyboard.press('ControlOrMeta+z');
  await expect(fields.Pronomen(editor)).toHaveText('(eins)');
  await expect(fields.Pronomen(editor)).toBeFocused();
  await barButton(editor, 'Rückgängig').click();
  await expect(fields.Pronomen(editor)).toHaveText(card.pronouns);
  await expect(barButton(editor, 'Rückgängig')).toBeDisabled();
  await axe(editor);
  await expect.poll(() => drafts(editor)).toEqual({});
  await untilSaved(editor);

  await barButton(editor, 'Wiederholen').click();
  await editor.keyboard.press('ControlOrMeta+Shift+z');
  await expect(fields.Pronomen(editor)).toHaveText('(eins) zwei');
  await editor.keyboard.press('ControlOrMeta+y');
  await editor.keyboard.press('ControlOrMeta+y');
  await expect.poll(() => textOf(fields.Einleitung(editor))).toBe(`Neu. ${introduction.join('\n\n')}`);
  await expect(barButton(editor, 'Wiederholen')).toBeDisabled();
  await untilSaved(editor);
  expect(await drafts(editor)).toMatchObject({ title: 'Ankommen', pronouns: '(eins) zwei' });
});

test('what a colleague wrote into another paragraph meanwhile stays', async ({ open, problems }) => {
  problems.expectFailedRequest(/409/);
  const [editor, other] = [await editing(open), await editing(open, berta)];
  const [mine, theirs] = [fields.Einleitung(editor), fields.Einleitung(other)];
  await theirs.focus();
  await theirs.press('ControlOrMeta+End');
  await other.keyboard.type(' Berta war hier.');
  await untilSaved(other);
  await mine.focus();
  await mine.press('ControlOrMeta+Home');
  await editor.keyboard.type('Anna war hier. ');
  await untilSaved(editor);
  await expect(mine).toContainText('Berta war hier.');
  await barButton(editor, 'Rückgängig').click();
  await untilSaved(editor);
  await expect(mine).not.toContainText('Anna war hier.');
  await expect(mine).toContainText('Berta war hier.');
  await expect.poll(async () => (await drafts(editor)).introduction).toBe(`${introduction.join('\n\n')} Berta war hier.`);
});

test('Andere Fassung is taken back like any other step: one\'s own text was nowhere else', async ({ open, problems }) => {
  problems.expectFailedRequest(/409/);
  const [editor, other] = [await editing(open), await editing(open, berta)];
  await retype(fields.Pronomen(other), '(von Berta)');
  await untilSaved(other);
  await retype(fields.Pronomen(editor), '(von Anna)');
  await expect(status(editor)).toHaveText(conflict);
  await editor.getByRole('group', { name: /^Konflikt/ }).getByRole('button', { name: 'Andere Fassung' }).click();
  await untilSaved(editor);
  await expect(fields.Pronomen(editor)).toHaveText('(von Berta)');
  await expect(fields.Pronomen(editor), 'one goes on in the text').toBeFocused();
  await barButton(editor, 'Rückgängig').click();
  await expect(fields.Pronomen(editor)).toHaveText('(von Anna)');
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ pronouns: '(von Anna)' });
  await barButton(editor, 'Wiederholen').click();
  await expect(fields.Pronomen(editor)).toHaveText('(von Berta)');
  await untilSaved(editor);
});

test('what can no longer be taken back says so and changes nothing', async ({ open }) => {
  const editor = await editing(open);
  await retype(fields.Pronomen(editor), '(von Anna)');
  await untilSaved(editor);
  const other = await editing(open, berta);
  await retype(fields.Pronomen(other), '(von Berta)');
  await untilSaved(other);
  // A step taken back that loads the page anew shows what Berta wrote.
  await retype(fields.Titel(editor), 'Ankommen');
  await untilSaved(editor);
  await barButton(editor, 'Entwurf verwerfen').click();
  const dialog = editor.getByRole('dialog', { name: 'Entwurf verwerfen' });
  await dialog.getByRole('checkbox', { name: /Pronomen/ }).uncheck();
  await dialog.getByRole('button', { name: 'Jetzt verwerfen' }).click();
  await expect(fields.Pronomen(editor)).toHaveText('(von Berta)');
  await barButton(editor, 'Rückgängig').click();
  await expect(fields.Titel(editor)).toHaveText('Ankommen');
  await barButton(editor, 'Rückgängig').click();
  await expect(fields.Titel(editor)).toHaveText('Migration');
  await barButton(editor, 'Rückgängig').click();
  await expect(editor.getByRole('alert')).toContainText('Das lässt sich nicht mehr zurücknehmen');
  await expect(fields.Pronomen(editor)).toHaveText('(von Berta)');
});

test('the keys are listed under ?, which stays a letter in a text', async ({ open, axe }) => {
  const editor = await editing(open);
  const dialog = editor.getByRole('dialog', { name: 'Tastenkürzel' });
  await fields.Pronomen(editor).focus();
  await editor.keyboard.press('End');
  await editor.keyboard.type('?');
  await expect(dialog).toBeHidden();
  await expect(fields.Pronomen(editor)).toHaveText(`${card.pronouns}?`);
  await editor.keyboard.press('Escape');
  await editor.keyboard.press('?');
  await expect(dialog).toContainText('Rückgängig');
  await axe(editor);
  await dialog.getByRole('button', { name: 'Schließen' }).click();
  await expect(dialog).toBeHidden();
  await barButton(editor, 'Tastenkürzel').click();
  await expect(dialog).toBeVisible();
  await untilSaved(editor);
});
