import { problemsOfRobots } from '../../support/validators/robots';
import { addressesIn, problemsOfSitemap } from '../../support/validators/sitemap';
import { expect, test } from '../../support/test';
import { entries, pages } from '../../support/text';

const origin = 'https://example.org';
const sitemap = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>${origin}/</loc><lastmod>2024-10-30</lastmod></url>
<url><loc>${origin}/themen/migration</loc><lastmod>2024-10-30T10:00:00+01:00</lastmod></url></urlset>`;

test('the validator knows good sitemaps from bad', async () => {
  expect(await problemsOfSitemap(sitemap, origin)).toEqual([]);
  for (const bad of [
    sitemap.replace('http://www.sitemaps.org/schemas/sitemap/0.9', 'https://www.sitemaps.org/schemas/sitemap/0.9'),
    sitemap.replace('<lastmod>2024-10-30</lastmod>', '<lastmod>30.10.2024</lastmod>'),
    sitemap.replace(`<loc>${origin}/</loc>`, ''),
    sitemap.replace(`<loc>${origin}/</loc>`, '<loc>/</loc>'),
    sitemap.replace(`${origin}/themen/migration`, `${origin}/`),
    sitemap.replace(`${origin}/themen/migration`, 'https://example.com/'),
    sitemap.replace('<lastmod>', '<date>a</date><lastmod>'),
    sitemap.replace('</urlset>', ''),
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
  ]) {
    expect(await problemsOfSitemap(bad, origin), bad).not.toEqual([]);
  }
});

test('the validator knows good rules for robots from bad', () => {
  expect(problemsOfRobots('# alle\nUser-agent: *\nDisallow: /api/\nDisallow:\n\nSitemap: https://example.org/sitemap.xml\n')).toEqual([]);
  for (const bad of ['Disallow: /', 'User-agent: *\nDisallow: api', 'User-agent: *\nNoindex: /', 'Sitemap: /sitemap.xml', '<!DOCTYPE html>']) {
    expect(problemsOfRobots(bad), bad).not.toEqual([]);
  }
});

test('the sitemap names every page for readers, each by its own address', async ({ request, server }) => {
  const response = await request.get('/sitemap.xml');
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toMatch(/^(application|text)\/xml/);
  const text = await response.text();
  expect(await problemsOfSitemap(text, server.url)).toEqual([]);
  const addresses = addressesIn(text);
  const wanted = [...pages.map(([path]) => path).filter((path) => !/^\/(anmelden|suche)/.test(path)), ...entries.map(({ path }) => path)];
  expect(addresses).toEqual(expect.arrayContaining(wanted.map((path) => server.url + path)));
  for (const address of addresses) {
    expect(address).not.toMatch(/\/(anmelden|neu|konto|verwaltung|entwuerfe|verlauf|vorschau|api|suche)\b/);
    const html = await (await request.get(address)).text();
    expect(html, address).toContain(`<link href="${address}" rel="canonical">`);
  }
});

test('robots are told where the sitemap is, and may read every page', async ({ request, server }) => {
  const response = await request.get('/robots.txt');
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toMatch(/^text\/plain/);
  const text = await response.text();
  expect(problemsOfRobots(text)).toEqual([]);
  expect(text).toContain(`Sitemap: ${server.url}/sitemap.xml`);
  expect(text).not.toMatch(/^Disallow:\s*\/\s*$/m);
});
