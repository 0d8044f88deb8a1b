//! People.

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
use crate::model::{ItemKind, Language, Person};
use crate::model::{PersonPage, Slug};
#[cfg(feature = "ssr")]
use crate::{portrait, store::Store};

/// A person. Editors get their drafts with it.
///
/// # Errors
/// There is no such person; the store is away.
#[server(endpoint = "get_person", input = GetUrl)]
pub async fn get_person(slug: Slug) -> Result<PersonPage, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        person_page(&context.store, slug, context.audience()).await
    })
    .await
}

#[cfg(feature = "ssr")]
pub(super) async fn person_page(store: &Store, slug: Slug, audience: Audience) -> Result<PersonPage, ApiError> {
    let language = Language::German;
    let mut contact = match store.person(&slug, language).await? {
        Some(contact) => contact,
        None => {
            let id = unpublished(store, audience, ItemKind::Person, &slug).await?;
            store.drafted_contact(id, slug, language).await?
        }
    };
    contact.portrait_html = portrait::html(&contact, true);
    let topics = store.topics_of(contact.id, language).await?;
    let drafts = if audience == Audience::WithDrafts {
        Some(store.page_drafts(contact.id, &[contact.id], Vec::new(), language).await?)
    } else {
        None
    };
    Ok(PersonPage { person: Person { contact, topics }, drafts })
}
