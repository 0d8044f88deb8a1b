import type { APIRequestContext, Page } from '@playwright/test';
import type { DefaultTreeAdapterTypes } from 'parse5';
import { switchOn } from '../../support/editor';
import { packed, payloads } from '../../support/payloads';
import { anna } from '../../support/server';
import { expect, hydrated, move, test } from '../../support/test';
import { topic } from '../../support/text';

test.use({ store: 'xss' });

/** `THEMENSEITE_XSS=all`: every payload in every field; else every payload in the texts of CommonMark, and as many as go in elsewhere. */
const everywhere = process.env.THEMENSEITE_XSS === 'all';

const all = payloads();

interface FieldDraft {
  field: { item: number; field: string };
  version: number;
}
type Chosen = [FieldDraft['field'], number];

/** The longest text of each field, in characters, and what stands between two payloads. What is not named here holds no words. */
const sizes: Record<string, { longest: number; between: string }> = {
  title: { longest: 300, between: ' ' },
  name: { longest: 300, between: ' ' },
  pronouns: { longest: 300, between: ' ' },
  photo_credit: { longest: 300, between: ' ' },
  role: { longest: 2_000, between: '\n' },
  teaser: { longest: 2_000, between: '\n' },
  synonyms: { longest: 20_000, between: '\n' },
  introduction: { longest: 100_000, between: '\n\n' },
  body: { longest: 100_000, between: '\n\n' },
};

/** Fields that many items have go on where the field of the item before ended. */
class Store {
  private readonly next = new Map<string, number>();
  readonly versions = new Map<string, number>();
  fields: FieldDraft['field'][] = [];

  constructor(private readonly request: APIRequestContext) {}

  async call(name: string, data: object): Promise<{ status: number; body: unknown }> {
    const response = await this.request.post(`/api/${name}`, { data });
    return { status: response.status(), body: await response.json() };
  }

  /** Every field of an item on a page. */
  async find(path: string): Promise<void> {
    const response = await this.request.get(path);
    const page = (await response.json()) as { drafts?: { fields: FieldDraft[] }; synonyms?: { drafts: { fields: FieldDraft[] } } };
    for (const { field, version } of (page.drafts ?? page.synonyms?.drafts)?.fields ?? []) {
      if (!this.versions.has(key(field))) this.fields.push(field);
      this.versions.set(key(field), version);
    }
  }

  async save(field: FieldDraft['field'], text: string): Promise<Chosen> {
    const data = { field, base_version: this.versions.get(key(field)), text, operation: crypto.randomUUID() };
    const { status, body } = await this.call('save_draft', data);
    expect(status, `${key(field)}: ${JSON.stringify(body)} ${text.slice(0, 400)}`).toBe(200);
    const { version } = body as { version: number };
    this.versions.set(key(field), version);
    return [field, version];
  }

  /** The next payloads into every field that holds words; the same number of them for the long ones of one kind. */
  async saveAll(share: number): Promise<Chosen[]> {
    const chosen: Chosen[] = [];
    const bodies = this.fields.filter((field) => field.field === 'body').length;
    for (const field of this.fields) {
      const size = sizes[field.field];
      if (!size) continue;
      const from = this.next.get(field.field) ?? 0;
      const longest = field.field === 'body' ? Math.min(size.longest, Math.ceil(share / bodies)) : Math.min(size.longest, share);
      const { text, count } = packed(all, from, longest, size.between);
      this.next.set(field.field, from + count);
      chosen.push(await this.save(field, text));
    }
    return chosen;
  }

  /** How many payloads every field of a name got, together. */
  taken(name: string): number {
    return this.next.get(name) ?? 0;
  }
}

function key({ item, field }: FieldDraft['field']): string {
  return `${item}.${field}`;
}

/** Notes whatever a payload does when it works. */
async function watch(page: Page, done: string[]): Promise<void> {
  page.on('dialog', (dialog) => {
    done.push(`${dialog.type()}: ${dialog.message()} on ${page.url()}`);
    void dialog.dismiss();
  });
  page.on('popup', () => done.push(`window from ${page.url()}`));
  page.on('download', () => done.push(`download from ${page.url()}`));
  page.on('frameattached', () => done.push(`frame in ${page.url()}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
}

/** No element, attribute or target that only a payload could have made. */
async function check(page: Page, what: string): Promise<void> {
  const found = await page.evaluate(() => {
    const wrong: string[] = [];
    const own = window as unknown as { __xss?: unknown };
    if (own.__xss !== undefined) wrong.push('a payload ran');
    const never = 'iframe, object, embed, base, frame, frameset, math, audio, video, portal, applet, marquee, template, style, xmp, plaintext, x, xss-element';
    document.querySelectorAll(never).forEach((element) => wrong.push(element.outerHTML.slice(0, 200)));
    document.querySelectorAll('main *, dialog *').forEach((element) => {
      for (const { name, value } of element.attributes) {
        const isTarget = ['href', 'src', 'action', 'formaction', 'data', 'ping', 'xlink:href', 'background', 'poster'].includes(name);
        const isOwn = !/^[/\\][/\\]/.test(value) && !value.split(/[/?#]/)[0]!.includes(':');
        const leadsElsewhere = isTarget && !isOwn && !/^(https?:\/\/|mailto:|tel:)/i.test(value);
        if (name.startsWith('on') || name === 'srcdoc' || leadsElsewhere) wrong.push(`${name}=${value.slice(0, 200)}`);
      }
    });
    document.querySelectorAll('meta[http-equiv=refresh]').forEach((element) => wrong.push(element.outerHTML));
    return wrong;
  });
  expect(found, what).toEqual([]);
}

test('no text of editors, in whatever field, ever becomes more than text', async ({ open, server }) => {
  expect(all.length).toBeGreaterThanOrEqual(7_000);
  expect(new Set(all).size).toBe(all.length);
  const longest = all.reduce((sum, payload) => sum + payload.length + 2, 0);
  const rounds = Math.ceil(longest / 90_000);
  test.setTimeout(everywhere ? 6 * 3_600_000 : 300_000);

  const done: string[] = [];
  const [editor, reader, plain] = [await open({ as: anna }), await open(), await open({ javaScriptEnabled: false })];
  for (const page of [editor, reader, plain]) await watch(page, done);
  const store = new Store(editor.request);
  await addItems(store, editor.request, everywhere ? 12 : 4);
  for (const path of ['get_topic?slug=migration', 'get_page?slug=impressum', 'get_search']) await store.find(`/api/${path}`);
  const preview = await previewLink(editor);

  let round = 0;
  let visits = 0;
  const visit = async (page: Page, path: string, then?: () => Promise<void>) => {
    await page.goto(path);
    await then?.();
    await check(page, `${path} in round ${round}`);
    visits += 1;
  };
  const isDone = () => (everywhere ? ['title', 'name', 'pronouns', 'role', 'teaser', 'photo_credit', 'synonyms'].every((name) => store.taken(name) >= all.length) : true);
  for (; round < rounds || !isDone(); round++) {
    const chosen = await store.saveAll(90_000);
    // As drafts: as they will look, as a form, in the lists for editors, for whoever has the link.
    await visit(editor, topic, async () => {
      await switchOn(editor);
      await editor.getByRole('region', { name: 'Redaktion' }).getByRole('button', { name: 'Veröffentlichen', exact: true }).click();
      await expect(editor.getByRole('dialog', { name: 'Veröffentlichen' })).toBeVisible();
    });
    const lists = ['/entwuerfe', `/verlauf${topic}`, `/verlauf/impressum`, '/suche?bearbeiten', '/impressum?bearbeiten', `${topic}?bearbeiten`];
    const listed = everywhere ? lists : [lists[round % lists.length]!];
    for (const path of listed) await visit(editor, path);
    await visit(plain, preview);
    // What is no address, no day and no slug goes no further.
    if (round % 4 === 0) await isRefused(store, all[round % all.length]!);
    const published = await store.call('publish', { chosen });
    expect(published.status, JSON.stringify(published.body)).toBe(200);
    // Published: with JavaScript and hydrated, and without.
    await visit(reader, topic, () => move(reader));
    const person = await reader.getByRole('main').locator('a[href^="/personen/"]').first().getAttribute('href');
    const posts = await reader.getByRole('main').locator('a[href^="/meldungen/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
    const queries = Array.from({ length: 2 }, (_, index) => `/suche?q=${encodeURIComponent(all[(2 * round + index) % all.length]!)}`);
    const pages = ['/', '/impressum', person!, '/suche?q=script+alert', ...queries, ...posts.slice(round % 3, everywhere ? posts.length : (round % 3) + 1)];
    for (const path of pages) await visit(reader, path, path === '/impressum' ? () => move(reader) : undefined);
    for (const path of [topic, '/', '/impressum', posts[round % posts.length]!]) await visit(plain, path);
    await checkFeeds(reader.request);
    expect(done).toEqual([]);
  }
  const shares = Object.keys(sizes).map((name) => `${name} ${store.taken(name)}`);
  console.log(`${all.length} payloads in ${round} rounds and ${visits} visits; put into: ${shares.join(', ')}`);
  for (const name of ['introduction', 'body']) expect(store.taken(name), name).toBeGreaterThanOrEqual(all.length);
  expect(server.printed).not.toContain('panicked');
});

/** More posts and people on the topic's page: each holds more of them. */
async function addItems(store: Store, request: APIRequestContext, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await store.call('create_post', { topic: 'migration', operation: crypto.randomUUID() });
    const form = { art: 'person', name: `Person ${index}`, vorgang: crypto.randomUUID() };
    const answer = await request.post('/neu', { form, maxRedirects: 0 });
    expect(answer.status(), await answer.text()).toBe(303);
  }
  await store.find('/api/get_topic?slug=migration');
  const contacts = store.fields.find((field) => field.field === 'contacts')!;
  const slugs = Array.from({ length: count }, (_, index) => `person-${index}`);
  const people = await store.save(contacts, ['christine-jochem', ...slugs].join('\n'));
  const names: Chosen[] = [];
  for (const slug of slugs) {
    await store.find(`/api/get_person?slug=${slug}`);
    const name = store.fields.at(-1)!;
    const field = { item: name.item, field: 'name' };
    names.push(await store.save(field, `Person ${slug}`));
  }
  const posts = store.fields.filter(({ item, field }) => field === 'teaser' && store.versions.get(key({ item, field })) === 0);
  const days = store.fields.filter((field) => field.field === 'published_on' && store.versions.get(key(field)) !== 0);
  const teasers: Chosen[] = [];
  for (const day of days) {
    const teaser = posts.find((post) => post.item === day.item);
    if (teaser) teasers.push([day, store.versions.get(key(day))!], await store.save(teaser, 'Neu'));
  }
  const { status, body } = await store.call('publish', { chosen: [people, ...names, ...teasers] });
  expect(status, JSON.stringify(body)).toBe(200);
}

async function previewLink(editor: Page): Promise<string> {
  await editor.goto(`/vorschau-links${topic}`);
  await hydrated(editor);
  await editor.getByRole('radio', { name: '30 Tage' }).check();
  await editor.getByRole('button', { name: 'Link anlegen' }).click();
  const link = await editor.getByRole('textbox', { name: 'Der neue Link' }).inputValue();
  return new URL(link).pathname;
}

/** A draft may hold anything; what readers get may not. */
async function isRefused(store: Store, payload: string): Promise<void> {
  const text = payload.replaceAll(/\s+/g, ' ').slice(0, 290);
  for (const name of ['slug', 'email', 'published_on']) {
    const field = store.fields.find((candidate) => candidate.field === name)!;
    const chosen = [await store.save(field, text)];
    expect((await store.call('publish', { chosen })).status, `${name}: ${text}`).toBe(422);
    expect((await store.call('discard_drafts', { chosen })).status).toBe(200);
    store.versions.set(key(field), chosen[0]![1] + 1);
  }
}

/** Feeds are well-formed, and their HTML holds nothing that could run in a feed reader either. */
async function checkFeeds(request: APIRequestContext): Promise<void> {
  const { XmlDocument } = await import('libxml2-wasm');
  XmlDocument.fromString(await (await request.get('/feed.atom')).text()).dispose();
  const feed = (await (await request.get('/feed.json')).json()) as { items: { content_html: string }[] };
  const { parseFragment, defaultTreeAdapter: tree } = await import('parse5');
  const tags = ['p', 'br', 'em', 'strong', 'a', 'ul', 'ol', 'li', 'blockquote', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'code', 'pre'];
  const wrong: string[] = [];
  const look = (node: DefaultTreeAdapterTypes.Node): void => {
    if (tree.isElementNode(node)) {
      const { tagName, attrs } = node;
      const strange = attrs.filter(({ name, value }) => !['href', 'rel', 'start', 'title'].includes(name) || (name === 'href' && !/^(https?:\/\/|mailto:|tel:)/.test(value)));
      if (!tags.includes(tagName) || strange.length) wrong.push(`${tagName} ${JSON.stringify(attrs)}`);
    }
    if ('childNodes' in node) node.childNodes.forEach(look);
  };
  feed.items.forEach((item) => look(parseFragment(item.content_html)));
  expect(wrong, 'feeds').toEqual([]);
}
