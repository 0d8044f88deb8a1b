//! The texts that can be edited: which there are, and what each may hold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Date, EmailAddress, ImageId, Slug};

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
    /// A page that stands for itself, such as those the law asks for.
    Page,
    /// The start page; there is one.
    Home,
}

impl ItemKind {
    /// The fields of such an item, in the order in which they are shown.
    pub fn fields(self) -> &'static [FieldName] {
        use FieldName::{
            Body, Contacts, Email, Introduction, Name, PhotoCredit, Portrait, Pronouns, PublishedOn, Role, Slug,
            Synonyms, Teaser, Title, Topics,
        };
        match self {
            Self::Topic => &[Title, Introduction, Contacts, Slug],
            Self::Person => &[Name, Pronouns, Role, Email, Portrait, PhotoCredit, Slug],
            Self::Post => &[PublishedOn, Title, Teaser, Body, Topics, Slug],
            Self::Page => &[Title, Body, Slug],
            Self::Home => &[Topics, Synonyms],
        }
    }

    /// Those of its fields that hold words, not where it stands among the others.
    pub fn texts(self) -> impl Iterator<Item = FieldName> {
        self.fields().iter().copied().filter(|field| !field.is_structure())
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
            Self::Home => "home",
        }
    }
}

impl FromStr for ItemKind {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        [Self::Topic, Self::Person, Self::Post, Self::Page, Self::Home]
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
    /// `Kontakte`: the people of a topic in their order, one slug a line.
    Contacts,
    /// `Themen`: the topics of a post, or all topics in the order of the start page; one slug a line.
    Topics,
    /// `Adresse`: the last part of its address.
    Slug,
    /// `Porträt`: the id of a picture.
    Portrait,
    /// `Bildnachweis`: whom the portrait is by.
    PhotoCredit,
    /// `Gleichbedeutende Wörter` of the search: a line of them each, separated by commas.
    Synonyms,
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
    /// Slugs of other items, one a line, in an order that counts.
    List,
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
    /// Not a slug.
    NotASlug,
    /// Another item has this slug, or had it, so that its old address leads there.
    SlugTaken,
    /// The line of a list, counted from 1, names nothing that there is.
    UnknownEntry(usize),
    /// Not the id of a picture that there is.
    NotAPicture,
}

impl FieldName {
    const ALL: [Self; 15] = [
        Self::Title,
        Self::Introduction,
        Self::Name,
        Self::Pronouns,
        Self::Role,
        Self::Email,
        Self::PublishedOn,
        Self::Teaser,
        Self::Body,
        Self::Contacts,
        Self::Topics,
        Self::Slug,
        Self::Portrait,
        Self::PhotoCredit,
        Self::Synonyms,
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
            Self::Contacts => "contacts",
            Self::Topics => "topics",
            Self::Slug => "slug",
            Self::Portrait => "portrait",
            Self::PhotoCredit => "photo_credit",
            Self::Synonyms => "synonyms",
        }
    }

    /// How it is written.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Introduction | Self::Body => FieldKind::RichText,
            Self::Role | Self::Teaser | Self::Synonyms => FieldKind::Lines,
            Self::Contacts | Self::Topics => FieldKind::List,
            _ => FieldKind::Line,
        }
    }

    /// Whether it says where an item stands among the others, and holds no words of its own.
    pub fn is_structure(self) -> bool {
        self == Self::Slug || self.kind() == FieldKind::List
    }

    /// The most characters it may hold: generous for people, small enough that no page grows without bound.
    pub fn longest(self) -> usize {
        match self.kind() {
            FieldKind::Line => 300,
            FieldKind::Lines if self == Self::Synonyms => 20_000,
            FieldKind::Lines => 2_000,
            FieldKind::RichText | FieldKind::List => 100_000,
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
            Self::Slug => text.trim().parse::<Slug>().map(drop).map_err(|_| FieldProblem::NotASlug),
            Self::Contacts | Self::Topics => entries(text).map(drop),
            Self::Portrait => text.trim().parse::<ImageId>().map(drop).map_err(|_| FieldProblem::NotAPicture),
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

/// The entries of a list, one a line; empty lines are none, and whatever is named twice counts once.
///
/// # Errors
/// A line is no slug.
pub fn entries(text: &str) -> Result<Vec<(usize, Slug)>, FieldProblem> {
    let mut entries: Vec<(usize, Slug)> = Vec::new();
    for (index, line) in text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty()) {
        let slug: Slug = line.parse().map_err(|_| FieldProblem::UnknownEntry(index + 1))?;
        if entries.iter().all(|(_, earlier)| *earlier != slug) {
            entries.push((index + 1, slug));
        }
    }
    Ok(entries)
}

/// A list as a text: one slug a line.
pub fn list_text<'a>(slugs: impl IntoIterator<Item = &'a Slug>) -> String {
    slugs.into_iter().map(Slug::as_str).collect::<Vec<_>>().join("\n")
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
        assert_eq!(FieldName::Portrait.check_publishable(ItemKind::Person, "foto.jpg"), Err(FieldProblem::NotAPicture));
        assert_eq!(FieldName::Portrait.check_publishable(ItemKind::Person, ""), Ok(()));
    }

    #[test]
    fn a_list_has_one_slug_a_line_and_each_once() {
        let slug = |text: &str| text.parse::<Slug>().expect("a slug");
        assert_eq!(entries(" ida \n\notto\nida"), Ok(vec![(1, slug("ida")), (3, slug("otto"))]));
        assert_eq!(entries("ida\nOtto B."), Err(FieldProblem::UnknownEntry(2)));
        assert_eq!(list_text(&[slug("ida"), slug("otto")]), "ida\notto");
        assert_eq!(FieldName::Slug.check_publishable(ItemKind::Topic, "Über uns"), Err(FieldProblem::NotASlug));
        assert_eq!(FieldName::Slug.check_publishable(ItemKind::Topic, ""), Ok(()));
    }

    #[test]
    fn a_field_reads_back_as_it_was_written() {
        let field = FieldRef { item: ItemId(17), field: FieldName::PublishedOn };
        assert_eq!(field.to_string().parse(), Ok(field));
        assert_eq!("17".parse::<FieldRef>(), Err(UnknownField));
        assert_eq!("x.title".parse::<FieldRef>(), Err(UnknownField));
    }
}
