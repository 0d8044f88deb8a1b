//! Editing in place, in the browser: what is typed, where it is kept, and how it gets to the store.
//!
//! A [`Desk`] holds a [`FieldEditor`] for each text that was ever opened; both outlive the pages that show them, so that
//! turning `Bearbeiten` off, or going to another page, loses nothing.

mod desk;
mod dom;
mod field_editor;
mod journal;
mod overview;
pub(crate) mod passkey;
mod rich_text;
mod undo;

pub use desk::{Deletion, Desk};
pub use dom::{caret_offset, focus_text, moved_offset, place_caret, plain_text, similar_offset, text_id};
pub use field_editor::{FieldEditor, LocalOnly, SaveState};
pub use rich_text::{RichText, set_import};
