import type { BrowserContext } from '@playwright/test';
import {
  bar, barButton, beginsWithoutDrafts, drafts, editing, fields, localOnly, noteStates, retype, saved, saving, status,
  switchOn, textOf, untilSaved,
} from '../support/editor';
import { anna, berta, Server } from '../support/server';
import { expect, hydrated, logIn, test } from '../support/test';
import { entries, topic } from '../support/text';

test.use({ store: 'offline' });

beginsWithoutDrafts();

test('offline in the middle of a word: kept on this device, and sent when the line is back', async ({ open, problems, axe }) => {
  problems.expectFailedRequest(/net::ERR_INTERNET_DISCONNECTED/);
  const [editor, witness] = [await editing(open), await open({ as: berta })];
  const box = fields.Pronomen(editor);
  await retype(box, '(ganz online)');
  await untilSaved(editor);
  await box.pressSequentially(' und mitt');
  await editor.context().setOffline(true);
  await box.pressSequentially('endrin');
  await expect(status(editor)).toHaveText(localOnly);
  await axe(editor);
  await box.pressSequentially(' offline');
  await editor.waitForTimeout(1500);
  await expect(status(editor)).toHaveText(localOnly);
  expect(await textOf(box)).toBe('(ganz online) und mittendrin offline');
  await editor.context().setOffline(false);
  await untilSaved(editor);
  expect(await drafts(witness)).toEqual({ pronouns: '(ganz online) und mittendrin offline' });
  await expect(box).toBeFocused();
});

/** The store has the first save, and the browser never hears of it. */
async function loseFirstAnswer(context: BrowserContext): Promise<void> {
  let saves = 0;
  await context.route('**/api/save_draft', async (route) => {
    saves += 1;
    if (saves > 1) return route.fallback();
    await route.fetch();
    await route.abort('connectionreset');
  });
}

test('the answer to a save is lost, and one types on: no conflict with oneself', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_/);
  const editor = await editing(open);
  await loseFirstAnswer(editor.context());
  const box = fields.Funktion(editor);
  await retype(box, 'Angekommen');
  await expect(status(editor)).toHaveText(localOnly);
  expect(await drafts(editor)).toEqual({ role: 'Angekommen' });
  await box.pressSequentially(', und weiter');
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ role: 'Angekommen, und weiter' });
});

test('the same, where whoever asks again is told to wait', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_|429/);
  const editor = await editing(open);
  let saves = 0;
  await editor.route('**/api/save_draft', async (route) => {
    saves += 1;
    if (saves === 1) {
      await route.fetch();
      return route.abort('connectionreset');
    }
    return saves === 2 ? route.fulfill({ status: 429, json: 'too_many_attempts' }) : route.continue();
  });
  const box = fields.Funktion(editor);
  await retype(box, 'Angekommen');
  await expect(status(editor)).toHaveText(localOnly);
  await box.pressSequentially(', und weiter');
  await untilSaved(editor);
  expect(saves).toBeGreaterThan(3);
  expect(await drafts(editor)).toEqual({ role: 'Angekommen, und weiter' });
});

test('what is discarded while the answer to its save is lost is discarded, and the text stays to be saved', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_/);
  const editor = await editing(open);
  let saves = 0;
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await editor.route('**/api/save_draft', async (route) => {
    saves += 1;
    if (saves === 1) {
      await route.fetch();
      return route.abort('connectionreset');
    }
    if (saves === 2) await held;
    return route.continue();
  });
  await retype(fields.Funktion(editor), 'Angekommen');
  await expect(status(editor)).toHaveText(localOnly);
  await expect.poll(() => saves).toBe(2);
  await barButton(editor, 'Entwurf verwerfen').click();
  const dialog = editor.getByRole('dialog', { name: 'Entwurf verwerfen' });
  await dialog.getByRole('button', { name: 'Jetzt verwerfen' }).click();
  await expect(dialog).toBeHidden();
  expect(await drafts(editor)).toEqual({});
  release();
  await untilSaved(editor);
  await expect(fields.Funktion(editor)).toHaveText('Angekommen');
  expect(await drafts(editor), 'what the status says is true').toEqual({ role: 'Angekommen' });
});

test('the answer to a save is lost, and the page closed before the line is back', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_/);
  const editor = await editing(open);
  const context = editor.context();
  await loseFirstAnswer(context);
  await retype(fields.Funktion(editor), 'Angekommen');
  await expect(status(editor)).toHaveText(localOnly);
  await context.setOffline(true);
  await fields.Funktion(editor).pressSequentially(', und zugeklappt');
  await editor.waitForTimeout(700);
  await editor.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(topic);
  await hydrated(again);
  await untilSaved(again);
  expect(await drafts(again)).toEqual({ role: 'Angekommen, und zugeklappt' });
});

test('a colleague went on from a text whose answer was lost: theirs is shown at the next visit', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_/);
  const editor = await editing(open);
  const context = editor.context();
  let saves = 0;
  await context.route('**/api/save_draft', async (route) => {
    saves += 1;
    if (saves === 1) await route.fetch();
    await route.abort('connectionreset');
  });
  await retype(fields.Funktion(editor), 'Angekommen');
  await expect(status(editor)).toHaveText(localOnly);
  await editor.close();
  const other = await editing(open, berta);
  await expect(fields.Funktion(other)).toHaveText('Angekommen');
  await retype(fields.Funktion(other), 'Angekommen, und von Berta ergänzt');
  await untilSaved(other);
  await context.unroute('**/api/save_draft');
  const again = await context.newPage();
  await again.goto(topic);
  await switchOn(again);
  await expect(fields.Funktion(again)).toHaveText('Angekommen, und von Berta ergänzt');
  await untilSaved(again);
  expect(await drafts(again)).toEqual({ role: 'Angekommen, und von Berta ergänzt' });
});

test('a save that nobody answers is here only, and sent again', async ({ open }) => {
  const editor = await open({ as: anna });
  await editor.clock.install();
  await editor.goto(topic);
  await switchOn(editor);
  let saves = 0;
  await editor.route('**/api/save_draft', (route) => {
    saves += 1;
    return saves > 1 ? route.continue() : undefined;
  });
  await retype(fields.Funktion(editor), 'Hängt in der Luft');
  await expect(status(editor)).toHaveText(saving);
  await expect.poll(() => saves).toBe(1);
  await editor.clock.fastForward('01:01');
  await expect(status(editor)).toHaveText(localOnly);
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ role: 'Hängt in der Luft' });
});

test('several texts typed offline are all sent, each once', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_INTERNET_DISCONNECTED/);
  const editor = await editing(open);
  await editor.context().setOffline(true);
  await retype(fields.Pronomen(editor), 'eins');
  await retype(fields.Funktion(editor), 'zwei');
  await retype(fields.Einleitung(editor), 'drei');
  await expect(status(editor)).toHaveText(localOnly);
  await editor.context().setOffline(false);
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ pronouns: 'eins', role: 'zwei', introduction: 'drei' });
});

test('leaving asks while something is not in the store, and only then', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_INTERNET_DISCONNECTED/);
  const editor = await editing(open);
  const asked: string[] = [];
  editor.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await editor.context().setOffline(true);
  await retype(fields.Funktion(editor), 'Noch nicht angekommen');
  await expect(status(editor)).toHaveText(localOnly);
  await editor.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await expect(fields.Funktion(editor), 'one stays').toHaveText('Noch nicht angekommen');
  await editor.context().setOffline(false);
  await untilSaved(editor);
  const closed = editor.waitForEvent('close');
  await editor.close({ runBeforeUnload: true });
  await closed;
  expect(asked).toEqual(['beforeunload']);
});

test('closed while offline, opened again: the text is sent', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_INTERNET_DISCONNECTED/);
  const editor = await editing(open);
  const context = editor.context();
  await context.setOffline(true);
  await retype(fields.Funktion(editor), 'Getippt, dann zugeklappt');
  await expect(status(editor)).toHaveText(localOnly);
  await editor.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(topic);
  await hydrated(again);
  await expect.poll(() => drafts(again)).toEqual({ role: 'Getippt, dann zugeklappt' });
  await untilSaved(again);
  await switchOn(again);
  await expect(fields.Funktion(again)).toHaveText('Getippt, dann zugeklappt');
});

test('closed right after the last key: the text is sent at the next visit, on whatever page', async ({ open }) => {
  const editor = await editing(open);
  const context = editor.context();
  await retype(fields.Funktion(editor), 'Eben noch getippt');
  await editor.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(entries[0].path);
  await hydrated(again);
  await expect.poll(() => drafts(again)).toEqual({ role: 'Eben noch getippt' });
  await untilSaved(again);
});

test('the session ends in the middle of an edit: the text stays, and is saved after logging in', async ({ open, problems, sessions, server, axe }) => {
  problems.expectFailedRequest(/401/);
  const editor = await editing(open);
  const box = fields.Funktion(editor);
  await retype(box, 'Vor dem Ende');
  await untilSaved(editor);
  sessions.forget(anna);
  await server.setPassword(anna);
  await box.pressSequentially(', danach');
  await expect(status(editor)).toHaveText(localOnly);
  expect(await textOf(box)).toBe('Vor dem Ende, danach');
  await axe(editor);
  await box.pressSequentially(' weiter');
  await editor.waitForTimeout(900);
  await bar(editor).getByRole('link', { name: 'Anmelden' }).click();
  await editor.getByLabel('E-Mail', { exact: true }).fill(anna.email);
  await editor.getByLabel('Passwort', { exact: true }).fill(anna.password);
  await editor.getByRole('main').getByRole('button', { name: 'Anmelden' }).click();
  await expect(editor).toHaveURL(topic);
  await hydrated(editor);
  await expect.poll(() => drafts(editor)).toEqual({ role: 'Vor dem Ende, danach weiter' });
  await untilSaved(editor);
});

test('logged out in another tab: the same', async ({ open, problems, sessions }) => {
  problems.expectFailedRequest(/401/);
  sessions.forget(anna);
  const editor = await open();
  await logIn(editor, anna, topic);
  await switchOn(editor);
  const other = await editor.context().newPage();
  await other.goto('/');
  await hydrated(other);
  await bar(other).getByRole('button', { name: 'Abmelden' }).click();
  await expect(bar(other)).toHaveCount(0);
  await retype(fields.Funktion(editor), 'Ohne Anmeldung getippt');
  await expect(status(editor)).toHaveText(localOnly);
  await expect(bar(editor).getByRole('link', { name: 'Anmelden' })).toBeVisible();
  // Logging in as somebody else sends nothing of hers.
  await logIn(other, berta, topic);
  await other.waitForTimeout(1000);
  expect(await drafts(other)).toEqual({});
  await bar(other).getByRole('button', { name: 'Abmelden' }).click();
  await logIn(other, anna, topic);
  await expect.poll(() => drafts(other)).toEqual({ role: 'Ohne Anmeldung getippt' });
});

test('logging out with a text that is only here asks what to do with it', async ({ open, problems, sessions, axe }) => {
  problems.expectFailedRequest(/net::ERR_INTERNET_DISCONNECTED/);
  sessions.forget(anna);
  const editor = await open();
  await logIn(editor, anna, topic);
  await switchOn(editor);
  await editor.context().setOffline(true);
  await retype(fields.Funktion(editor), 'Nur hier');
  await expect(status(editor)).toHaveText(localOnly);
  await bar(editor).getByRole('button', { name: 'Abmelden' }).first().click();
  const dialog = editor.getByRole('dialog', { name: 'Noch nicht alles gespeichert' });
  await expect(dialog).toBeVisible();
  await axe(editor);
  await dialog.getByRole('button', { name: 'Abbrechen' }).click();
  await expect(dialog).toBeHidden();
  await editor.context().setOffline(false);
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ role: 'Nur hier' });
});

test('the server is away and comes back: nothing is lost, nothing is doubled', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_|503/);
  test.setTimeout(180_000);
  const server = await Server.create();
  try {
    problems.allowOrigin(server.url);
    const editor = await open({ baseURL: server.url });
    await logIn(editor, anna, topic);
    await switchOn(editor);
    const states = await noteStates(editor);
    await retype(fields.Funktion(editor), 'Vor dem Neustart');
    await untilSaved(editor);
    await server.stop();
    await fields.Funktion(editor).pressSequentially(' und während');
    await expect(status(editor)).toHaveText(localOnly);
    await server.start();
    await expect(status(editor)).toHaveText(saved, { timeout: 30_000 });
    expect(await drafts(editor)).toEqual({ role: 'Vor dem Neustart und während' });
    expect(await states()).toEqual([saved, saving, saved, saving, localOnly, saved].map((state) => expect.stringMatching(state)));
  } finally {
    await server.destroy();
  }
});

test('kill -9 of everything right after Gespeichert: after a new start the draft is there', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_/);
  test.setTimeout(240_000);
  const server = await Server.create();
  try {
    problems.allowOrigin(server.url);
    const editor = await open({ baseURL: server.url });
    await logIn(editor, anna, topic);
    for (const round of [1, 2, 3]) {
      await switchOn(editor);
      await retype(fields.Funktion(editor), `Runde ${round}`);
      await untilSaved(editor);
      await server.killEverything();
      await server.start();
      await editor.goto(topic);
      expect(await drafts(editor)).toEqual({ role: `Runde ${round}` });
    }
  } finally {
    await server.destroy();
  }
});
