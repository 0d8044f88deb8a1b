/** Blocks of a document to CommonMark. */
import type { Node } from 'prosemirror-model';
import { parted } from './parted.ts';
import { readBlocks, type References } from './read.ts';
import { schema } from './schema.ts';
import { isEmptyParagraph, tidyBlock } from './tidy.ts';
import { type Spelling, writeInline } from './write-inline.ts';

const { nodes } = schema;

/** From the plainest to the safest. */
const spellings: Spelling[] = [
  { emphasis: '*', thorough: false },
  { emphasis: '*', thorough: true },
  { emphasis: '_', thorough: false },
  { emphasis: '_', thorough: true },
];

/** A block's CommonMark. `taken` are list markers of lists beside it, which would become one with a list here. */
export function writeBlock(node: Node, references: References, taken = ''): string {
  const tidy = tidyBlock(node);
  return isEmptyParagraph(tidy) ? '' : write(tidy, references, taken);
}

/** The marker of a list that was written. */
export function listMarker(node: Node, text: string): string {
  const isList = node.type === nodes.bullet_list || node.type === nodes.ordered_list;
  return isList ? (/^\s*\d*([-+*.)])/.exec(text)?.[1] ?? '') : '';
}

function write(node: Node, references: References, taken: string): string {
  switch (node.type) {
    case nodes.paragraph:
    case nodes.heading:
      return writeTextblock(node, references);
    case nodes.blockquote:
      return writeBlocks(node.children, references).replace(/^.+$/gm, ' $&').replace(/^/gm, '>');
    case nodes.bullet_list:
    case nodes.ordered_list:
      return writeList(node, references, taken);
    case nodes.code_block:
      return writeCode(node);
    case nodes.html_block:
      return node.attrs.html;
    default:
      // the one spelling that is neither the underline of a heading nor a list
      return '___';
  }
}

function writeBlocks(blocks: readonly Node[], references: References, tight = false, taken = ''): string {
  let written = '';
  let last = '';
  blocks.forEach((block, index) => {
    const before = blocks[index - 1];
    last = write(block, references, before ? listMarker(before, last) : taken);
    written += (before ? (tight && !parted(before, block) ? '\n' : '\n\n') : '') + last;
  });
  return written;
}

function writeList(list: Node, references: References, taken: string): string {
  const { start, tight } = list.attrs;
  const markers = start === undefined ? ['-', '*', '+'] : ['.', ')'];
  const marker = markers.find((marker) => !taken.includes(marker)) ?? markers[0]!;
  const items = list.children.map((item, index) => {
    // the largest number that begins an item
    const lead = start === undefined ? marker : Math.min(start + index, 999_999_999) + marker;
    const text = isEmptyParagraph(item.firstChild!) ? '' : writeBlocks(item.children, references, tight, marker);
    return text ? `${lead} ${text.replace(/\n(?=.)/g, `\n${' '.repeat(lead.length + 1)}`)}` : lead;
  });
  return items.join(tight ? '\n' : '\n\n');
}

function writeCode(node: Node): string {
  const { info } = node.attrs;
  const character = info.includes('`') ? '~' : '`';
  const runs = node.textContent.match(new RegExp(`${character}+`, 'g')) ?? [];
  const fence = character.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${info}\n${node.textContent && `${node.textContent}\n`}${fence}`;
}

/** The parser has the last word: the first spelling that it reads as it was meant. */
function writeTextblock(node: Node, references: References): string {
  const isMeant = (text: string) => {
    const { blocks } = readBlocks(text, references);
    return blocks.length === 1 && blocks[0]!.node.eq(node);
  };
  const texts = spellings.map((spelling) => () => withKind(node, writeInline(node.content, spelling)));
  return texts.find((text) => isMeant(text()))?.() ?? texts.at(-1)!();
}

function withKind(node: Node, text: string): string {
  if (node.type === nodes.paragraph) {
    return withPlainLines(text);
  }
  if (text.includes('\n')) {
    return `${withPlainLines(text)}\n${node.attrs.level === 1 ? '===' : '---'}`;
  }
  return `${'#'.repeat(node.attrs.level)} ${text.replace(/(^|[ \t])(#+)$/, '$1\\$2')}`.trimEnd();
}

/** Lines that begin nothing but text. */
function withPlainLines(text: string): string {
  return text
    .replace(/^(#{1,6}|[-+])(?=[ \t]|\\?$)/gm, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=[ \t]|\\?$)/gm, '$1\\$2')
    .replace(/^(?=>|~~~|=+\s*\\?$|--+\s*\\?$)/gm, '\\');
}
