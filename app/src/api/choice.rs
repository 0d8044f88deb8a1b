//! What lists can name.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
#[cfg(feature = "ssr")]
use crate::model::Language;
use crate::model::{Choice, ItemKind};

/// The topics or people that a list can name, by their names.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "get_choices", input = GetUrl)]
pub async fn get_choices(kind: ItemKind) -> Result<Vec<Choice>, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        Ok(context.store.choices(kind, Language::German).await?)
    })
    .await
}
