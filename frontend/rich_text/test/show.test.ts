/** Other people’s text comes in around the caret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EditorState, TextSelection } from 'prosemirror-state';
import { show } from '../src/show.ts';
import { follow, read } from '../src/source.ts';
import { saysTheSame } from '../src/tidy.ts';
import { Random, randomSource } from './random.ts';

/** What stands behind the caret after another text was shown; `|` is the caret. */
function behindCaret(marked: string, text: string): string {
  const { doc, source } = read(marked);
  let caret = 0;
  doc.descendants((node, position) => {
    caret = node.isText && node.text!.includes('|') ? position + node.text!.indexOf('|') : caret;
  });
  const state = EditorState.create({ doc });
  const unmarked = state.tr.delete(caret, caret + 1);
  const started = state.apply(unmarked.setSelection(TextSelection.create(unmarked.doc, caret)));
  const shown = show(started, follow(source, doc, started.doc), text);
  const after = started.apply(shown.transaction);
  return after.selection.$head.parent.textContent.slice(after.selection.$head.parentOffset);
}

test('the caret stays on its words', () => {
  assert.equal(behindCaret('Eins\n\nzwei |hier\n\ndrei', 'Eins!\n\nzwei hier\n\ndrei und mehr'), 'hier');
  assert.equal(behindCaret('Eins\n\nzwei |hier', 'Neu\n\nEins\n\nzwei hier'), 'hier');
  assert.equal(behindCaret('zwei |hier, sagt sie', 'zwei hier, sagt er'), 'hier, sagt er');
  assert.equal(behindCaret('- a\n- b|c', '- a neu\n- bc'), 'c');
});

test('a paragraph in which nothing stands yet keeps its caret', () => {
  const { doc, source } = read('Eins');
  const state = EditorState.create({ doc });
  const split = state.apply(state.tr.split(5));
  const started = split.apply(split.tr.setSelection(TextSelection.create(split.doc, 7)));
  const shown = show(started, follow(source, doc, started.doc), 'Anders');
  const after = started.apply(shown.transaction);
  assert.equal(after.doc.toString(), 'doc(paragraph("Anders"), paragraph)');
  assert.equal(after.selection.$head.index(0), 1);
  assert.equal(follow(shown.source, after.doc, after.apply(after.tr.insertText('neu')).doc).text, 'Anders\n\nneu');
});

test('any text becomes any other', () => {
  const random = new Random(3);
  for (let round = 0; round < 3000; round += 1) {
    const [from, to] = [randomSource(random), randomSource(random)];
    const { doc, source } = read(from);
    const state = EditorState.create({ doc });
    const shown = show(state, source, to);
    const after = state.apply(shown.transaction).doc;
    after.check();
    assert.equal(shown.source.text, to);
    assert.equal(shown.source.pieces.length, after.childCount);
    assert.ok(saysTheSame(after, read(to).doc), `${JSON.stringify(from)}\n${JSON.stringify(to)}\n${after}`);
  }
});
