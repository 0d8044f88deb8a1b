/** Whatever is in a document, its CommonMark says the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node } from 'prosemirror-model';
import { schema } from '../src/schema.ts';
import { follow, read } from '../src/source.ts';
import { saysTheSame } from '../src/tidy.ts';
import { Random, randomDocument } from './random.ts';

const { nodes, marks } = schema;

function written(doc: Node, source = ''): string {
  const before = read(source);
  return follow(before.source, before.doc, doc).text;
}

const paragraph = (...content: (string | Node)[]) =>
  nodes.doc!.create(null, nodes.paragraph!.create(null, content.map((part) => (typeof part === 'string' ? schema.text(part) : part))));
const strong = (text: string) => schema.text(text, [marks.strong!.create()]);
const em = (text: string) => schema.text(text, [marks.em!.create()]);

test('plain words need no backslash', () => {
  for (const text of [
    'Hannover ist bunt.', 'z. B. am 3. Mai', '3 - 4', '5 * 6 * 7', 'a_b_c', '#ratssitzung', 'name[at]beispiel.de', '[Hier einsetzen: Anschrift]', 'C:\\Users', '1 < 2 & 3 > 2',
    'so!', 'R&D, AT&T', '-5 Grad', '1.5 Liter', '~5 %', '„Hannovers Modell" -- "so"', 'Mo–Fr', '(a) | b',
  ]) {
    assert.equal(written(paragraph(text)), text);
  }
});

test('what would begin something else has a backslash', () => {
  const cases = {
    '1. Juli': '1\\. Juli',
    '1) so': '1\\) so',
    '# so': '\\# so',
    '- so': '\\- so',
    '+ so': '\\+ so',
    '* so': '\\* so',
    '> so': '\\> so',
    '---': '\\---',
    '~~~': '\\~~~',
    '```': '\\`\\`\\`',
    '*so*': '\\*so\\*',
    '_so_': '\\_so\\_',
    '<b>': '\\<b>',
    '&amp;': '\\&amp;',
    '[a](b)': '\\[a\\](b)',
    'a\\': 'a\\\\',
    '\\*': '\\\\\\*',
  };
  for (const [text, expected] of Object.entries(cases)) {
    assert.equal(written(paragraph(text)), expected);
  }
  assert.equal(written(paragraph('a', nodes.hard_break!.create(), '===')), 'a\\\n\\===');
  assert.equal(written(paragraph('[so]'), '[so]: /x'), '[so]: /x\n\n\\[so\\]');
});

test('marks stand where CommonMark sees them', () => {
  assert.equal(written(paragraph(strong('fett '), 'und')), '**fett** und');
  assert.equal(written(paragraph('un', em('glaub'), 'lich')), 'un*glaub*lich');
  assert.equal(written(paragraph(strong('„Hallo“'), 'und')), '**„Hallo“**&#117;nd');
  assert.equal(written(paragraph(em('a'), strong('b'))), '*a***b**');
  assert.equal(written(paragraph(strong(' '))), '');
});

test('an empty document is an empty text', () => {
  assert.equal(written(paragraph(), 'weg\n'), '');
  assert.equal(written(nodes.doc!.create(null, [nodes.paragraph!.create(), nodes.paragraph!.create()]), 'weg'), '');
});

test('random documents come back', () => {
  const random = new Random(1);
  for (let round = 0; round < 1500; round += 1) {
    const doc = randomDocument(random);
    const text = written(doc);
    assert.ok(saysTheSame(read(text).doc, doc), `round ${round}\n${doc}\n${JSON.stringify(text)}\n${read(text).doc}`);
  }
});
