import {
  barButton, beginsWithoutDrafts, contactCard, drafts, editing, fields, openPublishDialog, retype, switchOn,
  textOf, untilSaved,
} from '../support/editor';
import { anna, berta } from '../support/server';
import { expect, hydrated, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'publish' });

beginsWithoutDrafts();

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

test('what was left out stays left out where the list changes meanwhile', async ({ open, problems }) => {
  problems.expectFailedRequest(/409/);
  const [one, other] = [await editing(open), await editing(open, berta)];
  await retype(fields.Pronomen(other), '(dey)');
  await retype(fields.Funktion(other), 'Erst halb fertig');
  await untilSaved(other);
  const dialog = await openPublishDialog(one);
  const change = (text: string) => dialog.getByRole('listitem').filter({ hasText: text });
  await change('Erst halb fertig').getByRole('checkbox').uncheck();
  await retype(fields.Titel(other), 'Ankommen');
  await retype(fields.Pronomen(other), '(dey/dem)');
  await untilSaved(other);
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  for (const text of ['Ankommen', '(dey/dem)']) await expect(change(text).getByRole('checkbox')).toBeChecked();
  await expect(change('Erst halb fertig').getByRole('checkbox')).not.toBeChecked();
});

test('whoever goes to another page before the answer comes meets no fault', async ({ open, problems }) => {
  problems.expectFailedRequest(/409/);
  const editor = await open({ as: anna });
  await editor.goto('/');
  await hydrated(editor);
  await editor.getByRole('main').getByRole('link', { name: 'Migration', exact: true }).first().click();
  await expect(editor).toHaveURL(topic);
  await switchOn(editor);
  await retype(fields.Pronomen(editor), '(unterwegs)');
  await untilSaved(editor);
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await editor.route('**/api/publish', async (route) => {
    await held;
    await route.fulfill({ status: 409, json: 'changed' });
  });
  const dialog = await openPublishDialog(editor);
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await editor.goBack();
  await expect(editor).not.toHaveURL(topic);
  await expect(editor.getByRole('dialog'), 'it is closed on the next page').toHaveCount(0);
  const answered = editor.waitForResponse('**/api/publish');
  release();
  await answered;
  // A fault would stop the program: it still goes where one wants.
  await editor.getByRole('main').getByRole('link', { name: 'Migration', exact: true }).first().click();
  await expect(editor).toHaveURL(topic);
  await expect(fields.Pronomen(editor)).toHaveText('(unterwegs)');
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

test('before it goes out, the dialog says what readers may stumble over', async ({ open, axe }) => {
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  await retype(box, '');
  await editor.keyboard.type('## Zu tief\nMehr [hier](/themen/gibt-es-nicht)');
  await untilSaved(editor);
  const dialog = await openPublishDialog(editor);
  const concerns = dialog.getByRole('list', { name: 'Bitte ansehen' });
  await expect(concerns.getByRole('listitem')).toHaveText([
    /Die Überschrift „Zu tief“ überspringt eine Ebene/, /Der Link „hier“ sagt nicht, wohin er führt/, /\/themen\/gibt-es-nicht führt auf keine/,
  ]);
  await axe(editor);
});

test('before a text is changed, it says where else it is to be read', async ({ open, axe }) => {
  const editor = await editing(open, undefined, '/personen/christine-jochem');
  await fields.Pronomen(editor).focus();
  await expect(fields.Pronomen(editor)).toHaveAccessibleDescription('auch bei „Migration“');
  await axe(editor);
});
