/** What the toolbar's buttons do, and whether it is done where the caret is. */
import { setBlockType } from 'prosemirror-commands';
import type { Mark, MarkType, Node, NodeType, ResolvedPos } from 'prosemirror-model';
import { liftListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, EditorState } from 'prosemirror-state';
import { findWrapping, liftTarget } from 'prosemirror-transform';
import { schema } from './schema.ts';

const { nodes, marks } = schema;

export function hasMark({ selection: { from, $from, to, empty }, storedMarks, doc }: EditorState, type: MarkType): boolean {
  return empty ? type.isInSet(storedMarks ?? $from.marks()) !== undefined : doc.rangeHasMark(from, to, type);
}

export function isHeading({ selection: { $from } }: EditorState, level: number): boolean {
  return $from.parent.type === nodes.heading && $from.parent.attrs.level === level;
}

export function isIn({ selection: { $from } }: EditorState, type: NodeType): boolean {
  return type === nodes.blockquote ? depthOf($from, (node) => node.type === type) > 0 : listAround($from)?.node.type === type;
}

export function toggleHeading(level: number): Command {
  return (state, dispatch) =>
    (isHeading(state, level) ? setBlockType(nodes.paragraph!) : setBlockType(nodes.heading!, { level }))(state, dispatch);
}

/** A list of the other kind changes its kind. */
export function toggleList(type: NodeType): Command {
  return (state, dispatch) => {
    const list = listAround(state.selection.$from);
    if (!list) {
      return wrapInList(type)(state, dispatch);
    }
    if (list.node.type === type) {
      return liftListItem(nodes.list_item!)(state, dispatch);
    }
    dispatch?.(state.tr.setNodeMarkup(list.position, type, { tight: list.node.attrs.tight }).scrollIntoView());
    return true;
  };
}

export const toggleQuote: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  const inside = $from.blockRange($to, (node) => node.type === nodes.blockquote);
  const range = inside ?? $from.blockRange($to);
  const target = inside && liftTarget(inside);
  const wrapping = !inside && range && findWrapping(range, nodes.blockquote!);
  if (inside && target !== null) {
    dispatch?.(state.tr.lift(inside, target!).scrollIntoView());
    return true;
  }
  if (range && wrapping) {
    dispatch?.(state.tr.wrap(range, wrapping).scrollIntoView());
    return true;
  }
  return false;
};

/** The link at the caret or in the selection: its target, and from where to where it reaches. */
export function linkAt({ selection: { from, to, $from, empty }, doc }: EditorState): { href: string; from: number; to: number } {
  if (!empty) {
    return { href: linkWithin(doc, from, to)?.attrs.href ?? '', from, to };
  }
  const mark = marks.link!.isInSet($from.marks()) ?? marks.link!.isInSet($from.nodeAfter?.marks ?? []);
  if (!mark) {
    return { href: '', from, to };
  }
  const children = $from.parent.children;
  let [first, last] = [$from.index(), $from.index()];
  if (!mark.isInSet(children[first]?.marks ?? [])) {
    first -= 1;
  }
  last = first;
  while (first > 0 && mark.isInSet(children[first - 1]!.marks)) {
    first -= 1;
  }
  while (last + 1 < children.length && mark.isInSet(children[last + 1]!.marks)) {
    last += 1;
  }
  const sizeOf = (upTo: number) => children.slice(0, upTo).reduce((size, node) => size + node.nodeSize, 0);
  return { href: mark.attrs.href, from: $from.start() + sizeOf(first), to: $from.start() + sizeOf(last + 1) };
}

/** The first link that begins or goes on between two positions. */
function linkWithin(doc: Node, from: number, to: number): Mark | undefined {
  let found: Mark | undefined;
  doc.nodesBetween(from, to, (node) => {
    found ??= marks.link!.isInSet(node.marks);
    return found === undefined;
  });
  return found;
}

/** Where nothing is selected and no link stands, the target itself becomes the text. */
export function setLink(href: string): Command {
  return (state, dispatch) => {
    const { from, to } = linkAt(state);
    const mark = marks.link!.create({ href });
    const change = state.tr;
    if (from === to) {
      change.insert(from, schema.text(href, mark.addToSet(state.selection.$from.marks())));
    } else {
      change.removeMark(from, to, marks.link!).addMark(from, to, mark);
    }
    dispatch?.(change.removeStoredMark(marks.link!).scrollIntoView());
    return true;
  };
}

export const removeLink: Command = (state, dispatch) => {
  const { from, to } = linkAt(state);
  dispatch?.(state.tr.removeMark(from, to, marks.link!));
  return true;
};

function listAround($position: ResolvedPos): { node: Node; position: number } | undefined {
  const depth = depthOf($position, (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list);
  return depth > 0 ? { node: $position.node(depth), position: $position.before(depth) } : undefined;
}

/** The depth of the innermost such node around a position, or 0. */
function depthOf($position: ResolvedPos, is: (node: Node) => boolean): number {
  let depth = $position.depth;
  while (depth > 0 && !is($position.node(depth))) {
    depth -= 1;
  }
  return depth;
}
