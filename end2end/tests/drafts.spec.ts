import {
  barButton, beginsWithoutDrafts, editing, entryField, fields, retype, timeline, untilSaved,
} from '../support/editor';
import { anna, berta } from '../support/server';
import { expect, hydrated, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'drafts' });

beginsWithoutDrafts();

test('Entwürfe lists what is unpublished and leads to its place, ready for editing', async ({ open, axe }) => {
  const [one, other] = [await editing(open, anna), await editing(open, berta)];
  await retype(fields.Pronomen(one), '(unveröffentlicht)');
  await untilSaved(one);
  await barButton(other, 'Neue Meldung').click();
  await retype(entryField(timeline(other).getByRole('article', { name: 'Neue Meldung' }), 'Teaser'), 'Noch nicht fertig');

  // Without waiting: what is still on its way is listed once it has arrived.
  await other.getByRole('banner').getByRole('link', { name: 'Entwürfe' }).click();
  await expect(other).toHaveURL('/entwuerfe');
  await expect(other.getByRole('heading', { level: 1, name: 'Entwürfe' })).toBeFocused();
  const items = other.getByRole('list', { name: 'Entwürfe', exact: true }).locator('> li');
  await expect(items).toHaveCount(2);
  await expect(items.nth(0).getByRole('heading')).toHaveText('Neu: Meldung „Noch nicht fertig“');
  await expect(items.nth(1).getByRole('heading')).toHaveText('Person „Christine Jochem“');
  await expect(items.nth(1)).toContainText(new RegExp(`Pronomen: ${anna.name}, seit \\d\\d\\.\\d\\d\\.\\d{4}, \\d\\d:\\d\\d`));
  await axe(other);

  await items.nth(1).getByRole('link').click();
  await expect(other).toHaveURL('/personen/christine-jochem');
  const pronouns = other.getByRole('main').getByRole('textbox', { name: 'Pronomen' });
  await expect(pronouns).toHaveText('(unveröffentlicht)');

  const fresh = await open({ as: berta });
  await fresh.goto('/entwuerfe');
  await hydrated(fresh);
  await fresh.getByRole('main').getByRole('link', { name: 'Person „Christine Jochem“' }).click();
  await expect(fresh.getByRole('main').getByRole('textbox', { name: 'Pronomen' })).toHaveText('(unveröffentlicht)');
});

test('where everything is published, Entwürfe says so', async ({ open, axe }) => {
  const editor = await open({ as: anna });
  await editor.goto('/entwuerfe');
  await expect(editor.getByRole('main')).toContainText('Alles, was geschrieben wurde, ist veröffentlicht.');
  await axe(editor);
  const reader = await open();
  await reader.goto(topic);
  await expect(reader.getByRole('link', { name: 'Entwürfe' })).toHaveCount(0);
});
