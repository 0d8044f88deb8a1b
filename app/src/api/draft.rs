//! Drafts: saving, publishing, discarding.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use uuid::Uuid;

use super::{ApiError, PageRef};
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
#[cfg(feature = "ssr")]
use crate::model::Language;
use crate::model::{ChangeSet, DraftedItem, FieldRef, Saved, Slug};
#[cfg(feature = "ssr")]
use crate::store::Save;

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
        context.editor()?;
        let (language, actor) = (Language::German, context.actor());
        let save = Save { field, language, base_version, text: &text, operation, actor };
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
        context.editor()?;
        Ok(context.store.publish(&chosen, Language::German, context.actor()).await?)
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
        context.editor()?;
        Ok(context.store.discard(&chosen, Language::German, context.actor()).await?)
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
        context.editor()?;
        let created = context.store.create_post(&topic, Language::German, context.actor(), operation).await?;
        created.ok_or(ApiError::NotFound)
    })
    .await
}
