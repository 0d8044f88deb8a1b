//! The journal of unsaved edits on this device, one entry per account, tab and field, written at each keystroke.
//!
//! It lies in `localStorage`: writing is synchronous, so that it survives a crash right after the keystroke. Nothing is
//! ever replayed for another account than the one that typed it.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web_sys::Storage;

use crate::model::{FieldRef, ItemKind};

/// A text that the store does not have yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Two tabs of one person are two editors.
    pub(super) tab: Uuid,
    pub(super) field: FieldRef,
    pub(super) kind: ItemKind,
    pub(super) text: String,
    /// The text that typing started from, for merging; entries of earlier builds lack it.
    #[serde(default)]
    pub(super) base: String,
    pub(super) base_version: i64,
    /// Belongs to this very text: sending it again changes nothing.
    pub(super) operation: Uuid,
    /// An earlier text that may have arrived; entries of earlier builds lack it.
    #[serde(default)]
    pub(super) attempt: Option<Attempt>,
}

/// A save that was sent, and not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub(super) text: String,
    pub(super) base_version: i64,
    pub(super) operation: Uuid,
}

const PREFIX: &str = "themenseite.entwurf";

/// No storage is no reason to stop editing: the text is still on the page, and saved as soon as the server answers.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn key(account: i64, tab: Uuid, field: FieldRef) -> String {
    format!("{PREFIX}.{account}.{tab}.{field}")
}

/// Writes an entry; answers whether this device really has it now.
pub(super) fn write(account: i64, entry: &Entry) -> bool {
    let Ok(json) = serde_json::to_string(entry) else { return false };
    storage().is_some_and(|storage| storage.set_item(&key(account, entry.tab, entry.field), &json).is_ok())
}

/// Removes an entry, once the store has its text.
pub(super) fn remove(account: i64, tab: Uuid, field: FieldRef) {
    if let Some(storage) = storage() {
        // Removing from a storage that answers cannot fail.
        let _ = storage.remove_item(&key(account, tab, field));
    }
}

/// All entries of an account, in the order of their fields.
pub(super) fn entries(account: i64) -> Vec<Entry> {
    let Some(storage) = storage() else { return Vec::new() };
    let mut entries: Vec<Entry> = keys(&storage, account)
        .into_iter()
        .filter_map(|key| storage.get_item(&key).ok().flatten())
        .filter_map(|json| serde_json::from_str(&json).ok())
        .collect();
    entries.sort_by_key(|entry| entry.field);
    entries
}

/// Forgets everything an account left here, also what cannot be read.
pub(super) fn clear(account: i64) {
    let Some(storage) = storage() else { return };
    for key in keys(&storage, account) {
        // Removing from a storage that answers cannot fail.
        let _ = storage.remove_item(&key);
    }
}

fn keys(storage: &Storage, account: i64) -> Vec<String> {
    let prefix = format!("{PREFIX}.{account}.");
    let keys = (0..storage.length().unwrap_or_default()).filter_map(|index| storage.key(index).ok().flatten());
    keys.filter(|key| key.starts_with(&prefix)).collect()
}
