/** Puts what others wrote into a document: only where it differs, so that the caret stays on its words. */
import { Fragment, type Node, Slice } from 'prosemirror-model';
import type { EditorState, Transaction } from 'prosemirror-state';
import { ReplaceStep } from 'prosemirror-transform';
import { type Piece, read, type Source } from './source.ts';
import { tidyBlock } from './tidy.ts';

interface Block {
  piece: Piece;
  node: Node;
}

export function show(state: EditorState, source: Source, text: string): { transaction: Transaction; source: Source } {
  const wanted = read(text);
  const old = blocksOf(state.doc, source);
  const next = blocksOf(wanted.doc, wanted.source);
  const transaction = state.tr;
  const pieces: Piece[] = [];
  let [oldEnd, nextEnd] = [old.length, next.length];
  // from the end, so that a replacement moves nothing that is still to be replaced
  for (const [oldAt, nextAt] of [...matches(old, next).reverse(), [-1, -1] as const]) {
    const keptAtEnd = emptyWithCaret(state, old, oldAt + 1, oldEnd) ? 1 : 0;
    replace(transaction, nodesOf(old, oldAt + 1, oldEnd - keptAtEnd), nodesOf(next, nextAt + 1, nextEnd), startOf(old, oldAt + 1));
    pieces.unshift(...next.slice(Math.max(nextAt, 0), nextEnd).map(({ piece }) => piece), ...(keptAtEnd ? [{ before: '', text: '' }] : []));
    [oldEnd, nextEnd] = [oldAt, nextAt];
  }
  return { transaction, source: { ...wanted.source, pieces } };
}

function blocksOf(doc: Node, source: Source): Block[] {
  return source.pieces.map((piece, index) => ({ piece, node: doc.child(index) }));
}

const nodesOf = (blocks: Block[], from: number, to: number) => Fragment.fromArray(blocks.slice(from, to).map(({ node }) => node));

const startOf = (blocks: Block[], index: number) => blocks.slice(0, index).reduce((size, { node }) => size + node.nodeSize, 0);

/** A paragraph in which somebody is about to write stays, although no source speaks of it. */
function emptyWithCaret(state: EditorState, old: Block[], from: number, to: number): boolean {
  const isLast = from < to && to - 1 === state.selection.$head.index(0);
  return isLast && old[to - 1]!.piece.text === '' && old.some(({ piece }) => piece.text);
}

/** The pairs of a longest common subsequence. */
function matches(old: Block[], next: Block[]): [number, number][] {
  const same = (one: number, other: number) => {
    const [{ piece, node }, wanted] = [old[one]!, next[other]!];
    return piece.text !== '' && piece.text === wanted.piece.text && tidyBlock(node).eq(wanted.node);
  };
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(next.length + 1));
  for (let one = old.length - 1; one >= 0; one -= 1) {
    for (let other = next.length - 1; other >= 0; other -= 1) {
      lengths[one]![other] = same(one, other) ? lengths[one + 1]![other + 1]! + 1 : Math.max(lengths[one + 1]![other]!, lengths[one]![other + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let [one, other] = [0, 0]; one < old.length && other < next.length; ) {
    if (same(one, other)) {
      pairs.push([one, other]);
      [one, other] = [one + 1, other + 1];
    } else if (lengths[one + 1]![other]! >= lengths[one]![other + 1]!) {
      one += 1;
    } else {
      other += 1;
    }
  }
  return pairs;
}

/** Replaces blocks by others, as little as differs. */
function replace(transaction: Transaction, old: Fragment, next: Fragment, base: number): void {
  const from = old.findDiffStart(next);
  if (from === null) {
    return;
  }
  let { a: to, b: nextTo } = old.findDiffEnd(next)!;
  // what both ends share is counted once
  const overlap = Math.max(from - Math.min(to, nextTo), 0);
  [to, nextTo] = [to + overlap, nextTo + overlap];
  const slice = next.size > 0 ? transaction.doc.type.create(null, next).slice(from, nextTo) : Slice.empty;
  transaction.step(new ReplaceStep(base + from, base + to, slice));
}
