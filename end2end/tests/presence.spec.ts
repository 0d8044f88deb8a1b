import type { Page } from '@playwright/test';
import { bar, beginsWithoutDrafts, editing, fields, switchOn } from '../support/editor';
import { noteShifts } from '../support/layout';
import { anna, berta } from '../support/server';
import { expect, hydrated, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'presence' });

beginsWithoutDrafts();

const others = (page: Page) => bar(page).getByRole('list', { name: 'Auch hier' });
/** The contract of presence: gone within 10 s of their leaving. */
const gone = { timeout: 10_000 };

test('two editors see each other, and in which text, until one leaves', async ({ open, axe }) => {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  await expect(others(one)).toHaveText(berta.name);
  await expect(others(other)).toHaveText(anna.name);
  await fields.Pronomen(other).focus();
  await expect(others(one)).toHaveText(`${berta.name}: Pronomen`);
  await expect(fields.Pronomen(one)).toHaveAttribute('data-others', berta.name);
  await axe(one);
  await fields.Einleitung(other).focus();
  await expect(fields.Einleitung(one)).toHaveAttribute('data-others', berta.name);
  await expect(fields.Pronomen(one)).not.toHaveAttribute('data-others');
  await other.keyboard.press('Escape');
  await expect(others(one)).toHaveText(berta.name);
  await other.close();
  await expect(others(one)).toHaveCount(0, gone);
});

test('who turns Bearbeiten off or goes to another page has left', async ({ open }) => {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  await expect(others(one)).toHaveText(berta.name);
  const left = other.waitForRequest((request) => request.url().endsWith('/api/leave_page'));
  await bar(other).getByRole('switch', { name: 'Bearbeiten' }).click();
  await left;
  await expect(others(other)).toHaveCount(0);
  await expect(others(one)).toHaveCount(0, gone);
  await switchOn(other);
  await expect(others(one)).toHaveText(berta.name);
  await other.getByRole('contentinfo').getByRole('link', { name: 'Impressum' }).click();
  await expect(others(other)).toHaveCount(0);
  await expect(others(one)).toHaveCount(0, gone);
});

test('another window of one’s own is told as such', async ({ open }) => {
  const one = await editing(open, anna);
  const other = await one.context().newPage();
  await other.goto(topic);
  await switchOn(other);
  await expect(others(one)).toHaveText('Sie, in einem anderen Fenster');
});

test('loaded anew, one is not told of one’s own earlier self', async ({ open }) => {
  const one = await editing(open, anna);
  await expect(bar(one).getByRole('status')).toHaveText(/^Gespeichert/);
  await one.reload();
  await switchOn(one);
  await one.waitForResponse((response) => response.url().endsWith('/api/be_present'));
  await one.waitForTimeout(300);
  await expect(others(one)).toHaveCount(0);
});

test('nothing moves where somebody is found or arrives', async ({ open }) => {
  const [one, other] = [await editing(open, anna), await open({ as: berta })];
  await other.goto(topic);
  await hydrated(other);
  const [shifts, otherShifts] = [await noteShifts(one), await noteShifts(other)];
  await switchOn(other);
  await expect(others(other)).toHaveText(anna.name);
  await fields.Pronomen(other).focus();
  await expect(others(one)).toHaveText(`${berta.name}: Pronomen`);
  await one.waitForTimeout(300);
  expect([await shifts(), await otherShifts()]).toEqual([[], []]);
});
