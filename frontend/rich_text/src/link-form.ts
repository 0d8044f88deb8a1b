/** The form in the toolbar that asks where a link leads. */
import type { EditorView } from 'prosemirror-view';
import { linkAt, removeLink, setLink } from './commands.ts';
import { completed } from './link-target.ts';
import type { Words } from './words.ts';

export class LinkForm {
  readonly element = document.createElement('form');
  readonly #view: EditorView;
  readonly #words: Words;
  readonly #toggled: () => void;
  readonly #box = document.createElement('input');
  readonly #error = document.createElement('p');
  readonly #remove = document.createElement('button');

  constructor(view: EditorView, words: Words, toggled: () => void) {
    this.#view = view;
    this.#words = words;
    this.#toggled = toggled;
    const label = document.createElement('label');
    const apply = document.createElement('button');
    this.element.className = 'rich-text-tools__link';
    this.element.noValidate = true;
    this.element.hidden = true;
    label.htmlFor = `${view.dom.id}-link`;
    label.textContent = words.linkTarget;
    Object.assign(this.#box, { id: label.htmlFor, type: 'text', inputMode: 'url', autocomplete: 'off', autocapitalize: 'none', spellcheck: false });
    Object.assign(apply, { type: 'submit', className: 'button button--primary', textContent: words.linkApply });
    Object.assign(this.#remove, { type: 'button', className: 'button', textContent: words.linkRemove });
    Object.assign(this.#error, { id: `${view.dom.id}-link-error`, className: 'field-error', hidden: true });
    this.#error.setAttribute('role', 'alert');
    this.element.append(label, this.#box, apply, this.#remove, this.#error);
    this.element.addEventListener('submit', (event) => this.#submit(event));
    this.element.addEventListener('keydown', (event) => event.key === 'Escape' && this.close());
    this.#remove.addEventListener('click', () => {
      removeLink(this.#view.state, this.#view.dispatch);
      this.close();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    const { href } = linkAt(this.#view.state);
    this.#box.value = href;
    this.#remove.hidden = href === '';
    this.#say('');
    this.element.hidden = false;
    this.#toggled();
    this.#box.select();
  }

  /** Goes back to the text. */
  close(): void {
    this.hide();
    this.#view.focus();
  }

  hide(): void {
    this.element.hidden = true;
    this.#toggled();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const href = completed(this.#box.value);
    if (href === null) {
      this.#say(this.#words.linkInvalid);
      this.#box.focus();
      return;
    }
    setLink(href)(this.#view.state, this.#view.dispatch);
    this.close();
  }

  #say(problem: string): void {
    this.#error.textContent = problem;
    this.#error.hidden = problem === '';
    if (problem) {
      this.#box.setAttribute('aria-invalid', 'true');
      this.#box.setAttribute('aria-describedby', this.#error.id);
    } else {
      this.#box.removeAttribute('aria-invalid');
      this.#box.removeAttribute('aria-describedby');
    }
    this.#toggled();
  }
}
