/** What was not touched keeps its spelling, byte for byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EditorState, TextSelection } from 'prosemirror-state';
import { follow, read } from '../src/source.ts';
import { saysTheSame } from '../src/tidy.ts';
import { Random, randomSource } from './random.ts';

/** The text after a word was typed into a block. */
function typed(text: string, block: number, word: string): string {
  const { doc, source } = read(text);
  const state = EditorState.create({ doc });
  let position = 1;
  doc.forEach((_, offset, index) => (position = index === block ? TextSelection.near(doc.resolve(offset + 1)).from : position));
  return follow(source, doc, state.apply(state.tr.insertText(word, position)).doc).text;
}

test('neighbours, gaps, definitions and the end stay', () => {
  const text = 'Eins  \nzwei\n\n\n* a\n* __b__\n\n[x]: /y "T"\n\nTitel\n=====\nletzter [x] &amp; so\n\n';
  assert.equal(typed(text, 0, 'X '), 'X Eins\\\nzwei\n\n\n* a\n* __b__\n\n[x]: /y "T"\n\nTitel\n=====\nletzter [x] &amp; so\n\n');
  assert.equal(typed(text, 3, 'X '), text.replace('letzter [x] &amp; so', 'X letzter [x](/y "T") & so').replace('=====\n', '=====\n\n'));
  assert.equal(typed('a\r\n\r\n# b\r\nc\r\n', 0, 'x'), 'xa\r\n\r\n# b\r\nc\r\n');
});

test('a list stays apart from the list beside it', () => {
  const { doc, source } = read('- a\n\nweg\n\n- b\n');
  const state = EditorState.create({ doc });
  const { doc: after } = state.apply(state.tr.delete(doc.child(0).nodeSize, doc.child(0).nodeSize + doc.child(1).nodeSize));
  assert.equal(follow(source, doc, after).text, '- a\n\n* b\n');
});

test('definitions inside what is rewritten stay', () => {
  assert.equal(typed('> a\n>\n> [q]: /x\n\n[q]', 0, 'X'), '> Xa\n\n[Q]: /x\n\n[q]');
});

test('what is typed and taken back leaves nothing', () => {
  const text = '__so__ &amp; so\n\n* a';
  const { doc, source } = read(text);
  const state = EditorState.create({ doc });
  const changed = state.apply(state.tr.insertText('x', 1));
  const back = changed.apply(changed.tr.delete(1, 2));
  assert.equal(follow(follow(source, doc, changed.doc), changed.doc, back.doc).text, text);
});

test('random sources: one block changes, the others do not', () => {
  const random = new Random(2);
  for (let round = 0; round < 4000; round += 1) {
    const text = randomSource(random);
    const { doc, source } = read(text);
    assert.ok(saysTheSame(doc, doc), text);
    assert.equal(follow(source, doc, doc).text, text);
    const block = random.below(doc.childCount);
    const node = doc.child(block);
    if (node.isAtom || !TextSelection.near(doc.resolve(1))) {
      continue;
    }
    const after = read(typed(text, block, 'neu '));
    const context = `round ${round}\n${JSON.stringify(text)}\n${JSON.stringify(after.source.text)}`;
    assert.deepEqual(new Set(Object.keys(after.source.references)), new Set(Object.keys(source.references)), context);
    if (block > 0 && source.pieces[block - 1]!.text) {
      for (const [index, piece] of source.pieces.entries()) {
        if (index !== block) {
          assert.equal(after.source.pieces[index]?.text, piece.text, context);
          assert.ok(after.doc.child(index).eq(doc.child(index)), context);
        }
      }
    }
  }
});
