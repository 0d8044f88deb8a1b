import { parseAtomFeed, parseJsonFeed } from 'feedsmith';
import { problemsOfAtom } from '../../support/validators/atom';
import { problemsOfJsonFeed } from '../../support/validators/json_feed';
import { expect, test } from '../../support/test';
import { entries, plainEmail, topic } from '../../support/text';

/** Each folder that has feeds, and the page it is about. */
const folders = [['', '/'], [topic, topic]] as const;

/** The day on which something was published, for those who read it. */
const dayOf = (time: unknown) => new Date(String(time)).toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' });

const entry = `<entry><id>https://example.org/1</id><title>Eins</title><updated>2024-10-30T00:00:00+01:00</updated><published>2024-10-30T11:00:00Z</published><category term="Migration"/>
  <link href="https://example.org/1"/><content type="html">&lt;p&gt;Ja&lt;/p&gt;</content></entry>`;
const atom = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><id>https://example.org/</id><title type="text">Ein Feed</title>
  <updated>2024-10-30T00:00:00Z</updated><author><name>Wir</name><uri>https://example.org/</uri></author>
  <link rel="self" type="application/atom+xml" href="https://example.org/feed.atom"/><link href="https://example.org/"/>${entry}</feed>`;

test('the validator knows good Atom from bad', async () => {
  expect(await problemsOfAtom(atom)).toEqual([]);
  expect(await problemsOfAtom(atom.replace('<content type="html">&lt;p&gt;Ja&lt;/p&gt;</content>', '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ja</p></div></content>'))).toEqual([]);
  for (const bad of [
    atom.replace('<id>https://example.org/</id>', ''),
    atom.replace('<updated>2024-10-30T00:00:00Z</updated>', '<updated>2024-10-30</updated>'),
    atom.replace('00:00:00Z', '00:00:00'),
    atom.replace('<title>Eins</title>', '<title>Eins</title><title>Zwei</title>'),
    atom.replace(/<author>.*<\/author>/, ''),
    atom.replace(/<author>.*<\/author>/, '<author>Wir</author>'),
    atom.replace('<content type="html">&lt;p&gt;Ja&lt;/p&gt;</content>', '<content type="html"><p>Ja</p></content>'),
    atom.replace('rel="self"', 'rel="alternate"'),
    atom.replace('href="https://example.org/1"', 'url="https://example.org/1"'),
    atom.replace(entry, entry + entry),
    atom.replace('<title>Eins</title>', '<title>Eins</title><pubDate>2024-10-30T00:00:00Z</pubDate>'),
    atom.replace('<category term', '<category name'),
    atom.replace('Ein Feed', 'Ein & Feed'),
    atom.replace('</feed>', ''),
    '{}',
  ]) {
    expect(await problemsOfAtom(bad), bad).not.toEqual([]);
  }
});

test('the validator knows good JSON Feeds from bad', () => {
  const item = { id: 'https://example.org/1', url: 'https://example.org/1', title: 'Eins', content_html: '<p>Ja</p>', date_published: '2024-10-30T00:00:00+01:00' };
  const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'Ein Feed', home_page_url: 'https://example.org/', feed_url: 'https://example.org/feed.json', language: 'de', items: [item] };
  expect(problemsOfJsonFeed(JSON.stringify(feed))).toEqual([]);
  for (const bad of [
    { ...feed, version: 'https://jsonfeed.org/version/1' },
    { ...feed, title: undefined },
    { ...feed, items: undefined },
    { ...feed, link: 'https://example.org/' },
    { ...feed, feed_url: 'feed.json' },
    { ...feed, items: [{ ...item, id: 1 }] },
    { ...feed, items: [item, item] },
    { ...feed, items: [{ ...item, content_html: undefined }] },
    { ...feed, items: [{ ...item, date_published: '30.10.2024' }] },
  ]) {
    expect(problemsOfJsonFeed(JSON.stringify(bad)), JSON.stringify(bad)).not.toEqual([]);
  }
  expect(problemsOfJsonFeed('<feed/>')).not.toEqual([]);
});

for (const [folder, home] of folders) {
  test(`${folder}/feed.atom is Atom, and holds the news`, async ({ request, server }) => {
    const response = await request.get(`${folder}/feed.atom`);
    expect(response.status()).toBe(200);
    expect(response.headers()['content-type']).toMatch(/^application\/atom\+xml/);
    const text = await response.text();
    expect(await problemsOfAtom(text)).toEqual([]);
    const feed = parseAtomFeed(text);
    expect(feed.links?.find(({ rel }) => rel === 'self')?.href).toBe(`${server.url}${folder}/feed.atom`);
    expect(feed.links?.find(({ rel = 'alternate' }) => rel === 'alternate')?.href).toBe(`${server.url}${home}`);
    const read = feed.entries!.map(({ links, published, updated }) => [
      links?.find(({ rel = 'alternate' }) => rel === 'alternate')?.href,
      dayOf(published ?? updated),
    ]);
    expect(read).toEqual(entries.map(({ path, iso }) => [server.url + path, iso]));
    const titles = feed.entries!.map(({ title }) => (typeof title === 'string' ? title : (title as { value?: string } | undefined)?.value)?.trim());
    expect(titles.filter(Boolean)).toHaveLength(entries.length);
    expect(text).not.toContain(plainEmail);
  });

  test(`${folder}/feed.json is a JSON Feed, and holds the news`, async ({ request, server }) => {
    const response = await request.get(`${folder}/feed.json`);
    expect(response.status()).toBe(200);
    expect(response.headers()['content-type']).toMatch(/^application\/feed\+json/);
    const text = await response.text();
    expect(problemsOfJsonFeed(text)).toEqual([]);
    const feed = parseJsonFeed(text);
    expect(feed.feed_url).toBe(`${server.url}${folder}/feed.json`);
    expect(feed.home_page_url).toBe(`${server.url}${home}`);
    expect(feed.items!.map(({ url, date_published }) => [url, dayOf(date_published)])).toEqual(
      entries.map(({ path, iso }) => [server.url + path, iso]),
    );
    expect(new Set(feed.items!.map(({ id }) => id)).size).toBe(entries.length);
    expect(text).not.toContain(plainEmail);
  });

  test(`${home} names its feeds, for feed readers`, async ({ page, server }) => {
    await page.goto(home);
    for (const [type, name] of [['application/atom+xml', 'feed.atom'], ['application/feed+json', 'feed.json']]) {
      const link = page.locator(`head link[rel=alternate][type="${type}"]`).first();
      await expect(link).toBeAttached();
      const address = await link.evaluate((element) => (element as HTMLLinkElement).href);
      expect(address).toBe(`${server.url}${folder}/${name}`);
    }
  });
}
