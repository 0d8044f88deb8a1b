/** The text behind a document: what was not touched keeps its spelling, byte for byte. */
import type { Node } from 'prosemirror-model';
import { type References, readBlocks } from './read.ts';
import { schema } from './schema.ts';
import { saysTheSame } from './tidy.ts';
import { linkTarget } from './write-link.ts';
import { listMarker, writeBlock } from './write.ts';

/** The source of one of the document's blocks. */
export interface Piece {
  /** What parts it from the block before: blank lines and link reference definitions. */
  before: string;
  /** Empty for an empty paragraph. */
  text: string;
  /** What stood here when the text was read: as long as the block says the same, it is spelt the same. */
  found?: { text: string; node: Node };
}

export interface Source {
  text: string;
  /** What stands before the first block and after the last. */
  head: string;
  tail: string;
  pieces: Piece[];
  references: References;
  lineEnd: string;
}

export function read(text: string): { doc: Node; source: Source } {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const { blocks, references } = readBlocks(text);
  if (blocks.length === 0) {
    const head = text.trim() ? text : '';
    const source = { text, head, tail: '', pieces: [{ before: '', text: '' }], references, lineEnd };
    return { doc: schema.node('doc', null, [schema.node('paragraph')]), source };
  }
  const starts = lineStarts(text);
  const gaps: string[] = [];
  const pieces: Piece[] = [];
  let end = 0;
  for (const { node, from, to } of blocks) {
    const start = starts[from]!;
    const written = text.slice(start, starts[to]).replace(/[ \t\r\n]+$/, '');
    gaps.push(text.slice(end, start));
    pieces.push({ before: pieces.length === 0 ? '' : gaps.at(-1)!, text: written, found: { text: written, node } });
    end = start + written.length;
  }
  const doc = schema.node('doc', null, blocks.map((block) => block.node));
  return { doc, source: { text, head: gaps[0]!, tail: text.slice(end), pieces, references, lineEnd } };
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n?|\n/g), (lineEnd) => lineEnd.index + lineEnd[0].length)];
}

/** The source after a change of the document. */
export function follow(source: Source, before: Node, after: Node): Source {
  if (before.eq(after)) {
    return source;
  }
  const most = Math.min(before.childCount, after.childCount);
  let start = 0;
  while (start < most && before.child(start) === after.child(start)) {
    start += 1;
  }
  let end = 0;
  while (end < most - start && before.child(before.childCount - 1 - end) === after.child(after.childCount - 1 - end)) {
    end += 1;
  }
  const next = rewrite(source, after, start, end, true);
  const result = read(next.text);
  if (saysTheSame(result.doc, after)) {
    return { ...next, references: result.source.references };
  }
  // What was not touched means something else beside what was, as a list beside a list does.
  const withNeighbours = rewrite(source, after, Math.max(start - 1, 0), Math.max(end - 1, 0), false);
  return saysTheSame(read(withNeighbours.text).doc, after) ? withNeighbours : rewrite(source, after, 0, 0, false);
}

/** Writes all blocks but the first `start` and the last `end`. */
function rewrite(source: Source, doc: Node, start: number, end: number, keepsSpelling: boolean): Source {
  const { pieces, references, lineEnd } = source;
  const stop = pieces.length - end;
  const gone = pieces.slice(start, stop);
  const written = pieces.slice(0, start);
  const lost: string[] = [];
  for (let index = start; index < doc.childCount - end; index += 1) {
    const node = doc.child(index);
    const old = gone.shift();
    const isKept = keepsSpelling && old?.found?.node.eq(node);
    const last = written.findLastIndex((piece) => piece.text);
    const isBesideKept = index + 1 === doc.childCount - end;
    const taken = markerAt(doc, last, written[last]) + (isBesideKept ? markerAt(doc, index + 1, pieces[stop]) : '');
    const text = isKept ? old!.found!.text : writeBlock(node, references, taken).replaceAll('\n', lineEnd);
    lost.push(...(old && old.text !== text ? definitions(old.text) : []));
    written.push({ before: parting(old?.before ?? '', [], lineEnd), text, found: old?.found });
  }
  lost.push(...gone.flatMap((piece) => definitions(piece.before + piece.text)));
  const [next, ...others] = pieces.slice(stop);
  const kept = next ? [{ ...next, before: parting(next.before, lost, lineEnd) }, ...others] : [];
  const head = start === 0 && source.head.trim() ? source.head.trimEnd() + lineEnd + lineEnd : source.head;
  const hasNewTail = !next && (source.tail.trim() || lost.length > 0);
  const tail = hasNewTail ? parting(source.tail, lost, lineEnd).trimEnd() + lineEnd : source.tail;
  const rewritten = { ...source, head, tail, pieces: [...written, ...kept] };
  return { ...rewritten, text: join(rewritten) };
}

function markerAt(doc: Node, index: number, piece: Piece | undefined): string {
  return piece ? listMarker(doc.child(index), piece.text) : '';
}

/** Link reference definitions in a text, also those inside lists and quotations. */
function definitions(text: string): string[] {
  return Object.entries(readBlocks(text).references).map(([label, { href, title }]) => `[${label}]: ${linkTarget(href, title)}`);
}

/** A gap that parts any two blocks, with the definitions in it. */
function parting(gap: string, lost: readonly string[], lineEnd: string): string {
  const blankLine = lineEnd + lineEnd;
  const inside = [gap.trim(), ...lost].filter(Boolean).join(lineEnd);
  if (!inside) {
    return /[\r\n][ \t]*[\r\n]/.test(gap.replaceAll('\r\n', '\n')) ? gap : blankLine;
  }
  return blankLine + inside + blankLine;
}

function join({ head, pieces, tail }: Pick<Source, 'head' | 'pieces' | 'tail'>): string {
  let text = '';
  for (const piece of pieces.filter((piece) => piece.text || piece.before.trim())) {
    text += (text ? piece.before : piece.before.trimStart()) + piece.text;
  }
  return text || (head + tail).trim() ? head + text + tail : '';
}
