import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { parse } from 'parse5';

/** What the standard says, and nothing of taste. */
const validator = new HtmlValidate(
  new StaticConfigLoader({ root: true, extends: ['html-validate:standard'], rules: { 'no-missing-references': 'error' } }),
);

/** Where a whole page is not as the HTML standard has it: how it is parsed, and what may stand where. */
export async function problemsOfHtml(html: string): Promise<string[]> {
  const problems: string[] = [];
  parse(html, {
    sourceCodeLocationInfo: true,
    onParseError({ code, startOffset }) {
      problems.push(`${code}: ${html.slice(Math.max(0, startOffset - 40), startOffset + 40)}`);
    },
  });
  const report = await validator.validateString(html);
  for (const { messages } of report.results) {
    for (const { ruleId, message, selector } of messages) problems.push(`${ruleId}: ${message} (${selector ?? 'page'})`);
  }
  return problems;
}
