//! Pages that stand for themselves, such as those the law asks for.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{
    RequestContext,
    context::{Audience, unpublished},
    error::answer,
};
#[cfg(feature = "ssr")]
use crate::model::{ItemKind, Language};
use crate::model::{Page, Slug};
#[cfg(feature = "ssr")]
use crate::store::Store;

/// A page such as the Impressum. Editors get its drafts with it.
///
/// # Errors
/// There is no such page, or it has another address now; the store is away.
#[server(endpoint = "get_page", input = GetUrl)]
pub async fn get_page(slug: Slug) -> Result<Page, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        own_page(&context.store, slug, context.audience()).await
    })
    .await
}

#[cfg(feature = "ssr")]
pub(super) async fn own_page(store: &Store, slug: Slug, audience: Audience) -> Result<Page, ApiError> {
    let language = Language::German;
    let mut page = match store.page(&slug, language).await? {
        Some(page) => page,
        None => {
            let id = unpublished(store, audience, ItemKind::Page, &slug).await?;
            store.drafted_page(id, slug, language).await?
        }
    };
    if audience == Audience::WithDrafts {
        page.drafts = Some(store.page_drafts(page.id, &[page.id], Vec::new(), language).await?);
    }
    Ok(page)
}
