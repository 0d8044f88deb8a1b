//! Which part of a timeline a reader asked for.

use serde::{Deserialize, Serialize};

use super::Cursor;

/// The query keys `vor`, `nach` and `jahr` of a topic page, as they stand in the address. Other keys change nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PostRange {
    /// Only posts before this cursor, hence older ones.
    #[serde(default)]
    pub before: Option<String>,
    /// Only posts after this cursor, hence newer ones.
    #[serde(default)]
    pub after: Option<String>,
    /// Only posts of this year.
    #[serde(default)]
    pub year: Option<String>,
}

/// A query key holds something that it cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRange {
    /// The query key: `vor`, `nach` or `jahr`.
    pub key: &'static str,
}

/// A [`PostRange`] whose parts have been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParsedRange {
    /// Older than this.
    pub before: Option<Cursor>,
    /// Newer than this.
    pub after: Option<Cursor>,
    /// Of this year.
    pub year: Option<i32>,
}

impl PostRange {
    /// The range that an address asks for; `value` answers what stands in its query under a key.
    pub fn of_query(value: impl Fn(&'static str) -> Option<String>) -> Self {
        Self { before: value("vor"), after: value("nach"), year: value("jahr") }
    }

    /// Reads the parts.
    ///
    /// # Errors
    /// Names the first key whose value cannot be read.
    pub fn parse(&self) -> Result<ParsedRange, InvalidRange> {
        let cursor = |text: &Option<String>, key| {
            text.as_deref().map(str::parse::<Cursor>).transpose().map_err(|_| InvalidRange { key })
        };
        let year = |text: &str| {
            let plain = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|year| plain && *year >= 1).ok_or(InvalidRange { key: "jahr" })
        };
        Ok(ParsedRange {
            before: cursor(&self.before, "vor")?,
            after: cursor(&self.after, "nach")?,
            year: self.year.as_deref().map(year).transpose()?,
        })
    }
}
