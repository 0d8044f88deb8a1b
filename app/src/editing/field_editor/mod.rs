//! One text being edited, and its state.

mod sending;

use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::journal::{self, Attempt, Entry};
use super::overview::Overview;
use super::undo::{Step, TextChange, UndoHistory};
use crate::model::{Conflict, FieldDraft, FieldKind, FieldProblem, FieldRef, ItemKind, merge_paragraphs};

/// Why a text is only on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalOnly {
    /// The server or the store cannot be reached; it is tried again.
    Unreachable,
    /// The log-in has expired; saved after the next one.
    SignedOut,
    /// The store does not take this text; the reason stands at the field.
    Refused,
    /// The server does not understand this page's program, which is another build's.
    Outdated,
}

/// How far a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// The store has it.
    Saved,
    /// On its way.
    Saving,
    /// Not in the store.
    LocalOnly(LocalOnly),
    /// Neither the store nor this device has it: only the page.
    Unsaved,
    /// Someone else changed the field; both texts are kept until one decides.
    Conflict,
}

/// How long typing must pause before a text is sent.
const PAUSE: Duration = Duration::from_millis(500);

/// What the store has of a field.
#[derive(Clone)]
struct Stored {
    text: String,
    version: i64,
    /// The text rendered, where that is known.
    html: Option<String>,
}

/// Who types, and where that is told; the same for all texts of a desk.
#[derive(Clone, Copy)]
pub(super) struct Typist {
    pub(super) account: i64,
    /// The window, among others of the same account.
    pub(super) tab: Uuid,
    /// What can be taken back, in all texts.
    pub(super) history: RwSignal<UndoHistory>,
    /// How far all texts are.
    pub(super) overview: Overview,
    /// Raised to load the page's content anew.
    pub(super) reload: RwSignal<u32>,
}

/// One text being edited. Copies share the same state.
#[derive(Clone, Copy)]
pub struct FieldEditor {
    /// Which text.
    pub field: FieldRef,
    /// Of what.
    pub kind: ItemKind,
    typist: StoredValue<Typist>,
    /// What stands in the field now.
    pub text: RwSignal<String>,
    /// The rendered text, for `CommonMark` fields; none while it is not known for the text that stands there.
    pub html: RwSignal<Option<String>>,
    /// How far the text is.
    pub state: RwSignal<SaveState>,
    /// What is wrong with it, if anything.
    pub problem: RwSignal<Option<FieldProblem>>,
    /// Both texts, while one must decide.
    pub conflict: RwSignal<Option<Conflict>>,
    /// Whether it differs from what is published.
    pub unpublished: RwSignal<bool>,
    /// Raised when the text is changed by other hands than the typist's, and must be shown anew.
    pub replaced: RwSignal<u32>,
    /// The text that typing started from.
    stored: RwSignal<Stored>,
    /// Raised with each keystroke; a save waits until it stands still.
    keystroke: RwSignal<u32>,
    /// Whether a save is on its way: saves of one field go one after the other.
    in_flight: RwSignal<bool>,
    /// Whether the wait for the server is to be cut short.
    hurry: RwSignal<bool>,
    operation: RwSignal<Uuid>,
    /// The save that was sent and not answered: whether the store has it is to be known before anything else is sent.
    attempt: StoredValue<Option<Attempt>>,
}

impl FieldEditor {
    fn typist(self) -> Typist {
        self.typist.get_value()
    }

    pub(super) fn new(draft: &FieldDraft, typist: Typist) -> Self {
        let editor = Self {
            field: draft.field,
            kind: draft.kind,
            typist: StoredValue::new(typist),
            text: RwSignal::new(draft.current().to_owned()),
            html: RwSignal::new(draft.html.clone()),
            state: RwSignal::new(SaveState::Saved),
            problem: RwSignal::new(None),
            conflict: RwSignal::new(None),
            unpublished: RwSignal::new(draft.draft.is_some()),
            replaced: RwSignal::new(0),
            stored: RwSignal::new(Stored::from(draft)),
            keystroke: RwSignal::new(0),
            in_flight: RwSignal::new(false),
            hurry: RwSignal::new(false),
            operation: RwSignal::new(Uuid::new_v4()),
            attempt: StoredValue::new(None),
        };
        if draft.draft.is_some() {
            typist.overview.tell_unpublished(draft.field, true);
            editor.check();
        }
        editor
    }

    /// An editor for a text that an earlier visit left in the journal; it is on its way at once.
    pub(super) fn from_journal(entry: &Entry, typist: Typist) -> Self {
        let draft = FieldDraft {
            field: entry.field,
            kind: entry.kind,
            version: entry.base_version,
            published: String::new(),
            draft: Some(entry.text.clone()),
            html: None,
            scheduled_for: None,
        };
        let editor = Self::new(&draft, typist);
        editor.resume(entry);
        editor
    }

    /// Takes up a text that an earlier visit left in the journal.
    pub(super) fn resume(self, entry: &Entry) {
        self.text.set(entry.text.clone());
        self.html.set(None);
        self.set_unpublished(true);
        self.stored.set(Stored { text: entry.base.clone(), version: entry.base_version, html: None });
        self.operation.set(entry.operation);
        self.attempt.set_value(entry.attempt.clone());
        self.set_state(SaveState::Saving);
        self.replaced.update(|count| *count += 1);
        self.check();
        // The entry is this tab's now.
        if self.keep() && entry.tab != self.typist().tab {
            journal::remove(self.typist().account, entry.tab, entry.field);
        }
        // A colleague may have gone on from what had arrived, which its answer does not say.
        let may_be_older = entry.attempt.is_some();
        spawn_local(async move {
            self.send(true).await;
            if may_be_older && self.state.get_untracked() == SaveState::Saved {
                self.typist().reload.update(|count| *count += 1);
            }
        });
    }

    /// Takes what the server says of the field, unless something here is not in the store yet, or is newer.
    pub(super) fn refresh(self, draft: &FieldDraft) {
        let is_older = self.stored.with_untracked(|stored| draft.version < stored.version);
        if is_older || self.state.get_untracked() != SaveState::Saved || self.in_flight.get_untracked() {
            return;
        }
        let changed = self.text.with_untracked(|text| text != draft.current());
        self.stored.set(Stored::from(draft));
        self.set_unpublished(draft.draft.is_some());
        self.html.set(draft.html.clone());
        if changed {
            self.text.set(draft.current().to_owned());
            self.replaced.update(|count| *count += 1);
        }
    }

    /// What is told twice would make all that shows it look again.
    fn set_state(self, state: SaveState) {
        if self.state.get_untracked() != state {
            self.state.set(state);
            self.typist().overview.tell_state(self.field, state);
        }
    }

    fn set_unpublished(self, is_unpublished: bool) {
        if self.unpublished.get_untracked() != is_unpublished {
            self.unpublished.set(is_unpublished);
            self.typist().overview.tell_unpublished(self.field, is_unpublished);
        }
    }

    /// The typist changed the text.
    pub fn type_text(self, text: String) {
        let before = self.text.get_untracked();
        if before != text {
            let change = TextChange { field: self.field, before, after: text.clone() };
            self.typist().history.update(|history| history.typed(change, js_sys::Date::now()));
            self.change(text);
        }
    }

    /// Replaces a text that someone wrote here by another one, as a step taken back does; answers whether that was possible.
    /// What others wrote into other paragraphs since then stays.
    pub(super) fn replace(self, from: &str, to: &str) -> bool {
        let current = self.text.get_untracked();
        let text = match self.field.field.kind() {
            _ if current == from => Some(to.to_owned()),
            FieldKind::RichText => merge_paragraphs(from, to, &current),
            FieldKind::Line | FieldKind::Lines | FieldKind::List => None,
        };
        let Some(text) = text else { return false };
        self.change(text);
        self.replaced.update(|count| *count += 1);
        true
    }

    /// The text is another one now, and goes to the store.
    fn change(self, text: String) {
        self.text.set(text);
        self.html.set(self.stored_html());
        self.operation.set(Uuid::new_v4());
        let kept = self.keep();
        self.check();
        if self.conflict.with_untracked(Option::is_some) {
            return;
        }
        self.set_unpublished(true);
        if !self.waits_for_the_server() {
            self.set_state(SaveState::Saving);
        } else if !kept {
            self.set_state(SaveState::Unsaved);
        }
        self.keystroke.update(|count| *count += 1);
        let keystroke = self.keystroke.get_untracked();
        spawn_local(async move {
            TimeoutFuture::new(millis(PAUSE)).await;
            if self.keystroke.try_get_untracked() == Some(keystroke) {
                self.send(false).await;
            }
        });
    }

    /// The typist left the field: no need to wait any longer.
    pub fn leave(self) {
        if self.state.get_untracked() == SaveState::Saving {
            spawn_local(self.send(false));
        }
    }

    /// Tries again at once what waits for the server.
    pub(super) fn retry(self) {
        self.hurry.set(true);
    }

    /// The rendered text, where the one that stands there is the one that was rendered.
    fn stored_html(self) -> Option<String> {
        self.stored.with_untracked(|stored| {
            let is_it = self.text.with_untracked(|text| *text == stored.text);
            stored.html.clone().filter(|_| is_it)
        })
    }

    fn waits_for_the_server(self) -> bool {
        self.in_flight.get_untracked()
            && matches!(self.state.get_untracked(), SaveState::LocalOnly(_) | SaveState::Unsaved)
    }

    /// The draft was discarded: the next save starts from there. What is not in the store was not discarded, and stays.
    pub(super) fn discarded(self, published: String, version: i64) {
        self.stored.set(Stored { text: published.clone(), version, html: None });
        if self.state.get_untracked() != SaveState::Saved {
            self.conflict.update(|conflict| {
                if let Some(conflict) = conflict {
                    conflict.theirs = published;
                    conflict.version = version;
                }
            });
            // What may have arrived of it was discarded with the draft; what stands here is a new text.
            self.attempt.set_value(None);
            self.operation.set(Uuid::new_v4());
            self.keep();
            return;
        }
        self.text.set(published);
        self.html.set(None);
        self.set_unpublished(false);
        self.problem.set(None);
        self.replaced.update(|count| *count += 1);
    }

    /// Ends a conflict with a text: one's own, the other one, or both. It can be taken back: one's own is nowhere else.
    pub fn resolve(self, text: String) {
        let Some(conflict) = self.conflict.get_untracked() else { return };
        let before = self.text.get_untracked();
        if before != text {
            let change = TextChange { field: self.field, before, after: text.clone() };
            self.typist().history.update(|history| history.did(Step::Typed(change)));
        }
        self.conflict.set(None);
        self.set_state(SaveState::Saving);
        self.start_from(&conflict, text);
        spawn_local(self.send(true));
    }

    /// Goes on from the other text of a conflict, with a text that takes it into account.
    fn start_from(self, conflict: &Conflict, text: String) {
        self.stored.set(Stored { text: conflict.theirs.clone(), version: conflict.version, html: None });
        self.operation.set(Uuid::new_v4());
        self.html.set(None);
        self.text.set(text);
        self.replaced.update(|count| *count += 1);
        self.keep();
        self.check();
    }

    /// Takes up what someone else changed in other paragraphs; answers whether nothing else was changed.
    fn merge(self, conflict: &Conflict) -> bool {
        if self.field.field.kind() != FieldKind::RichText {
            return false;
        }
        let base = self.stored.with_untracked(|stored| stored.text.clone());
        let merged = self.text.with_untracked(|mine| merge_paragraphs(&base, mine, &conflict.theirs));
        merged.map(|text| self.start_from(conflict, text)).is_some()
    }

    /// Both texts of a conflict, the other one first.
    pub fn both(self, conflict: &Conflict) -> String {
        let between = match self.field.field.kind() {
            FieldKind::Line => " / ",
            FieldKind::Lines | FieldKind::List => "\n",
            FieldKind::RichText => "\n\n",
        };
        format!("{}{between}{}", conflict.theirs, self.text.get_untracked())
    }

    /// The state's short reason is a problem with the text itself.
    fn check(self) {
        self.problem.set(self.text.with_untracked(|text| self.field.field.check_publishable(self.kind, text).err()));
    }

    /// Writes the text into the journal; answers whether this device has it now.
    fn keep(self) -> bool {
        let Stored { text: base, version: base_version, .. } = self.stored.get_untracked();
        let entry = Entry {
            tab: self.typist().tab,
            field: self.field,
            kind: self.kind,
            text: self.text.get_untracked(),
            base,
            base_version,
            operation: self.operation.get_untracked(),
            attempt: self.attempt.get_value(),
        };
        journal::write(self.typist().account, &entry)
    }
}

impl From<&FieldDraft> for Stored {
    fn from(draft: &FieldDraft) -> Self {
        Self { text: draft.current().to_owned(), version: draft.version, html: draft.html.clone() }
    }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
