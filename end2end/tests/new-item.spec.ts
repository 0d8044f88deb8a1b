import { bar, barButton, beginsWithoutDrafts, fields, publishAll, retype, timeline, untilSaved } from '../support/editor';
import { anna } from '../support/server';
import { expect, hydrated, test } from '../support/test';

test.use({ store: 'new-item' });

beginsWithoutDrafts();

test('a new topic: made, written where it stands, published, with news', async ({ open, axe, problems }) => {
  problems.expectFailedRequest(/404/);
  const [editor, reader] = [await open({ as: anna }), await open()];
  await editor.goto('/');
  await hydrated(editor);
  await editor.getByRole('banner').getByRole('link', { name: 'Neu', exact: true }).click();
  await axe(editor);
  await editor.getByRole('radio', { name: 'Thema' }).check();
  await editor.getByRole('textbox', { name: 'Titel oder Name' }).fill('Verkehr');
  await editor.getByRole('button', { name: 'Anlegen' }).click();
  await expect(editor).toHaveURL(/\/themen\/verkehr#bearbeiten$/);
  await hydrated(editor);
  await expect(bar(editor).getByRole('switch', { name: 'Bearbeiten' })).toHaveAttribute('aria-checked', 'true');
  await expect(fields.Titel(editor)).toHaveText('Verkehr');
  await expect(editor.getByText('Diese Seite sieht nur die Redaktion')).toBeVisible();
  await axe(editor);
  await retype(fields.Einleitung(editor), 'Wie alle gut ankommen.');
  await untilSaved(editor);
  await reader.goto('/themen/verkehr');
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Seite nicht gefunden');
  await publishAll(editor);
  await expect(editor.getByText('Diese Seite sieht nur die Redaktion')).toHaveCount(0);
  await reader.goto('/');
  await reader.getByRole('main').getByRole('link', { name: 'Verkehr' }).click();
  await expect(reader.getByText('Wie alle gut ankommen.')).toBeVisible();
  await barButton(editor, 'Neue Meldung').click();
  await expect(timeline(editor).getByRole('article', { name: 'Neue Meldung' })).toBeVisible();
});

test('a new person, without JavaScript', async ({ open }) => {
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto('/neu?art=person');
  await expect(editor.getByRole('radio', { name: 'Person' })).toBeChecked();
  await editor.getByRole('textbox', { name: 'Titel oder Name' }).fill('Ida Beispiel');
  await editor.getByRole('button', { name: 'Anlegen' }).click();
  await expect(editor.getByRole('heading', { level: 1 })).toHaveText('Ida Beispiel');
  await editor.getByRole('switch', { name: 'Bearbeiten' }).click();
  await editor.getByRole('main').getByRole('button', { name: 'Veröffentlichen' }).click();
  await editor.getByRole('main').getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  const reader = await open();
  await reader.goto('/personen/ida-beispiel');
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Ida Beispiel');
});
