/** The content of a paragraph or heading to CommonMark. */
import { Fragment, type Mark, type Node } from 'prosemirror-model';
import { linkTarget } from './write-link.ts';
import { widestMark } from './nesting.ts';
import { schema } from './schema.ts';

export interface Spelling {
  emphasis: '*' | '_';
  /** Whether a backslash stands also before characters that rarely have a meaning. */
  thorough: boolean;
}

type Token = { kind: 'text' | 'raw' | 'open' | 'close'; text: string };

const { nodes, marks } = schema;

/** The lines of the content; hard breaks part them. */
export function writeInline(content: Fragment, spelling: Spelling): string {
  const tokens = toTokens(content.content, spelling);
  tokens.forEach((token, index) => guard(tokens, index, token));
  return tokens.map((token) => token.text).join('').replace(/^[^\S\r\n ]|[^\S\r\n ]$/gm, reference);
}

function toTokens(content: readonly Node[], spelling: Spelling): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < content.length; ) {
    const node = content[at]!;
    const widest = widestMark(content, at);
    if (!widest) {
      tokens.push(leaf(node, spelling));
      at += 1;
      continue;
    }
    const { mark, end } = widest;
    const inner = content.slice(at, end).map((node) => node.mark(mark.removeFromSet(node.marks)));
    tokens.push(...wrapped(mark, Fragment.fromArray(inner).content, spelling));
    at = end;
  }
  return tokens;
}

function wrapped(mark: Mark, inner: readonly Node[], spelling: Spelling): Token[] {
  if (mark.type === marks.link) {
    const { href, title } = mark.attrs;
    const text = inner.map((node) => node.text ?? '').join('');
    const isPlain = inner.length === 1 && inner[0]!.marks.length === 0 && title === null;
    if (isPlain && (href === text ? /^[a-z][a-z\d+.-]+:[^\s<>]*$/i.test(text) : href === `mailto:${text}` && /^[\w.+-]+@[\w.-]+$/.test(text))) {
      return [{ kind: 'raw', text: `<${text}>` }];
    }
    return [{ kind: 'raw', text: '[' }, ...toTokens(inner, spelling), { kind: 'raw', text: `](${linkTarget(href, title)})` }];
  }
  const text = mark.type === marks.em ? spelling.emphasis : '**';
  return [{ kind: 'open', text }, ...toTokens(inner, spelling), { kind: 'close', text }];
}

function leaf(node: Node, spelling: Spelling): Token {
  if (node.type === nodes.hard_break) {
    return { kind: 'raw', text: '\\\n' };
  }
  if (node.type === nodes.image) {
    return { kind: 'raw', text: node.attrs.source };
  }
  return marks.code!.isInSet(node.marks) ? { kind: 'raw', text: codeSpan(node.text!) } : { kind: 'text', text: escaped(node.text!, spelling) };
}

function codeSpan(text: string): string {
  const runs = new Set(text.match(/`+/g)?.map((run) => run.length));
  let length = 1;
  while (runs.has(length)) {
    length += 1;
  }
  const pad = /^`|`$|^ .*[^ ].* $/.test(text) ? ' ' : '';
  return '`'.repeat(length) + pad + text + pad + '`'.repeat(length);
}

function escaped(text: string, { thorough }: Spelling): string {
  return text.replace(/[\\`*_[\]<>&!]/g, (character, at: number) => {
    const isPlain = !thorough && hasNoMeaning(character, text.slice(0, at), text.slice(at + 1));
    return isPlain ? character : `\\${character}`;
  });
}

function hasNoMeaning(character: string, before: string, after: string): boolean {
  switch (character) {
    case '\\':
      return /^[\p{L}\p{N}\p{Zs}]/u.test(after);
    case '*':
      return /\p{Zs}$/u.test(before) && /^\p{Zs}/u.test(after);
    case '_':
      return (/[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(after)) || (/\p{Zs}$/u.test(before) && /^\p{Zs}/u.test(after));
    case '<':
      return /^[^a-z/!?]/i.test(after);
    case '&':
      return !/^#?\w+;/.test(after);
    case '`':
      return false;
    default:
      return true;
  }
}

/** A mark begins and ends only where its surroundings allow it; a character reference makes a letter such a place. */
function guard(tokens: Token[], index: number, { kind, text }: Token): void {
  if (kind !== 'open' && kind !== 'close') {
    return;
  }
  const outwards = kind === 'open' ? -1 : 1;
  const beside = (step: number) => {
    let at = index + step;
    while (tokens[at]?.kind === kind && tokens[at]!.text[0] === text[0]) {
      at += step;
    }
    return tokens[at];
  };
  const edge = (token: Token | undefined, step: number) => (step < 0 ? /.$/su : /^./su).exec(token?.text ?? '')?.[0] ?? ' ';
  const isFree = text[0] === '*' && !/[\p{P}\p{S}]/u.test(edge(beside(-outwards), -outwards));
  const outer = beside(outwards);
  if (outer?.kind === 'text' && !isFree && !/[\p{Zs}\n\p{P}$+<=>^`|~]/u.test(edge(outer, outwards))) {
    outer.text = outer.text.replace(outwards < 0 ? /.$/su : /^./su, reference);
  }
}

const reference = (character: string) => `&#${character.codePointAt(0)};`;
