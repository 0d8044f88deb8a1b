import { bar, beginsWithoutDrafts, fields, retype, textOf, untilSaved } from '../support/editor';
import { anna } from '../support/server';
import { expect, hydrated, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'source' });

beginsWithoutDrafts();

test('where the rich-text editor does not come, the source is edited: a click puts the caret there, leaving renders it', async ({ open, problems }) => {
  problems.expectFailedRequest(/net::ERR_FAILED/);
  const editor = await open({ as: anna });
  await editor.route('**/rich-text.*.js', (route) => route.abort());
  await editor.goto(topic);
  await hydrated(editor);
  await bar(editor).getByRole('switch', { name: 'Bearbeiten' }).click();
  const box = fields.Einleitung(editor);
  await retype(box, 'Wir stehen **fest** zusammen, und *alle* gehören dazu.\n\nZweiter Absatz mit Dialogformaten.');
  await untilSaved(editor);
  await editor.getByRole('heading', { level: 2 }).first().click();
  await expect(box.locator('p')).toHaveCount(2);
  await expect(box.locator('strong')).toHaveText('fest');

  const point = await box.evaluate((element) => {
    const text = element.querySelectorAll('p')[1].firstChild as Text;
    const range = document.createRange();
    const at = text.data.indexOf('formaten');
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    text.parentElement?.scrollIntoView({ block: 'center' });
    const { left, top, height } = range.getBoundingClientRect();
    return { x: left + 0.5, y: top + height / 2 };
  });
  await editor.mouse.click(point.x, point.y);
  await expect(box).toBeFocused();
  await expect(box.locator('p')).toHaveCount(0);
  expect(await textOf(box)).toContain('**fest**');
  await editor.keyboard.type('X');
  expect(await textOf(box)).toBe('Wir stehen **fest** zusammen, und *alle* gehören dazu.\n\nZweiter Absatz mit DialogXformaten.');
  await editor.keyboard.press('Backspace');
  await untilSaved(editor);
  await editor.keyboard.press('Escape');
  await expect(box.locator('strong')).toHaveText('fest');
});
