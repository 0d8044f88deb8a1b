//! What a full page load does by itself, done for navigation on the client: focus and scroll.

use std::collections::HashMap;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollRestoration};

/// Where the reader was on the way from one page to the next.
#[derive(Clone, Copy)]
struct Navigation {
    /// The page whose content was there last; none before the first.
    arrived_at: StoredValue<Option<String>>,
    /// The next page was asked for by going back or forward, and is not there yet.
    through_history: StoredValue<bool>,
    /// How far each address was scrolled, in CSS pixels. It stays in memory: nothing is stored on the device.
    scrolled: StoredValue<HashMap<String, f64>>,
}

fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Watches where the reader goes. Called once, inside the router.
pub(crate) fn watch() {
    let navigation = Navigation {
        arrived_at: StoredValue::new(None),
        through_history: StoredValue::new(false),
        scrolled: StoredValue::new(HashMap::new()),
    };
    provide_context(navigation);
    Effect::new(move || {
        let _ = window_event_listener(ev::popstate, move |_| navigation.through_history.set_value(true));
        let _ = window_event_listener(ev::scroll, move |_| {
            if !navigation.through_history.get_value() {
                let position = window().scroll_y().unwrap_or_default();
                navigation.scrolled.update_value(|scrolled| {
                    scrolled.insert(address(), position);
                });
            }
        });
    });
}

/// Stands at the end of each page's content: when it is there, focus goes to the heading, which is read aloud, and going
/// back finds the place that was left. After a full page load, or the same page loaded anew, it does nothing.
#[component]
pub(crate) fn Arrived() -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    Effect::new(move || {
        let back = navigation.through_history.get_value();
        navigation.through_history.set_value(false);
        let here = address();
        let before = navigation.arrived_at.get_value();
        navigation.arrived_at.set_value(Some(here.clone()));
        let Some(before) = before.filter(|before| *before != here) else { return };
        if let Ok(history) = window().history() {
            // From the first navigation on this client, the browser cannot know when a page is there.
            let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
        }
        let is_same_page = path_of(&before) == path_of(&here);
        let position = navigation.scrolled.with_value(|scrolled| scrolled.get(&here).copied()).filter(|_| back);
        // Effects run before the new content takes the old one's place.
        request_animation_frame(move || {
            focus_heading(is_same_page);
            if let Some(position) = position {
                window().scroll_to_with_x_and_y(0.0, position);
            }
        });
    });
}

/// The heading of the page; where only the query is new, that of the timeline, which is then brought into view. A page without
/// one, such as the search, says by itself what is new.
fn focus_heading(is_same_page: bool) {
    let heading = if is_same_page { "#meldungen" } else { "main h1" };
    let heading = document().query_selector(heading).ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.set_tab_index(-1);
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(!is_same_page);
        // A heading with a tab index can be focused.
        let _ = heading.focus_with_options(&options);
    }
}

fn path_of(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}
