import { barButton, beginsWithoutDrafts, drafts, editing, fields, retype, switchOn, untilSaved } from '../support/editor';
import { anna, berta } from '../support/server';
import { expect, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'history' });

beginsWithoutDrafts();

test('Verlauf shows who wrote what, with the words that differ; Wiederherstellen makes it the draft', async ({ open, axe }) => {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  await retype(fields.Pronomen(one), '(von Anna)');
  await untilSaved(one);
  await other.reload();
  await switchOn(other);
  await retype(fields.Pronomen(other), '(von Berta)');
  await untilSaved(other);

  await barButton(other, 'Verlauf').click();
  await expect(other).toHaveURL(`/verlauf${topic}`);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Verlauf: Migration');
  await expect(other).toHaveTitle(/^Verlauf: Migration – /);
  const list = other.getByRole('list', { name: 'Verlauf', exact: true });
  const [latest, earlier] = [list.getByRole('listitem').nth(0), list.getByRole('listitem').nth(1)];
  await expect(latest).toContainText(`Pronomen – Person „Christine Jochem“`);
  await expect(latest).toContainText(berta.name);
  await expect(latest.locator('del')).toHaveText('Anna');
  await expect(latest.locator('ins')).toHaveText('Berta');
  await expect(latest.getByRole('button', { name: 'Wiederherstellen', exact: true })).toHaveCount(0);
  await expect(earlier).toContainText(anna.name);
  await axe(other);

  await earlier.getByRole('button', { name: 'Wiederherstellen', exact: true }).click();
  await expect(other.getByRole('alert')).toContainText('Wiederhergestellt, als Entwurf.');
  await axe(other);
  expect(await drafts(other)).toEqual({ pronouns: '(von Anna)' });
  await other.getByRole('main').getByRole('link', { name: 'Migration' }).click();
  await switchOn(other);
  await expect(fields.Pronomen(other)).toHaveText('(von Anna)');
});

test('without JavaScript it is the same', async ({ open }) => {
  const page = await open({ as: anna, javaScriptEnabled: false });
  await page.goto(`${topic}?bearbeiten`);
  await page.getByLabel('Pronomen', { exact: true }).first().fill('(ohne Skript)');
  await page.getByRole('button', { name: 'Als Entwurf übernehmen' }).click();
  await page.getByLabel('Pronomen', { exact: true }).first().fill('(noch einmal)');
  await page.getByRole('button', { name: 'Als Entwurf übernehmen' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Verlauf' }).click();
  const list = page.getByRole('list', { name: 'Verlauf', exact: true });
  await expect(list.getByRole('listitem').first()).toContainText('(noch einmal)');
  const published = list.getByRole('listitem').filter({ hasText: 'Person „Christine Jochem“' }).filter({ hasText: 'Import' });
  await published.getByRole('button', { name: 'Wiederherstellen', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Wiederhergestellt, als Entwurf.');
  await page.goto(`${topic}?bearbeiten`);
  await expect(page.getByLabel('Pronomen', { exact: true }).first()).toHaveValue('(sie/ihr)');
});
