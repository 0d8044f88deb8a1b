//! A place in the timeline.

use std::fmt;
use std::str::FromStr;

use super::{Date, ItemId};

/// The place of one post in a timeline sorted by day and id; in addresses as `2024-10-30.17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The post's day.
    pub published_on: Date,
    /// The post's id, which decides among posts of one day.
    pub id: ItemId,
}

/// The text is not a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct InvalidCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.published_on, self.id.0)
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (date, id) = text.split_once('.').ok_or(InvalidCursor)?;
        let id_is_plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
        if date.len() != 10 || !date.contains('-') || !id_is_plain {
            return Err(InvalidCursor);
        }
        Ok(Self {
            published_on: date.parse().map_err(|_| InvalidCursor)?,
            id: ItemId(id.parse().map_err(|_| InvalidCursor)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_as_it_was_written() {
        let cursor: Cursor = "2024-10-30.17".parse().expect("a cursor");
        assert_eq!(cursor.to_string(), "2024-10-30.17");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "17",
            "2024-10-30",
            "2024-10-30.",
            "2024-10-30.-1",
            "30.10.2024",
            "2024-02-31.1",
            "2024-10-30.99999999999999999999",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
    }
}
