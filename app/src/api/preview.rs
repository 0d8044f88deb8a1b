//! Preview links, and what they show.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{
    PageRef, RequestContext,
    context::Audience,
    error::answer,
    {page::own_page, person::person_page, post::post_page, topic::topic_page},
};
use crate::model::PreviewLinks;
#[cfg(feature = "ssr")]
use crate::model::{Drafts, Language, PostRange, Preview, PreviewedPage};
#[cfg(feature = "ssr")]
use crate::store::{Store, item_name};

/// The valid preview links of the page at a path.
///
/// # Errors
/// There is no such page; nobody is logged in; the store is away.
#[server(endpoint = "get_preview_links", input = GetUrl)]
pub async fn get_preview_links(path: String) -> Result<PreviewLinks, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        let (store, language) = (&context.store, Language::German);
        let item = PageRef::from_path(&path).ok_or(ApiError::NotFound)?.item(store).await?;
        let drafts = store.drafts(&[item], language).await?;
        Ok(PreviewLinks { page_title: item_name(&drafts, item), links: store.preview_links(item, language).await? })
    })
    .await
}

/// What a preview link shows now; `path` is the link's own, `range` the part of a topic's timeline.
///
/// # Errors
/// [`ApiError::NotFound`] where there never was such a link; [`ApiError::PreviewEnded`] where it is not valid any more; the
/// range cannot be read; the store is away.
#[cfg(feature = "ssr")]
pub async fn preview(store: &Store, token_hash: &[u8], path: String, range: &PostRange) -> Result<Preview, ApiError> {
    let link = store.preview_link(token_hash).await?.ok_or(ApiError::NotFound)?;
    if !link.is_valid {
        return Err(ApiError::PreviewEnded);
    }
    let range = range.parse()?;
    let audience = Audience::WithDrafts;
    let has_drafts =
        |drafts: Option<&Drafts>| drafts.is_some_and(|drafts| drafts.fields.iter().any(|draft| draft.draft.is_some()));
    let (page, is_unpublished) = match PageRef::new(link.kind, link.slug) {
        // It has no link of its own.
        PageRef::Home | PageRef::Search => return Err(ApiError::NotFound),
        PageRef::Topic(slug) => {
            let mut page = topic_page(store, slug, range, audience).await?;
            page.contacts = match page.drafted_contacts.take() {
                Some(drafted) => drafted,
                None => store.contacts_to_be(page.topic.id, Language::German).await?,
            };
            let is_unpublished = has_drafts(page.drafts.as_ref());
            (PreviewedPage::Topic(page.previewed(range)), is_unpublished)
        }
        PageRef::Post(slug) => {
            let page = post_page(store, slug, audience).await?;
            let is_unpublished = has_drafts(page.drafts.as_ref());
            (PreviewedPage::Post(page.previewed()), is_unpublished)
        }
        PageRef::Person(slug) => {
            let page = person_page(store, slug, audience).await?;
            let is_unpublished = has_drafts(page.drafts.as_ref());
            (PreviewedPage::Person(page.previewed()), is_unpublished)
        }
        PageRef::Page(slug) => {
            let page = own_page(store, slug, audience).await?;
            let is_unpublished = has_drafts(page.drafts.as_ref());
            (PreviewedPage::Page(page.previewed()), is_unpublished)
        }
    };
    Ok(Preview { page, is_unpublished, path, year: range.year, valid_until: link.valid_until })
}
