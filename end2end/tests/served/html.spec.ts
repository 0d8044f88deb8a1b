import { problemsOfHtml } from '../../support/validators/html';
import { anna, expect, test } from '../../support/test';
import { entries, pages, topic } from '../../support/text';

const page = (body: string, head = '<title>Ein Titel</title>') => `<!DOCTYPE html><html lang="de"><head>${head}</head><body>${body}</body></html>`;

test('the validator knows good HTML from bad', async () => {
  expect(await problemsOfHtml(page('<h1>Gut<!----></h1><p>Ein <em>Wort</em></p><!---->'))).toEqual([]);
  for (const bad of [
    page('<p>offen', ''),
    page('<p><div>im Absatz</div></p>'),
    page('<ul><p>kein Eintrag</p></ul>'),
    page('<h1 id="a">zwei</h1><p id="a">Mal</p>'),
    page('<img src="/a.png" width="breit">'),
    page('<a href="/a"><button>Knopf im Link</button></a>'),
    page('<p title="a" title="b">doppelt</p>'),
    page('<!x><p>kein Kommentar</p>'),
    page('<p>ein <!>Zeichen</p>'),
    page('<blink>alt</blink>'),
    page('<label for="nichts">wofür</label>'),
    '<html><head><title>ohne Doctype</title></head><body></body></html>',
  ]) {
    expect(await problemsOfHtml(bad), bad).not.toEqual([]);
  }
});

test('every page that readers get is as the standard has it', async ({ request }) => {
  for (const path of [...pages.map(([path]) => path), ...entries.map(({ path }) => path), `${topic}?jahr=2024`, `${topic}?jahr=2023`, '/suche?q=Migration', '/suche?q=', '/suche?q=%3Cb%3E']) {
    const response = await request.get(path);
    expect(await problemsOfHtml(await response.text()), path).toEqual([]);
  }
});

test('so is every page about an error', async ({ request }) => {
  for (const [status, path] of [
    [404, '/gibt-es-nicht'],
    [404, '/themen/gibt-es-nicht'],
    [404, '/pkg/nichts.js'],
    [404, '/einrichten/abc'],
    [404, '/vorschau/abc'],
    [400, `${topic}?vor=quatsch`],
    [401, '/neu'],
    [401, `/verlauf${topic}`],
  ] as const) {
    const response = await request.get(path);
    expect(response.status(), path).toBe(status);
    expect(await problemsOfHtml(await response.text()), path).toEqual([]);
  }
});

test('so are the answers to forms', async ({ request, server }) => {
  const headers = { origin: server.url };
  for (const [path, form] of [
    ['/personen/christine-jochem/adresse', {}],
    ['/anmelden', { email: 'niemand@example.org', password: 'ein falsches Passwort' }],
    ['/anmelden', { email: 'kein"e Adresse<', password: '' }],
    ['/neu', {}],
  ] as const) {
    const response = await request.post(path, { form, headers, maxRedirects: 0 });
    expect(response.headers()['content-type'], path).toContain('text/html');
    expect(await problemsOfHtml(await response.text()), path).toEqual([]);
  }
});

test('so is every page that staff get', async ({ open }) => {
  const { request } = (await open({ as: anna })).context();
  for (const path of [
    '/', topic, entries[0].path, '/personen/christine-jochem', '/impressum',
    `${topic}?bearbeiten`, `${entries[0].path}?bearbeiten`, '/personen/christine-jochem?bearbeiten', '/impressum?bearbeiten', '/?bearbeiten',
    '/neu', '/entwuerfe', '/verwaltung', '/verlauf', `/verlauf${topic}`, `/vorschau-links${topic}`,
  ]) {
    const response = await request.get(path);
    expect(response.status(), path).toBe(200);
    expect(await problemsOfHtml(await response.text()), path).toEqual([]);
  }
});
