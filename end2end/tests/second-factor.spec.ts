import { createHmac } from 'node:crypto';
import { bar } from '../support/editor';
import { type Account, anna, berta } from '../support/server';
import { expect, logIn, type Page, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'second-factor' });
test.describe.configure({ mode: 'serial' });

const factors = '/konto/anmeldung';

/** RFC 6238: what an app shows, so many steps of 30 seconds from now. */
function code(secret: string, steps = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

async function typePassword(page: Page, { email, password }: Account, next = topic): Promise<void> {
  await page.goto(`/anmelden?weiter=${next}`);
  await page.getByLabel('E-Mail', { exact: true }).fill(email);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Anmelden', exact: true }).click();
}

async function typeCode(page: Page, text: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(text);
  await page.getByRole('main').getByRole('button', { name: 'Anmelden', exact: true }).click();
}

/** Sets an app up; answers its secret and the recovery codes. */
async function setUp(page: Page, { password }: Account, look: (page: Page) => Promise<void>): Promise<[string, string[]]> {
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'App einrichten', exact: true }) });
  await form.getByLabel('Aktuelles Passwort', { exact: true }).fill(password);
  await form.getByRole('button').click();
  await expect(page.getByRole('img', { name: /^QR-Code/ })).toBeVisible();
  await look(page);
  const secret = (await page.locator('code').innerText()).replaceAll(' ', '');
  await page.getByLabel('Code', { exact: true }).fill(code(secret));
  await page.getByRole('button', { name: 'Einschalten', exact: true }).click();
  const codes = page.getByRole('list', { name: 'Wiederherstellungs-Codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  await look(page);
  const texts = await codes.allInnerTexts();
  await page.getByRole('link', { name: 'Die Codes sind notiert' }).click();
  await expect(page.getByText('10 Wiederherstellungs-Codes sind noch übrig.')).toBeVisible();
  return [secret, texts];
}

test('an app is set up, and the log-in then asks for its code', async ({ page, open, problems, axe }) => {
  problems.expectFailedRequest(/401/);
  await logIn(page, anna);
  await page.goto(factors);
  await axe(page);
  const [secret, codes] = await setUp(page, anna, axe);
  await axe(page);

  const other = await open();
  await typePassword(other, anna);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Zweiter Faktor');
  await axe(other);
  await typeCode(other, '000000');
  await expect(other.getByLabel('Code', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await axe(other);
  // The current step is used up by the confirmation.
  await typeCode(other, code(secret, 1));
  await expect(other).toHaveURL(topic);
  await expect(bar(other)).toContainText(anna.name);

  const third = await open();
  await typePassword(third, anna);
  await typeCode(third, codes[3]);
  await expect(third).toHaveURL(topic);
  await third.goto(factors);
  await expect(third.getByText('9 Wiederherstellungs-Codes sind noch übrig.')).toBeVisible();
});

test('all of it works without JavaScript', async ({ open, problems }) => {
  problems.expectFailedRequest(/401|422/);
  const page = await open({ javaScriptEnabled: false });
  await logIn(page, berta);
  await page.goto(factors);
  const [secret, codes] = await setUp(page, berta, async () => {});
  await bar(page).getByRole('button', { name: 'Abmelden' }).click();
  await typePassword(page, berta);
  await typeCode(page, code(secret, 1));
  await expect(page).toHaveURL(topic);
  await page.goto(factors);
  for (const password of ['falsch falsch falsch', berta.password]) {
    const off = page.locator('details').filter({ hasText: 'Codes abschalten' });
    if (password === berta.password) await expect(off).toHaveAttribute('open', '');
    else await off.locator('summary').click();
    await off.getByLabel('Aktuelles Passwort', { exact: true }).fill(password);
    await off.getByRole('button').click();
  }
  await expect(page.getByRole('alert')).toHaveText(/fragt nicht mehr nach einem Code/);
  expect(codes).toHaveLength(10);
  await bar(page).getByRole('button', { name: 'Abmelden' }).click();
  await typePassword(page, berta);
  await expect(page).toHaveURL(topic);
});

test('where a factor is required, whoever has none gets one and nothing else', async ({ open, server, axe }) => {
  const dora: Account = { name: 'Dora Admin', email: 'dora@example.org', password: 'sieben leise Uhren am Kröpcke' };
  const { name, email, password } = dora;
  const add = ['user', 'add', '--email', email, '--name', name, '--role', 'admin', '--password-stdin'];
  await server.command(add, `${password}\n`);
  const colleague = await open({ as: berta });
  await colleague.goto('/entwuerfe');
  await expect(colleague).toHaveURL('/entwuerfe');

  const admin = await open();
  await logIn(admin, dora);
  await admin.goto('/verwaltung');
  const security = admin.getByRole('region', { name: 'Sicherheit' });
  await expect(security.getByRole('listitem').filter({ hasText: anna.name })).toContainText('App');
  await axe(admin);
  await security.getByRole('button', { name: 'Zweiten Faktor verlangen', exact: true }).click();
  await expect(admin).toHaveURL((url) => url.pathname === factors);
  await axe(admin);
  await setUp(admin, dora, axe);
  await admin.goto('/verwaltung');
  await expect(security).toContainText('Alle Konten brauchen einen zweiten Faktor.');

  await colleague.goto('/entwuerfe');
  await expect(colleague).toHaveURL(factors);
  await expect(colleague.getByText(/^Hier brauchen alle Konten/)).toBeVisible();
  await axe(colleague);
  await setUp(colleague, berta, async () => {});
  await colleague.goto('/entwuerfe');
  await expect(colleague).toHaveURL('/entwuerfe');
});
