//! Search.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{PageRef, RequestContext, context::Audience, error::answer};
use crate::model::SearchPage;
#[cfg(feature = "ssr")]
use crate::model::{FieldName, FieldRef, FoundItem, Hit, Hits, ItemKind, Language, Search, Synonyms};
#[cfg(feature = "ssr")]
use crate::{
    i18n,
    i18n::words,
    markdown,
    pages::SearchHits,
    snippet,
    store::{Found, Store},
};

/// What a search finds that is the query of an address, `q=kita&jahr=2024`; the hits as HTML, since readers' program need not know what a hit is.
///
/// # Errors
/// A part of it cannot be read; the store is away.
#[server(endpoint = "get_search", input = GetUrl)]
pub async fn get_search(#[server(default)] search: String) -> Result<SearchPage, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        let (store, language) = (&context.store, Language::German);
        let search = Search::from_query(&search);
        let parsed = search.parse()?;
        let synonyms = match context.audience() {
            Audience::WithDrafts => Some(synonyms(store, language).await?),
            Audience::Readers => None,
        };
        if parsed.words.is_empty() {
            return Ok(SearchPage {
                summary: words::SEARCH_INTRODUCTION.to_owned(),
                results_html: String::new(),
                synonyms,
            });
        }
        let facets = store.search_facets().await?;
        let found = store.search(&parsed, &facets, language).await?;
        let next = parsed.page + 1;
        let has_next = found.count > next * Hits::PAGE;
        let hits = Hits {
            hits: found.items.iter().map(|item| hit(item, &found)).collect(),
            next: has_next.then(|| search.address(next + 1)),
            topics: store.topic_links(language).await?,
            years: facets.years,
        };
        let summary = i18n::found(search.query.trim(), found.count, &found.instead);
        Ok(SearchPage { summary, results_html: view! { <SearchHits search=search hits=hits/> }.to_html(), synonyms })
    })
    .await
}

#[cfg(feature = "ssr")]
async fn synonyms(store: &Store, language: Language) -> Result<Synonyms, ApiError> {
    let home = store.home().await?;
    let drafts = store.page_drafts(home, &[home], Vec::new(), language).await?;
    let field = FieldRef { item: home, field: FieldName::Synonyms };
    let lines = drafts.get(field).map(|field| field.published.clone()).unwrap_or_default();
    Ok(Synonyms { home, lines, drafts })
}

#[cfg(feature = "ssr")]
fn hit(item: &FoundItem, found: &Found) -> Hit {
    let plain = |text: &str| markdown::to_plain(text, snippet::LOOKED_AT);
    let text = match item.kind {
        // Both are plain text already.
        ItemKind::Person => item.lead.clone(),
        ItemKind::Post => format!("{} {}", item.lead, plain(&item.body)),
        _ => format!("{} {}", plain(&item.lead), plain(&item.body)),
    };
    Hit {
        path: PageRef::new(item.kind, item.slug.clone()).path(),
        kind: i18n::found_kind(item.kind, item.published_on),
        title_html: snippet::marked_html(&item.title, &found.marks),
        snippet_html: snippet::snippet_html(text.trim(), &found.marks),
    }
}
