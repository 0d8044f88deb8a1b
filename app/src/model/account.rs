//! Accounts, as administrators see them all and everyone sees their own.

use serde::{Deserialize, Serialize};

use super::Role;

/// A name that colleagues see has at most this many characters.
const LONGEST_NAME: usize = 100;

/// Whether a text, without spaces at its ends, can be the name that colleagues see.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().nth(LONGEST_NAME).is_none() && !text.contains(char::is_control)
}

/// What administrators see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    /// By name.
    pub accounts: Vec<ListedAccount>,
    /// Who was invited and has no account yet.
    pub invitations: Vec<Invitation>,
}

/// An account, among all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedAccount {
    /// Its id.
    pub id: i64,
    /// The name colleagues see.
    pub name: String,
    /// What one logs in with, `name[at]host`.
    pub masked_email: String,
    /// What it may do.
    pub role: Role,
    /// Whether it is shut out.
    pub is_disabled: bool,
    /// When someone last logged in with it, in Berlin's time: `22.11.2026, 14:03`.
    pub last_log_in: Option<String>,
}

/// An invitation that can still be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its number.
    pub id: i64,
    /// The name that was given with it.
    pub name: String,
    /// Whom it is for, `name[at]host`.
    pub masked_email: String,
    /// What the account will be allowed to do.
    pub role: Role,
    /// Until when, in Berlin's time.
    pub expires_at: String,
}

/// An account, as whoever has it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAccount {
    /// The name colleagues see.
    pub name: String,
    /// What one logs in with, `name[at]host`.
    pub masked_email: String,
    /// What it may do.
    pub role: Role,
    /// Where one is logged in: here first, then what was used last.
    pub sessions: Vec<OwnSession>,
}

/// A place where one is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Its number.
    pub id: i64,
    /// `Firefox auf Windows`
    pub device: String,
    /// Since when, in Berlin's time: `22.11.2026, 14:03`.
    pub opened_at: String,
    /// When it was last used, to five minutes.
    pub last_used_at: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}
