//! `/verlauf/…`, with the path of a page: what happened to its texts, bringing them back, and giving versions a name. Forms, with or
//! without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::content::{Loaded, load};
use crate::api::get_history;
use crate::components::{BeforeAndAfter, Breadcrumb, ComparedPortrait, Control, FormAnswer, PageMeta, use_form_answer};
use crate::i18n::{self, words};
use crate::model::{FieldName, History, HistoryEntry, HistoryEvent, RestorePoint, isolated};

/// Names of the forms' controls; the server reads them under the same names.
pub mod names {
    /// The button that was pressed: what to bring back.
    pub const POINT: &str = "fassung";
    /// A version that was shown: `17.title@3`.
    pub const VERSION: &str = "stand";
    /// What gets a name.
    pub const NAMED: &str = "benennen";
    /// Its name.
    pub const NAME: &str = "name";
}

/// The form that all buttons `Wiederherstellen` belong to: forms cannot nest, and each entry has one for its name.
const RESTORING: &str = "wiederherstellen";

/// Which part of a page's history is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    path: String,
    before: Option<i64>,
    only_named: bool,
}

impl Part {
    fn address(&self) -> String {
        let query = match (self.only_named, self.before) {
            (false, None) => String::new(),
            (true, None) => "?benannt".to_owned(),
            (false, Some(before)) => format!("?vor={before}"),
            (true, Some(before)) => format!("?benannt&vor={before}"),
        };
        // The start page's path is no more than a slash.
        format!("/verlauf{}{query}", self.path.trim_end_matches('/'))
    }
}

/// For editors.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let part = Memo::new(move |_| Part {
        path: format!("/{}", params.read().get_str("path").unwrap_or_default()),
        before: query.read().get_str("vor").and_then(|before| before.parse().ok()),
        only_named: query.read().get_str("benannt").is_some(),
    });
    let content = load(move || part.get(), |part| get_history(part.path, part.before, part.only_named));
    let show = move |history: History| view! { <Entries history=history part=part.get_untracked()/> };
    view! { <Loaded content=content children=show/> }
}

#[component]
fn Entries(history: History, part: Part) -> impl IntoView {
    let answer = use_form_answer();
    let message = answer.message.clone().map(|text| view! { <p class="message" role="alert">{text}</p> });
    let address = part.address();
    let Part { path, only_named, .. } = part;
    let older = history.older.map(|older| {
        let older = Part { path: path.clone(), before: Some(older), only_named };
        view! { <nav class="pager" aria-label=words::PAGER><a class="button" href=older.address()>{words::OLDER_HISTORY}</a></nav> }
    });
    let other = Part { path: path.clone(), before: None, only_named: !only_named };
    let other_words = if only_named { words::ALL_VERSIONS } else { words::ONLY_NAMED_VERSIONS };
    let versions = history
        .versions
        .into_iter()
        .map(|(field, version)| view! { <input type="hidden" name=names::VERSION value=format!("{field}@{version}")/> })
        .collect_view();
    let nothing = if only_named { words::NO_NAMED_VERSIONS } else { words::NO_HISTORY };
    let is_empty = history.entries.is_empty();
    let entries = history
        .entries
        .into_iter()
        .enumerate()
        .map(|(number, entry)| view! { <Entry number=number entry=entry address=address.clone() answer=answer.clone()/> })
        .collect_view();
    let title = i18n::history_title(&history.page_title);
    let restoring = Part { path: path.clone(), before: None, only_named: false }.address();
    view! {
        <PageMeta title=title.clone()/>
        <main class="page" id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![(path, history.page_title)] here=words::HISTORY/>
            <div class="page__head">
                <h1>{title}</h1>
                <p>{words::HISTORY_INTRODUCTION}</p>
                <p><a href=other.address()>{other_words}</a></p>
            </div>
            {message}
            {is_empty.then(|| view! { <p>{nothing}</p> })}
            <form id=RESTORING method="post" action=restoring>{versions}</form>
            <ol class="record" aria-label=words::HISTORY>{entries}</ol>
            {older}
        </main>
    }
    .into_any()
}

#[component]
fn Entry(
    /// Which of the page's entries; several may be of the same moment.
    number: usize,
    entry: HistoryEntry,
    address: String,
    answer: FormAnswer,
) -> impl IntoView {
    let title = i18n::history_entry(&entry);
    let title_id = format!("verlauf-{number}");
    let author = match (&entry.author, &entry.event) {
        (Some(author), _) => author.clone(),
        (None, HistoryEvent::Published { .. }) => words::IMPORT.to_owned(),
        (None, _) => words::UNKNOWN_AUTHOR.to_owned(),
    };
    let restore = entry.restore_point().map(|point| {
        view! {
            <button
                class="button"
                form=RESTORING
                name=names::POINT
                value=point.to_string()
                aria-describedby=title_id.clone()
            >
                {words::RESTORE}
            </button>
        }
    });
    let name = entry.point().map(|point| {
        let (name, title_id) = (entry.version_name.clone(), title_id.clone());
        view! { <NameForm point=point name=name title_id=title_id address=address answer=answer/> }
    });
    let texts = match entry.event {
        HistoryEvent::Written { field: FieldName::Portrait, before, text, .. } => {
            Some(view! { <ComparedPortrait before=before after=text/> }.into_any())
        }
        HistoryEvent::Written { before, text, .. } => {
            Some(view! { <BeforeAndAfter before=before after=text/> }.into_any())
        }
        _ => None,
    };
    view! {
        <li class="record__entry">
            <h2 class="record__title" id=title_id>{title}</h2>
            <p class="change__author">{format!("{}, {}", isolated(&author), entry.when)}</p>
            {texts}
            {restore}
            {name}
        </li>
    }
    .into_any()
}

/// Folded away until it is used. It posts to the part of the history that is shown, so that its entry is in the answer.
#[component]
fn NameForm(
    point: RestorePoint,
    name: Option<String>,
    title_id: String,
    address: String,
    answer: FormAnswer,
) -> impl IntoView {
    let point = point.to_string();
    let summary = if name.is_some() { words::RENAME_VERSION } else { words::NAME_VERSION };
    let problem = answer.problem(names::NAME).filter(|_| answer.value(names::NAMED).as_ref() == Some(&point));
    let is_open = problem.is_some();
    let typed = answer.value(names::NAME).filter(|_| is_open).or(name);
    let control = move |id: String, described, invalid| {
        view! {
            <input id=id name=names::NAME type="text" autocomplete="off" value=typed
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    view! {
        <details class="record__name" open=is_open>
            <summary>{summary}</summary>
            <form class="form" method="post" action=address>
                <input type="hidden" name=names::NAMED value=point.clone()/>
                <Control
                    name=format!("{}-{point}", names::NAME)
                    label=words::VERSION_NAME
                    hint=words::VERSION_NAME_HINT
                    problem=problem
                    control=control
                />
                <button class="button" aria-describedby=title_id>{words::APPLY}</button>
            </form>
        </details>
    }
    .into_any()
}
