import {
  beginsWithoutDrafts, drafts, editing, entry, entryField, fields, localOnly, openPublishDialog, retype, status,
  switchOn, textOf, untilSaved,
} from '../support/editor';
import { expect, test } from '../support/test';
import { entries } from '../support/text';

test.use({ store: 'problems' });

beginsWithoutDrafts();

const [, , third] = entries;

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

test('where the server is of another version the text stays here, and the page is offered anew', async ({ open, problems, axe }) => {
  problems.expectFailedRequest(/400/);
  const editor = await editing(open);
  await editor.route('**/api/save_draft', (route) =>
    route.fulfill({ status: 400, contentType: 'application/json', body: '"bad_request"' }));
  await retype(fields.Titel(editor), 'Ankommen mit alter Fassung');
  await expect(status(editor)).toHaveText('Nur auf diesem Gerät gespeichert: Diese Seite ist veraltet');
  await axe(editor);
  await editor.unroute('**/api/save_draft');
  await editor.getByRole('button', { name: 'Neu laden' }).click();
  await switchOn(editor);
  await expect(fields.Titel(editor)).toHaveText('Ankommen mit alter Fassung');
  await expect.poll(async () => (await drafts(editor)).title).toBe('Ankommen mit alter Fassung');
  await expect(status(editor)).toHaveText('Gespeichert');
});
