/** CommonMark to blocks of a document, each with the lines it stands on. */
import MarkdownIt, { type Token } from 'markdown-it';
import { Fragment, Mark, type Node } from 'prosemirror-model';
import { linkTarget } from './write-link.ts';
import { schema } from './schema.ts';
import { tidyBlock } from './tidy.ts';

export type References = Record<string, { href: string; title: string }>;

export interface Block {
  node: Node;
  /** The first line, and the line after the last. */
  from: number;
  to: number;
}

const { nodes, marks } = schema;

const parser = new MarkdownIt('commonmark', { maxNesting: 100 });
// Targets stay as they were written. Those that readers do not get are links without a target, as on the server.
parser.validateLink = () => true;
parser.normalizeLink = (target) => target;
parser.normalizeLinkText = (target) => target;

/** The blocks of a text; `references` gives link reference definitions that stand elsewhere. */
export function readBlocks(text: string, references: References = {}): { blocks: Block[]; references: References } {
  const env = { references: { ...references } };
  const tokens = parser.parse(text, env);
  const blocks: Block[] = [];
  for (let at = 0; at < tokens.length; ) {
    const [from, to] = tokens[at]!.map!;
    const [node, next] = readBlock(tokens, at);
    blocks.push({ node: tidyBlock(node), from, to });
    at = next;
  }
  return { blocks, references: env.references };
}

/** The block that begins at a token, and where the next one begins. */
function readBlock(tokens: Token[], at: number): [Node, number] {
  const token = tokens[at]!;
  switch (token.type) {
    case 'paragraph_open':
      return [nodes.paragraph!.create(null, readInline(tokens[at + 1]!)), at + 3];
    case 'heading_open':
      return [nodes.heading!.create({ level: Number(token.tag[1]) }, readInline(tokens[at + 1]!)), at + 3];
    case 'fence':
      return [codeBlock(token.content, token.info), at + 1];
    case 'code_block':
      return [codeBlock(token.content, ''), at + 1];
    case 'hr':
      return [nodes.horizontal_rule!.create(), at + 1];
    case 'html_block':
      return [nodes.html_block!.create({ html: token.content.trim() }), at + 1];
    default:
      return readContainer(tokens, at);
  }
}

function readContainer(tokens: Token[], at: number): [Node, number] {
  const open = tokens[at]!;
  const children: Node[] = [];
  let next = at + 1;
  while (tokens[next]!.nesting >= 0) {
    const [child, after] = readBlock(tokens, next);
    children.push(child);
    next = after;
  }
  const inside = tokens.slice(at, next);
  const tight = !inside.some(({ type, level, hidden }) => type === 'paragraph_open' && level === open.level + 2 && !hidden);
  return [container(open, children.length > 0 ? children : [nodes.paragraph!.create()], tight), next + 1];
}

function container(open: Token, children: Node[], tight: boolean): Node {
  switch (open.type) {
    case 'bullet_list_open':
      return nodes.bullet_list!.create({ tight }, children);
    case 'ordered_list_open':
      return nodes.ordered_list!.create({ tight, start: Number(open.attrGet('start') ?? 1) }, children);
    case 'list_item_open':
      return nodes.list_item!.create(null, children);
    default:
      return nodes.blockquote!.create(null, children);
  }
}

function codeBlock(content: string, info: string): Node {
  const text = content.replace(/\n$/, '');
  return nodes.code_block!.create({ info: info.trim() }, text ? schema.text(text) : null);
}

function readInline(token: Token): Fragment {
  const content: Node[] = [];
  let active = Mark.none;
  // A mark may stand inside another of its kind, so what was active before comes back where it ends.
  const before: (readonly Mark[])[] = [];
  const push = (text: string, marks = active) => text && content.push(schema.text(text, marks));
  for (const child of token.children ?? []) {
    if (child.nesting > 0) {
      before.push(active);
      active = mark(child).addToSet(active);
    } else if (child.nesting < 0) {
      active = before.pop()!;
    } else if (child.type === 'softbreak') {
      push(' ');
    } else if (child.type === 'hardbreak') {
      content.push(nodes.hard_break!.create(null, null, active));
    } else if (child.type === 'code_inline') {
      push(child.content, marks.code!.create().addToSet(active));
    } else if (child.type === 'image') {
      content.push(nodes.image!.create({ source: imageSource(child) }, null, active));
    } else {
      push(child.content);
    }
  }
  return Fragment.fromArray(content);
}

function mark(token: Token): Mark {
  switch (token.type) {
    case 'em_open':
      return marks.em!.create();
    case 'strong_open':
      return marks.strong!.create();
    default:
      return marks.link!.create({ href: token.attrGet('href'), title: token.attrGet('title') });
  }
}

function imageSource(token: Token): string {
  const label = token.content.replace(/\s*\n\s*/g, ' ');
  return `![${label}](${linkTarget(token.attrGet('src') as string, token.attrGet('title') as string | null)})`;
}
