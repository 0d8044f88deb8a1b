import {
  barButton, beginsWithoutDrafts, editing, entry, entryField, openPublishDialog, publishAll, retype,
  timeline, untilSaved,
} from '../support/editor';
import { expect, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'new-post' });

beginsWithoutDrafts();

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
