//! `/verlauf/…`, with the path of a page: what happened to its texts, and bringing them back. A form, with or without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::content::{Loaded, load};
use crate::api::get_history;
use crate::components::{BeforeAndAfter, Breadcrumb, PageMeta, use_form_answer};
use crate::i18n::{self, words};
use crate::model::{History, HistoryEntry, HistoryEvent};

/// Names of the form's controls; the server reads them under the same names.
pub mod names {
    /// The button that was pressed: what to bring back.
    pub const POINT: &str = "fassung";
    /// A version that was shown: `17.title@3`.
    pub const VERSION: &str = "stand";
}

/// For editors.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let path = Memo::new(move |_| format!("/{}", params.read().get_str("path").unwrap_or_default()));
    let before = Memo::new(move |_| query.read().get_str("vor").and_then(|before| before.parse::<i64>().ok()));
    let content = load(move || (path.get(), before.get()), |(path, before)| get_history(path, before));
    let show = move |history: History| view! { <Entries history=history path=path.get_untracked()/> };
    view! { <Loaded content=content children=show/> }
}

#[component]
fn Entries(history: History, path: String) -> impl IntoView {
    let answer = use_form_answer();
    let message = answer.message.map(|text| view! { <p class="message" role="alert">{text}</p> });
    let own_path = format!("/verlauf{path}");
    let older = history.older.map(|older| {
        view! { <nav class="pager" aria-label=words::PAGER><a class="button" href=format!("{own_path}?vor={older}")>{words::OLDER_HISTORY}</a></nav> }
    });
    let versions = history
        .versions
        .into_iter()
        .map(|(field, version)| view! { <input type="hidden" name=names::VERSION value=format!("{field}@{version}")/> })
        .collect_view();
    let is_empty = history.entries.is_empty();
    let entries = history.entries.into_iter().map(|entry| view! { <Entry entry=entry/> }).collect_view();
    let title = i18n::history_title(&history.page_title);
    view! {
        <PageMeta title=title.clone()/>
        <main class="page" id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![(path, history.page_title)] here=words::HISTORY/>
            <div class="page__head">
                <h1>{title}</h1>
                <p>{words::HISTORY_INTRODUCTION}</p>
            </div>
            {message}
            {is_empty.then(|| view! { <p>{words::NO_HISTORY}</p> })}
            <form method="post" action=own_path>
                {versions}
                <ol class="record" aria-label=words::HISTORY>{entries}</ol>
            </form>
            {older}
        </main>
    }
    .into_any()
}

#[component]
fn Entry(entry: HistoryEntry) -> impl IntoView {
    let title = i18n::history_entry(&entry);
    let title_id = format!("verlauf-{}-{}", entry.item.0, entry.ended_at);
    let author = match (&entry.author, &entry.event) {
        (Some(author), _) => author.clone(),
        (None, HistoryEvent::Published { .. }) => words::IMPORT.to_owned(),
        (None, _) => words::UNKNOWN_AUTHOR.to_owned(),
    };
    let restore = entry.restore_point().map(|point| {
        view! {
            <button class="button" name=names::POINT value=point.to_string() aria-describedby=title_id.clone()>
                {words::RESTORE}
            </button>
        }
    });
    let texts = match entry.event {
        HistoryEvent::Written { before, text, .. } => Some(view! { <BeforeAndAfter before=before after=text/> }),
        _ => None,
    };
    view! {
        <li class="record__entry">
            <h2 class="record__title" id=title_id>{title}</h2>
            <p class="change__author">{format!("{author}, {}", entry.when)}</p>
            {texts}
            {restore}
        </li>
    }
    .into_any()
}
