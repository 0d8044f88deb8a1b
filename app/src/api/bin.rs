//! The bin: deleting, and bringing back; and taking off the site without deleting.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
#[cfg(feature = "ssr")]
use crate::model::Language;
use crate::model::{DeletedItem, ItemId};

/// Takes an item off the site and puts it into the bin. Deleting it again changes nothing.
///
/// # Errors
/// There is no such item, or one whose address is fixed; nobody is logged in; the store is away.
#[server(endpoint = "delete_item", input = Json)]
pub async fn delete_item(item: ItemId) -> Result<(), ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        let deleted = context.store.delete_item(item, Language::German, context.actor()).await?;
        deleted.then_some(()).ok_or(ApiError::NotFound)
    })
    .await
}

/// Takes an item off the site; its texts become drafts. One that is not published stays as it is.
///
/// # Errors
/// As [`delete_item`].
#[server(endpoint = "withdraw_item", input = Json)]
pub async fn withdraw_item(item: ItemId) -> Result<(), ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        let withdrawn = context.store.withdraw_item(item, Language::German, context.actor()).await?;
        withdrawn.then_some(()).ok_or(ApiError::NotFound)
    })
    .await
}

/// Brings an item back from the bin, as a draft. One that is not there stays as it is.
///
/// # Errors
/// There is no such item; nobody is logged in; the store is away.
#[server(endpoint = "restore_item", input = Json)]
pub async fn restore_item(item: ItemId) -> Result<(), ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        context.store.restore_item(item, context.actor()).await?.then_some(()).ok_or(ApiError::NotFound)
    })
    .await
}

/// What is in the bin, what was deleted last first.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "get_bin", input = GetUrl)]
pub async fn get_bin() -> Result<Vec<DeletedItem>, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        Ok(context.store.deleted_items(Language::German).await?)
    })
    .await
}
