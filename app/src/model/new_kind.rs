//! What can be made new at an address of its own.

use std::str::FromStr;

use super::{ItemKind, UnknownField};

/// A topic, a person or a page. Posts are made in a topic's timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewKind {
    /// A topic.
    Topic,
    /// A person.
    Person,
    /// A page.
    Page,
}

impl NewKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Topic, Self::Person, Self::Page];
}

impl From<NewKind> for ItemKind {
    fn from(kind: NewKind) -> Self {
        match kind {
            NewKind::Topic => Self::Topic,
            NewKind::Person => Self::Person,
            NewKind::Page => Self::Page,
        }
    }
}

impl FromStr for NewKind {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        Self::ALL.into_iter().find(|kind| ItemKind::from(*kind).as_str() == text).ok_or(UnknownField)
    }
}
