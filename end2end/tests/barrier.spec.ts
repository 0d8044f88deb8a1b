import { anna } from '../support/server';
import { expect, hydrated, move, type Page, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'barrier' });

const form = '/barriere-melden';
const control = (page: Page, name: string) => page.getByRole('main').getByRole('textbox', { name, exact: true });
const description = (page: Page) => control(page, 'Was ist die Barriere?');
const send = (page: Page) => page.getByRole('button', { name: 'Meldung absenden' }).click();

async function expectNothingSideways(page: Page): Promise<void> {
  const [width, wanted] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(width, page.url()).toBeLessThanOrEqual(wanted);
}

test('a reader reports a barrier without a line of script, and staff see it until it is done', async ({ open, axe }) => {
  const [reader, editor] = [await open({ javaScriptEnabled: false }), await open({ as: anna })];
  await reader.goto(topic);
  await reader.getByRole('contentinfo').getByRole('link', { name: 'Barriere melden' }).click();
  await expect(reader).toHaveURL(form);
  await description(reader).fill('Die Liste springt.\n<b>Beim Vorlesen</b> noch mehr.');
  await control(reader, 'Auf welcher Seite?').fill(topic);
  await control(reader, 'E-Mail').fill('ida@beispiel.de');
  await send(reader);
  await expect(reader).toHaveURL(`${form}?danke`);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Danke für den Hinweis');
  await reader.reload();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Danke für den Hinweis');
  expect(await reader.context().cookies()).toEqual([]);

  await editor.goto('/verwaltung');
  await hydrated(editor);
  const list = editor.getByRole('list', { name: 'Gemeldete Barrieren' });
  const report = list.getByRole('listitem').filter({ hasText: 'Die Liste springt.' });
  await expect(report).toHaveCount(1);
  expect(await report.getByText('Die Liste springt.').innerText()).toBe('Die Liste springt.\n<b>Beim Vorlesen</b> noch mehr.');
  await expect(report.getByRole('link', { name: topic })).toHaveAttribute('href', topic);
  await expect(report).toContainText('Antwort an: ida[at]beispiel.de');
  expect(await editor.content()).not.toContain('ida@beispiel.de');
  await axe(editor);
  await report.getByRole('button', { name: 'Erledigt' }).click();
  await expect(editor.getByRole('alert')).toHaveText('Als erledigt vermerkt.');
  await expect(report).toContainText(`Erledigt: ${anna.name}`);
  await axe(editor);
  await report.getByRole('button', { name: 'Wieder öffnen' }).click();
  await expect(editor.getByRole('alert')).toHaveText('Wieder offen.');
  await expect(report.getByRole('button', { name: 'Erledigt' })).toBeVisible();
});

test('a mistake is told at its field, and what was typed is still there', async ({ open, problems }) => {
  problems.expectFailedRequest(/422/);
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`${form}?seite=${topic}`);
  await expect(control(page, 'Auf welcher Seite?')).toHaveValue(topic);
  await control(page, 'E-Mail').fill('ida');
  await send(page);
  await expect(page.getByRole('alert')).toContainText('Was zu tun ist, steht bei den Feldern.');
  await expect(description(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(description(page)).toHaveAccessibleDescription(/^Bitte beschreiben Sie hier, was nicht geht\./);
  await expect(control(page, 'E-Mail')).toHaveAccessibleDescription(/^Das ist keine E-Mail-Adresse\./);
  await expect(control(page, 'E-Mail')).toHaveValue('ida');
  await expect(control(page, 'Auf welcher Seite?')).toHaveValue(topic);
  await description(page).fill('Zu klein');
  await control(page, 'E-Mail').fill('');
  await send(page);
  await expect(page).toHaveURL(`${form}?danke`);
});

const widths: [string, number | undefined][] = [['', undefined], [' at 320 px', 320]];

for (const [name, width] of widths) {
  test(`no violation in any state of the form, and nothing scrolls sideways${name}`, async ({ page, axe, problems }) => {
    problems.expectFailedRequest(/422/);
    if (width) await page.setViewportSize({ width, height: 640 });
    await page.goto(form);
    await axe(page);
    await expectNothingSideways(page);
    await control(page, 'Auf welcher Seite?').fill(`/${'lang'.repeat(60)}`);
    await control(page, 'E-Mail').fill('ida');
    await send(page);
    await expect(page.getByRole('alert')).toBeVisible();
    await axe(page);
    await expectNothingSideways(page);
    await description(page).fill(`${'lang'.repeat(60)}\nund noch eine Zeile`);
    await control(page, 'E-Mail').fill('');
    await send(page);
    await expect(page).toHaveURL(`${form}?danke`);
    await axe(page);
    await expectNothingSideways(page);
  });

  test(`staff’s page with a report and what is left to do has no violation${name}`, async ({ open, axe }) => {
    const [reader, editor] = [await open(), await open({ as: anna })];
    await reader.goto(form);
    await description(reader).fill(`${'lang'.repeat(60)}\nund noch eine Zeile`);
    await control(reader, 'Auf welcher Seite?').fill(`/${'lang'.repeat(60)}`);
    await send(reader);
    await expect(reader).toHaveURL(`${form}?danke`);
    if (width) await editor.setViewportSize({ width, height: 640 });
    await editor.goto('/verwaltung');
    await hydrated(editor);
    const left = editor.getByRole('list', { name: 'Noch zu erledigen' });
    await expect(left.getByRole('link', { name: 'Impressum' })).toHaveAttribute('href', '/impressum');
    await axe(editor);
    await expectNothingSideways(editor);
  });
}

test('from a page that is hydrated, each link to the form leads to it', async ({ page }) => {
  for (const region of ['contentinfo', 'main'] as const) {
    await page.goto('/barrierefreiheit');
    await move(page);
    await page.getByRole(region).getByRole('link', { name: 'Barriere melden' }).click();
    await expect(page).toHaveURL(form);
    await expect(description(page)).toBeVisible();
  }
});

test('before a text goes out, a place that is still to be filled in is named', async ({ open }) => {
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto('/impressum?bearbeiten');
  await editor.getByRole('textbox', { name: 'Titel' }).fill('Impressum [hier einsetzen: Name]');
  await editor.getByRole('main').getByRole('button', { name: 'Veröffentlichen', exact: true }).click();
  const concerns = editor.getByRole('list', { name: 'Bitte ansehen' });
  await expect(concerns).toContainText('Eine Stelle ist noch auszufüllen: „[hier einsetzen: Name]“');
});
