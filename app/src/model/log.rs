//! What the log of changes tells.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::UnknownField;

/// Something that was done, and that the log remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogAction {
    /// Someone logged in.
    LoggedIn,
    /// Someone logged out.
    LoggedOut,
    /// A log-in failed: the subject is the address that was typed, where an account has it; else it is empty.
    LogInFailed,
}

impl LogAction {
    /// All of them, in the order in which a person chooses among them.
    pub const ALL: [Self; 3] = [Self::LoggedIn, Self::LoggedOut, Self::LogInFailed];

    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoggedIn => "logged_in",
            Self::LoggedOut => "logged_out",
            Self::LogInFailed => "log_in_failed",
        }
    }
}

impl FromStr for LogAction {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        Self::ALL.into_iter().find(|action| action.as_str() == text).ok_or(UnknownField)
    }
}
