//! The editor's desk: all texts being edited, on whatever page.

use leptos::prelude::*;
use uuid::Uuid;

use super::field_editor::{FieldEditor, LocalOnly, SaveState};
use super::journal;
use crate::model::{ChangeSet, Drafts, FieldRef, ItemId, Viewer};

/// Something to be told once, quietly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// In words.
    Words(String),
    /// Drafts were discarded; these texts can be brought back.
    Discarded(Vec<(FieldRef, String)>),
}

/// All that is being edited. Copies share the same state.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Who is logged in; the desk of a reader stays empty.
    pub viewer: StoredValue<Option<Viewer>>,
    /// The switch `Bearbeiten`.
    pub editing: RwSignal<bool>,
    /// Raised to load the page's content anew.
    pub reload: RwSignal<u32>,
    /// What was last done.
    pub notice: RwSignal<Option<Notice>>,
    fields: RwSignal<Vec<FieldEditor>>,
    /// What belongs to the page that is shown: its fields, and its posts that were never published.
    shown: RwSignal<(Vec<FieldRef>, Vec<ItemId>)>,
    /// This tab, among others of the same account.
    tab: StoredValue<Uuid>,
    /// Editors belong to the app, not to the page that first showed them.
    owner: StoredValue<Owner>,
}

impl Desk {
    /// A desk for the whole visit.
    pub fn new(viewer: Option<Viewer>) -> Self {
        Self {
            viewer: StoredValue::new(viewer),
            editing: RwSignal::new(false),
            reload: RwSignal::new(0),
            notice: RwSignal::new(None),
            fields: RwSignal::new(Vec::new()),
            shown: RwSignal::new((Vec::new(), Vec::new())),
            tab: StoredValue::new(Uuid::nil()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// Whether someone is logged in.
    pub fn is_staffed(self) -> bool {
        self.viewer.with_value(Option::is_some)
    }

    fn account(self) -> Option<i64> {
        self.viewer.with_value(|viewer| viewer.as_ref().map(|viewer| viewer.account))
    }

    /// Lays a page's drafts on the desk.
    pub fn lay_out(self, drafts: &Drafts) {
        let Some(account) = self.account() else { return };
        self.shown.set((drafts.fields.iter().map(|draft| draft.field).collect(), drafts.new_posts.clone()));
        for draft in &drafts.fields {
            if let Some(editor) = self.find(draft.field) {
                editor.refresh(draft);
            } else {
                self.add(|| FieldEditor::new(draft, account, self.tab()));
            }
        }
    }

    /// Chosen at the first use: rendering on the server and in the browser must not differ.
    fn tab(self) -> Uuid {
        if self.tab.get_value().is_nil() {
            self.tab.set_value(Uuid::new_v4());
        }
        self.tab.get_value()
    }

    /// The editor of a field, once its page was laid out.
    pub fn find(self, field: FieldRef) -> Option<FieldEditor> {
        self.fields.with_untracked(|fields| fields.iter().find(|editor| editor.field == field).copied())
    }

    fn add(self, make: impl FnOnce() -> FieldEditor) {
        let editor = self.owner.with_value(|owner| owner.with(make));
        self.fields.update(|fields| fields.push(editor));
    }

    /// Sends what an earlier visit of the same account left in the journal.
    pub fn replay_journal(self) {
        let Some(account) = self.account() else { return };
        for entry in journal::entries(account) {
            match self.find(entry.field) {
                // A second text for the same field waits in the journal for the next visit.
                Some(editor) if editor.state.get_untracked() != SaveState::Saved => {}
                Some(editor) => editor.resume(&entry),
                None => self.add(|| FieldEditor::from_journal(&entry, account, self.tab())),
            }
        }
    }

    /// Forgets what is only on this device.
    pub fn clear_journal(self) {
        if let Some(account) = self.account() {
            journal::clear(account);
        }
    }

    /// Tries again what could not be sent.
    pub fn retry(self) {
        self.fields.with_untracked(|fields| fields.iter().for_each(|editor| editor.retry()));
    }

    /// How many changes of the shown page are unpublished; a new post counts as one.
    pub fn unpublished_count(self) -> usize {
        let (shown, new_posts) = self.shown.get();
        let is_new = |field: &FieldRef| new_posts.contains(&field.item);
        let changed = self.fields.with(|fields| {
            let of_page = fields.iter().filter(|editor| shown.contains(&editor.field) && !is_new(&editor.field));
            of_page.filter(|editor| editor.unpublished.get()).count()
        });
        changed + new_posts.len()
    }

    /// These drafts were discarded on the server; they can be brought back.
    pub fn discarded(self, sets: &[ChangeSet]) {
        let mut texts = Vec::new();
        for set in sets {
            for change in &set.changes {
                let field = FieldRef { item: set.item, field: change.field };
                texts.push((field, change.draft.clone()));
                if let Some(editor) = self.find(field) {
                    editor.discarded(change.published.clone().unwrap_or_default(), change.version + 1);
                }
            }
        }
        self.notice.set(Some(Notice::Discarded(texts)));
    }

    /// Brings discarded texts back as drafts.
    pub async fn put_back(self, texts: Vec<(FieldRef, String)>) {
        for (field, text) in texts {
            if let Some(editor) = self.find(field) {
                editor.put_back(text);
            }
        }
        self.settled().await;
        self.reload.update(|count| *count += 1);
    }

    /// How far the least finished text is.
    pub fn state(self) -> SaveState {
        self.fields.with(|fields| {
            fields
                .iter()
                .map(|editor| editor.state.get())
                .max_by_key(|state| urgency(*state))
                .unwrap_or(SaveState::Saved)
        })
    }

    /// The same, at this moment only.
    pub fn state_now(self) -> SaveState {
        untrack(|| self.state())
    }

    /// Whether something is not in the store.
    pub fn is_unsaved(self) -> bool {
        self.fields
            .with_untracked(|fields| fields.iter().any(|editor| editor.state.get_untracked() != SaveState::Saved))
    }

    /// Ends when nothing is on its way any more.
    pub async fn settled(self) {
        while self.fields.with_untracked(|fields| fields.iter().any(|e| e.state.get_untracked() == SaveState::Saving)) {
            self.fields.with_untracked(|fields| fields.iter().for_each(|editor| editor.leave()));
            gloo_timers::future::TimeoutFuture::new(50).await;
        }
    }
}

fn urgency(state: SaveState) -> u8 {
    match state {
        SaveState::Saved => 0,
        SaveState::Saving => 1,
        SaveState::LocalOnly(LocalOnly::Unreachable) => 2,
        SaveState::LocalOnly(LocalOnly::Refused) => 3,
        SaveState::LocalOnly(LocalOnly::SignedOut) => 4,
        SaveState::Unsaved => 5,
        SaveState::Conflict => 6,
    }
}
