//! Posts.

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
use crate::model::{PostPage, Slug};
#[cfg(feature = "ssr")]
use crate::store::Store;

/// A post. Editors get its drafts with it.
///
/// # Errors
/// There is no such post; the store is away.
#[server(endpoint = "get_post", input = GetUrl)]
pub async fn get_post(slug: Slug) -> Result<PostPage, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        post_page(&context.store, slug, context.audience()).await
    })
    .await
}

#[cfg(feature = "ssr")]
pub(super) async fn post_page(store: &Store, slug: Slug, audience: Audience) -> Result<PostPage, ApiError> {
    let language = Language::German;
    let mut page = match store.post(&slug, language).await? {
        Some(page) => page,
        None => {
            let id = unpublished(store, audience, ItemKind::Post, &slug).await?;
            store.drafted_post(id, slug, language).await?
        }
    };
    if audience == Audience::WithDrafts {
        page.drafts = Some(store.page_drafts(page.post.id, &[page.post.id], Vec::new(), language).await?);
    }
    Ok(page)
}
