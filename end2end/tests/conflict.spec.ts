import type { Page } from '@playwright/test';
import {
  barButton, beginsWithoutDrafts, conflict, drafts, editing, fields, publishAll, retype, status, switchOn, textOf,
  untilSaved,
} from '../support/editor';
import { anna, berta } from '../support/server';
import { expect, test } from '../support/test';
import { introduction } from '../support/text';

test.use({ store: 'conflict' });

beginsWithoutDrafts();
test.beforeEach(({ problems }) => problems.expectFailedRequest(/409/)); // the answer that tells the conflict

/** Anna and Berta start from the same text; Anna's is kept, Berta is told. */
async function twoInOneField(open: Parameters<typeof editing>[0], name: 'Pronomen' | 'Einleitung' | 'Funktion'): Promise<[Page, Page]> {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  await retype(fields[name](one), 'Text von Anna');
  await untilSaved(one);
  await retype(fields[name](other), 'Text von Berta');
  await expect(status(other)).toHaveText(conflict);
  await other.waitForTimeout(800);
  expect(Object.values(await drafts(one)), 'nothing was overwritten').toEqual(['Text von Anna']);
  expect(await textOf(fields[name](other)), 'nothing was lost').toBe('Text von Berta');
  return [one, other];
}

const group = (page: Page) => page.getByRole('group', { name: /^Konflikt/ });

for (const [button, kept] of [
  ['Meine Fassung', 'Text von Berta'],
  ['Andere Fassung', 'Text von Anna'],
  ['Beide behalten', 'Text von Anna\nText von Berta'],
]) {
  test(`two editors in one field: ${button}`, async ({ open, axe }) => {
    const [one, other] = await twoInOneField(open, 'Funktion');
    await expect(group(other)).toContainText('Text von Anna');
    await expect(group(other)).toContainText('Text von Berta');
    await expect(group(other)).toContainText(anna.name);
    await expect(group(other).getByRole('button')).toHaveText(['Meine Fassung', 'Andere Fassung', 'Beide behalten']);
    await axe(other);
    await group(other).getByRole('button', { name: button, exact: true }).click();
    await untilSaved(other);
    await expect(group(other)).toHaveCount(0);
    expect(await drafts(other)).toEqual({ role: kept });
    expect(await textOf(fields.Funktion(other))).toBe(kept);
    // Who goes on from there is no conflict any more.
    await fields.Funktion(other).press('ControlOrMeta+End');
    await fields.Funktion(other).pressSequentially('!');
    await untilSaved(other);
    expect(await drafts(other)).toEqual({ role: `${kept}!` });
    // The first one has not seen that: now it is her turn to be told.
    await fields.Funktion(one).pressSequentially('?');
    await expect(status(one)).toHaveText(conflict);
    expect(await drafts(other)).toEqual({ role: `${kept}!` });
  });
}

test('the words that differ are marked in both texts', async ({ open }) => {
  const [, other] = await twoInOneField(open, 'Funktion');
  await expect(group(other).locator('del')).toHaveText('Anna');
  await expect(group(other).locator('ins')).toHaveText('Berta');
});

test('changes to different paragraphs become one text, and the caret stays where one types', async ({ open }) => {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  const [mine, theirs] = [fields.Einleitung(one), fields.Einleitung(other)];
  await theirs.focus();
  await theirs.press('ControlOrMeta+Home');
  await theirs.pressSequentially('Anfang von Berta. ');
  await untilSaved(other);
  await mine.focus();
  await mine.press('ControlOrMeta+End');
  await mine.pressSequentially(' Ende von Anna');
  await untilSaved(one);
  await mine.pressSequentially('.');
  await untilSaved(one);
  const merged = `Anfang von Berta. ${introduction[0]}\n\n${introduction[1]} Ende von Anna.`;
  expect(await textOf(mine)).toBe(merged);
  expect(await drafts(one)).toEqual({ introduction: merged });
  await expect(group(one)).toHaveCount(0);
});

test('in rich text both are kept as paragraphs', async ({ open }) => {
  const [, other] = await twoInOneField(open, 'Einleitung');
  await group(other).getByRole('button', { name: 'Beide behalten' }).click();
  await untilSaved(other);
  expect(await drafts(other)).toEqual({ introduction: 'Text von Anna\n\nText von Berta' });
});

test('in a single line both are kept in one line', async ({ open }) => {
  const [, other] = await twoInOneField(open, 'Pronomen');
  await group(other).getByRole('button', { name: 'Beide behalten' }).click();
  await untilSaved(other);
  expect(await drafts(other)).toEqual({ pronouns: 'Text von Anna / Text von Berta' });
});

test('one goes on typing during a conflict, and loses nothing', async ({ open }) => {
  const [, other] = await twoInOneField(open, 'Funktion');
  await fields.Funktion(other).focus();
  await fields.Funktion(other).press('ControlOrMeta+End');
  await fields.Funktion(other).pressSequentially(' und mehr');
  await expect(status(other)).toHaveText(conflict);
  expect(Object.values(await drafts(other))).toEqual(['Text von Anna']);
  await expect(group(other)).toContainText('Text von Berta und mehr');
  await group(other).getByRole('button', { name: 'Meine Fassung' }).click();
  await untilSaved(other);
  expect(await drafts(other)).toEqual({ role: 'Text von Berta und mehr' });
});

test('discarding takes the other text back, and never the one that is only here', async ({ open }) => {
  const [, other] = await twoInOneField(open, 'Funktion');
  await barButton(other, 'Entwurf verwerfen').click();
  const dialog = other.getByRole('dialog', { name: 'Entwurf verwerfen' });
  await dialog.getByRole('button', { name: 'Jetzt verwerfen' }).click();
  await expect(dialog).toBeHidden();
  expect(await textOf(fields.Funktion(other)), 'nothing was lost').toBe('Text von Berta');
  await expect(status(other)).toHaveText(conflict);
  expect(await drafts(other)).toEqual({});
  await group(other).getByRole('button', { name: 'Meine Fassung' }).click();
  await untilSaved(other);
  expect(await drafts(other)).toEqual({ role: 'Text von Berta' });
});

test('a conflict outlives a reload: the text that was not kept is still here', async ({ open }) => {
  const [, other] = await twoInOneField(open, 'Funktion');
  await other.reload();
  await switchOn(other);
  await expect(status(other)).toHaveText(conflict);
  await expect(group(other)).toContainText('Text von Berta');
  expect(Object.values(await drafts(other))).toEqual(['Text von Anna']);
});

test('the same text typed twice is no conflict', async ({ open }) => {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  await retype(fields.Pronomen(one), 'gleich');
  await untilSaved(one);
  await fields.Pronomen(other).focus();
  await other.evaluate(() => document.execCommand('selectAll'));
  await other.keyboard.insertText('gleich');
  await untilSaved(other);
  expect(await drafts(one)).toEqual({ pronouns: 'gleich' });
});

test('different fields are no conflict', async ({ open }) => {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  await Promise.all([retype(fields.Pronomen(one), 'eins'), retype(fields.Funktion(other), 'zwei')]);
  await Promise.all([untilSaved(one), untilSaved(other)]);
  expect(await drafts(one)).toEqual({ pronouns: 'eins', role: 'zwei' });
});

test('what was published meanwhile is not overwritten either', async ({ open }) => {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  await retype(fields.Pronomen(one), '(veröffentlicht)');
  await untilSaved(one);
  await publishAll(one);
  await retype(fields.Pronomen(other), '(veraltet)');
  await expect(status(other)).toHaveText(conflict);
  await expect(group(other)).toContainText('(veröffentlicht)');
  expect(await drafts(one)).toEqual({});
});
