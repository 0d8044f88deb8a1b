/** The rich-text box: what the page mounts on an element. */
import { EditorState, type Transaction } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { gestures, keys } from './editing.ts';
import { paste } from './paste.ts';
import { shortcuts } from './shortcuts.ts';
import { show } from './show.ts';
import { follow, read } from './source.ts';
import { toolbar } from './toolbar.ts';
import type { Words } from './words.ts';

export type { Words } from './words.ts';

export interface RichText {
  /** Shows a text that others wrote. */
  show(text: string): void;
  destroy(): void;
}

/** Makes the element, which has an id, a box for a CommonMark text. `changed` gets the text after each change made in it. */
export function mount(element: HTMLElement, text: string, words: Words, changed: (text: string) => void): RichText {
  const { doc, source: first } = read(text);
  let source = first;
  const view = new EditorView(
    { mount: element },
    {
      state: EditorState.create({ doc, plugins: [toolbar(words), shortcuts, ...keys, gestures] }),
      attributes: { spellcheck: 'true', autocapitalize: 'sentences', translate: 'yes' },
      ...marginsOfThePage(),
      ...paste,
      dispatchTransaction(transaction: Transaction) {
        const before = view.state.doc;
        view.updateState(view.state.apply(transaction));
        const last = source;
        source = follow(source, before, view.state.doc);
        if (source.text !== last.text) {
          changed(source.text);
        }
      },
    },
  );
  return {
    show(text) {
      if (text !== source.text) {
        const shown = show(view.state, source, text);
        source = shown.source;
        view.updateState(view.state.apply(shown.transaction));
      }
    },
    destroy() {
      view.destroy();
      element.classList.remove('ProseMirror-focused');
    },
  };
}

/** How far the caret keeps from the window's edges, where bars cover the text. */
function marginsOfThePage() {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  const margin = { top: parseFloat(scrollPaddingTop) || 0, bottom: parseFloat(scrollPaddingBottom) || 0, left: 0, right: 0 };
  return { scrollMargin: margin, scrollThreshold: margin };
}
