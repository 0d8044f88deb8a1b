//! What a search found, as HTML that only the server makes.

use leptos::prelude::*;

use crate::i18n::words;
use crate::model::{Hit, Hits, Search};

/// The hits, and above them what the search can be narrowed to.
#[component]
pub fn SearchHits(
    /// What was asked.
    search: Search,
    /// What was found.
    hits: Hits,
) -> impl IntoView {
    let Hits { hits, next, topics, years } = hits;
    let more = next.map(|next| {
        view! { <nav class="pager" aria-label=words::PAGER><a class="button" href=next>{words::MORE_HITS}</a></nav> }
    });
    let topics = topics.into_iter().map(|topic| (topic.slug.to_string(), topic.title)).collect();
    let years = years.into_iter().map(|year| (year.year.to_string(), year.year.to_string())).collect();
    let hits = (!hits.is_empty()).then(|| {
        let hits = hits.into_iter().map(|hit| view! { <HitEntry hit=hit/> }).collect_view();
        view! { <ol class="hits" aria-label=words::HITS>{hits}</ol> }
    });
    view! {
        <form class="narrow" action="/suche">
            <input type="hidden" name="q" value=search.query.clone()/>
            {choice("thema", words::TOPIC, words::ALL_TOPICS, &search.topic, topics)}
            {choice("jahr", words::YEAR, words::EVERY_YEAR, &search.year, years)}
            <button class="button">{words::NARROW}</button>
        </form>
        {hits}
        {more}
    }
    .into_any()
}

/// A choice among values, each with its words; the empty one is for all.
fn choice(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    chosen: &str,
    options: Vec<(String, String)>,
) -> AnyView {
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }.into_any()
        })
        .collect_view();
    view! {
        <div class="control">
            <label for=name>{label}</label>
            <select id=name name=name>
                <option value="">{all}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

#[component]
fn HitEntry(hit: Hit) -> impl IntoView {
    view! {
        <li>
            <h2 class="hits__title"><a href=hit.path inner_html=hit.title_html></a></h2>
            <p class="hits__kind">{hit.kind}</p>
            <p inner_html=hit.snippet_html></p>
        </li>
    }
}
