//! What a list can name.

use serde::{Deserialize, Serialize};

use super::Slug;

/// A person or a topic that a list can name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// How lists name it.
    pub slug: Slug,
    /// What people call it.
    pub name: String,
}
