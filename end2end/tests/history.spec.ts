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

test('a version gets a name, keeps it while one writes on, and is found by it', async ({ open, axe }) => {
  const page = await editing(open, anna);
  await retype(fields.Pronomen(page), '(mit Namen)');
  await untilSaved(page);
  await barButton(page, 'Verlauf').click();
  const list = page.getByRole('list', { name: 'Verlauf', exact: true });
  const latest = list.getByRole('listitem').first();
  const name = latest.getByRole('textbox', { name: 'Name der Fassung' });
  await expect(latest).toContainText('(mit Namen)');
  await expect(name).toBeHidden();
  await latest.getByText('Benennen').click();
  await axe(page);
  const tooLong = 'x'.repeat(101);
  await name.fill(tooLong);
  await name.press('Enter');
  await expect(name).toHaveAccessibleDescription(/Der Name ist zu lang\. Möglich sind höchstens 100 Zeichen\./);
  await expect(name).toHaveValue(tooLong);
  await axe(page);
  await name.fill('Stand vor der Wahl');
  await latest.getByRole('button', { name: 'Übernehmen' }).click();
  await expect(page.getByRole('alert')).toHaveText('Die Fassung hat jetzt diesen Namen.');
  await expect(latest.getByRole('heading')).toHaveText(/^„Stand vor der Wahl“: Pronomen – /);

  await page.getByRole('main').getByRole('link', { name: 'Migration' }).click();
  await switchOn(page);
  await retype(fields.Pronomen(page), '(danach)');
  await untilSaved(page);
  await barButton(page, 'Verlauf').click();
  await expect(latest.getByRole('heading')).toHaveText(/^Pronomen – /);
  await expect(list.getByRole('listitem').nth(1).getByRole('heading')).toHaveText(/^„Stand vor der Wahl“: /);
  await page.getByRole('link', { name: 'Nur benannte Fassungen' }).click();
  await expect(page).toHaveURL(`/verlauf${topic}?benannt`);
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await axe(page);
  await latest.getByRole('button', { name: 'Wiederherstellen', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Wiederhergestellt, als Entwurf.');
  expect(await drafts(page)).toEqual({ pronouns: '(mit Namen)' });
});

test('without JavaScript a version gets a name, and loses it, too', async ({ open }) => {
  const page = await open({ as: anna, javaScriptEnabled: false });
  await page.goto(`/verlauf${topic}`);
  const published = page.getByRole('listitem').filter({ hasText: 'Thema „Migration“' }).filter({ hasText: 'Import' });
  await published.getByText('Benennen').click();
  await published.getByRole('textbox', { name: 'Name der Fassung' }).fill('Der Anfang');
  await published.getByRole('button', { name: 'Übernehmen' }).click();
  await expect(published.getByRole('heading')).toHaveText(/^„Der Anfang“: Veröffentlicht: /);
  await published.getByText('Umbenennen').click();
  await published.getByRole('textbox', { name: 'Name der Fassung' }).fill('');
  await published.getByRole('button', { name: 'Übernehmen' }).click();
  await expect(page.getByRole('alert')).toHaveText('Die Fassung hat keinen Namen mehr.');
  await expect(published.getByRole('heading')).toHaveText(/^Veröffentlicht: /);
});
