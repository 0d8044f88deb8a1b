/** Word writes lists as paragraphs that only look like lists; this makes them lists. */

const itemStyle = /mso-list:\s*l\d+\s+level(\d+)/i;

export function wordLists(body: Element): void {
  // the lists around the last item, from outside in
  let open: { level: number; list: Element }[] = [];
  let last: Element | undefined;
  for (const paragraph of body.querySelectorAll('p[data-style*="mso-list"]')) {
    const level = Number(itemStyle.exec(paragraph.getAttribute('data-style')!)?.[1] ?? 0);
    if (level === 0) {
      continue;
    }
    if (!last || paragraph.previousElementSibling !== last) {
      open = [];
    }
    const marker = takeMarker(paragraph);
    const tag = /[.)]$/.test(marker) ? 'ol' : 'ul';
    open = open.filter((outer) => outer.level < level || (outer.level === level && outer.list.localName === tag));
    if (open.at(-1)?.level !== level) {
      const list = paragraph.ownerDocument.createElement(tag);
      const number = Number.parseInt(marker);
      if (tag === 'ol' && number > 1) {
        list.setAttribute('start', String(number));
      }
      const parent = open.at(-1)?.list.lastElementChild;
      if (parent) {
        parent.append(list);
      } else {
        paragraph.before(list);
        last = list;
      }
      open.push({ level, list });
    }
    const item = paragraph.ownerDocument.createElement('li');
    item.append(paragraph);
    open.at(-1)!.list.append(item);
  }
}

/** The bullet or number that Word put before the text. */
function takeMarker(paragraph: Element): string {
  const marker = paragraph.querySelector('[data-style*="mso-list:Ignore" i], [data-style*="mso-list: Ignore" i]');
  marker?.remove();
  return marker?.textContent!.replace(/[\s\u00a0]+/g, '') ?? '';
}
