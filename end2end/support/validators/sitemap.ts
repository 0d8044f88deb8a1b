import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { problemsOfXml, type SchemaSource } from './xml';

/** The schema of sitemaps.org, as the npm package `sitemap` brings it along. */
const folder = dirname(createRequire(__filename).resolve('sitemap/package.json'));
const schema: SchemaSource = { language: 'XML Schema', text: readFileSync(join(folder, 'schema/sitemap.xsd'), 'utf8') };
const namespaces = { s: 'http://www.sitemaps.org/schemas/sitemap/0.9' };

/** Where a text is no sitemap of the host at `origin`. */
export function problemsOfSitemap(text: string, origin: string): Promise<string[]> {
  return problemsOfXml(text, schema, (document) => {
    const addresses = document.find('//s:loc', namespaces).map((node) => node.content);
    const twice = addresses.filter((address, index) => addresses.indexOf(address) < index);
    const elsewhere = addresses.filter((address) => !address.startsWith(`${origin}/`));
    return [...twice.map((address) => `twice: ${address}`), ...elsewhere.map((address) => `of another host: ${address}`)];
  });
}

/** The addresses that a sitemap names, in order. */
export function addressesIn(text: string): string[] {
  return [...text.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address]) => address!.replaceAll('&amp;', '&'));
}
