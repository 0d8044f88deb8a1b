/** Which neighbours in a list item need a blank line between them. */
import type { Node } from 'prosemirror-model';
import { schema } from './schema.ts';

const { nodes } = schema;

export function parted(one: Node, other: Node): boolean {
  if (one.type === nodes.html_block || other.type === nodes.html_block) {
    return true;
  }
  const isList = (node: Node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list;
  const takesMoreLines = one.type === nodes.paragraph || one.type === nodes.blockquote || isList(one);
  if (!takesMoreLines) {
    return false;
  }
  if (isList(other)) {
    const startsEmpty = other.firstChild!.textContent === '' && other.firstChild!.childCount === 1;
    return startsEmpty || (other.type === nodes.ordered_list && other.attrs.start !== 1);
  }
  // a heading of several lines, underlined
  const hasLines = other.type === nodes.heading && other.children.some((child) => child.type === nodes.hard_break);
  return hasLines || other.type === nodes.paragraph || (other.type === nodes.blockquote && one.type === nodes.blockquote);
}
