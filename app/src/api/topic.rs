//! The start page and the topic pages.

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
use crate::model::{Contact, ItemId, ItemKind, Language, ParsedRange, Timeline, Topic};
use crate::model::{HomePage, PostRange, Slug, TopicPage};
#[cfg(feature = "ssr")]
use crate::store::Store;

/// The start page. Editors get its drafts with it.
///
/// # Errors
/// The store is away.
#[server(endpoint = "get_home", input = GetUrl)]
pub async fn get_home() -> Result<HomePage, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        let (store, language) = (&context.store, Language::German);
        let (topics, posts) = (store.topic_links(language).await?, store.newest_posts(language).await?);
        let mut page = HomePage { id: None, topics, posts, drafts: None };
        if context.audience() == Audience::WithDrafts {
            let id = store.home().await?;
            let items: Vec<ItemId> = std::iter::once(id).chain(page.posts.iter().map(|post| post.id)).collect();
            page.id = Some(id);
            page.drafts = Some(store.page_drafts(id, &items, Vec::new(), language).await?);
        }
        Ok(page)
    })
    .await
}

/// A topic page. Editors get its drafts with it.
///
/// # Errors
/// There is no such topic, or it has another address now; the range cannot be read; the store is away.
#[server(endpoint = "get_topic", input = GetUrl)]
pub async fn get_topic(slug: Slug, #[server(default)] range: PostRange) -> Result<TopicPage, ApiError> {
    answer(async {
        match use_context::<LoadedTopic>() {
            Some(loaded) if (&loaded.slug, &loaded.range) == (&slug, &range) => loaded.page,
            _ => load(&RequestContext::current()?, slug, range).await,
        }
    })
    .await
}

/// A topic page that was loaded before it is rendered. What is provided with it waits for nothing.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug)]
pub struct LoadedTopic {
    /// The topic's slug in the page's address.
    pub slug: Slug,
    /// The part of its timeline that the page's address asks for.
    pub range: PostRange,
    /// What [`get_topic`] answers.
    pub page: Result<TopicPage, ApiError>,
}

#[cfg(feature = "ssr")]
impl LoadedTopic {
    /// Loads a topic page.
    pub async fn load(context: &RequestContext, slug: Slug, range: PostRange) -> Self {
        let page = context.store.unless_silent(load(context, slug.clone(), range.clone())).await;
        Self { slug, range, page }
    }
}

#[cfg(feature = "ssr")]
async fn load(context: &RequestContext, slug: Slug, range: PostRange) -> Result<TopicPage, ApiError> {
    topic_page(&context.store, slug, range.parse()?, context.audience()).await
}

#[cfg(feature = "ssr")]
pub(super) async fn topic_page(
    store: &Store,
    slug: Slug,
    range: ParsedRange,
    audience: Audience,
) -> Result<TopicPage, ApiError> {
    let language = Language::German;
    // What readers hardly ever need is in boxes, so that the rest is moved at less cost.
    let (topic, contacts, timeline) = match store.topic_page(&slug, range, language).await? {
        Some(page) => page,
        None => Box::pin(unpublished_topic(store, slug, range, audience)).await?,
    };
    let mut page = TopicPage { topic, contacts, drafted_contacts: None, timeline, drafts: None };
    if audience == Audience::WithDrafts {
        Box::pin(add_drafts(store, &mut page)).await?;
    }
    Ok(page)
}

#[cfg(feature = "ssr")]
async fn unpublished_topic(
    store: &Store,
    slug: Slug,
    range: ParsedRange,
    audience: Audience,
) -> Result<(Topic, Vec<Contact>, Timeline), ApiError> {
    let language = Language::German;
    let id = unpublished(store, audience, ItemKind::Topic, &slug).await?;
    let topic = store.drafted_topic(id, slug, language).await?;
    Ok((topic, store.contacts(id, language).await?, store.timeline(id, range, language).await?))
}

#[cfg(feature = "ssr")]
async fn add_drafts(store: &Store, page: &mut TopicPage) -> Result<(), ApiError> {
    let (topic, language) = (page.topic.id, Language::German);
    page.drafted_contacts = store.drafted_contacts(topic, language).await?;
    let people = page.contacts.iter().chain(page.drafted_contacts.iter().flatten()).map(|contact| contact.id);
    let mut items: Vec<ItemId> = people.chain(page.timeline.entries.iter().map(|entry| entry.id)).collect();
    items.sort_unstable();
    items.dedup();
    // Also those on other pages of the timeline, since they are published from here.
    for item in store.items_of_topic(topic).await? {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let new_posts = store.new_posts(topic).await?;
    items.retain(|item| !new_posts.contains(item));
    page.drafts = Some(store.page_drafts(topic, &items, new_posts, language).await?);
    Ok(())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_readers_question_is_small_enough_to_be_moved_often() {
        let slug = "migration".parse().expect("a slug");
        // It stands in some ten other futures, each of which is moved; it had 46 KB.
        assert!(size_of_val(&get_topic(slug, PostRange::default())) <= 1024);
    }
}
