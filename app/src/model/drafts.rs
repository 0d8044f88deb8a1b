//! What editors see beside the published state, and what they do with it.

use serde::{Deserialize, Serialize};

use super::{Concern, FieldName, FieldRef, ItemId, ItemKind, TopicLink};

/// Every field of a page that can be edited, with its draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafts {
    /// All editable fields, also those without a draft.
    pub fields: Vec<FieldDraft>,
    /// Posts of this page that are not published, newest first.
    pub new_posts: Vec<ItemId>,
    /// Items of this page that topics' pages show too, with those topics; this page is not among them.
    pub also_on: Vec<(ItemId, Vec<TopicLink>)>,
}

impl Drafts {
    /// Whether readers see an item; what is published has at least one text.
    pub fn is_published(&self, item: ItemId) -> bool {
        self.fields.iter().any(|draft| draft.field.item == item && !draft.published.is_empty())
    }

    /// The draft of one field.
    pub fn get(&self, field: FieldRef) -> Option<&FieldDraft> {
        self.fields.iter().find(|draft| draft.field == field)
    }
}

/// One field as an editor gets it. An e-mail address is masked here too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDraft {
    /// Which text.
    pub field: FieldRef,
    /// Of what.
    pub kind: ItemKind,
    /// Counts every change of the text editors see; 0 where it was never edited.
    pub version: i64,
    /// The published source text; empty for a new post.
    pub published: String,
    /// The unpublished source text, where there is one.
    pub draft: Option<String>,
    /// The text editors see as sanitised HTML, for `CommonMark` fields.
    pub html: Option<String>,
    /// When a version of it goes out by itself, in Berlin's time: `25.11.2026, 18:00`.
    pub scheduled_for: Option<String>,
}

impl FieldDraft {
    /// The text editors see: the draft, else what is published.
    pub fn current(&self) -> &str {
        self.draft.as_deref().unwrap_or(&self.published)
    }
}

/// The answer to a save that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The field's version now; the next save names it.
    pub version: i64,
    /// Whether the text differs from what is published.
    pub unpublished: bool,
    /// The text as sanitised HTML, for `CommonMark` fields.
    pub html: Option<String>,
}

/// The answer to a save that started from a version that is no longer the newest. Nothing was overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Which text.
    pub field: FieldRef,
    /// The version now.
    pub version: i64,
    /// The text now.
    pub theirs: String,
    /// The text that was not kept.
    pub mine: String,
    /// Who wrote the text that stands now, where that is known.
    pub author: Option<String>,
}

/// One unpublished field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field.
    pub field: FieldName,
    /// The version that is shown here; publishing names it, so that nothing unseen goes out.
    pub version: i64,
    /// What readers see now; none for a new post.
    pub published: Option<String>,
    /// What they would see.
    pub draft: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was last written, in Berlin's time: `22.11.2026, 14:03`.
    pub drafted_at: String,
    /// What to look at before it goes out.
    pub concerns: Vec<Concern>,
    /// When a version of it goes out by itself, in Berlin's time.
    pub scheduled_for: Option<String>,
}

/// What can be published or left out together: one field of a published item, or a whole new post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// The item.
    pub item: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// What people call it: its title, name, or the teaser's first words.
    pub item_name: String,
    /// Whether it has never been published.
    pub is_new: bool,
    /// The fields that would change.
    pub changes: Vec<Change>,
}

/// An item with drafts, for the list of all that is unpublished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftedItem {
    /// The path of the page where they are edited.
    pub path: String,
    /// What it is.
    pub kind: ItemKind,
    /// What people call it.
    pub name: String,
    /// Whether it has never been published.
    pub is_new: bool,
    /// Its texts that are unpublished.
    pub texts: Vec<DraftedText>,
}

/// A text that is unpublished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftedText {
    /// Which one.
    pub field: FieldName,
    /// Who wrote it last.
    pub author: Option<String>,
    /// Since when it is unpublished, in Berlin's time: `22.11.2026, 14:03`.
    pub began_at: String,
}

impl ChangeSet {
    /// Its name in forms: `17.title`, or `17` for a new post.
    pub fn key(&self) -> String {
        match self.changes.first() {
            Some(change) if !self.is_new => FieldRef { item: self.item, field: change.field }.to_string(),
            _ => self.item.0.to_string(),
        }
    }

    /// What to publish or discard, as it was shown.
    pub fn chosen(&self) -> Vec<(FieldRef, i64)> {
        self.changes.iter().map(|change| (FieldRef { item: self.item, field: change.field }, change.version)).collect()
    }
}
