import { expect, type Page } from '@playwright/test';

/** No text is cut off, none lies over another, and nothing scrolls sideways. */
export async function expectNothingLost(page: Page, where: string): Promise<void> {
  const lost = await page.evaluate(() => {
    const problems: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) problems.push(`scrolls sideways: ${root.scrollWidth} in ${innerWidth} px`);

    const isHidden = (element: Element) => element.closest('.visually-hidden, .skip-link, [hidden]') !== null;
    const lines: { text: string; rect: DOMRect; element: Element }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!;
      const text = node.textContent!.trim();
      if (!text || isHidden(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) if (rect.width > 1) lines.push({ text, rect, element });
    }

    for (const { text, rect, element } of lines) {
      for (let box: Element | null = element; box && box !== root; box = box.parentElement) {
        if (getComputedStyle(box).overflow === 'visible') continue;
        const { left, right, top, bottom } = box.getBoundingClientRect();
        if (rect.left < left - 1 || rect.right > right + 1 || rect.top < top - 1 || rect.bottom > bottom + 1) problems.push(`cut off: ${text.slice(0, 60)}`);
      }
      if (rect.left < -1 || rect.right > innerWidth + 1) problems.push(`outside: ${text.slice(0, 60)}`);
    }

    // Lines of one text may touch; letters reach less high and low than the boxes that are measured.
    const slack = (rect: DOMRect) => rect.height / 5;
    for (const [index, one] of lines.entries()) {
      for (const other of lines.slice(index + 1)) {
        if (one.text === other.text) continue;
        const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
        const down = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
        if (across > 2 && down > slack(one.rect) + slack(other.rect)) problems.push(`over each other: ${one.text.slice(0, 40)} | ${other.text.slice(0, 40)}`);
      }
    }
    return [...new Set(problems)];
  });
  expect(lost, where).toEqual([]);
}

/** Notes what moves from now on without having been asked to, and where to; answers a function that tells it. */
export async function noteShifts(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    interface Shift extends PerformanceEntry { value: number; sources: { node?: Element; previousRect: DOMRect; currentRect: DOMRect }[] }
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[]) {
        const moved = sources.map(({ node, previousRect, currentRect }) => `${node?.className ?? node?.nodeName} ${JSON.stringify(previousRect)} -> ${JSON.stringify(currentRect)}`);
        shifts.push(`${value}: ${moved.join('; ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: false });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: string[] }).shifts);
}
