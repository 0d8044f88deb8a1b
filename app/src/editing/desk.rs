//! The editor's desk: all texts being edited, on whatever page.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use uuid::Uuid;

use super::field_editor::{FieldEditor, SaveState, Typist};
use super::overview::Overview;
use super::undo::{Step, TextChange, UndoHistory};
use super::{dom, journal, rich_text};
use crate::HAS_EDITING;
use crate::api::{ApiError, delete_item, restore_item, withdraw_item};
use crate::i18n::{self, words};
use crate::model::{ChangeSet, Drafts, FieldDraft, FieldRef, ItemId, ItemKind, Present, TopicLink, Viewer};

/// Which way one goes through what was done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Forth,
}

/// An item that is to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The item.
    pub item: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// Whether readers see it, so that it can also only be taken off the site.
    pub is_published: bool,
    /// Where to go afterwards, if the page goes with it.
    pub goes_to: Option<&'static str>,
}

/// A page whose texts lie on the desk.
#[derive(Debug, Default)]
struct LaidOut {
    /// What it is about, and whether readers see it.
    item: Option<(ItemId, bool)>,
    fields: BTreeSet<FieldRef>,
    /// Posts that were never published.
    new_posts: BTreeSet<ItemId>,
    /// Which of its texts go out by themselves, and when.
    scheduled: Vec<(FieldRef, String)>,
    /// Where else what is shown is to be read.
    also_on: Vec<(ItemId, Vec<TopicLink>)>,
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
    /// What is to be deleted, while one is asked.
    pub deletion: RwSignal<Option<Deletion>>,
    /// Whether one leaves the site on purpose, to log in or out; then nobody asks whether to leave.
    pub leaves: RwSignal<bool>,
    /// Something to be told once, quietly.
    pub notice: RwSignal<Option<String>>,
    /// Whether the rich-text editor is loaded; until then, or where it does not come, texts are edited as their source.
    pub rich_text: RwSignal<bool>,
    fields: RwSignal<BTreeMap<FieldRef, FieldEditor>>,
    /// How far they are together.
    overview: Overview,
    /// The page that was last laid out.
    laid_out: RwSignal<LaidOut>,
    /// The text that one is in.
    pub focused: RwSignal<Option<FieldRef>>,
    /// Who else edits the page.
    pub others: RwSignal<Vec<Present>>,
    /// What can be taken back.
    history: RwSignal<UndoHistory>,
    /// This tab, among others of the same account, and how often it has said where it is.
    tab: StoredValue<(Uuid, i32)>,
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
            deletion: RwSignal::new(None),
            leaves: RwSignal::new(false),
            notice: RwSignal::new(None),
            rich_text: RwSignal::new(false),
            fields: RwSignal::new(BTreeMap::new()),
            overview: Overview::new(),
            laid_out: RwSignal::default(),
            focused: RwSignal::new(None),
            others: RwSignal::new(Vec::new()),
            history: RwSignal::new(UndoHistory::default()),
            tab: StoredValue::new((Uuid::nil(), 0)),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// Whether someone is logged in. What stands behind this test is not in the readers' program.
    #[inline]
    pub fn is_staffed(self) -> bool {
        HAS_EDITING && self.viewer.with_value(Option::is_some)
    }

    fn account(self) -> Option<i64> {
        self.viewer.with_value(|viewer| viewer.as_ref().map(|viewer| viewer.account))
    }

    fn typist(self) -> Option<Typist> {
        let (history, overview, reload) = (self.history, self.overview, self.reload);
        self.account().map(|account| Typist { account, tab: self.tab(), history, overview, reload })
    }

    /// Lays a page's drafts on the desk; `item` is what the page is about.
    pub fn lay_out(self, item: ItemId, drafts: &Drafts) {
        let Some(typist) = self.typist() else { return };
        let scheduled = drafts.fields.iter().filter_map(|draft| Some((draft.field, draft.scheduled_for.clone()?)));
        self.laid_out.set(LaidOut {
            item: Some((item, drafts.is_published(item))),
            fields: drafts.fields.iter().map(|draft| draft.field).collect(),
            new_posts: drafts.new_posts.iter().copied().collect(),
            scheduled: scheduled.collect(),
            also_on: drafts.also_on.clone(),
        });
        for draft in &drafts.fields {
            if let Some(editor) = self.find(draft.field) {
                editor.refresh(draft);
            } else {
                self.add(|| FieldEditor::new(draft, typist));
            }
        }
    }

    /// This window, among others of the same account. Chosen at the first use: rendering on the server and in the browser must not differ.
    pub fn tab(self) -> Uuid {
        self.tab.update_value(|(tab, _)| {
            if tab.is_nil() {
                *tab = Uuid::new_v4();
            }
        });
        self.tab.get_value().0
    }

    /// The number of what this window says next of where it is: what overtakes it on the way is later all the same.
    pub fn next_beat(self) -> i32 {
        self.tab.update_value(|(_, beat)| *beat += 1);
        self.tab.get_value().1
    }

    /// The editor of a field, once its page was laid out.
    pub fn find(self, field: FieldRef) -> Option<FieldEditor> {
        self.fields.with_untracked(|fields| fields.get(&field).copied())
    }

    fn add(self, make: impl FnOnce() -> FieldEditor) {
        let editor = self.owner.with_value(|owner| owner.with(make));
        self.fields.update(|fields| {
            fields.insert(editor.field, editor);
        });
    }

    /// Sends what an earlier visit of the same account left in the journal.
    pub fn replay_journal(self) {
        let Some(typist) = self.typist() else { return };
        for entry in journal::entries(typist.account) {
            match self.find(entry.field) {
                // A second text for the same field waits in the journal for the next visit.
                Some(editor) if editor.state.get_untracked() != SaveState::Saved => {}
                Some(editor) => editor.resume(&entry),
                None => self.add(|| FieldEditor::from_journal(&entry, typist)),
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
        self.fields.with_untracked(|fields| fields.values().for_each(|editor| editor.retry()));
    }

    /// How many changes of the shown page are unpublished; a new post counts as one.
    pub fn unpublished_count(self) -> usize {
        self.laid_out.with(|LaidOut { fields, new_posts, .. }| {
            let is_counted = |field: &FieldRef| fields.contains(field) && !new_posts.contains(&field.item);
            self.overview.unpublished_among(is_counted) + new_posts.len()
        })
    }

    /// Loads what editing needs beyond the page's own program.
    pub async fn load_rich_text(self) {
        self.rich_text.set(rich_text::load().await);
    }

    /// These drafts were discarded on the server; they can be brought back.
    pub fn discarded(self, sets: &[ChangeSet]) {
        let Some(typist) = self.typist() else { return };
        let mut changes = Vec::new();
        for set in sets {
            for change in &set.changes {
                let field = FieldRef { item: set.item, field: change.field };
                let published = change.published.clone().unwrap_or_default();
                changes.push(TextChange { field, before: change.draft.clone(), after: published.clone() });
                let version = change.version + 1;
                if let Some(editor) = self.find(field) {
                    editor.discarded(published, version);
                } else {
                    // It stands on another part of the timeline.
                    let (kind, draft, html, scheduled_for) = (set.kind, None, None, None);
                    let draft = FieldDraft { field, kind, version, published, draft, html, scheduled_for };
                    self.add(|| FieldEditor::new(&draft, typist));
                }
            }
        }
        self.history.update(|history| history.did(Step::Discarded(changes)));
        self.notice.set(Some(words::DISCARDED.to_owned()));
    }

    /// Asks whether to delete what the page is about.
    pub fn ask_to_delete_page(self, kind: ItemKind) {
        let deletion = self.laid_out.with_untracked(|page| page.item).map(|(item, is_published)| Deletion {
            item,
            kind,
            is_published,
            goes_to: Some("/verwaltung"),
        });
        self.deletion.set(deletion);
    }

    /// When the first of some texts goes out by itself, in words; none where none does.
    pub fn scheduled_for(self, fields: &[FieldRef]) -> Option<String> {
        self.laid_out.with(|page| {
            let (_, at) = page.scheduled.iter().find(|(field, _)| fields.contains(field))?;
            Some(i18n::scheduled_for(at))
        })
    }

    /// What the page that was last laid out is about.
    pub fn item(self) -> Option<ItemId> {
        self.laid_out.with(|page| page.item).map(|(item, _)| item)
    }

    /// In which other places a text is to be read, in words.
    pub fn also_on(self, field: FieldRef) -> Option<String> {
        self.laid_out.with(|page| {
            let (_, topics) = page.also_on.iter().find(|(item, _)| *item == field.item)?;
            Some(i18n::also_on(topics))
        })
    }

    /// Who else is in a text.
    pub fn others_in(self, field: FieldRef) -> Option<String> {
        let names: Vec<String> = self
            .others
            .with(|others| others.iter().filter(|other| other.text == Some(field)).map(i18n::present_name).collect());
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Takes an item off the site, after everything typed has reached the store.
    ///
    /// # Errors
    /// Those of [`withdraw_item`].
    pub async fn withdraw(self, item: ItemId) -> Result<(), ApiError> {
        self.settled().await;
        withdraw_item(item).await?;
        self.notice.set(Some(words::WITHDRAWN_NOW.to_owned()));
        self.reload.update(|count| *count += 1);
        Ok(())
    }

    fn is_shown(self) -> impl Fn(FieldRef) -> bool {
        self.laid_out.track();
        move |field| self.laid_out.with_untracked(|page| page.fields.contains(&field))
    }

    /// Whether there is something to take back on this page.
    pub fn can_undo(self) -> bool {
        self.history.with(|history| history.can_undo(self.is_shown()))
    }

    /// Whether there is something that was taken back on this page.
    pub fn can_redo(self) -> bool {
        self.history.with(|history| history.can_redo(self.is_shown()))
    }

    /// Takes back what was last done on this page, in whatever text.
    pub async fn undo(self) {
        let is_shown = untrack(|| self.is_shown());
        let step = self.history.try_update(|history| history.undo(is_shown)).flatten();
        self.take(step, Way::Back).await;
    }

    /// Does again what was last taken back.
    pub async fn redo(self) {
        let is_shown = untrack(|| self.is_shown());
        let step = self.history.try_update(|history| history.redo(is_shown)).flatten();
        self.take(step, Way::Forth).await;
    }

    async fn take(self, step: Option<Step>, way: Way) {
        let Some(step) = step else { return };
        if matches!(step, Step::Discarded(_)) {
            self.notice.set(None);
        }
        for change in step.changes() {
            let (from, to) = match way {
                Way::Back => (&change.after, &change.before),
                Way::Forth => (&change.before, &change.after),
            };
            match self.find(change.field) {
                Some(editor) if editor.replace(from, to) => dom::focus_text(change.field),
                _ => self.notice.set(Some(words::CANNOT_UNDO.to_owned())),
            }
        }
        match step {
            Step::Typed(_) => {}
            Step::Discarded(_) => {
                self.settled().await;
                self.reload.update(|count| *count += 1);
            }
            Step::Deleted(item) => {
                let (done, words) = match way {
                    Way::Back => (restore_item(item).await, words::RESTORED),
                    Way::Forth => (delete_item(item).await, words::DELETED),
                };
                self.notice.set(Some(done.map_or_else(|error| i18n::error(&error), |()| words.to_owned())));
                self.reload.update(|count| *count += 1);
            }
        }
    }

    /// Deletes an item, after everything typed has reached the store.
    ///
    /// # Errors
    /// Those of [`delete_item`].
    pub async fn delete(self, item: ItemId) -> Result<(), ApiError> {
        self.settled().await;
        delete_item(item).await?;
        self.history.update(|history| history.did(Step::Deleted(item)));
        self.notice.set(Some(words::DELETED.to_owned()));
        Ok(())
    }

    /// How far the least finished text is.
    pub fn state(self) -> SaveState {
        self.overview.state()
    }

    /// Whether something is not in the store.
    pub fn is_unsaved(self) -> bool {
        untrack(|| self.state()) != SaveState::Saved
    }

    /// Ends when nothing is on its way any more.
    pub async fn settled(self) {
        loop {
            let saving = self.overview.saving_now();
            if saving.is_empty() {
                return;
            }
            saving.into_iter().filter_map(|field| self.find(field)).for_each(FieldEditor::leave);
            gloo_timers::future::TimeoutFuture::new(50).await;
        }
    }
}
