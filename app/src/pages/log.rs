//! `/verwaltung/protokoll`: the log of changes, a static page for administrators.

use leptos::prelude::*;

use crate::components::{Breadcrumb, Control, PageMeta};
use crate::i18n::{self, words};
use crate::model::{Date, LogAction, LogEntry, LogFilter, LogPart};

/// The page's path.
pub const PATH: &str = "/verwaltung/protokoll";

/// Keys of the query that the page and its export take.
pub mod names {
    /// Whose entries: the id of an account.
    pub const ACCOUNT: &str = "konto";
    /// Which action.
    pub const ACTION: &str = "vorgang";
    /// From which day on.
    pub const FROM: &str = "von";
    /// Until which day.
    pub const TO: &str = "bis";
    /// Older than which entry.
    pub const BEFORE: &str = "vor";
}

/// A part of the log, which the context holds.
#[component]
pub fn LogPage() -> impl IntoView {
    let LogPart { filter, entries, has_older, accounts } = use_context::<LogPart>()?;
    let older = entries.last().filter(|_| has_older).map(|last| {
        let href = format!("{PATH}?{}", query(&LogFilter { before: Some(last.id), ..filter.clone() }));
        view! { <p><a class="button" href=href>{words::OLDER_LOG_ENTRIES}</a></p> }
    });
    let is_empty = entries.is_empty();
    let entries = entries.into_iter().map(|entry| view! { <Entry entry=entry/> }).collect_view();
    let export = format!("{PATH}.csv?{}", query(&LogFilter { before: None, ..filter.clone() }));
    Some(view! {
        <PageMeta title=words::LOG/>
        <main class="page" id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![("/verwaltung".to_owned(), words::ADMINISTRATION.to_owned())] here=words::LOG/>
            <div class="page__head">
                <h1>{words::LOG}</h1>
                <p>{words::LOG_INTRODUCTION}</p>
            </div>
            <Filter filter=filter accounts=accounts/>
            <p class="form__more"><a href=export>{words::EXPORT_LOG}</a></p>
            {is_empty.then(|| view! { <p>{words::NO_LOG_ENTRIES}</p> })}
            {(!is_empty).then(|| view! { <ol class="record" aria-label=words::LOG>{entries}</ol> })}
            {older}
        </main>
    })
}

#[component]
fn Filter(filter: LogFilter, accounts: Vec<(i64, String, String)>) -> impl IntoView {
    let account = filter.account.map(|account| account.to_string()).unwrap_or_default();
    let is_shared = |name: &str| accounts.iter().filter(|(_, other, _)| other == name).count() > 1;
    let choices = accounts.iter().map(|(id, name, email)| {
        (id.to_string(), if is_shared(name) { i18n::account_by_address(name, email) } else { name.clone() })
    });
    let accounts: Vec<_> = choices.collect();
    let action = filter.action.map(LogAction::as_str).unwrap_or_default().to_owned();
    let actions = LogAction::ALL.map(|action| (action.as_str().to_owned(), i18n::log_action(action).to_owned()));
    view! {
        <form class="form form--filter" method="get" action=PATH>
            <Choice name=names::ACCOUNT label=words::LOG_ACCOUNT chosen=account choices=accounts/>
            <Choice name=names::ACTION label=words::LOG_ACTION chosen=action choices=actions.into()/>
            <Day name=names::FROM label=words::LOG_FROM day=filter.from/>
            <Day name=names::TO label=words::LOG_TO day=filter.to/>
            <button class="button button--primary">{words::SHOW_LOG}</button>
        </form>
    }
}

#[component]
fn Choice(name: &'static str, label: &'static str, chosen: String, choices: Vec<(String, String)>) -> impl IntoView {
    let all = std::iter::once((String::new(), words::LOG_ALL.to_owned()));
    let options: Vec<_> = all
        .chain(choices)
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect();
    let control = move |id: String, _, _| view! { <select id=id name=name>{options}</select> }.into_any();
    view! { <Control name=name label=label problem=None control=control/> }
}

#[component]
fn Day(name: &'static str, label: &'static str, day: Option<Date>) -> impl IntoView {
    let value = day.map(|day| day.to_string()).unwrap_or_default();
    let control = move |id: String, _, _| view! { <input id=id name=name type="date" value=value/> }.into_any();
    view! { <Control name=name label=label problem=None control=control/> }
}

#[component]
fn Entry(entry: LogEntry) -> impl IntoView {
    let (before, named, after) = i18n::log_sentence(&entry);
    let named = match i18n::log_page(&entry) {
        Some(page) => view! { <a href=page.to_owned()>{named}</a> }.into_any(),
        None => named.into_any(),
    };
    view! {
        <li class="record__entry">
            <p>{before}{named}{after}</p>
            <p class="change__author">{i18n::log_place(&entry)}</p>
        </li>
    }
}

/// The query that asks for the same.
fn query(filter: &LogFilter) -> String {
    let values = [
        (names::ACCOUNT, filter.account.map(|account| account.to_string())),
        (names::ACTION, filter.action.map(|action| action.as_str().to_owned())),
        (names::FROM, filter.from.map(|day| day.to_string())),
        (names::TO, filter.to.map(|day| day.to_string())),
        (names::BEFORE, filter.before.map(|entry| entry.to_string())),
    ];
    let given = values.into_iter().filter_map(|(name, value)| Some((name, value?)));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
}
