import { appendFileSync } from 'node:fs';
import { expect, hydrated, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'measure-hydration' });

const rounds = 5;
/** Lighthouse's slow 4G, in bytes and milliseconds. */
const slow4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

interface Hydration {
  /** From the reader's first move until the page is hydrated. */
  took: number;
  /** What the main thread did meanwhile in tasks of more than 50 ms: all of them, and what is beyond 50 ms of each. */
  busy: number;
  blocked: number;
}

function median(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]!;
}

for (const [name, network] of [['hydration', undefined], ['hydration_slow_4g', slow4G]] as const) {
  test(name, async ({ open }) => {
    const all: Hydration[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const page = await open();
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      if (network) {
        await session.send('Network.enable');
        await session.send('Network.emulateNetworkConditions', network);
      }
      await page.goto(topic, { waitUntil: 'networkidle' });
      await page.evaluate(() => {
        const tasks: number[] = [];
        Object.assign(window, { tasks });
        new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
        addEventListener('keydown', (event) => Object.assign(window, { movedAt: event.timeStamp }), { capture: true, once: true });
        const root = document.documentElement;
        new MutationObserver(() => Object.assign(window, { hydratedAt: performance.now() })).observe(root, { attributeFilter: ['data-hydrated'] });
      });
      await page.keyboard.press('Shift');
      await hydrated(page);
      await page.waitForTimeout(500);
      const figures = await page.evaluate(() => {
        const { tasks, movedAt, hydratedAt } = window as unknown as { tasks: number[]; movedAt: number; hydratedAt: number };
        return {
          took: hydratedAt - movedAt,
          busy: tasks.reduce((sum, task) => sum + task, 0),
          blocked: tasks.reduce((sum, task) => sum + Math.max(0, task - 50), 0),
        };
      });
      expect(figures.took).toBeGreaterThan(0);
      all.push(figures);
      await page.context().close();
    }
    const of = (figure: keyof Hydration) => Math.round(median(all.map((round) => round[figure])));
    const line = `${name} ${of('took')} ${of('busy')} ${of('blocked')}\n`;
    if (process.env.MEASURED) appendFileSync(process.env.MEASURED, line);
    else process.stdout.write(line);
  });
}
