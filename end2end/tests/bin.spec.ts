import { barButton, beginsWithoutDrafts, editing, entry, entryField, fields, publishAll, retype, timeline, untilSaved } from '../support/editor';
import { berta } from '../support/server';
import { expect, hydrated, test } from '../support/test';
import { card, entries, topic } from '../support/text';

test.use({ store: 'bin' });

beginsWithoutDrafts();

const [, second] = entries;

test('Löschen asks, takes the piece of news off the site, and Rückgängig brings it back as a draft', async ({ open, axe, problems }) => {
  problems.expectFailedRequest(/410/);
  const [editor, reader] = [await editing(open), await open()];
  const article = entry(editor, second.path);
  await retype(entryField(article, 'Titel'), 'Kurz vor dem Löschen getippt');
  await article.getByRole('button', { name: 'Löschen' }).click();
  const dialog = editor.getByRole('dialog', { name: 'Meldung löschen?' });
  await expect(dialog).toBeVisible();
  await axe(editor);
  await dialog.getByRole('button', { name: 'Abbrechen' }).click();
  await expect(article).toBeVisible();
  await article.getByRole('button', { name: 'Löschen' }).click();
  await dialog.getByRole('button', { name: 'Löschen' }).click();
  await expect(dialog).toBeHidden();
  await expect(article).toHaveCount(0);
  await axe(editor);
  await reader.goto(topic);
  await expect(entry(reader, second.path)).toHaveCount(0);
  await reader.goto(second.path);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Diese Seite gibt es nicht mehr');

  await barButton(editor, 'Rückgängig').click();
  const back = timeline(editor).getByRole('article', { name: 'Neue Meldung' });
  await expect(entryField(back, 'Titel')).toHaveText('Kurz vor dem Löschen getippt');
  await expect(entryField(back, 'Teaser')).toHaveText(second.teaser);
  await reader.goto(topic);
  await expect(entry(reader, second.path)).toHaveCount(0);
  await publishAll(editor);
  await expect(entryField(entry(editor, second.path), 'Titel')).toHaveText('Kurz vor dem Löschen getippt');
  await reader.goto(topic);
  await expect(entry(reader, second.path)).toContainText(second.teaser);
});

test('a person is deleted on their page and comes back from the Papierkorb to their card', async ({ open, axe }) => {
  const [editor, other] = [await editing(open, undefined, '/personen/christine-jochem'), await open({ as: berta })];
  await barButton(editor, 'Löschen').click();
  const dialog = editor.getByRole('dialog', { name: 'Person löschen?' });
  await dialog.getByRole('button', { name: 'Löschen' }).click();
  await expect(editor).toHaveURL('/verwaltung');
  await expect(editor.getByRole('list', { name: 'Papierkorb' })).toContainText(`Person „${card.name}“`);
  await other.goto(topic);
  await expect(other.getByRole('region', { name: card.name })).toHaveCount(0);

  await other.goto('/verwaltung');
  await hydrated(other);
  await axe(other);
  const restore = other.getByRole('button', { name: 'Wiederherstellen' });
  await expect(restore).toHaveAccessibleDescription(`Person „${card.name}“`);
  await restore.click();
  await expect(other.getByRole('alert')).toContainText('Wiederhergestellt, als Entwurf.');
  await other.goto('/entwuerfe');
  await other.getByRole('link', { name: `Neu: Person „${card.name}“` }).click();
  await expect(other.getByText('Diese Seite sieht nur die Redaktion')).toBeVisible();
  await axe(other);
  await publishAll(other);
  await expect(other.getByText('Diese Seite sieht nur die Redaktion')).toHaveCount(0);
  const reader = await open();
  await reader.goto(topic);
  await expect(reader.getByRole('region', { name: card.name })).toBeVisible();
});

test('what was typed elsewhere on the page stays when an entry is deleted', async ({ open }) => {
  const editor = await editing(open);
  await retype(fields.Pronomen(editor), '(bleibt)');
  const article = entry(editor, entries[2].path);
  await article.getByRole('button', { name: 'Löschen' }).click();
  await editor.getByRole('dialog', { name: 'Meldung löschen?' }).getByRole('button', { name: 'Löschen' }).click();
  await expect(article).toHaveCount(0);
  await untilSaved(editor);
  await expect(fields.Pronomen(editor)).toHaveText('(bleibt)');
  await barButton(editor, 'Rückgängig').click();
  await expect(timeline(editor).getByRole('article', { name: 'Neue Meldung' })).toBeVisible();
  await publishAll(editor);
  await expect(article).toBeVisible();
});

test('only taken off the site, it is a draft at its place until it is published again', async ({ open, axe, problems }) => {
  problems.expectFailedRequest(/404/);
  const [editor, reader] = [await editing(open, undefined, entries[3].path), await open()];
  await barButton(editor, 'Löschen').click();
  const dialog = editor.getByRole('dialog', { name: 'Meldung löschen?' });
  await dialog.getByRole('button', { name: 'Nur von der Seite nehmen' }).click();
  await expect(dialog).toBeHidden();
  await expect(editor).toHaveURL(entries[3].path);
  await expect(editor.getByText('Diese Seite sieht nur die Redaktion')).toBeVisible();
  await axe(editor);
  await reader.goto(entries[3].path);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Seite nicht gefunden');
  await barButton(editor, 'Löschen').click();
  await expect(dialog.getByRole('button', { name: 'Nur von der Seite nehmen' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Abbrechen' }).click();
  await publishAll(editor);
  await reader.reload();
  await expect(reader.getByText(entries[3].teaser)).toBeVisible();
});
