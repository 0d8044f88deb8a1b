/** What word processors and web pages mean by their HTML, put into the tags that a text here has. */
import { wordLists } from './paste-word.ts';

const blocks = 'p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, blockquote, pre, table, tr, td, th, section, article, header, footer, main, nav, aside, figure, figcaption, dl, dt, dd, hr, address, form, fieldset';

export function restructure(body: HTMLElement): void {
  body.querySelectorAll('[data-style*="display:none"], [data-style*="display: none"], [data-style*="mso-hide:all"]').forEach((hidden) => hidden.remove());
  wordLists(body);
  body.querySelectorAll<HTMLElement>('[data-style]').forEach(styleToTags);
  body.querySelectorAll(':is(h1, h2, h3, h4, h5, h6) :is(b, strong)').forEach(unwrap);
  // from inside out
  [...body.querySelectorAll('table')].reverse().forEach(tableToParagraphs);
  body.querySelectorAll('dt, dd, caption, summary, legend, figcaption, address').forEach((element) => rename(element, 'p'));
  raiseHeadings(body);
  textNodes(body).forEach(plainSpaces);
  body.querySelectorAll('br').forEach(breakToParagraphs);
  [...body.querySelectorAll('p, div, li, ul, ol, h1, h2, h3, h4, h5, h6, blockquote')].reverse().forEach((element) => {
    if (!element.textContent!.trim() && !element.querySelector('hr')) {
      element.remove();
    }
  });
}

/** The highest headings become `<h2>`, the highest that a text here has; the others keep their distance to them. */
function raiseHeadings(body: HTMLElement): void {
  const headings = [...body.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  const levelOf = (heading: Element) => Number(heading.tagName.slice(1));
  const highest = Math.min(...headings.map(levelOf));
  headings.forEach((heading) => rename(heading, `h${Math.min(levelOf(heading) - highest + 2, 6)}`));
}

function styleToTags(element: HTMLElement): void {
  const style = (property: string) => new RegExp(`(?:^|;)\\s*${property}:\\s*([\\w-]+)`, 'i').exec(element.getAttribute('data-style')!)?.[1]?.toLowerCase();
  const weight = style('font-weight');
  const slant = style('font-style');
  const isBold = weight?.startsWith('bold') || Number(weight) >= 600;
  const isItalic = slant === 'italic' || slant === 'oblique';
  if (style('white-space')?.startsWith('pre')) {
    textNodes(element).forEach(linesToBreaks);
  }
  if (isBold) {
    wrapContent(element, 'b');
  }
  if (isItalic) {
    wrapContent(element, 'i');
  }
  if ((weight && !isBold && element.matches('b, strong')) || (slant && !isItalic && element.matches('i, em'))) {
    unwrap(element);
  }
}

/** A paragraph for each row; where cells hold more than a line each, the table is only layout, and they follow each other. */
function tableToParagraphs(table: Element): void {
  const cells = [...table.querySelectorAll('td, th')];
  const isLayout = cells.some((cell) => cell.querySelector('ul, ol, h1, h2, h3, h4, h5, h6') || cell.querySelectorAll('p').length > 1);
  const caption = table.querySelector('caption');
  const rows = [...table.querySelectorAll('tr')].flatMap((row) => {
    const filled = [...row.children].filter((cell) => cell.textContent!.trim());
    return isLayout ? filled.map((cell) => rename(cell, 'div')) : [rowToParagraph(row, filled)];
  });
  table.replaceWith(...(caption ? [caption] : []), ...rows);
}

function rowToParagraph(row: Element, cells: Element[]): Element {
  const paragraph = row.ownerDocument.createElement('p');
  cells.forEach((cell, index) => {
    cell.querySelectorAll('br').forEach((lineBreak) => lineBreak.replaceWith(' '));
    cell.querySelectorAll(blocks).forEach((block) => {
      block.before(' ');
      unwrap(block);
    });
    paragraph.append(...(index > 0 ? [', '] : []), ...cell.childNodes);
  });
  return paragraph;
}

/** Two line breaks in a row part paragraphs; one beside a block parts nothing. */
function breakToParagraphs(lineBreak: Element): void {
  const parent = lineBreak.parentElement;
  if (!parent || lineBreak.closest('pre')) {
    return;
  }
  const [before, after] = [neighbour(lineBreak, 'previousSibling'), neighbour(lineBreak, 'nextSibling')];
  const isBlock = (node: Node | null) => node?.nodeType === 1 && (node as Element).matches(blocks);
  if (isBlock(before) || isBlock(after) || (!after && isBlock(parent))) {
    lineBreak.remove();
    return;
  }
  if (after?.nodeName !== 'BR' || !parent.matches('p, div, body, li, blockquote, section, article')) {
    return;
  }
  const paragraph = parent.ownerDocument.createElement('p');
  for (let node = lineBreak.previousSibling; node && !isBlock(node); node = lineBreak.previousSibling) {
    paragraph.prepend(node);
  }
  after.parentNode!.removeChild(after);
  if (parent.matches('p')) {
    parent.before(paragraph);
    lineBreak.remove();
  } else {
    lineBreak.replaceWith(paragraph);
  }
}

/** The next sibling in a direction that is more than white space. */
function neighbour(node: Node, direction: 'previousSibling' | 'nextSibling'): Node | null {
  let next = node[direction];
  while (next?.nodeType === 3 && !next.nodeValue!.trim()) {
    next = next[direction];
  }
  return next;
}

/** A no-break space stays one only where it stands between two words by itself. */
function plainSpaces(text: Text): void {
  if (!text.parentElement!.closest('pre')) {
    text.data = text.data.replace(/[\s\u00a0]+/g, (space, at: number) => {
      const isMeant = space === '\u00a0' && at > 0 && at + 1 < text.data.length;
      return isMeant ? space : ' ';
    });
  }
}

function linesToBreaks(text: Text): void {
  const lines = text.data.split('\n');
  text.replaceWith(...lines.flatMap((line, index) => (index > 0 ? [text.ownerDocument.createElement('br'), line] : [line])));
}

function textNodes(element: Element): Text[] {
  return [...element.childNodes].flatMap((child) => (child.nodeType === 3 ? [child as Text] : child.nodeType === 1 ? textNodes(child as Element) : []));
}

function wrapContent(element: Element, tag: string): void {
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function rename(element: Element, tag: string): Element {
  const renamed = element.ownerDocument.createElement(tag);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}
