import { bar } from '../support/editor';
import { anna, Server } from '../support/server';
import { expect, hydrated, type Page, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'passkey' });

const factors = '/konto/anmeldung';

/** The browser's own authenticator, which knows its person and asks nobody. It stays with the page. */
async function authenticator(page: Page) {
  const browser = await page.context().newCDPSession(page);
  await browser.send('WebAuthn.enable');
  await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function logInByPassword(page: Page): Promise<void> {
  await page.goto('/anmelden');
  await page.getByLabel('E-Mail', { exact: true }).fill(anna.email);
  await page.getByLabel('Passwort', { exact: true }).fill(anna.password);
  await page.getByRole('main').getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(bar(page)).toBeVisible();
}

/** The log-in, with its button for passkeys. */
async function passkeyButton(page: Page, path = '/anmelden') {
  await page.goto(path);
  await page.keyboard.press('Shift');
  await hydrated(page);
  const button = page.getByRole('button', { name: 'Passkey verwenden', exact: true });
  await expect(button).toBeVisible();
  return button;
}

async function addPasskey(page: Page, name: string, password: string): Promise<void> {
  const button = page.getByRole('button', { name: 'Passkey hinzufügen', exact: true });
  const form = page.locator('form').filter({ has: button });
  await form.getByLabel('Name des Passkeys', { exact: true }).fill(name);
  await form.getByLabel('Aktuelles Passwort', { exact: true }).fill(password);
  await button.click();
}

test('a passkey is made, logs in without a password, and is given up', async ({ open, problems, axe }) => {
  problems.expectFailedRequest(/401|403/);
  test.setTimeout(120_000);
  const server = await Server.create([anna], 'localhost');
  try {
    problems.allowOrigin(server.url);
    const page = await open({ baseURL: server.url });
    await authenticator(page);
    await logInByPassword(page);
    await page.goto(factors);
    await hydrated(page);
    await axe(page);
    await addPasskey(page, 'Diensthandy', 'falsch falsch falsch');
    await expect(page.getByText('Das ist nicht das Passwort dieses Kontos.')).toBeVisible();
    await addPasskey(page, 'Diensthandy', anna.password);
    const passkeys = page.getByRole('list', { name: 'Passkeys', exact: true });
    await expect(passkeys.getByRole('listitem')).toHaveText(/Diensthandy.*noch nicht benutzt/s);
    await axe(page);

    await bar(page).getByRole('button', { name: 'Abmelden' }).click();
    await expect(bar(page)).toHaveCount(0);
    const button = await passkeyButton(page, `/anmelden?weiter=${topic}`);
    await axe(page);
    await button.click();
    await expect(page).toHaveURL(`${server.url}${topic}`);
    await expect(bar(page)).toContainText(anna.name);

    await page.goto(factors);
    await hydrated(page);
    await expect(passkeys.getByRole('listitem')).toHaveText(/zuletzt benutzt am/);
    const remove = passkeys.locator('details');
    await remove.locator('summary').click();
    await remove.getByLabel('Aktuelles Passwort', { exact: true }).fill(anna.password);
    await axe(page);
    await remove.getByRole('button', { name: '„Diensthandy“ entfernen', exact: true }).click();
    await expect(page.getByRole('alert')).toHaveText(/meldet hier niemanden mehr an/);
    await expect(passkeys).toHaveCount(0);

    await bar(page).getByRole('button', { name: 'Abmelden' }).click();
    await (await passkeyButton(page)).click();
    await expect(page.getByRole('main').getByRole('status')).toHaveText(/Mit diesem Passkey geht es hier nicht/);
    await axe(page);
  } finally {
    await server.destroy();
  }
});

test('whoever does not finish is told so, and nothing was made', async ({ open, problems }) => {
  const server = await Server.create([anna], 'localhost');
  try {
    problems.allowOrigin(server.url);
    const page = await open({ baseURL: server.url });
    // As when someone closes the browser's dialog.
    await page.addInitScript(() => {
      const cancelled = () => Promise.reject(new DOMException('cancelled', 'NotAllowedError'));
      Object.assign(navigator.credentials, { create: cancelled, get: cancelled });
    });
    await (await passkeyButton(page)).click();
    await expect(page.getByRole('main').getByRole('status')).toHaveText(/Es kam kein Passkey zustande/);
    await logInByPassword(page);
    await page.goto(factors);
    await hydrated(page);
    await addPasskey(page, 'Diensthandy', anna.password);
    await expect(page.getByText(/Es kam kein Passkey zustande/)).toBeVisible();
    await page.reload();
    await expect(page.getByRole('list', { name: 'Passkeys', exact: true })).toHaveCount(0);
  } finally {
    await server.destroy();
  }
});

test('a browser that knows no passkeys is offered none, and the page says why', async ({ open, problems }) => {
  const server = await Server.create([anna], 'localhost');
  try {
    problems.allowOrigin(server.url);
    const page = await open({ baseURL: server.url });
    await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
    await page.goto('/anmelden');
    await page.keyboard.press('Shift');
    await hydrated(page);
    await expect(page.getByRole('main').getByRole('button')).toHaveText(['Anmelden']);
    await logInByPassword(page);
    await page.goto(factors);
    await hydrated(page);
    await expect(page.getByText(/ein Browser, der Passkeys kennt/)).toBeVisible();
  } finally {
    await server.destroy();
  }
});

test('where the site’s address has no name, none is offered, and the page says why', async ({ page, open, axe }) => {
  await page.goto('/anmelden');
  await page.keyboard.press('Shift');
  await hydrated(page);
  await expect(page.getByRole('main').getByRole('button')).toHaveText(['Anmelden']);
  const editor = await open({ as: anna });
  await editor.goto(factors);
  await hydrated(editor);
  await expect(editor.getByText(/^Passkeys gibt es hier nicht/)).toBeVisible();
  await axe(editor);
});
