import { expect, test } from '../support/test';
import { topic } from '../support/text';

const harmless = [
  '<p>Ein <em>Wort</em></p>',
  '<template><!----><a href="/x/online=1">5 onx= 3</a></template>',
  '<a href="https://example.org/on/demand?a=1&amp;b=2" title="a > b onclick=x">weiter</a>',
  '<a href="mailto:a@example.org?subject=x&amp;y">',
  '<svg viewBox="0 0 1 1"><path d="M0"/></svg>',
  'a < b on x=1',
  '<p aria-label="&lt;script&gt;">',
];
const dangerous = [
  '<script>a()</script>',
  '<SCRIPT src=x>',
  '<img src=x onerror=a()>',
  '<img/onerror=a() src=x>',
  '<p title="x"onclick=a()>',
  '<p a=b"c onclick=a()>',
  "<p a='>' onclick=a()>",
  '<p =onclick=x onclick=a()>',
  '<p><b><img\nsrc=x\nonload\n=\na()>',
  '<a href="javascript:a()">',
  '<a href=" java\nscript:a()">',
  '<a href="java&#115;cript:a()">',
  '<a href="javascript&colon;a()">',
  '<form action=javascript:a()>',
  '<a xlink:href="javascript:a()">',
  '<iframe srcdoc="x">',
  '<object data=x>',
  '<base href="https://example.org">',
];

test('text becomes HTML by one policy, which lets nothing through that runs', async ({ page }) => {
  await page.goto(topic);
  const made = await page.evaluate(
    (texts) => texts.map((text) => String((window as never as { trustedTypes: { defaultPolicy: { createHTML(text: string): unknown } } }).trustedTypes.defaultPolicy.createHTML(text))),
    [...harmless, ...dangerous],
  );
  expect(made).toEqual([...harmless, ...dangerous.map(() => '')]);
  const addresses = ['/pkg/a.js', 'https://example.org/pkg/a.js', '/x.js', '/pkg/../x.js', 'data:text/javascript,a()'];
  const scripts = await page.evaluate(
    (addresses) => addresses.map((address) => String((window as never as { trustedTypes: { defaultPolicy: { createScriptURL(text: string): unknown } } }).trustedTypes.defaultPolicy.createScriptURL(address))),
    addresses,
  );
  expect(scripts).toEqual(['/pkg/a.js', '', '', '', '']);
});

// Beside the fixture, which takes every violation for a fault.
test('the browser insists on it, and on no second policy', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto(topic);
  const refused = await page.evaluate(() => {
    const tries: Array<() => unknown> = [
      () => (document.createElement('div').innerHTML = '<img src=x onerror=a()>'),
      () => new DOMParser().parseFromString('<script>a()</script>', 'text/html'),
      () => (document.createElement('script').text = 'a()'),
      () => (document.createElement('script').src = 'https://example.org/a.js'),
      () => (document.createElement('iframe').srcdoc = '<p>x</p><script></script>'),
      () => (window as never as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy('another', {}),
      () => (document.createElement('div').innerHTML = '<p>harmlos</p>'),
    ];
    return tries.map((attempt) => {
      try {
        attempt();
        return false;
      } catch {
        return true;
      }
    });
  });
  expect(refused).toEqual([true, true, true, true, true, true, false]);
  await context.close();
});
