//! Links that show a page's unpublished state to people without an account.

use serde::{Deserialize, Serialize};

/// The links of one page that are valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLinks {
    /// What people call the page.
    pub page_title: String,
    /// The links, the newest first.
    pub links: Vec<PreviewLink>,
}

impl PreviewLinks {
    /// How many days a link can be valid.
    pub const DAYS: [i32; 3] = [1, 7, 30];

    /// What is offered first.
    pub const USUAL_DAYS: i32 = 7;

    /// More valid links than this a page does not have: nobody could tell any more who holds which.
    pub const MOST: i64 = 20;
}

/// A valid link. Its address is known only to whoever has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLink {
    /// Its number.
    pub id: i64,
    /// Who made it.
    pub author: String,
    /// Since when it is valid, in Berlin's time: `22.11.2026, 14:03`.
    pub created_at: String,
    /// Until when.
    pub expires_at: String,
}
