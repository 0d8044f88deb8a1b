//! The search box in the banner: a form that works by itself, and what the browser adds to it.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::location::Url;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use crate::i18n::words;

/// The path of the search.
const PATH: &str = "/suche";
/// The box's id.
const BOX: &str = "suche";
/// How long a pause in typing is before the results follow.
const PAUSE: Duration = Duration::from_millis(250);

/// The box.
#[component]
pub(crate) fn SearchBox(
    /// What is looked for by the page's address.
    asked: String,
) -> impl IntoView {
    view! {
        <form class="search" role="search" action=PATH>
            <label class="visually-hidden" for=BOX>{words::SEARCH}</label>
            <input id=BOX type="search" name="q" maxlength="200" autocomplete="off" value=asked/>
            <button>{words::SEARCH_BUTTON}</button>
        </form>
    }
    .into_any()
}

/// Leads from the box to the results without a page load; on their page, they follow what is typed. Called once, inside the router;
/// answers what is looked for at first.
pub(crate) fn watch_search_box() -> String {
    let (navigate, path, query) = (use_navigate(), use_location().pathname, use_query_map());
    // Elsewhere it is a key like any other that a page does not know.
    let asked = Memo::new(move |_| {
        let asked = (path.get() == PATH).then(|| query.read().get("q")).flatten();
        asked.unwrap_or_default()
    });
    let typed = StoredValue::new(0_u32);
    let follow = move |replace| {
        let Some(search) = search_box() else { return };
        let address = format!("{PATH}?q={}", Url::escape(&search.value()));
        navigate(&address, NavigateOptions { replace, scroll: !replace, ..NavigateOptions::default() });
    };
    Effect::new(move || {
        let begin = follow.clone();
        let _ = window_event_listener(ev::submit, move |event| {
            if is_of_box(&event) {
                event.prevent_default();
                begin(false);
            }
        });
        let follow = follow.clone();
        let _ = window_event_listener(ev::input, move |event| {
            if !is_of_box(&event) || location().pathname().as_deref() != Ok(PATH) {
                return;
            }
            let now = typed.get_value().wrapping_add(1);
            typed.set_value(now);
            let follow = follow.clone();
            let unless_typed_on = move || {
                if typed.get_value() == now {
                    follow(true);
                }
            };
            set_timeout(unless_typed_on, PAUSE);
        });
    });
    // Going back leads to an earlier search; what is being typed stays.
    Effect::new(move || {
        let asked = asked.get();
        if let Some(search) = search_box().filter(|search| document().active_element().as_ref() != Some(search)) {
            search.set_value(&asked);
        }
    });
    asked.get_untracked()
}

fn search_box() -> Option<HtmlInputElement> {
    document().get_element_by_id(BOX)?.dyn_into().ok()
}

/// Whether something happened in the box or its form.
fn is_of_box(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.and_then(|target| target.closest(".search").ok().flatten()).is_some()
}
