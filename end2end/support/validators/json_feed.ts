import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import schema from 'jsonfeed-schema/v1.1';

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(schema as object);

/** Where a text is no JSON Feed 1.1. */
export function problemsOfJsonFeed(text: string): string[] {
  let feed: { version?: string; items?: { id?: string }[] };
  try {
    feed = JSON.parse(text);
  } catch (error) {
    return [`not JSON: ${(error as Error).message}`];
  }
  validate(feed);
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || 'feed'} ${message} ${JSON.stringify(params)}`,
  );
  // What the schema leaves open.
  if (feed.version !== 'https://jsonfeed.org/version/1.1') problems.push(`another version: ${feed.version}`);
  const ids = (feed.items ?? []).map(({ id }) => id);
  if (new Set(ids).size < ids.length) problems.push('an id twice');
  return problems;
}
