import type { Locator, Page } from '@playwright/test';
import { bar, barButton, beginsWithoutDrafts, contactCard, drafts, editing, publishAll, retype, switchOn, untilSaved } from '../support/editor';
import { anna } from '../support/server';
import { expect, hydrated, move, test } from '../support/test';
import { entries, topic } from '../support/text';

test.use({ store: 'structure' });

beginsWithoutDrafts();

/** Makes an item through the form, publishes it, and goes back to nowhere in particular. */
async function make(page: Page, kind: 'Thema' | 'Person' | 'Seite', name: string): Promise<void> {
  await page.goto('/neu');
  await hydrated(page);
  await page.getByRole('radio', { name: kind }).check();
  await page.getByRole('textbox', { name: 'Titel oder Name' }).fill(name);
  await page.getByRole('button', { name: 'Anlegen' }).click();
  await expect(page).toHaveURL(/#bearbeiten$/);
  await hydrated(page);
  await expect(bar(page).getByRole('switch', { name: 'Bearbeiten' })).toHaveAttribute('aria-checked', 'true');
  await publishAll(page);
}

async function openStructure(page: Page): Promise<Locator> {
  await barButton(page, 'Aufbau').click();
  const dialog = page.getByRole('dialog', { name: 'Aufbau' });
  await expect(dialog).toBeVisible();
  return dialog;
}

async function close(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Fertig' }).click();
  await expect(dialog).toBeHidden();
}

const names = (list: Locator) => list.getByRole('listitem').locator('.list-control__name').allTextContents();

/** The names once they are there. */
async function namesThere(list: Locator): Promise<string[]> {
  await expect(list.getByRole('listitem').first()).toBeVisible();
  return names(list);
}

test('contacts: added, put in order by keyboard and by dragging, removed; a draft until it is published', async ({ open, axe, isMobile }, info) => {
  const person = `Ida Beispiel ${info.project.name}`;
  const [editor, reader] = [await open({ as: anna }), await open()];
  await make(editor, 'Person', person);
  await editor.goto(topic);
  await switchOn(editor);
  let dialog = await openStructure(editor);
  const list = dialog.getByRole('group', { name: 'Kontakte' });
  const before = await namesThere(list);
  await axe(editor);
  await list.getByRole('combobox', { name: 'Person hinzufügen' }).selectOption(person);
  await expect.poll(() => names(list)).toEqual([...before, person]);

  // By keyboard: the focus goes with the entry, and the place is announced.
  const up = list.getByRole('button', { name: `${person} nach oben` });
  await up.focus();
  for (let step = 0; step < before.length; step += 1) await editor.keyboard.press('Enter');
  await expect.poll(() => names(list)).toEqual([person, ...before]);
  await expect(up).toBeFocused();
  await expect(list.getByRole('status')).toHaveText(`${person}: Platz 1 von ${before.length + 1}`);

  // By dragging: down to the last place, and up again.
  const entry = list.getByRole('listitem').filter({ hasText: person });
  const last = list.getByRole('listitem').last();
  await drag(editor, entry.locator('.list-control__handle'), last, isMobile);
  await expect.poll(() => names(list)).toEqual([...before, person]);
  await drag(editor, entry.locator('.list-control__handle'), list.getByRole('listitem').first(), isMobile);
  await expect.poll(() => names(list)).toEqual([person, ...before]);
  await untilSaved(editor);
  await close(dialog);
  const card = editor.getByRole('main').getByRole('region', { name: person });
  await expect(card).toBeVisible();
  // What is written on a card that stands there in the draft only goes out with it.
  await retype(card.getByRole('textbox', { name: 'Funktion' }), 'Sprecherin auf Probe');
  await untilSaved(editor);
  expect((await drafts(editor)).contacts?.split('\n')).toHaveLength(before.length + 1);

  await reader.goto(topic);
  await expect(reader.getByRole('main')).not.toContainText(person);
  await publishAll(editor);
  await reader.reload();
  await expect(reader.getByRole('main').getByRole('region').first()).toHaveAccessibleName(person);
  await expect(reader.getByRole('main').getByRole('region').first()).toContainText('Sprecherin auf Probe');

  dialog = await openStructure(editor);
  await list.getByRole('button', { name: `${person} entfernen` }).click();
  await expect.poll(() => names(list)).toEqual(before);
  await untilSaved(editor);
  await close(dialog);
  await publishAll(editor);
  await reader.reload();
  await expect(reader.getByRole('main')).not.toContainText(person);
  await expect(contactCard(reader)).toBeVisible();
});

/** With the mouse; on a phone with a finger. */
async function drag(page: Page, handle: Locator, to: Locator, isMobile: boolean): Promise<void> {
  const [from, target] = [await handle.boundingBox(), await to.boundingBox()];
  if (!from || !target) throw new Error('nothing to drag');
  const x = from.x + from.width / 2;
  const [start, end] = [from.y + from.height / 2, target.y + target.height / 2];
  if (!isMobile) {
    await page.mouse.move(x, start);
    await page.mouse.down();
    await page.mouse.move(x, end, { steps: 8 });
    await page.mouse.up();
    return;
  }
  const session = await page.context().newCDPSession(page);
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y: start }] });
  for (let step = 1; step <= 8; step += 1) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: start + ((end - start) * step) / 8 }] });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('the order of the topics on the start page', async ({ open, axe }, info) => {
  const name = `Verkehr ${info.project.name}`;
  const [editor, reader] = [await open({ as: anna }), await open()];
  await make(editor, 'Thema', name);
  await editor.goto('/');
  await switchOnHome(editor);
  const dialog = await openStructure(editor);
  const list = dialog.getByRole('group', { name: 'Themen' });
  await expect(list.getByRole('combobox')).toHaveCount(0);
  await expect(list.getByRole('button', { name: /entfernen/ })).toHaveCount(0);
  const before = await namesThere(list);
  for (let place = before.indexOf(name); place > 0; place -= 1) {
    await list.getByRole('button', { name: `${name} nach oben` }).click();
  }
  await expect.poll(async () => (await names(list))[0]).toBe(name);
  await untilSaved(editor);
  await close(dialog);
  await expect(editor.getByRole('main').getByRole('heading', { level: 3 }).first()).toHaveText(name);
  await axe(editor);
  await reader.goto('/');
  await expect(reader.getByRole('main').getByRole('heading', { level: 3 }).first()).not.toHaveText(name);
  await publishAll(editor);
  await reader.reload();
  await expect(reader.getByRole('main').getByRole('heading', { level: 3 }).first()).toHaveText(name);
  await axe(reader);
});

/** The start page has no text to be typed into. */
async function switchOnHome(page: Page): Promise<void> {
  await hydrated(page);
  const toggle = bar(page).getByRole('switch', { name: 'Bearbeiten' });
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-checked', 'true');
}

test('a post goes to another topic', async ({ open }, info) => {
  const name = `Haushalt ${info.project.name}`;
  const [editor, reader] = [await open({ as: anna }), await open()];
  await make(editor, 'Thema', name);
  const path = new URL(editor.url()).pathname;
  const post = entries[info.project.name === 'phone' ? 4 : 5];
  await editor.goto(post.path);
  await switchOn(editor);
  const dialog = await openStructure(editor);
  const list = dialog.getByRole('group', { name: 'Themen' });
  await list.getByRole('combobox', { name: 'Thema hinzufügen' }).selectOption(name);
  await list.getByRole('button', { name: 'Migration entfernen' }).click();
  await expect.poll(() => names(list)).toEqual([name]);
  await expect(list.getByRole('button', { name: `${name} nach oben` }), 'one goes on at the next entry').toBeFocused();
  await untilSaved(editor);
  await close(dialog);
  await publishAll(editor);
  await reader.goto(path);
  await expect(reader.getByRole('list', { name: 'Meldungen' })).toContainText(post.teaser.slice(0, 40));
  await reader.goto(topic);
  await expect(reader.getByRole('list', { name: 'Meldungen' })).not.toContainText(post.teaser.slice(0, 40));
});

test('another address: the editor goes along, and old links lead there, also without a full load', async ({ open, axe, problems }, info) => {
  problems.expectFailedRequest(/404/);
  const name = `Über uns ${info.project.name}`;
  const [editor, reader] = [await open({ as: anna }), await open()];
  await make(editor, 'Seite', name);
  const old = new URL(editor.url()).pathname;
  await editor.goto(old);
  await switchOn(editor);
  const dialog = await openStructure(editor);
  const address = `/wer-wir-sind-${info.project.name}`;
  await retype(dialog.getByRole('textbox', { name: 'Adresse' }), 'Wer wir sind');
  await expect(dialog.getByText('Möglich sind kleine Buchstaben')).toBeVisible();
  await axe(editor);
  await retype(dialog.getByRole('textbox', { name: 'Adresse' }), address.slice(1));
  await untilSaved(editor);
  await close(dialog);
  await publishAll(editor);
  await expect(editor).toHaveURL(address);
  await expect(editor.getByRole('heading', { level: 1 })).toHaveText(name);

  const response = await reader.goto(old);
  expect(response?.status()).toBe(200);
  await expect(reader).toHaveURL(address);
  // A link to the old address in a page that was loaded before.
  await reader.goto('/impressum');
  await move(reader);
  await reader.evaluate((href) => {
    const link = document.createElement('a');
    Object.assign(link, { href, textContent: 'alt' });
    document.querySelector('main')!.append(link);
  }, old);
  await reader.getByRole('link', { name: 'alt', exact: true }).click();
  await expect(reader).toHaveURL(address);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(name);
});

test('without JavaScript lists and addresses are texts of the form', async ({ open, problems }, info) => {
  problems.expectFailedRequest(/422/);
  const editor = await open({ as: anna, javaScriptEnabled: false });
  await editor.goto(`${topic}?bearbeiten`);
  const group = editor.getByRole('group', { name: 'Thema', exact: true });
  await expect(group.getByRole('textbox', { name: 'Kontakte' })).toHaveValue(/christine-jochem/);
  await expect(group.getByRole('textbox', { name: 'Adresse' })).toHaveValue('migration');
  await group.getByRole('textbox', { name: 'Kontakte' }).fill(`christine-jochem\nniemand-${info.project.name}`);
  await editor.getByRole('main').getByRole('button', { name: 'Veröffentlichen', exact: true }).click();
  await editor.getByRole('main').getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(group.getByRole('textbox', { name: 'Kontakte' })).toHaveAccessibleDescription(/Was in Zeile 2 steht, gibt es nicht/);
});
