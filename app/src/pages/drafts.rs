//! `/entwuerfe`: all that is unpublished, with the way to where it stands.

use leptos::prelude::*;

use super::content::{Loaded, load};
use crate::api::get_drafts;
use crate::components::PageMeta;
use crate::editing::{Desk, SaveState};
use crate::i18n::{self, words};
use crate::model::{DraftedItem, DraftedText};

/// For editors.
#[component]
pub fn DraftsPage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    // Read again once a text that was still under way has arrived.
    let is_saved = Memo::new(move |_| desk.state() == SaveState::Saved);
    let content = load(move || is_saved.get(), |_| get_drafts());
    view! { <Loaded content=content children=|items| view! { <DraftedItems items=items/> }/> }
}

#[component]
fn DraftedItems(items: Vec<DraftedItem>) -> impl IntoView {
    let is_empty = items.is_empty();
    let introduction = if is_empty { words::NO_DRAFTS } else { words::DRAFTS_INTRODUCTION };
    let items = items.into_iter().map(|item| view! { <Item item=item/> }).collect_view();
    view! {
        <PageMeta title=words::DRAFTS/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::DRAFTS}</h1>
                <p>{introduction}</p>
            </div>
            {(!is_empty).then(|| view! { <ul class="record" aria-label=words::DRAFTS>{items}</ul> })}
        </main>
    }
    .into_any()
}

#[component]
fn Item(item: DraftedItem) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let title = i18n::drafted_item(&item);
    let texts = item
        .texts
        .into_iter()
        .map(|DraftedText { field, author, began_at }| {
            let author = author.unwrap_or_else(|| words::UNKNOWN_AUTHOR.into());
            view! { <li>{i18n::drafted_text(field, &author, &began_at)}</li> }
        })
        .collect_view();
    view! {
        <li class="record__entry">
            <h2 class="record__title">
                <a href=item.path on:click=move |_| desk.editing.set(true)>{title}</a>
            </h2>
            <ul class="record__texts">{texts}</ul>
        </li>
    }
    .into_any()
}
