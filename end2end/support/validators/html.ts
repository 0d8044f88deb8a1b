import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { parse } from 'parse5';

/** What the standard says, and nothing of taste. */
const validator = new HtmlValidate(
  new StaticConfigLoader({ root: true, extends: ['html-validate:standard'], rules: { 'no-missing-references': 'error' } }),
);

/**
 * Leptos marks places in a page so. Every browser reads an empty comment, the standard calls it a parse error; it is the only one
 * let pass.
 */
const leptosMark = { source: '<!>', code: 'incorrectly-opened-comment', meaning: '<!---->' };

/** Where a whole page is not as the HTML standard has it: how it is parsed, and what may stand where. */
export async function problemsOfHtml(html: string): Promise<string[]> {
  const problems: string[] = [];
  parse(html, {
    sourceCodeLocationInfo: true,
    onParseError({ code, startOffset }) {
      // The error is found behind the two characters that open it.
      if (code === leptosMark.code && html.slice(startOffset - 2, startOffset + 1) === leptosMark.source) return;
      problems.push(`${code}: ${html.slice(Math.max(0, startOffset - 40), startOffset + 40)}`);
    },
  });
  const report = await validator.validateString(html.replaceAll(leptosMark.source, leptosMark.meaning));
  for (const { messages } of report.results) {
    for (const { ruleId, message, selector } of messages) problems.push(`${ruleId}: ${message} (${selector ?? 'page'})`);
  }
  return problems;
}
