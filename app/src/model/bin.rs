//! What is in the bin.

use serde::{Deserialize, Serialize};

use super::{ItemId, ItemKind};

/// An item that was deleted and can still be brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedItem {
    /// The item.
    pub id: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// What people call it; empty where it has no name.
    pub name: String,
    /// Who deleted it.
    pub author: Option<String>,
    /// When, in Berlin's time: `22.11.2026, 14:03`.
    pub deleted_at: String,
    /// The last day on which it can be brought back for certain: `22.12.2026`.
    pub kept_until: String,
}
