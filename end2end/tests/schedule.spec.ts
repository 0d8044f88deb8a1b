import { barButton, beginsWithoutDrafts, drafts, editing, fields, openPublishDialog, retype, unpublished, untilSaved } from '../support/editor';
import { anna } from '../support/server';
import { expect, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'schedule' });

beginsWithoutDrafts();

/** What clocks in Berlin show in so many seconds. */
const inBerlin = (seconds: number) =>
  new Date(Date.now() + seconds * 1000).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' }).replace(' ', 'T');

test('a time is set in the dialog, told at the text and under Entwürfe, and taken back', async ({ open, axe, problems }) => {
  problems.expectFailedRequest(/422/);
  const editor = await editing(open);
  await retype(fields.Titel(editor), 'Migration morgen');
  await untilSaved(editor);
  const dialog = await openPublishDialog(editor);
  await dialog.getByText('Später veröffentlichen').click();
  await dialog.getByLabel('Zeitpunkt', { exact: true }).fill(inBerlin(-3600).slice(0, 16));
  await dialog.getByRole('button', { name: 'Zu diesem Zeitpunkt veröffentlichen' }).click();
  await expect(dialog.getByRole('alert')).toContainText('die noch kommen');
  await axe(editor);
  await dialog.getByLabel('Zeitpunkt', { exact: true }).fill(inBerlin(36 * 3600).slice(0, 16));
  await dialog.getByRole('button', { name: 'Zu diesem Zeitpunkt veröffentlichen' }).click();
  await expect(dialog).toBeHidden();
  await expect(editor.getByRole('main').getByText(/noch nicht veröffentlicht; wird am \d\d\.\d\d\.\d{4}, \d\d:\d\d Uhr veröffentlicht/)).toBeVisible();
  await axe(editor);
  await editor.getByRole('banner').getByRole('link', { name: 'Entwürfe' }).click();
  const planned = editor.getByRole('list', { name: 'Geplant' });
  await expect(planned).toContainText('Titel – Thema „Migration“');
  await expect(planned).toContainText(anna.name);
  await axe(editor);
  await planned.getByRole('button', { name: 'Zeitpunkt aufheben' }).click();
  await expect(editor.getByRole('alert')).toContainText('Der Zeitpunkt ist aufgehoben');
  await expect(planned).toHaveCount(0);
  expect(await drafts(editor)).toEqual({ title: 'Migration morgen' });
});

test('Enter in the field of the time sets the time, and publishes nothing now', async ({ open }) => {
  const [editor, reader] = [await editing(open), await open()];
  await reader.goto(topic);
  const before = await reader.getByRole('heading', { level: 1 }).textContent();
  await retype(fields.Titel(editor), 'Migration übermorgen');
  await untilSaved(editor);
  const dialog = await openPublishDialog(editor);
  await dialog.getByText('Später veröffentlichen').click();
  const time = dialog.getByLabel('Zeitpunkt', { exact: true });
  await time.fill(inBerlin(48 * 3600).slice(0, 16));
  await time.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(editor.getByRole('main').getByText(/noch nicht veröffentlicht; wird am/)).toBeVisible();
  await reader.reload();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(before!);
  await editor.goto('/entwuerfe');
  await editor.getByRole('button', { name: 'Zeitpunkt aufheben' }).click();
  await expect(editor.getByRole('alert')).toContainText('Der Zeitpunkt ist aufgehoben');
});

test('what is due while nothing runs goes out once, after the restart', async ({ open, server, problems }, info) => {
  problems.expectFailedRequest(/net::|50\d/);
  const title = `Migration, ${info.project.name}`;
  const [editor, reader] = [await editing(open), await open()];
  await retype(fields.Titel(editor), title);
  await untilSaved(editor);
  const [set] = await unpublished(editor);
  const chosen = [[{ item: set!.item, field: 'title' }, set!.changes[0]!.version]];
  const response = await editor.request.post('/api/schedule_publication', { data: { chosen, at: inBerlin(3) } });
  expect(response.ok(), await response.text()).toBe(true);
  await reader.goto(topic);
  await expect(reader.getByRole('heading', { level: 1 })).not.toHaveText(title);
  await server.killEverything();
  await new Promise((done) => setTimeout(done, 3500));
  await server.start();
  await expect(async () => {
    await reader.goto(topic);
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText(title, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await editor.goto(topic);
  expect(await drafts(editor)).toEqual({});
  // Once: one entry in the history says so.
  await editor.goto(`/verlauf${topic}`);
  const newest = editor.getByRole('list', { name: 'Verlauf' }).getByRole('listitem');
  await expect(newest.first()).toContainText('Veröffentlicht: Titel');
  await expect(newest.nth(1)).not.toContainText('Veröffentlicht: Titel');
});

test('by keyboard alone', async ({ open }) => {
  const editor = await editing(open);
  await retype(fields.Titel(editor), 'Nur mit Tasten');
  await untilSaved(editor);
  await barButton(editor, 'Veröffentlichen').focus();
  await editor.keyboard.press('Enter');
  const dialog = editor.getByRole('dialog', { name: 'Veröffentlichen' });
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  const focused = editor.locator(':focus');
  for (let press = 0; press < 12 && (await focused.evaluate((element) => element.tagName)) !== 'SUMMARY'; press += 1) {
    await editor.keyboard.press('Tab');
  }
  await expect(focused).toHaveText('Später veröffentlichen');
  await editor.keyboard.press('Enter');
  await editor.keyboard.press('Tab');
  await expect(focused).toHaveAttribute('type', 'datetime-local');
});
