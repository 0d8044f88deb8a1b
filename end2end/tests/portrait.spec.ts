import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { barButton, beginsWithoutDrafts, contactCard, editing, openPublishDialog, publishAll, retype, untilSaved } from '../support/editor';
import { anna } from '../support/server';
import { expect, hydrated, test } from '../support/test';
import { card, topic } from '../support/text';

test.use({ store: 'portrait' });

beginsWithoutDrafts();

const person = '/personen/christine-jochem';
const credit = 'Foto: Anna Beispiel';
const alternative = `Porträt von ${card.name}`;
const picture = (page: Page): Locator => page.getByRole('main').locator('.contact-card img').first();

/** Any picture will do: that of the page itself. */
async function photo(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name: 'foto.png', mimeType: 'image/png', buffer: await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 400 } }) };
}

/** Opens the dialog of a card's portrait. */
async function portraitDialog(page: Page): Promise<Locator> {
  await contactCard(page).getByRole('button', { name: 'Porträt ändern' }).click();
  const dialog = page.getByRole('dialog', { name: 'Porträt' });
  await expect(dialog).toBeVisible();
  return dialog;
}

async function isLoaded(image: Locator): Promise<void> {
  await image.scrollIntoViewIfNeeded();
  await expect.poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
}

test('a portrait is chosen, seen, taken back, published and downloaded', async ({ open, axe, problems }) => {
  problems.expectFailedRequest(/422/);
  const [editor, reader] = [await editing(open), await open()];
  let dialog = await portraitDialog(editor);
  await axe(editor);
  await dialog.getByLabel('Bild auswählen').setInputFiles({ name: 'notiz.txt', mimeType: 'text/plain', buffer: Buffer.from('Notiz') });
  await expect(dialog.getByRole('status')).toHaveText(/^Porträt: Das ist kein Bild/);
  await dialog.getByLabel('Bild auswählen').setInputFiles(await photo(editor));
  await expect(dialog.getByRole('img', { name: 'Porträt' })).toBeVisible();
  await isLoaded(dialog.getByRole('img', { name: 'Porträt' }));
  await untilSaved(editor);
  await axe(editor);
  await dialog.getByRole('button', { name: 'Fertig' }).click();
  await expect(picture(editor)).toBeVisible();
  await reader.goto(topic);
  await expect(picture(reader)).toHaveCount(0);

  await barButton(editor, 'Rückgängig').click();
  await expect(picture(editor)).toHaveCount(0);
  await barButton(editor, 'Wiederholen').click();
  await expect(picture(editor)).toBeVisible();
  await untilSaved(editor);

  // Whom it is by must be said.
  const changes = await openPublishDialog(editor);
  await expect(changes.getByRole('img', { name: 'Porträt' })).toBeVisible();
  await changes.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(changes).toContainText('Bildnachweis: Hier fehlt noch ein Text.');
  await changes.getByRole('button', { name: 'Abbrechen' }).click();
  dialog = await portraitDialog(editor);
  await retype(dialog.getByRole('textbox', { name: 'Bildnachweis' }), credit);
  await untilSaved(editor);
  await dialog.getByRole('button', { name: 'Fertig' }).click();
  await publishAll(editor);

  await reader.reload();
  await isLoaded(picture(reader));
  expect(await picture(reader).evaluate((element) => (element as HTMLImageElement).currentSrc)).toMatch(/\/bilder\/[0-9a-f]{32}\/\d+\.webp$/);
  await expect(picture(reader)).toHaveAttribute('alt', '');
  await axe(reader);
  await reader.goto(person);
  await isLoaded(reader.getByRole('img', { name: alternative }));
  await expect(reader.getByRole('figure')).toContainText(credit);
  await axe(reader);
  const download = reader.waitForEvent('download');
  await reader.getByRole('link', { name: 'Pressefoto herunterladen' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('christine-jochem.jpg');
  expect([...(await readFile(await file.path())).subarray(0, 2)]).toEqual([0xff, 0xd8]);
});

test('nothing moves while the portrait comes, and nothing when Bearbeiten goes on', async ({ open }) => {
  const editor = await editing(open);
  const dialog = await portraitDialog(editor);
  await dialog.getByLabel('Bild auswählen').setInputFiles(await photo(editor));
  await expect(dialog.getByRole('img', { name: 'Porträt' })).toBeVisible();
  await retype(dialog.getByRole('textbox', { name: 'Bildnachweis' }), `${credit} am Rand`);
  await untilSaved(editor);
  await dialog.getByRole('button', { name: 'Fertig' }).click();
  await publishAll(editor);

  const reader = await open();
  for (const path of [topic, person]) {
    await reader.addInitScript(() => {
      Object.assign(window, { shifts: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) (window as unknown as { shifts: number }).shifts += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await reader.goto(path, { waitUntil: 'networkidle' });
    await isLoaded(picture(reader));
    expect(await reader.evaluate(() => (window as unknown as { shifts: number }).shifts), path).toBe(0);
  }

  await editor.goto(person);
  await hydrated(editor);
  await isLoaded(picture(editor));
  const place = async () => [await contactCard(editor).boundingBox(), await picture(editor).boundingBox()];
  const before = await place();
  await editor.getByRole('switch', { name: 'Bearbeiten' }).click();
  await expect(editor.getByRole('button', { name: 'Porträt ändern' })).toBeVisible();
  expect(await place()).toEqual(before);
});

test('without JavaScript: what is typed beside the picture is kept, too', async ({ open, problems }) => {
  problems.expectFailedRequest(/422/);
  const [helper, editor] = [await open(), await open({ as: anna, javaScriptEnabled: false })];
  await helper.goto('/');
  await editor.goto(`${person}?bearbeiten`);
  const button = (name: string): Locator => editor.getByRole('main').getByRole('button', { name, exact: true });
  await editor.getByRole('textbox', { name: 'Pronomen' }).fill('(mit Bild)');
  await editor.getByLabel('Porträt', { exact: true }).setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('kein Bild') });
  await button('Porträt hochladen').click();
  await expect(editor.getByLabel('Porträt', { exact: true })).toHaveAccessibleDescription(/^Porträt: Das ist kein Bild/);
  await expect(editor.getByRole('textbox', { name: 'Pronomen' })).toHaveValue('(mit Bild)');
  await editor.getByRole('textbox', { name: 'Bildnachweis' }).fill('Foto: ohne Skript');
  await editor.getByLabel('Porträt', { exact: true }).setInputFiles(await photo(helper));
  await button('Porträt hochladen').click();
  await expect(editor).toHaveURL(`${person}?bearbeiten`);
  await isLoaded(editor.getByRole('img', { name: 'Porträt' }));
  await button('Veröffentlichen').click();
  await button('Jetzt veröffentlichen').click();
  await expect(editor).toHaveURL(person);

  const reader = await open({ javaScriptEnabled: false });
  await reader.goto(person);
  await expect(reader.getByRole('img', { name: alternative })).toBeVisible();
  await expect(reader.getByRole('figure')).toContainText('Foto: ohne Skript');

  await editor.goto(`${person}?bearbeiten`);
  await button('Porträt entfernen').click();
  await expect(editor.getByRole('img', { name: 'Porträt' })).toHaveCount(0);
});
