/** The toolbar: shown while somebody is in the text or in the toolbar itself. */
import { toggleMark } from 'prosemirror-commands';
import { type Command, type EditorState, Plugin } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { hasMark, isHeading, isIn, toggleHeading, toggleList, toggleQuote } from './commands.ts';
import { icon, type icons } from './icons.ts';
import { LinkForm } from './link-form.ts';
import { place } from './placement.ts';
import { schema } from './schema.ts';
import type { Words } from './words.ts';

interface Tool {
  name: keyof typeof icons;
  run: Command;
  isOn: (state: EditorState) => boolean;
}

const { nodes, marks } = schema;

const tools: Tool[] = [
  { name: 'bold', run: toggleMark(marks.strong!), isOn: (state) => hasMark(state, marks.strong!) },
  { name: 'italic', run: toggleMark(marks.em!), isOn: (state) => hasMark(state, marks.em!) },
  { name: 'heading', run: toggleHeading(1), isOn: (state) => isHeading(state, 1) },
  { name: 'subheading', run: toggleHeading(2), isOn: (state) => isHeading(state, 2) },
  { name: 'bulletList', run: toggleList(nodes.bullet_list!), isOn: (state) => isIn(state, nodes.bullet_list!) },
  { name: 'numberedList', run: toggleList(nodes.ordered_list!), isOn: (state) => isIn(state, nodes.ordered_list!) },
  { name: 'quote', run: toggleQuote, isOn: (state) => isIn(state, nodes.blockquote!) },
];

export function toolbar(words: Words): Plugin {
  let shown: Toolbar;
  return new Plugin({
    view: (view) => (shown = new Toolbar(view, words)),
    props: {
      handleKeyDown(_view, event) {
        if (event.altKey && event.key === 'F10') {
          shown.focus();
          return true;
        }
        if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
          shown.openLinkForm();
          return true;
        }
        return false;
      },
    },
  });
}

class Toolbar {
  readonly #view: EditorView;
  readonly #element = document.createElement('div');
  readonly #buttons: HTMLButtonElement[];
  readonly #linkForm: LinkForm;
  readonly #listeners = new AbortController();

  constructor(view: EditorView, words: Words) {
    this.#view = view;
    this.#linkForm = new LinkForm(view, words, () => this.update());
    const bar = document.createElement('div');
    bar.className = 'rich-text-tools__bar';
    bar.setAttribute('role', 'toolbar');
    bar.setAttribute('aria-label', words.toolbar);
    bar.setAttribute('aria-controls', view.dom.id);
    this.#buttons = [
      ...tools.map(({ name, run }) => this.#button(name, words[name], () => this.#run(run))),
      this.#button('link', words.link, () => (this.#linkForm.isOpen ? this.#linkForm.close() : this.#linkForm.open())),
    ];
    this.#buttons.forEach((button, index) => (button.tabIndex = index === 0 ? 0 : -1));
    bar.append(...this.#buttons);
    this.#element.className = 'rich-text-tools';
    this.#element.append(bar, this.#linkForm.element);
    const { signal } = this.#listeners;
    bar.addEventListener('keydown', (event) => this.#move(event), { signal });
    view.dom.addEventListener('focusin', () => this.#show(), { signal });
    for (const element of [view.dom, this.#element]) {
      element.addEventListener('focusout', (event) => this.#left(event.relatedTarget), { signal });
    }
    window.addEventListener('scroll', () => this.#place(), { signal, passive: true });
    window.addEventListener('resize', () => this.#place(), { signal });
    if (view.hasFocus()) {
      this.#show();
    }
  }

  update(): void {
    tools.forEach(({ isOn }, index) => this.#buttons[index]!.setAttribute('aria-pressed', String(isOn(this.#view.state))));
    const link = this.#buttons.at(-1)!;
    link.setAttribute('aria-pressed', String(hasMark(this.#view.state, marks.link!)));
    link.setAttribute('aria-expanded', String(this.#linkForm.isOpen));
    this.#place();
  }

  focus(): void {
    this.#buttons.find((button) => button.tabIndex === 0)!.focus();
  }

  openLinkForm(): void {
    this.#linkForm.open();
  }

  destroy(): void {
    this.#listeners.abort();
    this.#element.remove();
  }

  /** At the end of `main`: inside a landmark, and not between elements that the page's framework looks after. */
  #show(): void {
    const place = this.#view.dom.closest('main') ?? document.body;
    if (!this.#element.isConnected) {
      place.append(this.#element);
    }
    this.update();
  }

  #left(next: EventTarget | null): void {
    if (!(next instanceof Node && (this.#view.dom.contains(next) || this.#element.contains(next)))) {
      this.#linkForm.hide();
      this.#element.remove();
      this.#view.dom.dispatchEvent(new Event('richtextleft'));
    }
  }

  #place(): void {
    if (this.#element.isConnected) {
      place(this.#element, this.#view);
    }
  }

  #run(command: Command): void {
    command(this.#view.state, this.#view.dispatch, this.#view);
    this.#view.focus();
  }

  #button(name: keyof typeof icons, label: string, act: () => void): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'rich-text-tools__button';
    button.title = label;
    button.setAttribute('aria-label', label);
    button.append(icon(name));
    // the text keeps the focus and its selection
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', act);
    return button;
  }

  #move(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#view.focus();
      return;
    }
    const forwards = getComputedStyle(this.#element).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const backwards = forwards === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const at = this.#buttons.findIndex((button) => button === event.target);
    const count = this.#buttons.length;
    const next = { [forwards]: (at + 1) % count, [backwards]: (at + count - 1) % count, Home: 0, End: count - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.#buttons.forEach((button, index) => (button.tabIndex = index === next ? 0 : -1));
      this.#buttons[next]!.focus();
    }
  }
}
