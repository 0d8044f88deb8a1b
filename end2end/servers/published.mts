// How long after the answer to a publication every server shows what was published. An editor changes a topic's title and publishes it, at
// one server after the other, and a reader at each server asks for the page again and again on one connection. Prints milliseconds and counts:
//
//   P50 P99 MAX STALE EDITS READS    stale: old pages that were asked for more than 250 ms after the answer, or after a new one was seen
//
//   EMAIL=… PASSWORD=… node published.mts EDITS ORIGIN...
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const [edits, ...origins] = process.argv.slice(2) as [string, ...string[]];
const topic = 'migration';
const bound = 250;
/** An account has 20 changes per second; an edit is two. */
const pause = 110;
/** Between two reads of a server, in milliseconds: what is measured is the servers, not how many reads they bear. */
const between = 1;
/** Reads of each server after it has shown the new title: it must not go back. */
const readsAfterwards = 3;

interface Answer {
  status: number;
  body: string;
  cookie?: string;
}

/** One connection to each server, kept open; the editor's are others than the readers'. */
class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  cookie?: string;

  ask(url: string, body?: string, type = 'application/json'): Promise<Answer> {
    return new Promise((done, failed) => {
      const headers: Record<string, string> = { 'Sec-Fetch-Site': 'same-origin', Origin: new URL(url).origin };
      if (this.cookie) headers.Cookie = this.cookie;
      if (body !== undefined) headers['Content-Type'] = type;
      const asked = request(url, { agent: this.agent, method: body === undefined ? 'GET' : 'POST', headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.once('error', failed);
        answer.once('end', () =>
          done({
            status: answer.statusCode!,
            body: Buffer.concat(pieces).toString(),
            cookie: answer.headers['set-cookie']?.map((cookie) => cookie.split(';')[0]).join('; '),
          }),
        );
      });
      asked.once('error', failed);
      asked.end(body);
    });
  }

  async json<T>(url: string, input?: unknown): Promise<T> {
    const { status, body } = await this.ask(url, input === undefined ? undefined : JSON.stringify(input));
    if (status !== 200) throw new Error(`${url}: ${status} ${body}`);
    return JSON.parse(body) as T;
  }

  close(): void {
    this.agent.destroy();
  }
}

interface Field {
  item: number;
  field: string;
}

async function logIn(origin: string): Promise<Client> {
  const editor = new Client();
  const form = new URLSearchParams({ email: process.env.EMAIL!, password: process.env.PASSWORD! });
  const { status, cookie } = await editor.ask(`${origin}/anmelden`, form.toString(), 'application/x-www-form-urlencoded');
  if (status !== 303 || !cookie) throw new Error(`no log-in: ${status}`);
  editor.cookie = cookie;
  return editor;
}

interface Seen {
  /** Milliseconds from the answer until the first new page had come. */
  after: number;
  stale: number;
  reads: number;
}

/** Asks one server until it shows the title; `answered` ends when the publication was answered. */
async function watch(reader: Client, origin: string, title: string, answered: Promise<number>): Promise<Seen> {
  let published = Infinity;
  const told = answered.then((at) => (published = at));
  const seen: Seen = { after: -1, stale: 0, reads: 0 };
  let left = readsAfterwards;
  while (left > 0 || published === Infinity) {
    const start = performance.now();
    const { status, body } = await reader.ask(`${origin}/themen/${topic}`);
    if (status !== 200) throw new Error(`${origin}: ${status}`);
    seen.reads += 1;
    const isNew = body.includes(`>${title}<`);
    if (isNew && seen.after < 0) seen.after = performance.now();
    if (seen.after >= 0 && published !== Infinity) left -= 1;
    if (!isNew && (seen.after >= 0 || start - published > bound)) seen.stale += 1;
    await sleep(between);
    if (start - published > 10_000) throw new Error(`${origin} does not show ${title}`);
  }
  await told;
  return { ...seen, after: Math.max(0, seen.after - published) };
}

const editor = await logIn(origins[0]!);
const readers = origins.map(() => new Client());
const page = await editor.json<{ drafts: { fields: { field: Field; version: number }[] } }>(`${origins[0]}/api/get_topic?slug=${topic}`);
const { field, version } = page.drafts.fields.find(({ field }) => field.field === 'title')!;
const times: number[] = [];
let base = version;
let stale = 0;
let reads = 0;
for (let edit = 0; edit < Number(edits); edit += 1) {
  const begun = performance.now();
  const origin = origins[edit % origins.length]!;
  const title = `Migration ${edit}`;
  const saved = await editor.json<{ version: number }>(`${origin}/api/save_draft`, { field, base_version: base, text: title, operation: randomUUID() });
  base = saved.version;
  const answered = editor.json(`${origin}/api/publish`, { chosen: [[field, base]] }).then(() => performance.now());
  for (const seen of await Promise.all(origins.map((server, index) => watch(readers[index]!, server, title, answered)))) {
    times.push(seen.after);
    stale += seen.stale;
    reads += seen.reads;
  }
  await sleep(Math.max(0, pause - (performance.now() - begun)));
}
for (const client of [editor, ...readers]) client.close();
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1);
console.log(at(0.5), at(0.99), at(1), stale, edits, reads);
