import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOfXml, type SchemaSource, type Xml } from './xml';

const namespaces = { atom: 'http://www.w3.org/2005/Atom' };
const schema: SchemaSource = { language: 'RELAX NG', text: readFileSync(join(__dirname, 'atom.rng'), 'utf8') };

/** What RFC 4287 asks for and a grammar cannot say: a place, by what is wrong there. */
const forbidden: [problem: string, xpath: string][] = [
  ['an entry without author in a feed without author', '//atom:feed[not(atom:author)]/atom:entry[not(atom:author)]'],
  ['an entry with neither content nor an alternate link', '//atom:entry[not(atom:content)][not(atom:link[not(@rel) or @rel="alternate"])]'],
  ['a summary is missing beside content from elsewhere', '//atom:entry[atom:content/@src][not(atom:summary)]'],
  [
    'two alternate links of one type and language',
    '//atom:link[not(@rel) or @rel="alternate"][@type = preceding-sibling::atom:link[not(@rel) or @rel="alternate"]/@type and not(@hreflang)]',
  ],
  ['an id twice', '//atom:entry[atom:id = preceding-sibling::atom:entry/atom:id]'],
  ['an id that is no absolute address', '//atom:id[not(contains(., ":"))]'],
  ['a feed without a link to itself', '//atom:feed[not(atom:link[@rel="self"])]'],
];

/** Where a text is no Atom feed as RFC 4287 has it. */
export function problemsOfAtom(text: string): Promise<string[]> {
  return problemsOfXml(text, schema, (document: Xml) =>
    forbidden.flatMap(([problem, xpath]) => document.find(xpath, namespaces).map((node) => `${problem}: ${node.content.trim().slice(0, 80)}`)),
  );
}
