//! What is left to do on the pages that the law asks for.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
#[cfg(feature = "ssr")]
use crate::model::Language;
use crate::model::UnfinishedPage;

/// The pages the law asks for that readers do not find, or find unfinished.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "get_unfinished_pages", input = GetUrl)]
pub async fn get_unfinished_pages() -> Result<Vec<UnfinishedPage>, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        Ok(context.store.unfinished_pages(Language::German).await?)
    })
    .await
}
