//! The history of a page's texts.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{PageRef, RequestContext, error::answer};
#[cfg(feature = "ssr")]
use crate::i18n::words;
use crate::model::History;
#[cfg(feature = "ssr")]
use crate::model::Language;
#[cfg(feature = "ssr")]
use crate::store::item_name;

/// What happened to the texts of a page, newest first. `path` is the page's, `before` where an earlier part said that an
/// older one begins; `only_named` leaves out what has no name.
///
/// # Errors
/// There is no such page; nobody is logged in; the store is away.
#[server(endpoint = "get_history", input = GetUrl)]
pub async fn get_history(
    path: String,
    before: Option<i64>,
    #[server(default)] only_named: bool,
) -> Result<History, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        let (store, language) = (&context.store, Language::German);
        let page = PageRef::from_path(&path).ok_or(ApiError::NotFound)?;
        let items = page.edited_items(store).await?;
        let drafts = store.drafts(&items, language).await?;
        let (entries, older) = store.history(&items, &drafts, language, before, only_named).await?;
        let page_title = match (page, items.first()) {
            (PageRef::Home, _) => words::HOME.to_owned(),
            (PageRef::Search, _) => words::SEARCH.to_owned(),
            (_, Some(&item)) => item_name(&drafts, item),
            (_, None) => String::new(),
        };
        let versions = drafts.iter().map(|draft| (draft.field, draft.version)).collect();
        Ok(History { page_title, entries, older, versions })
    })
    .await
}
