/** What rich text consists of: the tags that readers get, and nothing else. */
import { Schema } from 'prosemirror-model';
import { completed, isShown } from './link-target.ts';

/** `# X` is shown as `<h2>`, since the page has its one `<h1>`. */
const headingTag = (level: number) => `h${Math.min(level + 1, 6)}`;

export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { group: 'block', content: 'inline*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    heading: {
      attrs: { level: { default: 1 } },
      group: 'block',
      content: 'inline*',
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((number) => ({ tag: `h${number}`, attrs: { level: Math.max(number - 1, 1) } })),
      toDOM: (node) => [headingTag(node.attrs.level), 0],
    },
    bullet_list: {
      attrs: { tight: { default: true } },
      group: 'block',
      content: 'list_item+',
      parseDOM: [{ tag: 'ul' }],
      toDOM: () => ['ul', 0],
    },
    ordered_list: {
      attrs: { start: { default: 1 }, tight: { default: true } },
      group: 'block',
      content: 'list_item+',
      parseDOM: [{ tag: 'ol', getAttrs: (list) => ({ start: Math.abs(Number.parseInt(list.getAttribute('start') ?? '1')) || 1 }) }],
      toDOM: (node) => (node.attrs.start === 1 ? ['ol', 0] : ['ol', { start: node.attrs.start }, 0]),
    },
    list_item: { content: 'block+', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
    blockquote: {
      group: 'block',
      content: 'block+',
      defining: true,
      parseDOM: [{ tag: 'blockquote' }],
      toDOM: () => ['blockquote', 0],
    },
    code_block: {
      attrs: { info: { default: '' } },
      group: 'block',
      content: 'text*',
      marks: '',
      code: true,
      defining: true,
      parseDOM: [{ tag: 'pre', preserveWhitespace: 'full' }],
      toDOM: () => ['pre', ['code', 0]],
    },
    horizontal_rule: { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: () => ['hr'] },
    /** Raw HTML between the blocks: readers see it as text. */
    html_block: { attrs: { html: {} }, group: 'block', atom: true, toDOM: (node) => ['div', { class: 'raw-html' }, node.attrs.html] },
    text: { group: 'inline' },
    hard_break: {
      group: 'inline',
      inline: true,
      selectable: false,
      linebreakReplacement: true,
      leafText: () => '\n',
      parseDOM: [{ tag: 'br' }],
      toDOM: () => ['br'],
    },
    /** Readers do not see images; their source is kept. */
    image: { attrs: { source: {} }, group: 'inline', inline: true, selectable: false, toDOM: () => ['span', { class: 'raw-image' }] },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [
        {
          tag: 'a[href]',
          getAttrs: (link) => {
            const href = completed(link.getAttribute('href') ?? '');
            return href !== null && { href };
          },
        },
      ],
      toDOM: (mark) => ['a', isShown(mark.attrs.href) ? { href: mark.attrs.href } : {}, 0],
    },
    em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }], toDOM: () => ['em', 0] },
    strong: { parseDOM: [{ tag: 'strong' }, { tag: 'b' }], toDOM: () => ['strong', 0] },
    code: { parseDOM: [{ tag: 'code' }], toDOM: () => ['code', 0] },
  },
});
