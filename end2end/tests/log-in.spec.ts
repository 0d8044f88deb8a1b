import { bar, switchOn } from '../support/editor';
import { type Account, anna, berta, Server } from '../support/server';
import { expect, hydrated, logIn, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'log-in' });

test('a wrong password is told without saying what was wrong, and the address stays', async ({ page, problems, axe }) => {
  problems.expectFailedRequest(/401/);
  for (const [email, password] of [[anna.email, 'falsch falsch falsch'], ['niemand@example.org', anna.password]]) {
    await page.goto('/anmelden');
    await page.getByLabel('E-Mail', { exact: true }).fill(email);
    await page.getByLabel('Passwort', { exact: true }).fill(password);
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('main').getByRole('button', { name: 'Anmelden' }).click();
    expect((await answer).status()).toBe(401);
    await expect(page.getByRole('alert')).toHaveText(/E-Mail und Passwort passen nicht zusammen/);
    await expect(page.getByLabel('E-Mail', { exact: true })).toHaveValue(email);
    await expect(page.getByLabel('Passwort', { exact: true })).toHaveValue('');
    await axe(page);
    await page.keyboard.press('Shift');
    await hydrated(page);
    await expect(page.getByRole('alert')).toHaveText(/E-Mail und Passwort passen nicht zusammen/);
    await expect(page.getByLabel('E-Mail', { exact: true })).toHaveValue(email);
  }
  await expect(bar(page)).toHaveCount(0);
});

test('log in, see the region Redaktion, log out', async ({ page, context, axe }) => {
  await logIn(page, anna);
  await expect(page).toHaveURL('/');
  await expect(bar(page)).toContainText(anna.name);
  await axe(page);
  const [cookie, ...others] = await context.cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({ name: '__Host-sitzung', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
  await page.goto(topic);
  await hydrated(page); // at once, without a move
  await switchOn(page);
  await bar(page).getByRole('button', { name: 'Abmelden' }).click();
  await expect(bar(page)).toHaveCount(0);
  expect(await context.cookies()).toEqual([]);
  await page.goto(topic);
  await expect(bar(page)).toHaveCount(0);
});

test('?weiter= leads on within this site, and nowhere else', async ({ page, open, server }) => {
  await logIn(page, anna, topic);
  await expect(page).toHaveURL(topic);
  for (const next of ['https://example.org/', '//example.org/', '/\\example.org', 'javascript:alert(1)']) {
    const other = await open();
    await logIn(other, anna, next);
    expect(new URL(other.url()).origin).toBe(server.url);
    await expect(other).toHaveURL('/');
  }
});

test('a wrong password on the way keeps ?weiter=', async ({ page, problems }) => {
  problems.expectFailedRequest(/401/);
  await page.goto(`/anmelden?weiter=${topic}`);
  for (const password of ['falsch falsch falsch', anna.password]) {
    await page.getByLabel('E-Mail', { exact: true }).fill(anna.email);
    await page.getByLabel('Passwort', { exact: true }).fill(password);
    await page.getByRole('main').getByRole('button', { name: 'Anmelden' }).click();
    if (password !== anna.password) await expect(page.getByRole('alert')).toBeVisible();
  }
  await expect(page).toHaveURL(topic);
  await expect(bar(page)).toBeVisible();
});

test('it works without JavaScript', async ({ open }) => {
  const page = await open({ javaScriptEnabled: false });
  await logIn(page, anna, topic);
  await expect(page).toHaveURL(topic);
  await bar(page).getByRole('button', { name: 'Abmelden' }).click();
  await expect(page).toHaveURL('/');
  await expect(bar(page)).toHaveCount(0);
});

test('a session that has ended is a reader’s', async ({ page, server }) => {
  await logIn(page, berta, topic);
  await server.setPassword(berta);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Migration');
  await expect(bar(page)).toHaveCount(0);
});

test('after many wrong tries one has to wait', async ({ page, problems, server, axe }) => {
  problems.expectFailedRequest(/401|429/);
  const carla: Account = { name: 'Carla', email: 'carla@example.org', password: 'zwölf blaue Stühle im Saal' };
  await server.addAccount(carla);
  await page.goto('/anmelden');
  for (let tries = 0; tries < 12; tries += 1) {
    await page.getByLabel('E-Mail', { exact: true }).fill(carla.email);
    await page.getByLabel('Passwort', { exact: true }).fill(`falsch ${tries}`);
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('main').getByRole('button', { name: 'Anmelden' }).click();
    if ((await answer).status() === 429) break;
    await expect(page.getByRole('alert')).toBeVisible();
  }
  await expect(page.getByRole('alert')).toHaveText(/zu viele Versuche/);
  await axe(page);
});

test('the set-up link of a fresh server makes the first account, once', async ({ open, problems, axe }) => {
  problems.expectFailedRequest(/404|422/);
  test.setTimeout(120_000);
  const server = await Server.create([]);
  try {
    const link = /\/einrichten\/\S+/.exec(server.printed)?.[0];
    expect(link, server.printed).toBeTruthy();
    problems.allowOrigin(server.url);
    const page = await open({ baseURL: server.url });
    await page.goto(link!);
    await axe(page);
    const fill = async (name: string, email: string, password: string) => {
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('E-Mail', { exact: true }).fill(email);
      await page.getByLabel('Passwort', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Konto anlegen' }).click();
    };
    await fill('Dora', 'dora@example.org', 'kurz');
    await expect(page.getByLabel('Passwort', { exact: true })).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Dora');
    await axe(page);
    await fill('Dora', 'dora@example.org', 'sechs schmale Wege im Georgengarten');
    await expect(bar(page)).toContainText('Dora');
    expect(await server.command(['user', 'list'])).toMatch(/dora@example\.org\tDora\tadmin\taktiv/);
    const response = await page.goto(link!);
    expect(response?.status()).toBe(404);
    await server.stop();
    await server.start();
    expect(server.printed).not.toContain('/einrichten/');
  } finally {
    await server.destroy();
  }
});
