/** What is pasted: structure without styles, and every word. */
import { Fragment, Slice } from 'prosemirror-model';
import type { EditorProps } from 'prosemirror-view';
import { disarmed } from './paste-html.ts';
import { restructure } from './paste-structure.ts';
import { schema } from './schema.ts';

const { nodes } = schema;

export const paste: EditorProps = {
  transformPastedHTML: pastedHtml,
  clipboardTextParser: (text, $context) => {
    const marks = $context.marks();
    const paragraphs = pastedParagraphs(text).map((lines) => {
      const content = lines.flatMap((line, index) => [...(index > 0 ? [nodes.hard_break!.create()] : []), ...(line ? [schema.text(line, marks)] : [])]);
      return nodes.paragraph!.create(null, content);
    });
    return new Slice(Fragment.fromArray(paragraphs), paragraphs.length > 0 ? 1 : 0, paragraphs.length > 0 ? 1 : 0);
  },
};

export function pastedHtml(html: string): string {
  const safe = disarmed(html);
  // copied here, or from an editor like this
  if (safe.includes('data-pm-slice')) {
    return safe;
  }
  const { body } = new DOMParser().parseFromString(`<!doctype html><html><body>${safe}</body></html>`, 'text/html');
  restructure(body);
  return body.innerHTML;
}

/** Plain text: the lines of its paragraphs, which blank lines part. */
export function pastedParagraphs(text: string): string[][] {
  const paragraphs = text.replace(/\r\n?/g, '\n').split(/\n(?:[ \t]*\n)+/);
  return paragraphs.map((paragraph) => paragraph.split('\n').map((line) => line.trim()).filter(Boolean)).filter((lines) => lines.length > 0);
}
