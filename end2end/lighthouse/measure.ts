// Lighthouse over the pages that are named, as on a phone with slow 4G and a slow processor, both simulated. For each page a line with
// the medians of its rounds: path, LCP and TBT in ms, CLS, and the scores of the four categories. A page that is not there has
// its status instead. What costs points, and how long it took, goes to standard error.
//
//   node measure.ts ROUNDS ORIGIN PATH...
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const [rounds, origin, ...paths] = process.argv.slice(2);

type Figures = { lcp: number; tbt: number; cls: number; scores: number[] };

/** One round. Now and then Lighthouse cannot record one, and asks to be run again. */
async function measure(address: string, told: Set<string>): Promise<Figures> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await measureOnce(address, told);
    } catch (error) {
      if (tries === 4) throw error;
    }
  }
}

/** In a browser that was never used before. */
async function measureOnce(address: string, told: Set<string>): Promise<Figures> {
  const chrome = await launch({ chromePath: process.env.CHROMIUM || '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
  try {
    const result = await lighthouse(address, { port: chrome.port, onlyCategories: [...categories], logLevel: 'error' });
    if (!result || result.lhr.runtimeError) throw new Error(`${address}: ${result?.lhr.runtimeError?.message}`);
    const { audits } = result.lhr;
    for (const category of categories) {
      for (const { id, weight } of result.lhr.categories[category]!.auditRefs) {
        const { score, title, displayValue, explanation } = audits[id]!;
        if (weight && score !== null && score < 1) told.add(`   ${category}: ${title} ${displayValue ?? explanation ?? ''}`);
      }
    }
    const value = (id: string) => audits[id]!.numericValue!;
    return {
      lcp: value('largest-contentful-paint'),
      tbt: value('total-blocking-time'),
      cls: value('cumulative-layout-shift'),
      scores: categories.map((category) => result.lhr.categories[category]!.score! * 100),
    };
  } finally {
    chrome.kill();
  }
}

function median(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]!;
}

for (const path of paths) {
  const { status } = await fetch(origin + path);
  if (status !== 200) {
    console.log(path, status);
    continue;
  }
  const told = new Set<string>();
  const all: Figures[] = [];
  for (let round = 0; round < Number(rounds); round += 1) all.push(await measure(origin + path, told));
  const of = (figure: (round: Figures) => number) => median(all.map(figure));
  const scores = categories.map((_, index) => Math.round(of(({ scores }) => scores[index]!)));
  console.log(path, Math.round(of(({ lcp }) => lcp)), Math.round(of(({ tbt }) => tbt)), +of(({ cls }) => cls).toFixed(3), ...scores);
  for (const line of told) console.error(`${path}\n${line}`);
}
