import { editing, fields, publishAll, retype } from '../support/editor';
import { type Account, berta } from '../support/server';
import { expect, test } from '../support/test';

test.use({ store: 'log' });

const clara: Account = { name: 'Clara Cohn', email: 'clara@example.org', password: 'fünf blaue Boote auf der Leine', role: 'admin' };

test('an administrator reads who did what, narrows it, and takes it along as a table', async ({ open, axe, server }, { project }) => {
  // Both viewports share the server.
  const admin = { ...clara, email: `${project.name.toLowerCase().replace(/[^a-z]+/g, '-')}.${clara.email}` };
  await server.addAccount(admin);
  const editor = await editing(open, berta);
  await retype(fields.Titel(editor), `Migration ${project.name}`);
  await publishAll(editor);

  const page = await open({ as: admin });
  await page.goto('/verwaltung');
  await page.getByRole('main').getByRole('link', { name: 'Protokoll' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Protokoll');
  await axe(page);
  await page.getByLabel('Vorgang').selectOption('Veröffentlicht');
  await page.getByLabel('Konto').selectOption('Berta Brandt');
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  const entries = page.getByRole('list', { name: 'Protokoll' }).getByRole('listitem');
  await expect(entries.first()).toContainText(`Berta Brandt hat „Migration ${project.name}“ veröffentlicht (1 Text)`);
  await expect(page.getByLabel('Vorgang')).toHaveValue('published');
  await axe(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /CSV/ }).click()]);
  expect(download.suggestedFilename()).toBe('protokoll.csv');
  await page.getByLabel('Von').fill('2020-01-01');
  await page.getByLabel('Bis').fill('2020-01-02');
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  await expect(page.getByText('Dazu steht nichts im Protokoll.')).toBeVisible();
  await axe(page);
});

test('the log can be read without JavaScript', async ({ open, server, problems: _ }, { project }) => {
  const admin = { ...clara, email: `ohne-js.${project.name.toLowerCase().replace(/[^a-z]+/g, '-')}.${clara.email}` };
  await server.addAccount(admin);
  const page = await open({ as: admin, javaScriptEnabled: false });
  await page.goto('/verwaltung/protokoll');
  await page.getByLabel('Vorgang').selectOption('Eingelesen');
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  await expect(page.getByRole('list', { name: 'Protokoll' }).getByRole('listitem')).toContainText(['Die Kommandozeile hat Inhalte eingelesen']);
});
