import type { Locator, Page } from '@playwright/test';
import { bar, beginsWithoutDrafts, drafts, fields, switchOn } from '../support/editor';
import { anna, berta } from '../support/server';
import { expect, hydrated, logIn, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'no-js' });

beginsWithoutDrafts();

const form = `${topic}?bearbeiten`;
const topicGroup = (page: Page): Locator => page.getByRole('group', { name: 'Thema', exact: true });
const personGroup = (page: Page): Locator => page.getByRole('group', { name: 'Person', exact: true });
const button = (page: Page, name: string): Locator => page.getByRole('main').getByRole('button', { name, exact: true });

test('log in, change, keep, publish: without a line of script', async ({ open }) => {
  const [editor, reader] = [await open({ javaScriptEnabled: false }), await open()];
  await logIn(editor, anna, topic);
  await bar(editor).getByRole('switch', { name: 'Bearbeiten' }).click();
  await expect(editor).toHaveURL(/\?bearbeiten/);
  await personGroup(editor).getByRole('textbox', { name: 'Pronomen' }).fill('(ohne Skript)');
  await personGroup(editor).getByRole('textbox', { name: 'Funktion' }).fill('Erste Zeile\nZweite Zeile');
  await topicGroup(editor).getByRole('textbox', { name: 'Einleitung' }).fill('\nMit Leerzeile davor.\n\nUnd **fett**.');
  await button(editor, 'Als Entwurf übernehmen').click();
  await expect(editor.getByRole('alert')).toHaveText('Als Entwurf gespeichert');
  await expect(personGroup(editor).getByRole('textbox', { name: 'Pronomen' })).toHaveValue('(ohne Skript)');
  await expect(topicGroup(editor).getByRole('textbox', { name: 'Einleitung' })).toHaveValue('\nMit Leerzeile davor.\n\nUnd **fett**.');
  expect(await drafts(editor)).toEqual({
    pronouns: '(ohne Skript)', role: 'Erste Zeile\nZweite Zeile', introduction: '\nMit Leerzeile davor.\n\nUnd **fett**.',
  });
  await reader.goto(topic);
  await expect(reader.getByRole('main')).not.toContainText('(ohne Skript)');

  await button(editor, 'Veröffentlichen').click();
  const items = editor.getByRole('main').getByRole('listitem');
  await expect(items.filter({ has: editor.getByRole('checkbox') })).toHaveCount(3);
  await items.filter({ hasText: 'Funktion' }).getByRole('checkbox').uncheck();
  await button(editor, 'Jetzt veröffentlichen').click();
  await expect(editor).toHaveURL(topic);
  await expect(editor.getByRole('main')).toContainText('(ohne Skript)');
  await reader.reload();
  await expect(reader.getByRole('main')).toContainText('(ohne Skript)');
  await expect(reader.getByRole('main').locator('strong')).toHaveText('fett');
  await expect(reader.getByRole('main')).not.toContainText('Zweite Zeile');
  expect(await drafts(editor)).toEqual({ role: 'Erste Zeile\nZweite Zeile' });
});

test('opening the form and keeping it unchanged changes nothing', async ({ open }) => {
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto(form);
  await button(editor, 'Als Entwurf übernehmen').click();
  await expect(editor.getByRole('alert')).toHaveText('Als Entwurf gespeichert');
  expect(await drafts(editor)).toEqual({});
});

test('Entwurf verwerfen', async ({ open }) => {
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto(form);
  await personGroup(editor).getByRole('textbox', { name: 'Pronomen' }).fill('(weg damit)');
  await button(editor, 'Entwurf verwerfen').click();
  await expect(editor.getByRole('main')).toContainText('(weg damit)');
  await button(editor, 'Jetzt verwerfen').click();
  await expect(editor).toHaveURL(topic);
  expect(await drafts(editor)).toEqual({});
});

test('Neue Meldung', async ({ open }) => {
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto(form);
  await button(editor, 'Neue Meldung').click();
  const group = editor.getByRole('group', { name: 'Neue Meldung' });
  await group.getByRole('textbox', { name: 'Datum' }).fill('7.11.2024');
  await group.getByRole('textbox', { name: 'Teaser' }).fill('Ganz ohne Skript geschrieben');
  await button(editor, 'Veröffentlichen').click();
  await button(editor, 'Jetzt veröffentlichen').click();
  await expect(editor).toHaveURL(topic);
  const response = await editor.goto('/meldungen/2024-11-07-ganz-ohne-skript-geschrieben');
  expect(response?.status()).toBe(200);
});

test('a conflict: nothing is overwritten until one knows', async ({ open, problems }) => {
  problems.expectFailedRequest(/409/);
  const [one, other] = [await open({ as: anna, javaScriptEnabled: false }), await open({ as: berta, javaScriptEnabled: false })];
  for (const page of [one, other]) await page.goto(form);
  await personGroup(one).getByRole('textbox', { name: 'Pronomen' }).fill('(Anna)');
  await button(one, 'Als Entwurf übernehmen').click();
  await personGroup(other).getByRole('textbox', { name: 'Pronomen' }).fill('(Berta)');
  await personGroup(other).getByRole('textbox', { name: 'Funktion' }).fill('Ohne Streit');
  await button(other, 'Als Entwurf übernehmen').click();
  const group = other.getByRole('group', { name: 'Konflikt: Pronomen' });
  await expect(group).toContainText('(Anna)');
  await expect(group).toContainText(anna.name);
  await expect(personGroup(other).getByRole('textbox', { name: 'Pronomen' })).toHaveValue('(Berta)');
  expect(await drafts(one)).toEqual({ pronouns: '(Anna)', role: 'Ohne Streit' });
  await button(other, 'Als Entwurf übernehmen').click();
  await expect(other.getByRole('alert')).toHaveText('Als Entwurf gespeichert');
  expect(await drafts(one)).toEqual({ pronouns: '(Berta)', role: 'Ohne Streit' });
});

test('a problem stands at its field, with what was typed', async ({ open, problems }) => {
  problems.expectFailedRequest(/422/);
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto(form);
  await topicGroup(editor).getByRole('textbox', { name: 'Titel' }).fill('x'.repeat(301));
  await personGroup(editor).getByRole('textbox', { name: 'Pronomen' }).fill('(bleibt)');
  await button(editor, 'Als Entwurf übernehmen').click();
  const title = topicGroup(editor).getByRole('textbox', { name: 'Titel' });
  await expect(title).toHaveValue('x'.repeat(301));
  await expect(title).toHaveAttribute('aria-invalid', 'true');
  await expect(title).toHaveAccessibleDescription(/höchstens 300 Zeichen/);
  await expect(personGroup(editor).getByRole('textbox', { name: 'Pronomen' })).toHaveValue('(bleibt)');
});

test('an invalid date and an empty title cannot go out, and are told at the field', async ({ open, problems }) => {
  problems.expectFailedRequest(/422/);
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto(form);
  const post = editor.getByRole('group', { name: 'Meldung', exact: true }).first();
  await post.getByRole('textbox', { name: 'Datum' }).fill('gestern');
  await button(editor, 'Veröffentlichen').click();
  await button(editor, 'Jetzt veröffentlichen').click();
  await expect(post.getByRole('textbox', { name: 'Datum' })).toHaveValue('gestern');
  await expect(post.getByRole('textbox', { name: 'Datum' })).toHaveAccessibleDescription(/Das ist kein Datum/);
  await post.getByRole('textbox', { name: 'Datum' }).fill('30.10.2024');
  await topicGroup(editor).getByRole('textbox', { name: 'Titel' }).fill('');
  await button(editor, 'Veröffentlichen').click();
  await button(editor, 'Jetzt veröffentlichen').click();
  await expect(topicGroup(editor).getByRole('textbox', { name: 'Titel' })).toHaveAccessibleDescription(/Hier fehlt noch ein Text/);
});

test('an ended session keeps nothing and says so', async ({ open, problems, server, sessions }) => {
  problems.expectFailedRequest(/401/);
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto(form);
  await personGroup(editor).getByRole('textbox', { name: 'Pronomen' }).fill('(abgelaufen)');
  sessions.forget(anna);
  await server.setPassword(anna);
  await button(editor, 'Als Entwurf übernehmen').click();
  await expect(editor.getByRole('heading', { level: 1 })).toHaveText('Bitte anmelden');
});

test('markup in a text runs nothing, wherever it is shown', async ({ open }) => {
  const evil = '</textarea><script>window.ran = true</script><img src=x onerror="window.ran = true"> & <b>';
  const noScript = await open({ as: anna, javaScriptEnabled: false });
  await noScript.goto(form);
  for (const [group, label] of [[topicGroup, 'Einleitung'], [personGroup, 'Funktion'], [personGroup, 'Pronomen'], [topicGroup, 'Titel']] as const) {
    await group(noScript).getByRole('textbox', { name: label }).fill(evil);
  }
  await button(noScript, 'Als Entwurf übernehmen').click();
  await expect(topicGroup(noScript).getByRole('textbox', { name: 'Einleitung' })).toHaveValue(evil);
  await expect(personGroup(noScript).getByRole('textbox', { name: 'Funktion' })).toHaveValue(evil);
  await expect(topicGroup(noScript).getByRole('textbox', { name: 'Titel' })).toHaveValue(evil);

  const ran = (page: Page) => page.evaluate(() => 'ran' in window);
  const editor = await open({ as: anna });
  await editor.goto(form);
  await hydrated(editor);
  await expect(topicGroup(editor).getByRole('textbox', { name: 'Einleitung' })).toHaveValue(evil);
  expect(await ran(editor)).toBe(false);
  await editor.goto(topic);
  await switchOn(editor);
  await expect(fields.Titel(editor)).toHaveText(evil);
  await fields.Einleitung(editor).focus();
  await expect(fields.Einleitung(editor)).toHaveText(evil);
  await fields.Einleitung(editor).blur();
  expect(await ran(editor)).toBe(false);
  await button(noScript, 'Veröffentlichen').click();
  await button(noScript, 'Jetzt veröffentlichen').click();
  const reader = await open();
  await reader.goto(topic);
  await reader.keyboard.press('Shift');
  await hydrated(reader);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(evil);
  await expect(reader.getByRole('main')).toContainText('window.ran = true');
  expect(await ran(reader)).toBe(false);
});

test('the form with JavaScript works too, and has no violation of accessibility', async ({ open, axe, problems }) => {
  problems.expectFailedRequest(/422/);
  const editor = await open({ as: anna });
  await editor.goto(form);
  await hydrated(editor);
  await axe(editor);
  await personGroup(editor).getByRole('textbox', { name: 'Pronomen' }).fill('(mit Skript)');
  await topicGroup(editor).getByRole('textbox', { name: 'Titel' }).fill('x'.repeat(301));
  await button(editor, 'Als Entwurf übernehmen').click();
  await expect(topicGroup(editor).getByRole('textbox', { name: 'Titel' })).toHaveAttribute('aria-invalid', 'true');
  await hydrated(editor);
  await axe(editor);
  await topicGroup(editor).getByRole('textbox', { name: 'Titel' }).fill('Migration');
  await button(editor, 'Veröffentlichen').click();
  await expect(button(editor, 'Jetzt veröffentlichen')).toBeVisible();
  await hydrated(editor);
  await axe(editor);
});
