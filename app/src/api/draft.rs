//! Drafts: saving, publishing, discarding.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
use crate::model::{ChangeSet, DraftedItem, FieldRef, Saved, Slug};
#[cfg(feature = "ssr")]
use crate::model::{ItemId, ItemKind, Language};
#[cfg(feature = "ssr")]
use crate::store::{Drafted, Save, Store};

/// The pages the law asks for: the slug, which is the address, and what the footer calls it.
pub const LEGAL_PAGES: [(&str, &str); 3] =
    [("impressum", "Impressum"), ("datenschutz", "Datenschutz"), ("barrierefreiheit", "Barrierefreiheit")];

/// A page that can be edited, by its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageRef {
    /// `/themen/{slug}`
    Topic(Slug),
    /// `/meldungen/{slug}`
    Post(Slug),
    /// `/personen/{slug}`
    Person(Slug),
    /// `/{slug}`
    Page(Slug),
}

impl PageRef {
    /// The page's path.
    pub fn path(&self) -> String {
        match self {
            Self::Topic(slug) => format!("/themen/{slug}"),
            Self::Post(slug) => format!("/meldungen/{slug}"),
            Self::Person(slug) => format!("/personen/{slug}"),
            Self::Page(slug) => format!("/{slug}"),
        }
    }

    /// The page at a path, if it can be edited.
    pub fn from_path(path: &str) -> Option<Self> {
        let mut parts = path.trim_matches('/').split('/');
        let (first, second, rest) = (parts.next()?, parts.next(), parts.next());
        match (first, second, rest) {
            ("themen", Some(slug), None) => slug.parse().ok().map(Self::Topic),
            ("meldungen", Some(slug), None) => slug.parse().ok().map(Self::Post),
            ("personen", Some(slug), None) => slug.parse().ok().map(Self::Person),
            (slug, None, None) if LEGAL_PAGES.iter().any(|(page, _)| *page == slug) => {
                slug.parse().ok().map(Self::Page)
            }
            _ => None,
        }
    }

    /// The page of an item.
    #[cfg(feature = "ssr")]
    pub(super) fn of(kind: ItemKind, slug: Slug) -> Self {
        match kind {
            ItemKind::Topic => Self::Topic(slug),
            ItemKind::Person => Self::Person(slug),
            ItemKind::Post => Self::Post(slug),
            ItemKind::Page => Self::Page(slug),
        }
    }

    /// The page where an item's drafts are edited: its own, or a topic's for a post that was never published.
    #[cfg(feature = "ssr")]
    fn of_drafts(drafted: &Drafted) -> Option<Self> {
        match (&drafted.slug, &drafted.topic) {
            (Some(slug), _) => Some(Self::of(drafted.kind, slug.clone())),
            (None, topic) => topic.clone().map(Self::Topic),
        }
    }

    /// What it is the page of, and the last part of its address.
    #[cfg(feature = "ssr")]
    pub(crate) fn address(&self) -> (ItemKind, &Slug) {
        match self {
            Self::Topic(slug) => (ItemKind::Topic, slug),
            Self::Post(slug) => (ItemKind::Post, slug),
            Self::Person(slug) => (ItemKind::Person, slug),
            Self::Page(slug) => (ItemKind::Page, slug),
        }
    }

    /// Everything whose changes are published on this page, its own item first.
    ///
    /// # Errors
    /// There is no such page; the store is away.
    #[cfg(feature = "ssr")]
    pub async fn items(&self, store: &Store) -> Result<Vec<ItemId>, ApiError> {
        let (kind, slug) = self.address();
        let item = store.item_at(kind, slug).await?.filter(|item| !item.is_deleted).ok_or(ApiError::NotFound)?.id;
        if kind == ItemKind::Topic { Ok(store.items_of_topic(item).await?) } else { Ok(vec![item]) }
    }

    /// The page's own item first, then everything else on it that has a history.
    ///
    /// # Errors
    /// There is no such page; the store is away.
    #[cfg(feature = "ssr")]
    pub async fn edited_items(&self, store: &Store) -> Result<Vec<ItemId>, ApiError> {
        let items = self.items(store).await?;
        match (self, items.first()) {
            (Self::Topic(_), Some(&topic)) => Ok(store.edited_items_of_topic(topic).await?),
            _ => Ok(items),
        }
    }
}

/// Keeps a text as a draft.
///
/// `base_version` is the version the editor started from; `operation` is chosen by the client, and the same again
/// changes nothing.
///
/// # Errors
/// [`ApiError::Conflict`] with both texts where someone else changed the field; [`ApiError::Invalid`] where the text
/// cannot be stored; nobody is logged in; the store is away. In every case nothing was changed.
#[server(endpoint = "save_draft", input = Json)]
pub async fn save_draft(field: FieldRef, base_version: i64, text: String, operation: Uuid) -> Result<Saved, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        let save = Save {
            field,
            language: Language::German,
            base_version,
            text: &text,
            operation,
            account: context.editor()?,
        };
        context.store.save_draft(&save).await.map_err(|error| error.for_field(field))
    })
    .await
}

/// What is unpublished on a page.
///
/// # Errors
/// There is no such page; nobody is logged in; the store is away.
#[server(endpoint = "get_changes", input = Json)]
pub async fn get_changes(page: PageRef) -> Result<Vec<ChangeSet>, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        let items = page.items(&context.store).await?;
        Ok(context.store.changes(&items, Language::German).await?)
    })
    .await
}

/// All that is unpublished on the whole site, what was written last first.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "get_drafts", input = GetUrl)]
pub async fn get_drafts() -> Result<Vec<DraftedItem>, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        let drafted = context.store.drafted(Language::German).await?.into_iter().filter_map(|item| {
            let path = PageRef::of_drafts(&item)?.path();
            Some(DraftedItem { path, kind: item.kind, name: item.name, is_new: !item.is_published, texts: item.texts })
        });
        Ok(drafted.collect())
    })
    .await
}

/// Publishes drafts, each named with the version that was shown.
///
/// # Errors
/// [`ApiError::Changed`] where one was changed since; [`ApiError::Invalid`] where one cannot be published; nobody is
/// logged in; the store is away. In every case nothing was published.
#[server(endpoint = "publish", input = Json)]
pub async fn publish(chosen: Vec<(FieldRef, i64)>) -> Result<(), ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        Ok(context.store.publish(&chosen, Language::German, context.editor()?).await?)
    })
    .await
}

/// Discards drafts, each named with the version that was shown. What they said stays in the record of edits.
///
/// # Errors
/// As [`publish`], but for [`ApiError::Invalid`].
#[server(endpoint = "discard_drafts", input = Json)]
pub async fn discard_drafts(chosen: Vec<(FieldRef, i64)>) -> Result<(), ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        Ok(context.store.discard(&chosen, Language::German, context.editor()?).await?)
    })
    .await
}

/// Makes a post in a topic's timeline that only editors see, dated today.
///
/// # Errors
/// There is no such topic; nobody is logged in; the store is away.
#[server(endpoint = "create_post", input = Json)]
pub async fn create_post(topic: Slug, operation: Uuid) -> Result<crate::model::ItemId, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        let account = context.editor()?;
        context.store.create_post(&topic, Language::German, account, operation).await?.ok_or(ApiError::NotFound)
    })
    .await
}
