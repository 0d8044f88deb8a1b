import { resolve } from 'node:path';
import { editing, fields, retype, untilSaved } from '../support/editor';
import { type Page, test } from '../support/test';
import { topic } from '../support/text';

test.use({ store: 'screenshots' });

const widths = [320, 360, 768, 1280];
const editorsWidths = [360, 768, 1280];
const schemes = [['hell', 'light'], ['dunkel', 'dark']] as const;

function device(width: number) {
  const isPhone = width < 768;
  return {
    viewport: { width, height: isPhone ? 740 : 900 },
    isMobile: isPhone,
    hasTouch: isPhone,
    deviceScaleFactor: 1,
    reducedMotion: 'reduce' as const,
  };
}

async function shoot(page: Page, name: string, fullPage: boolean): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const path = resolve(__dirname, '../../docs/screenshots', `${name}.png`);
  await page.screenshot({ path, fullPage, animations: 'disabled', caret: 'hide' });
}

for (const width of widths) {
  for (const [german, colorScheme] of schemes) {
    test(`leser-${width}-${german}`, async ({ open }) => {
      const page = await open({ ...device(width), colorScheme });
      await page.goto(topic, { waitUntil: 'networkidle' });
      await shoot(page, `leser-${width}-${german}`, true);
    });

    if (!editorsWidths.includes(width)) continue;
    test(`redaktion-${width}-${german}`, async ({ open }) => {
      const page = await editing((options) => open({ ...options, ...device(width), colorScheme }));
      const role = fields.Funktion(page);
      await retype(role, 'Sprecherin für Migration und Teilhabe, Fraktionsvorsitzende im Bezirksrat');
      await untilSaved(page);
      await role.blur();
      await page.mouse.move(0, 0);
      // As one sees it: the bar stands at the edge of the window, which a picture of the whole page would not show.
      await page.evaluate(() => scrollTo(0, 0));
      await shoot(page, `redaktion-${width}-${german}`, false);
    });
  }
}

// Where the system chooses the colours: black and white, as most who need it have it.
for (const width of [360, 1280]) {
  test(`leser-${width}-kontrast`, async ({ open }) => {
    const page = await open({ ...device(width), colorScheme: 'dark', forcedColors: 'active' });
    await page.goto(topic, { waitUntil: 'networkidle' });
    await shoot(page, `leser-${width}-kontrast`, true);
  });
}

test('leser-druck', async ({ open }) => {
  // What a sheet of A4 leaves between its margins, in CSS pixels.
  const page = await open({ ...device(1280), viewport: { width: 718, height: 1047 } });
  await page.emulateMedia({ media: 'print' });
  await page.goto(topic, { waitUntil: 'networkidle' });
  await shoot(page, 'leser-druck', true);
});
