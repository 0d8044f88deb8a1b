/** Markdown that turns into what it means while it is typed. */
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import type { Mark } from 'prosemirror-model';
import { completed } from './link-target.ts';
import { schema } from './schema.ts';

const { nodes, marks } = schema;

/** The first group of the pattern is the text that stays. */
function markRule(pattern: RegExp, markOf: (match: RegExpMatchArray) => Mark | null): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const mark = markOf(match);
    if (!mark) {
      return null;
    }
    const textStart = start + match[0].indexOf(match[1]!);
    const textEnd = textStart + match[1]!.length;
    return state.tr
      .delete(textEnd, end)
      .delete(start, textStart)
      .addMark(start, start + match[1]!.length, mark)
      .removeStoredMark(mark);
  });
}

export const shortcuts = inputRules({
  rules: [
    textblockTypeInputRule(/^(#{1,6}) $/, nodes.heading!, (match) => ({ level: match[1]!.length })),
    wrappingInputRule(/^[-*] $/, nodes.bullet_list!),
    // no other number: „3. Oktober“ is a date
    wrappingInputRule(/^1\. $/, nodes.ordered_list!),
    wrappingInputRule(/^> $/, nodes.blockquote!),
    markRule(/(?<![^\s\p{P}])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/u, () => marks.strong!.create()),
    markRule(/(?<![^\s\p{P}]|\*)\*([^*\s](?:[^*]*[^*\s])?)\*$/u, () => marks.em!.create()),
    markRule(/(?<![^\s\p{P}]|_)_([^_\s](?:[^_]*[^_\s])?)_$/u, () => marks.em!.create()),
    markRule(/\[([^[\]]+)\]\(([^()\s]+)\)$/, (match) => {
      const href = completed(match[2]!);
      return href === null ? null : marks.link!.create({ href });
    }),
  ],
});
