/** How marks that overlap stand inside each other. */
import type { Mark } from 'prosemirror-model';
import { schema } from './schema.ts';

interface Marked {
  marks: readonly Mark[];
}

/** The mark that reaches furthest from here and is not one of the `outer`, and where it ends. Code is innermost. */
export function widestMark(content: readonly Marked[], at: number, outer: readonly Mark[] = []): { mark: Mark; end: number } | undefined {
  let widest: { mark: Mark; end: number } | undefined;
  for (const mark of content[at]!.marks) {
    if (mark.type === schema.marks.code || mark.isInSet(outer)) {
      continue;
    }
    let end = at + 1;
    while (end < content.length && mark.isInSet(content[end]!.marks)) {
      end += 1;
    }
    if (!widest || end > widest.end) {
      widest = { mark, end };
    }
  }
  return widest;
}
