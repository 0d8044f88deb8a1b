import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { hydrated, type Opening, test } from './test';
import { type Account, anna, berta } from './server';
import { topic } from './text';

export const saved = /^Gespeichert/;
export const saving = /^Wird gespeichert …/;
export const localOnly = /^Nur auf diesem Gerät gespeichert/;
export const conflict = /^Konflikt/;

/** The region `Redaktion`. */
export function bar(page: Page): Locator {
  return page.getByRole('region', { name: 'Redaktion' });
}

export function status(page: Page): Locator {
  return bar(page).getByRole('status');
}

export function barButton(page: Page, name: string): Locator {
  return bar(page).getByRole('button', { name, exact: true });
}

/** Opens a page as an editor does, hydrated, with `Bearbeiten` on. */
export async function editing(open: (options?: Opening) => Promise<Page>, as: Account = anna, path = topic): Promise<Page> {
  const page = await open({ as });
  await page.goto(path);
  await switchOn(page);
  return page;
}

export async function switchOn(page: Page): Promise<void> {
  await hydrated(page);
  const toggle = bar(page).getByRole('switch', { name: 'Bearbeiten' });
  await expect(toggle).toHaveAttribute('aria-checked', 'false');
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-checked', 'true');
  await expect(page.getByRole('main').getByRole('textbox').first()).toBeVisible();
  // The rich-text editor comes a moment later, and takes over what is neither folded away nor empty.
  await expect(page.locator('.field--markdown:not(.field--fold, .ProseMirror, .is-empty)')).toHaveCount(0);
}

/** Each text of the topic page, by its label, where the contract says that it stands. */
export const fields = {
  Titel: (page: Page) => page.getByRole('heading', { level: 1 }).getByRole('textbox', { name: 'Titel', exact: true }),
  Einleitung: (page: Page) => page.getByRole('main').getByRole('textbox', { name: 'Einleitung', exact: true }),
  Name: (page: Page) => contactCard(page).getByRole('textbox', { name: 'Name', exact: true }),
  Pronomen: (page: Page) => contactCard(page).getByRole('textbox', { name: 'Pronomen', exact: true }),
  Funktion: (page: Page) => contactCard(page).getByRole('textbox', { name: 'Funktion', exact: true }),
  'E-Mail': (page: Page) => contactCard(page).getByRole('textbox', { name: 'E-Mail', exact: true }),
};

export function contactCard(page: Page): Locator {
  return page.getByRole('main').getByRole('region').filter({ has: page.getByRole('button', { name: 'E-Mail schreiben' }) });
}

export function timeline(page: Page): Locator {
  return page.getByRole('list', { name: 'Meldungen', exact: true });
}

/** A timeline entry, by its address. */
export function entry(page: Page, path: string): Locator {
  return timeline(page).getByRole('article').filter({ has: page.locator(`a[href="${path}"]`) });
}

export function entryField(entry: Locator, name: 'Datum' | 'Titel' | 'Teaser' | 'Text'): Locator {
  return entry.getByRole('textbox', { name, exact: true });
}

/** What a text box holds, as a person would copy it out. */
export async function textOf(box: Locator): Promise<string> {
  return (await box.evaluate((element) => (element as HTMLElement).innerText)).replace(/\n$/, '');
}

/** Replaces a text by typing, as a person does: into it, all of it, then the keys. */
export async function retype(box: Locator, text: string): Promise<void> {
  await box.focus();
  await box.press('ControlOrMeta+a');
  await box.press('Delete');
  await box.pressSequentially(text, { delay: 5 });
}

/** Waits until the store has everything, from the moment on that the page no longer says so. */
export async function untilSaved(page: Page): Promise<void> {
  await expect(status(page)).toHaveText(saved);
}

/** Opens the dialog that lists what is unpublished. */
export async function openPublishDialog(page: Page): Promise<Locator> {
  await barButton(page, 'Veröffentlichen').click();
  const dialog = page.getByRole('dialog', { name: 'Veröffentlichen' });
  await expect(dialog).toBeVisible();
  return dialog;
}

export async function publishAll(page: Page): Promise<void> {
  const dialog = await openPublishDialog(page);
  await dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }).click();
  await expect(dialog).toBeHidden();
}

/** Notes every text the status region ever had, in order. */
export async function noteStates(page: Page): Promise<() => Promise<string[]>> {
  await status(page).evaluate((element) => {
    const states = [element.textContent ?? ''];
    Object.assign(window, { states });
    new MutationObserver(() => {
      const text = element.textContent ?? '';
      if (text !== states.at(-1)) states.push(text);
    }).observe(element, { characterData: true, childList: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { states: string[] }).states);
}

/** Calls a server function as this browser would. */
async function call(page: Page, name: string, input: unknown): Promise<unknown> {
  const response = await page.request.post(`/api/${name}`, { data: input as object });
  expect(response.ok(), `${name}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.json();
}

export interface ChangeSet {
  item: number;
  kind: string;
  is_new: boolean;
  changes: { field: string; version: number; draft: string; author: string }[];
}

/** What the store says is unpublished on the topic page. */
export async function unpublished(page: Page): Promise<ChangeSet[]> {
  return (await call(page, 'get_changes', { page: { topic: 'migration' } })) as ChangeSet[];
}

/** The drafts the store has of the topic page, by field. */
export async function drafts(page: Page): Promise<Record<string, string>> {
  const changes = (await unpublished(page)).flatMap((set) => set.changes);
  return Object.fromEntries(changes.map((change) => [change.field, change.draft]));
}

/** Throws away what an earlier test left. */
export async function discardAll(page: Page): Promise<void> {
  const chosen = (await unpublished(page)).flatMap((set) =>
    set.changes.map(({ field, version }) => [{ item: set.item, field }, version]),
  );
  if (chosen.length) await call(page, 'discard_drafts', { chosen });
}

/** Each test of the file begins without drafts, whatever an earlier one left. */
export function beginsWithoutDrafts(): void {
  test.beforeEach(async ({ open }) => {
    const page = await open({ as: berta });
    await discardAll(page);
    await page.context().close();
  });
}

/** Runs `act`, and answers the requests to `/api/save_draft` that it caused. */
export async function savesDuring(context: BrowserContext, act: () => Promise<void>): Promise<string[]> {
  const saves: string[] = [];
  const note = (request: { url(): string; postData(): string | null }) => {
    if (request.url().endsWith('/api/save_draft')) saves.push(request.postData() ?? '');
  };
  context.on('request', note);
  await act();
  context.off('request', note);
  return saves;
}
