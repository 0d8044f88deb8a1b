import type { Locator } from '@playwright/test';
import {
  bar, barButton, beginsWithoutDrafts, contactCard, drafts, editing, fields, retype, saved, savesDuring,
  status, textOf, unpublished, untilSaved,
} from '../support/editor';
import { anna } from '../support/server';
import { expect, hydrated, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'typing' });

beginsWithoutDrafts();

test('clicked, typed and published by keyboard alone', async ({ open }) => {
  const editor = await open({ as: anna });
  await editor.goto(topic);
  await hydrated(editor);
  const tabTo = async (target: Locator, key = 'Tab') => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await editor.keyboard.press(key);
    }
    await expect(target).toBeFocused();
  };
  await tabTo(bar(editor).getByRole('switch', { name: 'Bearbeiten' }));
  await editor.keyboard.press('Space');
  await tabTo(fields.Pronomen(editor));
  await editor.keyboard.press('End');
  await editor.keyboard.type(' – Tastatur');
  await untilSaved(editor);
  await tabTo(fields.Einleitung(editor), 'Shift+Tab');
  await editor.keyboard.press('Control+Home');
  await editor.keyboard.type('Getippt. ');
  await tabTo(barButton(editor, 'Veröffentlichen'), 'Shift+Tab');
  await editor.keyboard.press('Enter');
  const dialog = editor.getByRole('dialog', { name: 'Veröffentlichen' });
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await tabTo(dialog.getByRole('button', { name: 'Jetzt veröffentlichen' }));
  await editor.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(barButton(editor, 'Veröffentlichen')).toBeFocused();
  const reader = await open();
  await reader.goto(topic);
  await expect(contactCard(reader)).toContainText('– Tastatur');
  await expect(reader.getByRole('main')).toContainText('Getippt. ');
});

test('focusing each text and leaving it changes nothing, not a byte', async ({ open }) => {
  const editor = await editing(open);
  const boxes = editor.getByRole('main').getByRole('textbox');
  const texts = () => boxes.evaluateAll((elements) => elements.map((element) => element.innerHTML));
  const before = await texts();
  expect(before.length).toBeGreaterThan(25);
  const saves = await savesDuring(editor.context(), async () => {
    for (const box of await boxes.all()) {
      await box.focus();
      await box.press('ArrowRight');
      await box.blur();
    }
    for (const box of await boxes.all()) {
      await box.click({ force: true });
      await box.press('Escape');
    }
    await editor.waitForTimeout(1200);
  });
  expect(saves).toEqual([]);
  expect(await texts()).toEqual(before);
  await expect(status(editor)).toHaveText(saved);
  expect(await unpublished(editor)).toEqual([]);
});

test('Enter ends nothing in a single line, and several pasted lines become one', async ({ open }) => {
  const editor = await editing(open);
  await editor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const box = fields.Pronomen(editor);
  await retype(box, 'eins');
  await box.press('Enter');
  await box.pressSequentially('zwei');
  expect(await textOf(box)).toBe('einszwei');
  await editor.evaluate(() => navigator.clipboard.writeText('drei\r\nvier\n\n  fünf\n'));
  await box.press('ControlOrMeta+a');
  await box.press('ControlOrMeta+v');
  expect(await textOf(box)).toBe('drei vier fünf');
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ pronouns: 'drei vier fünf' });
});

test('in the middle of a single line a paste leaves the caret behind what was pasted', async ({ open }) => {
  const editor = await editing(open);
  await editor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const box = fields.Pronomen(editor);
  await retype(box, 'AB');
  await box.press('ArrowLeft');
  await editor.evaluate(() => navigator.clipboard.writeText('x\ny'));
  await box.press('ControlOrMeta+v');
  await box.pressSequentially('z');
  expect(await textOf(box)).toBe('Ax yzB');
});

test('pasted formatting brings no styles, no pictures, and in a plain text only its words', async ({ open }) => {
  const editor = await editing(open);
  await editor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  // As another program would: `clipboard.write` would parse the HTML here, which the page's policy reports.
  const isCopied = await editor.evaluate(() => {
    document.addEventListener('copy', (event) => {
      event.preventDefault();
      event.clipboardData?.setData('text/html', '<b style="color:red">fett</b><img src="https://foreign.example/x.png" onerror="alert(1)">');
      event.clipboardData?.setData('text/plain', 'fett');
    }, { once: true });
    return document.execCommand('copy');
  });
  expect(isCopied).toBe(true);
  const rich = fields.Einleitung(editor);
  for (const box of [fields.Pronomen(editor), rich]) {
    await box.focus();
    await box.press('ControlOrMeta+a');
    await box.press('ControlOrMeta+v');
    // Rich text keeps what it can be, other texts only the words.
    expect(await box.evaluate((element) => element.innerHTML)).toBe(box === rich ? '<p><strong>fett</strong></p>' : 'fett');
  }
  await untilSaved(editor);
});

for (const [name, key] of [['Pronomen', 'pronouns'], ['Einleitung', 'introduction']] as const) {
  test(`a composition of an input method is saved as one: ${name}`, async ({ open }) => {
    const editor = await editing(open);
    const box = fields[name](editor);
    await retype(box, 'Name: ');
    const session = await editor.context().newCDPSession(editor);
    for (const text of ['n', 'ni', 'nih', 'niha', 'nihao']) {
      await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await editor.waitForTimeout(150);
    }
    await editor.waitForTimeout(800); // long enough for a save in the middle of it
    await session.send('Input.insertText', { text: '你好' });
    await box.pressSequentially('!');
    expect(await textOf(box)).toBe('Name: 你好!');
    await untilSaved(editor);
    expect(await drafts(editor)).toEqual({ [key]: 'Name: 你好!' });
  });
}

test('typing on and on, saves come in between and nothing jumps', async ({ open }) => {
  const editor = await editing(open);
  const box = fields.Einleitung(editor);
  const text = 'Ein langer Satz, der langsam getippt wird, mit Pausen, in denen gespeichert wird. ';
  await retype(box, '');
  for (const word of text.trim().split(' ')) {
    await editor.keyboard.type(`${word} `, { delay: 10 });
    if (/,$/.test(word)) await editor.waitForTimeout(700);
  }
  await untilSaved(editor);
  expect(await drafts(editor)).toEqual({ introduction: text.trim() });
  expect((await textOf(box)).trim()).toBe(text.trim());
  await expect(box).toBeFocused();
});

test('a change that is taken back is no change', async ({ open }) => {
  const editor = await editing(open);
  const box = fields.Funktion(editor);
  await box.focus();
  await box.press('ControlOrMeta+End');
  await box.pressSequentially('xy');
  await untilSaved(editor);
  expect(Object.keys(await drafts(editor))).toEqual(['role']);
  await box.press('Backspace');
  await box.press('Backspace');
  await expect.poll(() => drafts(editor)).toEqual({});
  await untilSaved(editor);
  await expect(editor.getByText('noch nicht veröffentlicht')).toHaveCount(0);
});
