/** Random documents and sources, the same in every run. */
import { Fragment, Mark, type Node } from 'prosemirror-model';
import { schema } from '../src/schema.ts';

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  times<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}

const { nodes, marks } = schema;

const words = [
  'Hannover', 'ist', 'bunt.', 'Äpfel', 'ß', '„Hallo“', '»so«', '–', '😀', '👩‍👧', 'שלום', 'مرحبا', '\u200b', '\u200d', '\u00a0', '\u2003', '\ufeff',
  '#', '##', '#ratssitzung', '-', '+', '*', '**', '***', '_', '__', '___', '>', '1.', '1)', '12.', '=', '===', '---', '- - -', '`', '``', '```', '~~~',
  '<', '<b>', '</b>', '<!--', '<https://a.de>', '<a@b.de>', '&', '&amp;', '&#65;', '&copy', '[', ']', '[x]', '[x](y)', '![x](y)', '[ref]', '(', ')', '\\', '\\\\',
  '!', '|', ':', '"', "'", 'a_b_c', '5 * 6', 'z. B.', '§ 3', 'name[at]b.de', 'C#', 'x', 'a', '0',
];
const spaces = ['', '', ' ', ' ', ' ', '  ', '\t'];

export function randomDocument(random: Random): Node {
  return nodes.doc!.create(null, randomBlocks(random, 3, 5));
}

function randomBlocks(random: Random, depth: number, most: number): Node[] {
  return [randomBlock(random, depth), ...random.times(most - 1, () => randomBlock(random, depth))];
}

function randomBlock(random: Random, depth: number): Node {
  const kinds = ['paragraph', 'paragraph', 'paragraph', 'heading', 'code', 'rule', 'html', ...(depth > 0 ? ['quote', 'bullets', 'numbers', 'bullets'] : [])];
  const items = () => [0, ...random.times(2, () => 0)].map(() => nodes.list_item!.create(null, randomBlocks(random, depth - 1, 3)));
  switch (random.pick(kinds)) {
    case 'heading':
      return nodes.heading!.create({ level: 1 + random.below(6) }, randomInline(random));
    case 'code': {
      const text = random.times(4, () => random.pick([...words, '\t', '    ']) + random.pick(['\n', '\n\n', ' '])).join('');
      return nodes.code_block!.create({ info: random.pick(['', 'js', 'a`b', 'x~y']) }, text ? schema.text(text) : null);
    }
    case 'rule':
      return nodes.horizontal_rule!.create();
    case 'html':
      return nodes.html_block!.create({ html: random.pick(['<div>\nHallo\n</div>', '<!-- still -->', '<details>', '<x-y>']) });
    case 'quote':
      return nodes.blockquote!.create(null, randomBlocks(random, depth - 1, 3));
    case 'bullets':
      return nodes.bullet_list!.create({ tight: random.pick([true, false]) }, items());
    case 'numbers':
      return nodes.ordered_list!.create({ tight: random.pick([true, false]), start: random.pick([1, 1, 0, 7, 999_999_999]) }, items());
    default:
      return nodes.paragraph!.create(null, randomInline(random));
  }
}

function randomInline(random: Random): Fragment {
  const link = () => marks.link!.create({ href: random.pick(['/x', 'https://a.de/(b)', 'a b', '', '<x>', 'x\\y', '&amp;', '#a*b*']), title: random.pick([null, null, 'Titel', '"&amp;\\']) });
  return Fragment.fromArray(
    random.times(7, () => {
      const chosen = [marks.em!.create(), marks.strong!.create(), link(), marks.code!.create()].filter(() => random.next() < 0.2);
      const set = chosen.reduce((set, mark) => mark.addToSet(set), Mark.none);
      const text = random.pick(spaces) + [random.pick(words), ...random.times(2, () => random.pick(spaces) + random.pick(words))].join('') + random.pick(spaces);
      const kind = random.below(14);
      if (kind === 0) {
        return nodes.hard_break!.create(null, null, set);
      }
      return kind === 1 ? nodes.image!.create({ source: '![a](/b)' }, null, set) : schema.text(text, set);
    }),
  );
}

const snippets = [
  'Absatz', 'zwei\nZeilen', 'hart  \numbrochen', 'hart\\\numbrochen', '# Eins', '###### Sechs #', 'Setext\n===', 'Setext *zwei*\n---', '* a\n* b', '- a\n- b', '+ a\n\n+ b',
  '- a\n\n  b\n- c', '1. a\n2. b', '1) a', '7. a\n8. b', '- a\n  - b\n    - c', '-\n- x', '> Zitat', '> eins\n>\n> zwei', '> faul\nweiter', '> - x\n>   y', '    Code', '```js\nx\n```',
  '~~~\na\n\n\nb\n~~~', '```\noffen', '---', '***', '_ _ _', '<div>\n*roh*\n</div>', '<!-- offen', '<b>so</b> weiter', '[ref]: https://a.de "T"', '[ref]: /zwei\n[b]: <>', '> [q]: /quelle',
  '[ref], [so][ref], [q] und [nichts]', '![Bild](/b.png) und ![ref]', '**fett** __auch__ *k* _k_ ***b***', '**„Hallo“**und', '`a`` b`', '&amp; &copy; &#8222;', '\\* \\# a\\', '<https://a.de> <a@b.de>',
  '*a *b* c*', '**a*', '\ttab', '   eingerückt', '- ```\n  x\n  ```', '1. > - a', '- # H\n\n  x', '\u00a0nbsp\u00a0', 'a\tb  c', '| a | b |\n|---|---|', '- [q2]: /x', '[a](<b c> "t") [](leer)', 'x\n***\ny',
];

export function randomSource(random: Random): string {
  const parts = [random.pick(snippets), ...random.times(6, () => random.pick(['\n\n', '\n\n', '\n', '\n\n\n', '\n \n']) + random.pick(snippets))];
  const text = random.pick(['', '', '\n', ' \n\n']) + parts.join('') + random.pick(['', '\n', '\n\n  \n']);
  return random.below(5) === 0 ? text.replaceAll('\n', '\r\n') : text;
}
