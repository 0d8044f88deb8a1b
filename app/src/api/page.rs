//! The pages the law asks for.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, context::Audience, error::answer};
#[cfg(feature = "ssr")]
use crate::model::Language;
use crate::model::{Page, Slug};
#[cfg(feature = "ssr")]
use crate::store::Store;

/// A page such as the Impressum. Editors get its drafts with it.
///
/// # Errors
/// There is no such page; the store is away.
#[server(endpoint = "get_page", input = GetUrl)]
pub async fn get_page(slug: Slug) -> Result<Page, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        legal_page(&context.store, &slug, context.audience()).await
    })
    .await
}

#[cfg(feature = "ssr")]
pub(super) async fn legal_page(store: &Store, slug: &Slug, audience: Audience) -> Result<Page, ApiError> {
    let mut page = store.page(slug, Language::German).await?.ok_or(ApiError::NotFound)?;
    if audience == Audience::WithDrafts {
        page.drafts = Some(store.page_drafts(page.id, &[page.id], Vec::new(), Language::German).await?);
    }
    Ok(page)
}
