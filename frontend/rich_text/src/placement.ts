/** Where the toolbar floats on a wide window: never over the line in which somebody types. */
import type { EditorView } from 'prosemirror-view';

const gap = 10;

/** Sets the custom properties by which style/editor/rich-text.css places the toolbar. */
export function place(toolbar: HTMLElement, view: EditorView): void {
  const { left, top } = placeFor(toolbar.offsetWidth, toolbar.offsetHeight, view);
  toolbar.style.setProperty('--tools-left', `${Math.max(Math.min(left, innerWidth - toolbar.offsetWidth - gap), gap)}px`);
  toolbar.style.setProperty('--tools-top', `${top}px`);
}

function placeFor(width: number, height: number, view: EditorView): { left: number; top: number } {
  const { from, to, empty } = view.state.selection;
  const [start, end] = [view.coordsAtPos(from), view.coordsAtPos(to)];
  const field = view.dom.getBoundingClientRect();
  const barsEnd = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || gap;
  const above = (empty ? field.top : start.top) - height - gap;
  if (above >= barsEnd) {
    // at the other end than the name of the field, where it would cover that
    const isBesideName = above < field.top && field.top < above + height + 2 * gap;
    return { left: empty || isBesideName ? field.right - width : start.left, top: above };
  }
  if (field.right + width + 2 * gap <= innerWidth) {
    return { left: field.right + gap, top: Math.max(field.top, barsEnd) };
  }
  const covers = barsEnd + height > start.top && barsEnd < end.bottom;
  return { left: field.right - width, top: covers ? end.bottom + gap : barsEnd };
}
