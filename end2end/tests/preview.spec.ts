import { barButton, beginsWithoutDrafts, editing, entryField, fields, openPublishDialog, retype, timeline, untilSaved } from '../support/editor';
import { anna } from '../support/server';
import { expect, hydrated, type Page, test } from '../support/test';
import { plainEmail, topic } from '../support/text';

test.use({ store: 'preview' });

beginsWithoutDrafts();

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const newLink = (page: Page) => page.getByRole('textbox', { name: 'Der neue Link' });
const links = (page: Page) => page.getByRole('list', { name: 'Gültige Links' });

test('someone without an account sees the drafts by a link, until it is revoked', async ({ open, axe, problems }) => {
  problems.expectFailedRequest(/410/);
  const editor = await editing(open);
  await retype(fields.Titel(editor), 'Ankommen');
  await untilSaved(editor);
  await barButton(editor, 'Neue Meldung').click();
  const article = timeline(editor).getByRole('article', { name: 'Neue Meldung' });
  await retype(entryField(article, 'Teaser'), 'Noch nicht veröffentlicht');
  await untilSaved(editor);

  const dialog = await openPublishDialog(editor);
  await dialog.getByRole('link', { name: 'Vorschau-Link' }).click();
  await expect(editor).toHaveURL(`/vorschau-links${topic}`);
  await expect(heading(editor)).toHaveText('Vorschau-Link: Ankommen');
  await hydrated(editor);
  await axe(editor);
  await editor.getByRole('radio', { name: '30 Tage' }).check();
  await editor.getByRole('button', { name: 'Link anlegen' }).click();
  const link = await newLink(editor).inputValue();
  await expect(links(editor).getByRole('listitem')).toHaveCount(1);
  await expect(links(editor)).toContainText(anna.name);
  await hydrated(editor);
  await axe(editor);

  const guest = await open();
  const answer = await guest.goto(link);
  expect(answer?.headers()).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  await expect(heading(guest)).toHaveText('Ankommen');
  await expect(guest.getByText(/^Vorschau: so sähe die Seite aus\. Noch nicht veröffentlicht\./)).toBeVisible();
  await expect(timeline(guest).getByRole('article').first()).toContainText('Noch nicht veröffentlicht');
  expect(await guest.content()).not.toContain(plainEmail);
  await axe(guest);
  // Nothing is hydrated, and the site is told nothing of where one came from.
  const request = guest.waitForRequest((request) => request.url().endsWith('/impressum'));
  await guest.getByRole('link', { name: 'Impressum' }).click();
  expect((await request).headers().referer).toBeUndefined();
  // The card works there, too, though the browser does not say where its form comes from.
  await guest.goto(link);
  await guest.getByRole('button', { name: 'E-Mail schreiben' }).click();
  await expect(guest.getByRole('link', { name: plainEmail })).toBeVisible();
  await guest.goto(topic);
  await expect(heading(guest)).toHaveText('Migration');

  const revoke = links(editor).getByRole('button', { name: 'Zurückziehen' });
  await expect(revoke).toHaveAccessibleDescription(/^Gilt bis /);
  await revoke.click();
  await expect(editor.getByRole('alert')).toHaveText('Zurückgezogen. Der Link zeigt nichts mehr.');
  await expect(editor.getByText('Zurzeit gilt kein Link.')).toBeVisible();
  await guest.goto(link);
  await expect(heading(guest)).toHaveText('Dieser Vorschau-Link gilt nicht mehr');
  await axe(guest);
});

test('without JavaScript it is the same', async ({ open, problems }) => {
  problems.expectFailedRequest(/410/);
  const [editor, guest] = [await open({ as: anna, javaScriptEnabled: false }), await open({ javaScriptEnabled: false })];
  await editor.goto('/impressum?bearbeiten');
  await editor.getByLabel('Titel', { exact: true }).fill('Neues Impressum');
  await editor.getByRole('button', { name: 'Als Entwurf übernehmen' }).click();
  await editor.getByRole('main').getByRole('link', { name: 'Vorschau-Link' }).click();
  await editor.getByRole('button', { name: 'Link anlegen' }).click();
  const link = await newLink(editor).inputValue();
  await guest.goto(link);
  await expect(heading(guest)).toHaveText('Neues Impressum');
  await links(editor).getByRole('button', { name: 'Zurückziehen' }).click();
  await expect(editor.getByRole('alert')).toHaveText('Zurückgezogen. Der Link zeigt nichts mehr.');
  await guest.goto(link);
  await expect(heading(guest)).toHaveText('Dieser Vorschau-Link gilt nicht mehr');
});
