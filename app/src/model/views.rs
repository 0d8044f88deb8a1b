//! What the pages show. Everything here may be written into a page: no plain e-mail address, nothing unpublished but
//! in [`Drafts`], which readers never get.

use serde::{Deserialize, Serialize};

use super::{Cursor, Date, Drafts, ItemId, Slug, for_staff};

/// A link to a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicLink {
    /// Its address is `/themen/{slug}`.
    pub slug: Slug,
    /// Its title.
    pub title: String,
}

/// A topic: what its page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The item.
    pub id: ItemId,
    /// Its address is `/themen/{slug}`.
    pub slug: Slug,
    /// Plain text.
    pub title: String,
    /// The introduction, as sanitised HTML.
    pub introduction_html: String,
    /// The introduction's first words, as plain text, for search engines.
    pub description: String,
}

/// A person as the contact card shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The item.
    pub id: ItemId,
    /// Its address is `/personen/{slug}`.
    pub slug: Slug,
    /// Plain text.
    pub name: String,
    /// Such as `(sie/ihr)`; may be empty.
    pub pronouns: String,
    /// Plain text, may have several lines, may be empty.
    pub role: String,
    /// `name[at]host`, or empty.
    pub masked_email: String,
    /// The id of the portrait, or empty. Here and below: what the server makes of it is all that is sent.
    #[serde(skip)]
    pub portrait: String,
    /// Whom the portrait is by.
    #[serde(skip)]
    pub photo_credit: String,
    /// The portrait, or the initials where there is none, as HTML.
    pub portrait_html: String,
}

/// An entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostSummary {
    /// The item.
    pub id: ItemId,
    /// Its address is `/meldungen/{slug}`; none while it has never been published.
    pub slug: Option<Slug>,
    /// None while it has never been published.
    pub published_on: Option<Date>,
    /// May be empty: many posts have none.
    pub title: String,
    /// Plain text.
    pub teaser: String,
}

impl PostSummary {
    /// What it is called where it needs a name: its title, else the first words of its teaser.
    pub fn name(&self) -> String {
        if self.title.is_empty() { Self::name_from(&self.teaser) } else { self.title.clone() }
    }

    /// What a post without a title is called, from its teaser.
    pub fn name_from(teaser: &str) -> String {
        const WORDS: usize = 9;
        let words: Vec<&str> = teaser.split_whitespace().take(WORDS + 1).collect();
        let is_shortened = words.len() > WORDS;
        words[..words.len().min(WORDS)].join(" ") + if is_shortened { " …" } else { "" }
    }
}

/// A part of a topic's posts, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// At most 20.
    pub entries: Vec<PostSummary>,
    /// The cursor for `?vor=`, where there are older ones.
    pub older: Option<String>,
    /// The cursor for `?nach=`, where there are newer ones.
    pub newer: Option<String>,
    /// The years that have posts, newest first.
    pub years: Vec<YearCount>,
}

/// How many posts a year has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearCount {
    /// Such as 2024.
    pub year: i32,
    /// Posts of one topic.
    pub posts: i64,
}

impl Timeline {
    /// A timeline page holds this many entries, by the contract of addresses.
    pub const PAGE: usize = 20;

    /// The cursor of an entry.
    pub fn cursor(entry: &PostSummary) -> Option<String> {
        entry.published_on.map(|published_on| Cursor { published_on, id: entry.id }.to_string())
    }
}

/// `/themen/{slug}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicPage {
    /// The topic.
    pub topic: Topic,
    /// Whom to write to.
    pub contacts: Vec<Contact>,
    /// The same as its draft says, where there is one; for editors only.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub drafted_contacts: Option<Vec<Contact>>,
    /// Its news.
    pub timeline: Timeline,
    /// For editors only.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub drafts: Option<Drafts>,
}

/// `/`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomePage {
    /// The item; for editors only.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub id: Option<ItemId>,
    /// In the order the group chose.
    pub topics: Vec<TopicLink>,
    /// The newest ones of all topics.
    pub posts: Vec<PostSummary>,
    /// For editors only.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub drafts: Option<Drafts>,
}

/// `/meldungen/{slug}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostPage {
    /// What the timeline shows of it.
    pub post: PostSummary,
    /// The text, as sanitised HTML; may be empty.
    pub body_html: String,
    /// The topics whose timeline holds it.
    pub topics: Vec<TopicLink>,
    /// When readers' text of it last changed, as RFC 3339 writes it; only for the document's head.
    #[cfg(feature = "ssr")]
    #[serde(skip)]
    pub changed_at: Option<String>,
    /// For editors only.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub drafts: Option<Drafts>,
}

/// A person with what they stand for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// What the card shows.
    pub contact: Contact,
    /// The topics whose contact they are.
    pub topics: Vec<TopicLink>,
}

/// `/personen/{slug}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPage {
    /// The person.
    pub person: Person,
    /// For editors only.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub drafts: Option<Drafts>,
}

/// `/{slug}`, such as `/impressum`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The item.
    pub id: ItemId,
    /// Its address is `/{slug}`.
    pub slug: Slug,
    /// Plain text.
    pub title: String,
    /// As sanitised HTML.
    pub body_html: String,
    /// For editors only.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub drafts: Option<Drafts>,
}
