//! The texts that can be edited: which there are, and what each may hold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Date, EmailAddress};

/// The id of a topic, person, post or page; they share one id space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub i64);

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A topic page.
    Topic,
    /// A person, shown as a contact card.
    Person,
    /// A piece of news, an entry of the timeline.
    Post,
    /// A page the law asks for.
    Page,
}

impl ItemKind {
    /// The fields of such an item, in the order in which they are shown.
    pub fn fields(self) -> &'static [FieldName] {
        use FieldName::{Body, Email, Introduction, Name, Pronouns, PublishedOn, Role, Teaser, Title};
        match self {
            Self::Topic => &[Title, Introduction],
            Self::Person => &[Name, Pronouns, Role, Email],
            Self::Post => &[PublishedOn, Title, Teaser, Body],
            Self::Page => &[Title, Body],
        }
    }

    /// Whether the field must not be empty when it is published.
    pub fn requires(self, field: FieldName) -> bool {
        use FieldName::{Name, PublishedOn, Teaser, Title};
        matches!(
            (self, field),
            (Self::Topic | Self::Page, Title) | (Self::Person, Name) | (Self::Post, PublishedOn | Teaser)
        )
    }

    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Person => "person",
            Self::Post => "post",
            Self::Page => "page",
        }
    }
}

impl FromStr for ItemKind {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        [Self::Topic, Self::Person, Self::Post, Self::Page]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownField)
    }
}

/// A text of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// `Titel`
    Title,
    /// `Einleitung`
    Introduction,
    /// `Name`
    Name,
    /// `Pronomen`
    Pronouns,
    /// `Funktion`
    Role,
    /// `E-Mail`
    Email,
    /// `Datum`
    PublishedOn,
    /// `Teaser`
    Teaser,
    /// `Text`
    Body,
}

/// There is no field of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such field")]
pub struct UnknownField;

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of plain text.
    Line,
    /// Plain text of several lines.
    Lines,
    /// `CommonMark`.
    RichText,
}

/// Why a text cannot be stored or published; its words for people are in `i18n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldProblem {
    /// Longer than this many characters.
    TooLong(usize),
    /// A control character, at this position counted in characters from 1.
    ControlCharacter(usize),
    /// Nothing there, where something must be.
    Empty,
    /// Not a date.
    NotADate,
    /// Not an e-mail address.
    NotAnEmail,
}

impl FieldName {
    const ALL: [Self; 9] = [
        Self::Title,
        Self::Introduction,
        Self::Name,
        Self::Pronouns,
        Self::Role,
        Self::Email,
        Self::PublishedOn,
        Self::Teaser,
        Self::Body,
    ];

    /// The name in the store and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Introduction => "introduction",
            Self::Name => "name",
            Self::Pronouns => "pronouns",
            Self::Role => "role",
            Self::Email => "email",
            Self::PublishedOn => "published_on",
            Self::Teaser => "teaser",
            Self::Body => "body",
        }
    }

    /// How it is written.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Introduction | Self::Body => FieldKind::RichText,
            Self::Role | Self::Teaser => FieldKind::Lines,
            _ => FieldKind::Line,
        }
    }

    /// The most characters it may hold: generous for people, small enough that no page grows without bound.
    pub fn longest(self) -> usize {
        match self.kind() {
            FieldKind::Line => 300,
            FieldKind::Lines => 2_000,
            FieldKind::RichText => 100_000,
        }
    }

    /// Whether a text can be kept as a draft. A draft may be incomplete, so an empty text or half a date can.
    ///
    /// # Errors
    /// The text is too long, or holds a control character.
    pub fn check_draft(self, text: &str) -> Result<(), FieldProblem> {
        if text.chars().nth(self.longest()).is_some() {
            return Err(FieldProblem::TooLong(self.longest()));
        }
        let many_lines = self.kind() != FieldKind::Line;
        let refused = |c: char| c.is_control() && !(many_lines && matches!(c, '\n' | '\t'));
        match text.chars().position(refused) {
            Some(index) => Err(FieldProblem::ControlCharacter(index + 1)),
            None => Ok(()),
        }
    }

    /// Whether a text can be published.
    ///
    /// # Errors
    /// As [`check_draft`](Self::check_draft), and where a required text is empty, or a date or address is none.
    pub fn check_publishable(self, kind: ItemKind, text: &str) -> Result<(), FieldProblem> {
        self.check_draft(text)?;
        if text.trim().is_empty() {
            return if kind.requires(self) { Err(FieldProblem::Empty) } else { Ok(()) };
        }
        match self {
            Self::PublishedOn => text.parse::<Date>().map(drop).map_err(|_| FieldProblem::NotADate),
            Self::Email => text.parse::<EmailAddress>().map(drop).map_err(|_| FieldProblem::NotAnEmail),
            _ => Ok(()),
        }
    }
}

impl FromStr for FieldName {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        Self::ALL.into_iter().find(|field| field.as_str() == text).ok_or(UnknownField)
    }
}

/// A short mark of a text, the same for the same text whatever its line ends: tells whether a form's text was touched.
/// FNV-1a with 64 bits.
pub fn fingerprint(text: &str) -> String {
    let bytes = text.bytes().filter(|byte| *byte != b'\r');
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// One text of one item; in forms as `17.title`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldRef {
    /// Whose text.
    pub item: ItemId,
    /// Which text.
    pub field: FieldName,
}

impl FieldRef {
    /// All texts of an item.
    pub fn all_of(kind: ItemKind, item: ItemId) -> Vec<Self> {
        kind.fields().iter().map(|&field| Self { item, field }).collect()
    }
}

impl fmt::Display for FieldRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.item.0, self.field.as_str())
    }
}

impl FromStr for FieldRef {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        let (item, field) = text.split_once('.').ok_or(UnknownField)?;
        Ok(Self { item: ItemId(item.parse().map_err(|_| UnknownField)?), field: field.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_may_be_incomplete_but_holds_no_control_characters_and_has_an_end() {
        assert_eq!(FieldName::PublishedOn.check_draft("30. Okt"), Ok(()));
        assert_eq!(FieldName::Title.check_draft("a\u{0}b"), Err(FieldProblem::ControlCharacter(2)));
        assert_eq!(FieldName::Title.check_draft("a\nb"), Err(FieldProblem::ControlCharacter(2)));
        assert_eq!(FieldName::Body.check_draft("a\n\tb"), Ok(()));
        assert_eq!(FieldName::Title.check_draft(&"ä".repeat(300)), Ok(()));
        assert_eq!(FieldName::Title.check_draft(&"ä".repeat(301)), Err(FieldProblem::TooLong(300)));
    }

    #[test]
    fn publishing_asks_for_what_is_required_and_for_real_dates_and_addresses() {
        assert_eq!(FieldName::Title.check_publishable(ItemKind::Topic, " "), Err(FieldProblem::Empty));
        assert_eq!(FieldName::Title.check_publishable(ItemKind::Post, ""), Ok(()));
        assert_eq!(FieldName::PublishedOn.check_publishable(ItemKind::Post, "gestern"), Err(FieldProblem::NotADate));
        assert_eq!(FieldName::Email.check_publishable(ItemKind::Person, "christine"), Err(FieldProblem::NotAnEmail));
        assert_eq!(FieldName::Email.check_publishable(ItemKind::Person, ""), Ok(()));
    }

    #[test]
    fn a_field_reads_back_as_it_was_written() {
        let field = FieldRef { item: ItemId(17), field: FieldName::PublishedOn };
        assert_eq!(field.to_string().parse(), Ok(field));
        assert_eq!("17".parse::<FieldRef>(), Err(UnknownField));
        assert_eq!("x.title".parse::<FieldRef>(), Err(UnknownField));
    }
}
