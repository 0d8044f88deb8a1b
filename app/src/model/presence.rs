//! Who else is on a page.

use serde::{Deserialize, Serialize};

use super::FieldRef;

/// A window of someone who edits the same page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Whose it is.
    pub name: String,
    /// Whether it is another window of one's own.
    pub is_own: bool,
    /// The text in which they are.
    pub text: Option<FieldRef>,
}
