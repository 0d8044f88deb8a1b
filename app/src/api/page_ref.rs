//! Pages that can be edited, by their addresses.

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::ApiError;
#[cfg(feature = "ssr")]
use crate::model::{FieldName, ItemId, Language};
use crate::model::{ItemKind, Slug};
#[cfg(feature = "ssr")]
use crate::store::{Drafted, Store};

/// The pages the law asks for: the slug, which is the address, and what the footer calls it. Their addresses are fixed
/// (`page.is_fixed` in the store).
pub const LEGAL_PAGES: [(&str, &str); 3] =
    [("impressum", "Impressum"), ("datenschutz", "Datenschutz"), ("barrierefreiheit", "Barrierefreiheit")];

/// A page that can be edited, by its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageRef {
    /// `/`
    Home,
    /// `/themen/{slug}`
    Topic(Slug),
    /// `/meldungen/{slug}`
    Post(Slug),
    /// `/personen/{slug}`
    Person(Slug),
    /// `/{slug}`
    Page(Slug),
    /// `/suche`, whose synonyms are edited there.
    Search,
}

impl PageRef {
    /// The page of an item of this kind that has a slug.
    pub fn new(kind: ItemKind, slug: Slug) -> Self {
        match kind {
            ItemKind::Topic => Self::Topic(slug),
            ItemKind::Post => Self::Post(slug),
            ItemKind::Person => Self::Person(slug),
            ItemKind::Page => Self::Page(slug),
            ItemKind::Home => Self::Home,
        }
    }

    /// The page's path.
    pub fn path(&self) -> String {
        let last = if *self == Self::Search { "suche" } else { self.slug().map(Slug::as_str).unwrap_or_default() };
        format!("{}{last}", self.folder())
    }

    /// The path before the slug: `/themen/`.
    pub fn folder(&self) -> &'static str {
        match self {
            Self::Topic(_) => "/themen/",
            Self::Post(_) => "/meldungen/",
            Self::Person(_) => "/personen/",
            Self::Home | Self::Search | Self::Page(_) => "/",
        }
    }

    /// The path of its history.
    pub fn history_path(&self) -> String {
        format!("/verlauf{}", self.path().trim_end_matches('/'))
    }

    /// The page at a path, if it can be edited.
    pub fn from_path(path: &str) -> Option<Self> {
        let mut parts = path.trim_matches('/').split('/');
        let (first, second, rest) = (parts.next()?, parts.next(), parts.next());
        match (first, second, rest) {
            ("", None, None) => Some(Self::Home),
            ("suche", None, None) => Some(Self::Search),
            ("themen", Some(slug), None) => slug.parse().ok().map(Self::Topic),
            ("meldungen", Some(slug), None) => slug.parse().ok().map(Self::Post),
            ("personen", Some(slug), None) => slug.parse().ok().map(Self::Person),
            (slug, None, None) => slug.parse().ok().filter(|slug: &Slug| !slug.is_reserved()).map(Self::Page),
            _ => None,
        }
    }

    /// What it is the page of.
    pub fn kind(&self) -> ItemKind {
        match self {
            Self::Home | Self::Search => ItemKind::Home,
            Self::Topic(_) => ItemKind::Topic,
            Self::Post(_) => ItemKind::Post,
            Self::Person(_) => ItemKind::Person,
            Self::Page(_) => ItemKind::Page,
        }
    }

    /// The last part of its address; the start page has none.
    pub fn slug(&self) -> Option<&Slug> {
        match self {
            Self::Home | Self::Search => None,
            Self::Topic(slug) | Self::Post(slug) | Self::Person(slug) | Self::Page(slug) => Some(slug),
        }
    }

    /// Whether its address is fixed, so that it can neither move nor be deleted.
    pub fn is_fixed(&self) -> bool {
        match self {
            Self::Home | Self::Search => true,
            Self::Page(slug) => LEGAL_PAGES.iter().any(|(page, _)| *page == slug.as_str()),
            Self::Topic(_) | Self::Post(_) | Self::Person(_) => false,
        }
    }

    /// The page where an item's drafts are edited: its own, or a topic's for a post that was never published.
    #[cfg(feature = "ssr")]
    pub(super) fn of_drafts(drafted: &Drafted) -> Option<Self> {
        match (drafted.kind, drafted.slug.clone(), drafted.topic.clone()) {
            (ItemKind::Home, ..) if drafted.texts.iter().all(|text| text.field == FieldName::Synonyms) => {
                Some(Self::Search)
            }
            (ItemKind::Home, ..) => Some(Self::Home),
            (kind, Some(slug), _) => Some(Self::new(kind, slug)),
            (ItemKind::Post, None, topic) => topic.map(Self::Topic),
            (_, None, _) => None,
        }
    }

    /// The page's own item.
    ///
    /// # Errors
    /// There is no such page, or it is in the bin; the store is away.
    #[cfg(feature = "ssr")]
    pub async fn item(&self, store: &Store) -> Result<ItemId, ApiError> {
        let Some(slug) = self.slug() else { return Ok(store.home().await?) };
        let item = store.item_at(self.kind(), slug).await?;
        item.filter(|item| !item.is_deleted).map(|item| item.id).ok_or(ApiError::NotFound)
    }

    /// Everything whose changes are published on this page, its own item first.
    ///
    /// # Errors
    /// As [`item`](Self::item).
    #[cfg(feature = "ssr")]
    pub async fn items(&self, store: &Store) -> Result<Vec<ItemId>, ApiError> {
        let item = self.item(store).await?;
        match self {
            Self::Home => {
                let posts = store.newest_posts(Language::German).await?;
                Ok(std::iter::once(item).chain(posts.iter().map(|post| post.id)).collect())
            }
            Self::Topic(_) => {
                let mut items = store.items_of_topic(item).await?;
                // Whoever is a contact in the draft only stands on the page, too.
                for contact in store.drafted_contacts(item, Language::German).await?.into_iter().flatten() {
                    if !items.contains(&contact.id) {
                        items.push(contact.id);
                    }
                }
                Ok(items)
            }
            Self::Post(_) | Self::Person(_) | Self::Page(_) | Self::Search => Ok(vec![item]),
        }
    }

    /// The page's own item first, then everything else on it that has a history.
    ///
    /// # Errors
    /// As [`item`](Self::item).
    #[cfg(feature = "ssr")]
    pub async fn edited_items(&self, store: &Store) -> Result<Vec<ItemId>, ApiError> {
        let item = self.item(store).await?;
        if matches!(self, Self::Topic(_)) { Ok(store.edited_items_of_topic(item).await?) } else { Ok(vec![item]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_its_own_path_and_by_no_path_of_the_program() {
        for path in
            ["/", "/suche", "/themen/migration", "/meldungen/2024-10-30", "/personen/ida", "/impressum", "/ueber-uns"]
        {
            assert_eq!(PageRef::from_path(path).map(|page| page.path()).as_deref(), Some(path));
        }
        for path in ["/neu", "/verlauf", "/themen", "/en", "/themen/a/b", "/Über"] {
            assert_eq!(PageRef::from_path(path), None, "{path}");
        }
        assert_eq!(PageRef::Home.history_path(), "/verlauf");
    }
}
