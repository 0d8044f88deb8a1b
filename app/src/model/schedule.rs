//! Publications at a set time.

use serde::{Deserialize, Serialize};

use super::{FieldName, FieldProblem, ItemKind};

/// Texts that go out together at a set time, or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledPublication {
    /// Its number.
    pub id: i64,
    /// When, in Berlin's time: `25.11.2026, 18:00`.
    pub at: String,
    /// Who set the time.
    pub author: String,
    /// What goes out.
    pub texts: Vec<ScheduledText>,
    /// Why nothing of it went out, once the time has come: a text, and what is wrong with it.
    pub failure: Option<(FieldName, FieldProblem)>,
}

/// A text that goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledText {
    /// Of what.
    pub kind: ItemKind,
    /// What people call it.
    pub item_name: String,
    /// Which text.
    pub field: FieldName,
}
