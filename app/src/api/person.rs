//! People.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
#[cfg(feature = "ssr")]
use crate::model::{Language, Person};
use crate::model::{PersonPage, Slug};

/// A person. Editors get their drafts with it.
///
/// # Errors
/// There is no such person; the store is away.
#[server(endpoint = "get_person", input = GetUrl)]
pub async fn get_person(slug: Slug) -> Result<PersonPage, ApiError> {
    answer(async {
        let RequestContext { store, viewer } = RequestContext::current()?;
        let language = Language::German;
        let contact = store.person(&slug, language).await?.ok_or(ApiError::NotFound)?;
        let topics = store.topics_of(contact.id, language).await?;
        let drafts =
            if viewer.is_some() { Some(store.page_drafts(&[contact.id], Vec::new(), language).await?) } else { None };
        Ok(PersonPage { person: Person { contact, topics }, drafts })
    })
    .await
}
