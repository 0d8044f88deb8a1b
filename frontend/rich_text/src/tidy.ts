/** The form of a document that CommonMark can say: readers see no difference. */
import { Fragment, type Mark, type Node } from 'prosemirror-model';
import { widestMark } from './nesting.ts';
import { parted } from './parted.ts';
import { schema } from './schema.ts';

const { nodes, marks } = schema;
const known = new WeakMap<Node, Node>();

export function tidyBlock(node: Node): Node {
  const tidy = known.get(node) ?? tidied(node);
  known.set(node, tidy);
  return tidy;
}

/** Whether both say the same in CommonMark. */
export function saysTheSame(one: Node, other: Node): boolean {
  return tidyChildren(one).eq(tidyChildren(other));
}

function tidied(node: Node): Node {
  switch (node.type) {
    case nodes.paragraph:
      return node.copy(tidyInline(node.content));
    case nodes.heading:
      return node.copy(tidyInline(node.attrs.level > 2 ? withoutBreaks(node.content) : node.content));
    case nodes.code_block:
      return node.copy(node.textContent ? Fragment.from(schema.text(node.textContent.replace(/\r\n?/g, '\n').replace(/\0/g, '\ufffd'))) : Fragment.empty);
    case nodes.bullet_list:
    case nodes.ordered_list: {
      const items = Fragment.fromArray(node.children.map(tidyBlock));
      return node.type.create({ ...node.attrs, tight: isTight(items.content as Node[], node.attrs.tight) }, items);
    }
    default:
      return node.isLeaf ? node : node.copy(tidyChildren(node));
  }
}

/** Empty paragraphs leave no trace, except where nothing else stands. */
function tidyChildren(node: Node): Fragment {
  const children = node.children.map(tidyBlock);
  const filled = children.filter((child) => !isEmptyParagraph(child));
  return Fragment.fromArray(filled.length > 0 ? filled : children.slice(0, 1));
}

export const isEmptyParagraph = (node: Node) => node.type === nodes.paragraph && node.content.size === 0;

/** Only paragraphs show whether a list is tight, and only blank lines can make it loose. */
function isTight(items: readonly Node[], wanted: boolean): boolean {
  const hasParagraph = items.some((item) => item.children.some((child) => child.type === nodes.paragraph && child.content.size > 0));
  if (!hasParagraph) {
    return true;
  }
  return wanted
    ? items.every((item) => item.children.every((child, index) => index === 0 || !parted(item.child(index - 1), child)))
    : items.length === 1 && items[0]!.childCount === 1;
}

/** A character, or a node that is not text. */
interface Unit {
  text: string;
  node: Node;
  marks: readonly Mark[];
}

const isSpace = (unit: Unit | undefined) => unit?.text === ' ' && !marks.code!.isInSet(unit.marks);
const isBreak = (unit: Unit | undefined) => unit?.node.type === nodes.hard_break;
const isBlank = (unit: Unit) => isBreak(unit) || (/^\p{Zs}$/u.test(unit.text) && !marks.code!.isInSet(unit.marks));

function tidyInline(content: Fragment): Fragment {
  // most paragraphs, and much faster
  if (content.childCount === 1 && content.firstChild!.marks.length === 0 && /^[^\s\0](?:[^\s\0]| (?! ))*$/.test(content.firstChild!.text ?? ' ') && !content.firstChild!.text!.endsWith(' ')) {
    return content;
  }
  const units = content.content.flatMap(toUnits);
  while (bareEdges(units)) {
    // where a mark was taken away, others may now end at white space
  }
  const kept: Unit[] = [];
  const last = () => kept.at(-1);
  for (const unit of units) {
    if (isSpace(unit) && (!last() || isSpace(last()) || isBreak(last()))) {
      continue;
    }
    if (isBreak(unit) && isSpace(last())) {
      kept.pop();
    }
    kept.push(unit);
  }
  while (isSpace(last()) || isBreak(last())) {
    kept.pop();
  }
  return Fragment.fromArray(kept.map(({ text, node, marks }) => (node.isText ? schema.text(text, marks) : node.mark(marks))));
}

/** Puts white space at the edge of a mark outside, since a mark begins and ends at a word. Whether there was any. */
function bareEdges(units: readonly Unit[], outer: readonly Mark[] = []): boolean {
  let found = false;
  for (let at = 0; at < units.length; ) {
    const widest = widestMark(units, at, outer);
    if (!widest) {
      at += 1;
      continue;
    }
    const { mark, end } = widest;
    const run = units.slice(at, end);
    const first = run.findIndex((unit) => !isBlank(unit));
    const last = run.findLastIndex((unit) => !isBlank(unit));
    const edges = first < 0 ? run : [...run.slice(0, first), ...run.slice(last + 1)];
    edges.forEach((unit) => (unit.marks = mark.removeFromSet(unit.marks)));
    found = bareEdges(run.slice(first, last + 1), [...outer, mark]) || edges.length > 0 || found;
    at = end;
  }
  return found;
}

function toUnits(node: Node): Unit[] {
  const isCode = node.isText && marks.code!.isInSet(node.marks) && /[^ \t\r\n]/.test(node.text!);
  const kept = isCode ? node.marks : marks.code!.removeFromSet(node.marks);
  if (!node.isText) {
    return [{ text: '', node, marks: kept }];
  }
  const text = isCode ? node.text!.replace(/\r\n?|\n/g, ' ') : node.text!.replace(/[\t-\r ]+/g, ' ');
  return Array.from(text.replace(/\0/g, '\ufffd'), (text) => ({ text, node, marks: kept }));
}

function withoutBreaks(content: Fragment): Fragment {
  return Fragment.fromArray(content.content.map((node) => (node.type === nodes.hard_break ? schema.text(' ', node.marks) : node)));
}
