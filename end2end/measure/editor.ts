import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { CDPSession, Locator } from '@playwright/test';
import { bar, editing, entry, entryField, fields, status } from '../support/editor';
import { anna, expect, hydrated, type Page, test } from '../support/test';
import { entries, topic } from '../support/text';

test.use({ store: 'measure' });

const cpuSlowdown = 4;
/** Lighthouse's slow 4G, in bytes and milliseconds. */
const slow4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const newPosts = 500;
const letters = 60;

/** A figure for the table: its name, and a number. */
function tell(name: string, figure: number): void {
  const line = `${name} ${Math.round(figure)}\n`;
  if (process.env.MEASURED) appendFileSync(process.env.MEASURED, line);
  else process.stdout.write(line);
}

function median(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]!;
}

async function slowCpu(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
  return session;
}

test('from Bearbeiten to the first letter', async ({ open }) => {
  const rounds: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const page = await open({ as: anna });
    await page.goto(topic, { waitUntil: 'networkidle' });
    await hydrated(page);
    const session = await slowCpu(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', slow4G);
    // Times are taken in the page, so that the way to this script counts only once: for the key.
    const ready = page.evaluate(
      () =>
        new Promise<void>((done) => {
          addEventListener('click', (event) => Object.assign(window, { clickedAt: event.timeStamp }), { capture: true, once: true });
          const state = document.querySelector('.edit-bar__state')!;
          new MutationObserver(() => Object.assign(window, { typedAt: performance.now() })).observe(state, { attributes: true });
          const look = () => {
            const box = document.querySelector<HTMLElement>('.page__intro.ProseMirror[contenteditable="true"]');
            if (!box) return requestAnimationFrame(look);
            box.focus();
            done();
          };
          look();
        }),
    );
    await bar(page).getByRole('switch', { name: 'Bearbeiten' }).click();
    await ready;
    await page.keyboard.press('x');
    await expect(status(page)).not.toHaveAttribute('data-state', 'saved');
    const took = await page.evaluate(() => {
      const { clickedAt, typedAt } = window as unknown as { clickedAt: number; typedAt: number };
      return typedAt - clickedAt;
    });
    expect(await fields.Einleitung(page).textContent()).toContain('x');
    rounds.push(took);
    await page.context().close();
  }
  tell('usable_after', median(rounds));
});

test(`typing beside ${newPosts} new posts`, async ({ open }) => {
  const page = await open({ as: anna });
  await page.goto(topic);
  for (let made = 0; made < newPosts; made += 1) {
    const answer = await page.request.post('/api/create_post', { data: { topic: 'migration', operation: randomUUID() } });
    expect(answer.ok()).toBe(true);
  }
  const editor = await editing(open);
  await expect(editor.getByRole('article', { name: 'Neue Meldung' })).toHaveCount(newPosts);
  await slowCpu(editor);
  await editor.evaluate(() => {
    const worst = new Map<number, number>();
    Object.assign(window, { worst });
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries() as (PerformanceEntry & { interactionId: number })[]) {
        if (interactionId) worst.set(interactionId, Math.max(worst.get(interactionId) ?? 0, duration));
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const boxes: [string, Locator][] = [
    ['title', fields.Titel(editor)],
    ['teaser', entryField(entry(editor, entries[0]!.path), 'Teaser')],
    ['introduction', fields.Einleitung(editor)],
  ];
  const all: number[] = [];
  for (const [name, box] of boxes) {
    await box.focus();
    await editor.keyboard.press('End');
    await editor.waitForTimeout(2_000);
    await editor.evaluate(() => (window as unknown as { worst: Map<number, number> }).worst.clear());
    await editor.keyboard.type('Ein Satz, den jemand in aller Ruhe schreibt, Wort für Wort. '.slice(0, letters), { delay: 150 });
    await editor.waitForTimeout(2_000);
    const durations = await editor.evaluate(() => [...(window as unknown as { worst: Map<number, number> }).worst.values()]);
    // What took less than 16 ms is not told.
    while (durations.length < letters) durations.push(16);
    tell(`worst_in_${name}`, Math.max(...durations));
    all.push(...durations);
  }
  all.sort((a, b) => b - a);
  tell('inp', all[Math.floor(all.length / 50)]!);
  tell('worst', all[0]!);
});
