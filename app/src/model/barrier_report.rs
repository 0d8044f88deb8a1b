//! Barriers that readers reported.

use serde::{Deserialize, Serialize};

/// Where they are reported. The page is never hydrated: links to it are full page loads.
pub const BARRIER_FORM: &str = "/barriere-melden";

/// What a reader reported, as staff get it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarrierReport {
    /// Tells it from others.
    pub id: i64,
    /// When, in Berlin's time: `22.11.2026, 14:03`.
    pub reported_at: String,
    /// What keeps the reader from what they wanted, in their words; plain text with line breaks.
    pub description: String,
    /// The page, as the reader named it; not always a path.
    pub page: Option<String>,
    /// Where an answer goes, `name[at]host`, if one is wanted.
    pub masked_email: Option<String>,
    /// That it is done.
    pub done: Option<DoneReport>,
}

/// Who was done with a report, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneReport {
    /// Who.
    pub author: String,
    /// When, in Berlin's time: `22.11.2026, 14:03`.
    pub at: String,
    /// The last day on which it is kept for certain: `20.02.2027`.
    pub kept_until: String,
}

impl BarrierReport {
    /// A description has at most this many characters.
    pub const LONGEST_DESCRIPTION: usize = 5_000;
    /// What names the page has at most this many characters.
    pub const LONGEST_PAGE: usize = 500;
    /// Staff get at most this many at once, those that are open first.
    pub const MOST_SHOWN: usize = 100;
}
