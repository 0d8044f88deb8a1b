import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export type Thing = { '@type': string; [property: string]: unknown };

const home = resolve(__dirname, '../..');

/** Each piece of JSON-LD that a page holds. */
export function thingsIn(html: string): Thing[] {
  return [...html.matchAll(/<script[^>]*type="application\/ld\+json"[^>]*>(.*?)<\/script>/gs)].flatMap(([, json]) => {
    const data = JSON.parse(json!) as Thing & { '@graph'?: Thing[] };
    const graph = data['@graph'] ?? (Array.isArray(data) ? (data as Thing[]) : [data]);
    return graph.map((thing) => ({ '@context': data['@context'], ...thing }));
  });
}

/** Where things are not as the vocabulary of schema.org has them, or lack what a search engine asks for. */
export async function problemsOfThings(things: Thing[]): Promise<string[]> {
  return [...(await againstVocabulary(things)), ...(await againstRichResults(things))];
}

/** The vocabulary is there as types of TypeScript, so its compiler is the judge of types, properties and values. */
async function againstVocabulary(things: Thing[]): Promise<string[]> {
  if (!things.length) return [];
  // Within the package, so that the compiler finds the types.
  await mkdir(join(home, 'test-results'), { recursive: true });
  const folder = await mkdtemp(join(home, 'test-results/vocabulary-'));
  try {
    const file = join(folder, 'things.ts');
    const declarations = things.map(
      (thing, index) => `export const thing${index}: Schema.WithContext<Schema.${typeOf(thing)}> = ${JSON.stringify(thing)};`,
    );
    await writeFile(file, [`import type * as Schema from 'schema-dts';`, ...declarations].join('\n'));
    const output = await compile(file);
    return output.split('\n').filter(Boolean).map((line) => line.replace(/^.*?error /, ''));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function typeOf(thing: Thing): string {
  return /^[A-Z][A-Za-z]*$/.test(thing['@type']) ? thing['@type'] : 'NoType';
}

function compile(file: string): Promise<string> {
  const options = '--noEmit --strict --skipLibCheck --ignoreConfig --pretty false --module nodenext --target es2022 --types'.split(' ');
  return new Promise((done, failed) => {
    execFile(join(home, 'node_modules/.bin/tsc'), [...options, '', file], { cwd: home }, (error, stdout, stderr) => {
      if (error && !stdout) failed(new Error(`tsc: ${error.message}\n${stderr}`));
      else done(stdout);
    });
  });
}

/** What Google's documentation asks for, beyond the vocabulary, of the types that have rich results. */
async function againstRichResults(things: Thing[]): Promise<string[]> {
  const { default: Validator } = await import('@adobe/structured-data-validator');
  const byType = Object.groupBy(things, (thing) => thing['@type']);
  const issues = await new Validator().validate({ jsonld: byType, microdata: {}, rdfa: {} });
  return issues.map(({ issueMessage, severity, fieldNames }) => `${severity}: ${issueMessage} (${fieldNames?.join()})`);
}
