import { bar } from '../support/editor';
import { type Account, anna } from '../support/server';
import { expect, hydrated, logIn, type Page, test } from '../support/test';

test.use({ store: 'accounts' });

const ada: Account = { name: 'Ada Adler', email: 'ada@example.org', password: 'fünf graue Reiher am Deich' };

test.beforeAll(async ({ server }) => {
  const { email, name, password } = ada;
  await server.command(['user', 'add', '--email', email, '--name', name, '--role', 'admin', '--password-stdin'], `${password}\n`);
});

const accounts = (page: Page) => page.getByRole('list', { name: 'Konten', exact: true });
const accountOf = (page: Page, name: string) => accounts(page).getByRole('listitem').filter({ hasText: name });
const sessions = (page: Page) => page.getByRole('list', { name: 'Anmeldungen', exact: true }).getByRole('listitem');

async function invite(admin: Page, name: string, email: string): Promise<string> {
  await admin.goto('/verwaltung');
  await hydrated(admin);
  const main = admin.getByRole('main');
  await main.getByRole('textbox', { name: 'E-Mail', exact: true }).fill(email);
  await main.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await main.getByRole('radio', { name: 'Redaktion', exact: true }).check();
  await main.getByRole('button', { name: 'Einladen', exact: true }).click();
  await hydrated(admin);
  await expect(admin.getByRole('alert')).toContainText('Bitte den Link selbst an');
  return admin.getByRole('textbox', { name: 'Link zum Weitergeben' }).inputValue();
}

test('who is invited chooses a password, is logged in, and is out the moment an administrator says so', async ({ open, axe, problems }) => {
  problems.expectFailedRequest(/401|404/);
  const [admin, guest] = [await open({ as: ada }), await open({ javaScriptEnabled: false })];
  const link = await invite(admin, 'Ida Iltis', 'ida@example.org');
  await axe(admin);
  await guest.goto(link);
  const main = guest.getByRole('main');
  await expect(main.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Ida Iltis');
  await main.getByLabel('Passwort', { exact: true }).fill('acht bunte Kiesel im Schuh');
  await main.getByRole('button', { name: 'Konto anlegen' }).click();
  await expect(bar(guest)).toContainText('Ida Iltis');
  expect((await guest.goto(link))?.status()).toBe(404);

  await admin.goto('/verwaltung');
  await hydrated(admin);
  await accountOf(admin, 'Ida Iltis').getByRole('button', { name: 'Sperren' }).click();
  await expect(admin.getByRole('alert')).toHaveText('Ida Iltis ist gesperrt und überall abgemeldet.');
  expect((await guest.goto('/konto'))?.status()).toBe(401);
});

test('the pages with links have no violation, whether the link is valid or not', async ({ open, page, axe, problems }) => {
  problems.expectFailedRequest(/404|422/);
  const link = await invite(await open({ as: ada }), 'Otto Otter', 'otto@example.org');
  await page.goto(link);
  await axe(page);
  await page.getByLabel('Passwort', { exact: true }).fill('kurz');
  await page.getByRole('button', { name: 'Konto anlegen' }).click();
  await expect(page.getByLabel('Passwort', { exact: true })).toHaveAccessibleDescription(/nur 4 Zeichen/);
  await axe(page);
  await page.goto('/einladung/falsch');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dieser Link gilt nicht mehr');
  await axe(page);
  await page.goto('/anmelden');
  await page.getByRole('link', { name: 'Passwort vergessen' }).click();
  await expect(page.getByRole('main')).toContainText('Diese Website verschickt keine E-Mails.');
  await axe(page);
});

test('one sees where one is logged in, ends the others, and changes name and password', async ({ open, axe, isMobile }) => {
  const [page, other] = [await open(), await open()];
  await logIn(page, anna);
  await logIn(other, anna);
  // On a phone the bar has no room for the name.
  if (isMobile) {
    await page.goto('/verwaltung');
    await page.getByRole('main').getByRole('link', { name: 'Mein Konto' }).click();
  } else {
    await bar(page).getByRole('link', { name: anna.name }).click();
  }
  await expect(page).toHaveURL('/konto');
  await hydrated(page);
  await expect(sessions(page)).toHaveCount(2);
  await expect(sessions(page).first()).toContainText('diese Sitzung');
  await axe(page);
  await sessions(page).nth(1).getByRole('button', { name: 'Beenden' }).click();
  await expect(page.getByRole('alert')).toHaveText('Die Anmeldung ist beendet.');
  await expect(sessions(page)).toHaveCount(1);
  await other.goto('/');
  await expect(bar(other)).toHaveCount(0);

  const main = page.getByRole('main');
  await main.getByRole('textbox', { name: 'Name', exact: true }).fill('Anna A. Albrecht');
  await main.getByRole('button', { name: 'Namen ändern' }).click();
  await expect(bar(page)).toContainText('Anna A. Albrecht');
  await main.getByLabel('Bisheriges Passwort').fill(anna.password);
  await main.getByLabel('Neues Passwort').fill('sieben helle Laternen vorm Tor');
  await main.getByRole('button', { name: 'Passwort ändern' }).click();
  await expect(page.getByRole('alert')).toContainText('Das Passwort ist geändert.');
  await axe(page);
  await page.goto('/konto');
  await expect(main).toContainText('anna[at]example.org');
});
