/** What keys do in the text. */
import {
  baseKeymap,
  chainCommands,
  createParagraphNear,
  deleteSelection,
  joinBackward,
  liftEmptyBlock,
  newlineInCode,
  selectNodeBackward,
  setBlockType,
  splitBlock,
  toggleMark,
} from 'prosemirror-commands';
import { undoInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list';
import { type Command, Plugin, TextSelection } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { schema } from './schema.ts';

const { nodes, marks } = schema;

const hardBreak: Command = (state, dispatch) => {
  if (state.selection.$from.parent.type !== nodes.paragraph) {
    return false;
  }
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break!.create()).scrollIntoView());
  return true;
};

/** Runs a command where the caret stands at the very beginning of a block. */
function atBlockStart(command: Command): Command {
  return (state, dispatch, view) => {
    const { $from, empty } = state.selection;
    const isAtStart = view ? view.endOfTextblock('backward', state) : $from.parentOffset === 0;
    return empty && state.selection instanceof TextSelection && isAtStart && command(state, dispatch, view);
  };
}

const toParagraph = setBlockType(nodes.paragraph!);

const leaveList: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const isFirstInItem = $from.depth > 1 && $from.node(-1).type === nodes.list_item && $from.index(-1) === 0;
  return isFirstInItem && liftListItem(nodes.list_item!)(state, dispatch);
};

/** Only from a list within a list: Tab leaves the text everywhere else. */
const outdent: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const isNested = $from.depth > 3 && $from.node(-1).type === nodes.list_item && $from.node(-3).type === nodes.list_item;
  return isNested && liftListItem(nodes.list_item!)(state, dispatch);
};

const leave: Command = (_state, _dispatch, view) => {
  view?.dom.blur();
  return true;
};

/** Undoing is the page’s work, over all its texts; the browser’s own would garble the document. */
const notByTheBrowser: Command = () => true;

const enter = chainCommands(newlineInCode, splitListItem(nodes.list_item!), createParagraphNear, liftEmptyBlock, splitBlock);

export const keys = [
  keymap({
    Enter: enter,
    'Shift-Enter': chainCommands(newlineInCode, hardBreak, enter),
    Backspace: chainCommands(
      undoInputRule,
      deleteSelection,
      atBlockStart(toParagraph),
      atBlockStart(leaveList),
      joinBackward,
      selectNodeBackward,
    ),
    Tab: sinkListItem(nodes.list_item!),
    'Shift-Tab': outdent,
    Escape: leave,
    'Mod-b': toggleMark(marks.strong!),
    'Mod-i': toggleMark(marks.em!),
    'Mod-z': notByTheBrowser,
    'Shift-Mod-z': notByTheBrowser,
    'Mod-y': notByTheBrowser,
  }),
  keymap(baseKeymap),
];

export const gestures = new Plugin({
  props: {
    handleDOMEvents: {
      beforeinput(_view: EditorView, event: InputEvent) {
        if (event.inputType.startsWith('history')) {
          event.preventDefault();
        }
      },
      click(_view: EditorView, event: MouseEvent) {
        const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
        if (isPlain && (event.target as Element).closest('a')) {
          event.preventDefault();
        }
      },
    },
  },
});
