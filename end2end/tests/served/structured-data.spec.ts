import { problemsOfThings, type Thing, thingsIn } from '../../support/validators/structured_data';
import { expect, test } from '../../support/test';
import { card, entries, topic } from '../../support/text';

const person = '/personen/christine-jochem';
const context = { '@context': 'https://schema.org' };
const article: Thing = {
  ...context, '@type': 'NewsArticle', headline: 'Eine Meldung', datePublished: '2024-10-30', url: 'https://example.org/1',
  publisher: { '@type': 'Organization', name: 'Wir', url: 'https://example.org/' },
};
const breadcrumb: Thing = {
  ...context, '@type': 'BreadcrumbList',
  itemListElement: [
    { '@type': 'ListItem', position: 1, name: 'Themen', item: 'https://example.org/' },
    { '@type': 'ListItem', position: 2, name: 'Migration' },
  ],
};

test('the validator knows good structured data from bad', async () => {
  test.setTimeout(120_000);
  expect(await problemsOfThings([article, breadcrumb, { ...context, '@type': 'Person', name: 'Ida', jobTitle: 'Rätin', worksFor: { '@type': 'Organization', name: 'Wir' } }])).toEqual([]);
  for (const bad of [
    { ...article, '@type': 'NewsArticel' },
    { ...article, title: 'Eine Meldung' },
    { ...article, headline: 7 },
    { ...article, publisher: { '@type': 'Organization', headline: 'Wir' } },
    { ...article, '@context': 'https://schema.example' },
    { ...context, '@type': 'Person', name: 'Ida', birthDay: '1990-01-01' },
    { ...context, '@type': 'Person', jobTitle: 'Rätin' },
    { ...breadcrumb, itemListElement: [{ '@type': 'ListItem', position: 1, item: 'https://example.org/' }] },
  ]) {
    expect(await problemsOfThings([bad as Thing]), JSON.stringify(bad)).not.toEqual([]);
  }
});

test('structured data is as schema.org and search engines have it, on every page', async ({ request, server }) => {
  test.setTimeout(120_000);
  const types: Record<string, string[]> = {};
  const all: Thing[] = [];
  for (const path of [topic, entries[0].path, person]) {
    const html = await (await request.get(path)).text();
    const things = thingsIn(html);
    types[path] = things.map((thing) => thing['@type']).sort();
    all.push(...things);
    expect(JSON.stringify(things)).not.toMatch(/@hannover-rat\.de|"email"/);
  }
  expect(types).toEqual({
    [topic]: expect.arrayContaining(['BreadcrumbList']),
    [entries[0].path]: expect.arrayContaining(['BreadcrumbList', 'NewsArticle']),
    [person]: expect.arrayContaining(['BreadcrumbList', 'Person']),
  });
  expect(await problemsOfThings(all)).toEqual([]);
  const one = (type: string) => all.find((thing) => thing['@type'] === type)!;
  expect(one('NewsArticle')).toMatchObject({ headline: expect.stringMatching(/\S/), datePublished: expect.stringMatching(/^2024-10-30/) });
  expect(String(one('NewsArticle').headline).length).toBeLessThanOrEqual(110);
  expect(JSON.stringify(one('NewsArticle'))).toContain(server.url + entries[0].path);
  expect(one('Person')).toMatchObject({ name: card.name });
});
