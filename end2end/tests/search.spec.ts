import { editing, openPublishDialog, untilSaved } from '../support/editor';
import { anna, expect, hydrated, move, type Page, test } from '../support/test';
import { entries, topic } from '../support/text';

test.use({ store: 'search' });

const box = (page: Page) => page.getByRole('searchbox', { name: 'Suche' });
const hits = (page: Page) => page.getByRole('list', { name: 'Treffer' }).getByRole('listitem');

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the box of every page finds, and what is found is marked and can be narrowed', async ({ page }) => {
    await page.goto(topic);
    await box(page).fill('Schuetzenfest');
    await box(page).press('Enter');
    await expect(page).toHaveURL('/suche?q=Schuetzenfest');
    await expect(box(page)).toHaveValue('Schuetzenfest');
    await expect(page.getByRole('status')).toHaveText('1 Treffer für „Schuetzenfest“.');
    await expect(hits(page).first().getByRole('link')).toHaveAttribute('href', entries[1]!.path);
    await expect(hits(page).first().locator('mark').first()).toHaveText('Schützenfest');
    await page.getByLabel('Jahr').selectOption('2024');
    await page.getByLabel('Thema').selectOption('Migration');
    await page.getByRole('button', { name: 'Eingrenzen' }).click();
    await expect(page).toHaveURL('/suche?q=Schuetzenfest&thema=migration&jahr=2024');
    await expect(page.getByLabel('Thema')).toHaveValue('migration');
    await expect(hits(page)).toHaveCount(1);
  });
});

test('the results follow what is typed, keep the focus, and are announced', async ({ page, axe }) => {
  await page.goto('/suche');
  await move(page);
  await axe(page);
  const status = page.getByRole('status');
  await expect(status).toContainText('Gesucht wird in Themen');
  // Announced is only what changes in a region that is there already.
  const region = await status.elementHandle();
  await box(page).pressSequentially('migra');
  await expect(hits(page).first().getByRole('link')).toHaveAttribute('href', topic);
  await expect(page).toHaveURL('/suche?q=migra');
  await expect(box(page)).toBeFocused();
  expect(await region?.evaluate((element) => element.isConnected)).toBe(true);
  await axe(page);
  await box(page).fill('qqqqqq');
  await expect(status).toContainText('Nichts gefunden');
  await expect(hits(page)).toHaveCount(0);
  await axe(page);
});

test('after hydration a search loads no page, and going back finds the page it began on', async ({ page }) => {
  await page.goto(topic);
  await move(page);
  await page.evaluate(() => Object.assign(window, { stays: true }));
  await box(page).fill('Jochem');
  await box(page).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Suche');
  await hits(page).getByRole('link', { name: 'Christine Jochem', exact: true }).click();
  await expect(page).toHaveURL('/personen/christine-jochem');
  await page.goBack();
  await expect(page).toHaveURL('/suche?q=Jochem');
  await expect(box(page)).toHaveValue('Jochem');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Migration');
  await expect(box(page)).toHaveValue('');
  expect(await page.evaluate(() => 'stays' in window)).toBe(true);
});

test('what is typed while the page hydrates is kept', async ({ page, context }) => {
  await page.goto(topic);
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 100, downloadThroughput: 60_000, uploadThroughput: 150_000 });
  await box(page).pressSequentially('Integration', { delay: 60 });
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
  await hydrated(page);
  await expect(box(page)).toBeFocused();
  await expect(box(page)).toHaveValue('Integration');
});

test('staff edit the words that mean the same where the search is', async ({ open, axe }) => {
  const reader = await open();
  await reader.goto('/suche?q=Zwuggel');
  await expect(hits(reader)).toHaveCount(0);
  const editor = await editing(open, anna, '/suche?q=Zwuggel');
  const words = editor.getByRole('textbox', { name: 'Gleichbedeutende Wörter' });
  await expect(words).toBeVisible();
  await axe(editor);
  await words.press('Control+End');
  await words.pressSequentially('\nZwuggel, Neuankömmlinge');
  await untilSaved(editor);
  const dialog = await openPublishDialog(editor);
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(dialog).toBeHidden();
  await reader.reload();
  await expect(hits(reader).first().getByRole('link')).toHaveAttribute('href', topic);
  await axe(reader);
});
