//! `/entwuerfe`: all that is unpublished, with the way to where it stands.

use leptos::prelude::*;

use super::content::{Loaded, load};
use crate::api::{get_drafts, get_schedule};
use crate::components::{PageMeta, use_form_answer};
use crate::editing::{Desk, SaveState};
use crate::i18n::{self, words};
use crate::model::{DraftedItem, DraftedText, ScheduledPublication};

/// The name of the button that takes a set time back; its value is the publication.
pub const CANCEL_SCHEDULE: &str = "aufheben";

/// For editors.
#[component]
pub fn DraftsPage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    // Read again once a text that was still under way has arrived.
    let is_saved = Memo::new(move |_| desk.state() == SaveState::Saved);
    let content = load(move || is_saved.get(), |_| async move { Ok((get_drafts().await?, get_schedule().await?)) });
    let show = |(items, scheduled)| view! { <DraftedItems items=items scheduled=scheduled/> };
    view! { <Loaded content=content children=show/> }
}

#[component]
fn DraftedItems(items: Vec<DraftedItem>, scheduled: Vec<ScheduledPublication>) -> impl IntoView {
    let message = use_form_answer().message.map(|text| view! { <p class="message" role="alert">{text}</p> });
    let has_schedule = !scheduled.is_empty();
    let has_failed = scheduled.iter().any(|publication| publication.failure.is_some());
    let scheduled =
        scheduled.into_iter().map(|publication| view! { <Scheduled publication=publication/> }).collect_view();
    let is_empty = items.is_empty();
    let introduction = if is_empty { words::NO_DRAFTS } else { words::DRAFTS_INTRODUCTION };
    let items = items.into_iter().map(|item| view! { <Item item=item/> }).collect_view();
    let drafts = (!is_empty).then(|| view! { <ul class="record" aria-label=words::DRAFTS>{items}</ul> });
    view! {
        <PageMeta title=words::DRAFTS/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::DRAFTS}</h1>
                <p>{introduction}</p>
            </div>
            {message}
            {has_failed.then(|| view! { <p class="message message--error">{words::NOT_ALL_PUBLISHED}</p> })}
            {drafts}
            {has_schedule.then(|| view! {
                <section class="page__section" aria-labelledby="geplant">
                    <h2 id="geplant">{words::SCHEDULE_LIST}</h2>
                    <form method="post" action="/entwuerfe">
                        <ul class="record" aria-label=words::SCHEDULE_LIST>{scheduled}</ul>
                    </form>
                </section>
            })}
        </main>
    }
    .into_any()
}

#[component]
fn Scheduled(publication: ScheduledPublication) -> impl IntoView {
    let title_id = format!("geplant-{}", publication.id);
    let (title, button) = match publication.failure {
        Some((field, problem)) => (i18n::not_published(&publication.at, field, problem), words::FORGET_FAILURE),
        None => (format!("{} Uhr", publication.at), words::CANCEL_SCHEDULE),
    };
    let texts = publication.texts.iter().map(|text| view! { <li>{i18n::scheduled_text(text)}</li> }).collect_view();
    view! {
        <li class="record__entry">
            <h3 class="record__title" id=title_id.clone()>{title}</h3>
            <p class="change__author">{publication.author}</p>
            <ul class="record__texts">{texts}</ul>
            <button class="button" name=CANCEL_SCHEDULE value=publication.id.to_string() aria-describedby=title_id>{button}</button>
        </li>
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
