//! What happened to the texts of a page, and what can be brought back.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{FieldName, FieldRef, ItemId, ItemKind, UnknownField};

/// A part of a page's history, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// What people call the page.
    pub page_title: String,
    /// What happened.
    pub entries: Vec<HistoryEntry>,
    /// Where the part before this one begins; none where there is nothing older.
    pub older: Option<i64>,
    /// The version of each text that was ever edited; restoring names it, so that nothing unseen is replaced.
    pub versions: Vec<(FieldRef, i64)>,
}

/// A sitting of one person at one text, or a publication of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The item.
    pub item: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// What people call it; empty where it has no name yet.
    pub item_name: String,
    /// Who; none for an import.
    pub author: Option<String>,
    /// When, in Berlin's time: `22.11.2026, 14:03`, or `22.11.2026, 14:03 bis 14:20`.
    pub when: String,
    /// When it ended, in microseconds since 1970.
    pub ended_at: i64,
    /// What it was.
    pub event: HistoryEvent,
    /// Whether editors see something else today, so that there is something to restore.
    pub restorable: bool,
    /// What people call this version.
    pub version_name: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryEvent {
    /// A text was written, in however many saves.
    Written {
        /// Which text.
        field: FieldName,
        /// The version of the last save.
        version: i64,
        /// The text before; none where there was nothing yet.
        before: Option<String>,
        /// The text afterwards.
        text: String,
    },
    /// A draft was discarded.
    Discarded {
        /// Which text's.
        field: FieldName,
    },
    /// What readers see was changed.
    Published {
        /// The revision's number.
        revision: i64,
        /// The texts that changed.
        fields: Vec<FieldName>,
    },
    /// Readers see nothing of it any more.
    Withdrawn,
}

impl HistoryEntry {
    /// What restoring this entry brings back, if it can be restored.
    pub fn restore_point(&self) -> Option<RestorePoint> {
        self.point().filter(|_| self.restorable)
    }

    /// The state that this entry ended with, which can have a name; none where nothing was written or published.
    pub fn point(&self) -> Option<RestorePoint> {
        match self.event {
            HistoryEvent::Written { field, version, .. } => {
                Some(RestorePoint::Text(FieldRef { item: self.item, field }, version))
            }
            HistoryEvent::Published { revision, .. } => Some(RestorePoint::Revision(revision)),
            HistoryEvent::Discarded { .. } | HistoryEvent::Withdrawn => None,
        }
    }
}

/// A state that can be brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestorePoint {
    /// One text, as of a version.
    Text(FieldRef, i64),
    /// All texts of an item, as they were published.
    Revision(i64),
}

impl fmt::Display for RestorePoint {
    /// `17.title@3`, or `stand-5` for a revision.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(field, version) => write!(f, "{field}@{version}"),
            Self::Revision(revision) => write!(f, "stand-{revision}"),
        }
    }
}

impl FromStr for RestorePoint {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        if let Some(revision) = text.strip_prefix("stand-") {
            return revision.parse().map(Self::Revision).map_err(|_| UnknownField);
        }
        let (field, version) = text.split_once('@').ok_or(UnknownField)?;
        Ok(Self::Text(field.parse()?, version.parse().map_err(|_| UnknownField)?))
    }
}

/// What people call a version: one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionName(String);

/// The name is longer than [`VersionName::LONGEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name is too long")]
pub struct VersionNameTooLong;

impl VersionName {
    /// The most characters it may have.
    pub const LONGEST: usize = 100;

    /// Reads what someone typed; none where that is nothing.
    ///
    /// # Errors
    /// It is too long.
    pub fn read(text: &str) -> Result<Option<Self>, VersionNameTooLong> {
        let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
        let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if name.chars().nth(Self::LONGEST).is_some() {
            return Err(VersionNameTooLong);
        }
        Ok((!name.is_empty()).then_some(Self(name)))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_at_most_a_hundred_characters() {
        let read = |text: &str| VersionName::read(text).map(|name| name.map(|name| name.0));
        assert_eq!(read(" Stand\r\n vor\u{0}der  Wahl "), Ok(Some("Stand vor der Wahl".into())));
        assert_eq!(read(&"ä".repeat(100)), Ok(Some("ä".repeat(100))));
        assert_eq!(read(&"ä".repeat(101)), Err(VersionNameTooLong));
        assert_eq!((read(""), read(" \n\u{7f}")), (Ok(None), Ok(None)));
    }

    #[test]
    fn a_restore_point_is_read_as_it_is_written() {
        for text in ["17.title@3", "stand-5"] {
            assert_eq!(text.parse::<RestorePoint>().map(|point| point.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "stand-", "stand-x", "17.title", "17.title@", "x@1", "17.size@1"] {
            assert!(text.parse::<RestorePoint>().is_err(), "{text}");
        }
    }
}
