//! Who looks at a page.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::UnknownField;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Edits and publishes.
    Editor,
    /// The same, and keeps the accounts.
    Admin,
}

impl Role {
    /// The name in the store and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        [Self::Editor, Self::Admin].into_iter().find(|role| role.as_str() == text).ok_or(UnknownField)
    }
}

/// Someone logged in; readers are nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The account's id.
    pub account: i64,
    /// The name colleagues see.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// The number of the session; only the server knows it.
    #[serde(skip)]
    pub session: i64,
}
