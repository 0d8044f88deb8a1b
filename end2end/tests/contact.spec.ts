import { readFile } from 'node:fs/promises';
import { expect, move, test } from '../support/test';
import { card, plainEmail, topic } from '../support/text';

test('a button puts the address on the clipboard, and says so', async ({ page, context, axe }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(topic);
  await move(page);
  const contact = page.getByRole('region', { name: card.name });
  await contact.getByRole('button', { name: 'E-Mail-Adresse kopieren' }).click();
  await expect(contact.getByRole('status')).toHaveText('Adresse kopiert');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(plainEmail);
  await axe(page);
});

test('a click before the program is there copies no less', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(topic);
  // Its form works by itself: what comes is the page with the address.
  await page.getByRole('region', { name: card.name }).getByRole('button', { name: 'E-Mail-Adresse kopieren' }).click();
  await expect(page.getByText(/Adresse kopiert/).or(page.getByRole('link', { name: plainEmail }))).toBeVisible();
});

test('E-Mail schreiben opens the mail program', async ({ page, context }) => {
  await page.goto(topic);
  await move(page);
  const session = await context.newCDPSession(page);
  await session.send('Page.enable');
  const asked: string[] = [];
  session.on('Page.frameRequestedNavigation', ({ url }) => asked.push(url));
  await page.getByRole('button', { name: 'E-Mail schreiben' }).click();
  await expect.poll(() => asked).toContain(`mailto:${plainEmail}`);
  await expect(page).toHaveURL(topic);
});

test('Kontakt speichern downloads a vCard with the address', async ({ page }) => {
  await page.goto(topic);
  await move(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Kontakt speichern (vCard)' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('christine-jochem.vcf');
  const vcard = (await readFile(await file.path(), 'utf8')).replaceAll('\r\n ', '');
  expect(vcard).toContain('BEGIN:VCARD\r\nVERSION:4.0\r\n');
  expect(vcard).toContain(`\r\nFN:${card.name}\r\n`);
  expect(vcard).toContain(plainEmail);
});

test('by GET the vCard holds no address', async ({ request }) => {
  const response = await request.get('/personen/christine-jochem.vcf');
  expect(response.headers()['content-type']).toContain('text/vcard');
  const text = await response.text();
  expect(text).toContain(`FN:${card.name}`);
  expect(text).not.toContain('hannover-rat.de');
});

test('without JavaScript a page holds the link', async ({ open }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto(topic);
  await page.getByRole('button', { name: 'E-Mail schreiben' }).click();
  await expect(page.getByRole('main').getByRole('link', { name: plainEmail })).toHaveAttribute('href', `mailto:${plainEmail}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(card.name);
  await page.getByRole('main').getByRole('link', { name: card.name }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Kontakt speichern (vCard)' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toContain(plainEmail);
});

test('the page with the address has no violation of accessibility', async ({ page, axe }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  await page.goto(topic);
  await page.getByRole('button', { name: 'E-Mail schreiben' }).click();
  await expect(page.getByRole('main').getByRole('link', { name: plainEmail })).toBeVisible();
  await axe(page);
});
