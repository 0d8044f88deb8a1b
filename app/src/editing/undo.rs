//! What was done on the desk, to be taken back and done again, whatever text it was done in.

use crate::model::{FieldRef, ItemId};

/// Changes of one text with shorter pauses than this, in milliseconds, are one step.
const PAUSE: f64 = 1_000.0;

/// One text before and after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextChange {
    pub(super) field: FieldRef,
    pub(super) before: String,
    pub(super) after: String,
}

/// What is taken back at once: typing in one text, or how its conflict was decided; all texts of a discard; or that an item went into
/// the bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Typed(TextChange),
    Discarded(Vec<TextChange>),
    Deleted(ItemId),
}

/// The steps of a visit, as far back as it goes.
#[derive(Debug, Default)]
pub(super) struct UndoHistory {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// When the last step was typed, in milliseconds; none where the next change is a step of its own.
    typed_at: Option<f64>,
}

impl Step {
    pub(super) fn changes(&self) -> &[TextChange] {
        match self {
            Self::Typed(change) => std::slice::from_ref(change),
            Self::Discarded(changes) => changes,
            Self::Deleted(_) => &[],
        }
    }

    /// What was discarded or deleted may have left the page, and comes back to it.
    fn is_within_reach(&self, is_shown: impl Fn(FieldRef) -> bool) -> bool {
        match self {
            Self::Typed(change) => is_shown(change.field),
            Self::Discarded(_) | Self::Deleted(_) => true,
        }
    }
}

impl UndoHistory {
    /// A text was changed by the typist at a time in milliseconds.
    pub(super) fn typed(&mut self, change: TextChange, now: f64) {
        self.undone.clear();
        let goes_on = self.typed_at.is_some_and(|before| now - before < PAUSE);
        self.typed_at = Some(now);
        match self.done.last_mut() {
            Some(Step::Typed(last)) if goes_on && last.field == change.field && last.after == change.before => {
                last.after = change.after;
            }
            _ => self.done.push(Step::Typed(change)),
        }
    }

    /// Something was done that is a step of its own.
    pub(super) fn did(&mut self, step: Step) {
        self.undone.clear();
        self.typed_at = None;
        self.done.push(step);
    }

    /// The last step that is within reach of the page that is shown; it can be done again.
    pub(super) fn undo(&mut self, is_shown: impl Fn(FieldRef) -> bool) -> Option<Step> {
        self.typed_at = None;
        pass_on(&mut self.done, &mut self.undone, is_shown)
    }

    /// The last step that was taken back, and is within reach of the page that is shown.
    pub(super) fn redo(&mut self, is_shown: impl Fn(FieldRef) -> bool) -> Option<Step> {
        self.typed_at = None;
        pass_on(&mut self.undone, &mut self.done, is_shown)
    }

    pub(super) fn can_undo(&self, is_shown: impl Fn(FieldRef) -> bool) -> bool {
        self.done.iter().any(|step| step.is_within_reach(&is_shown))
    }

    pub(super) fn can_redo(&self, is_shown: impl Fn(FieldRef) -> bool) -> bool {
        self.undone.iter().any(|step| step.is_within_reach(&is_shown))
    }
}

/// The last step within reach goes from one pile to the other.
fn pass_on(from: &mut Vec<Step>, to: &mut Vec<Step>, is_shown: impl Fn(FieldRef) -> bool) -> Option<Step> {
    let index = from.iter().rposition(|step| step.is_within_reach(&is_shown))?;
    let step = from.remove(index);
    to.push(step.clone());
    Some(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FieldName;

    fn change(field: FieldName, before: &str, after: &str) -> TextChange {
        TextChange { field: FieldRef { item: ItemId(1), field }, before: before.into(), after: after.into() }
    }

    fn everywhere(_: FieldRef) -> bool {
        true
    }

    #[test]
    fn typing_without_a_pause_is_one_step_and_another_text_another() {
        let mut history = UndoHistory::default();
        history.typed(change(FieldName::Title, "", "A"), 0.0);
        history.typed(change(FieldName::Title, "A", "An"), 100.0);
        history.typed(change(FieldName::Title, "An", "Ank"), 2_000.0);
        history.typed(change(FieldName::Introduction, "x", "xy"), 2_100.0);
        let taken_back = std::iter::from_fn(|| history.undo(everywhere));
        let texts: Vec<_> = taken_back.map(|step| step.changes()[0].before.clone()).collect();
        assert_eq!(texts, ["x", "An", ""]);
    }

    #[test]
    fn a_step_taken_back_can_be_done_again_until_something_else_is_typed() {
        let mut history = UndoHistory::default();
        history.typed(change(FieldName::Title, "", "A"), 0.0);
        let step = history.undo(everywhere);
        assert_eq!((history.can_undo(everywhere), history.can_redo(everywhere)), (false, true));
        assert_eq!(history.redo(everywhere), step);
        history.undo(everywhere);
        history.typed(change(FieldName::Title, "", "B"), 0.0);
        assert_eq!(history.redo(everywhere), None);
    }

    #[test]
    fn what_was_typed_on_another_page_waits_there_and_what_was_discarded_comes_back_anywhere() {
        let mut history = UndoHistory::default();
        history.did(Step::Discarded(vec![change(FieldName::Name, "a", "")]));
        history.typed(change(FieldName::Title, "", "A"), 0.0);
        let nowhere = |_| false;
        assert_eq!(history.undo(nowhere), Some(Step::Discarded(vec![change(FieldName::Name, "a", "")])));
        assert!(!history.can_undo(nowhere) && history.can_undo(everywhere));
    }
}
