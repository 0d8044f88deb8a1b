//! Who else edits this page, and in which text; while `Bearbeiten` is on.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{Blob, BlobPropertyBag};

use crate::api::{ApiError, PageRef, be_present};
use crate::editing::Desk;
use crate::i18n::{self, words};

/// How often a window says that it is there, in milliseconds; the store forgets it after 7 seconds.
const EVERY: u32 = 3_000;

/// The others, in the bar; each text shows who is in it.
#[component]
pub(super) fn Presence(page: PageRef) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let is_here = StoredValue::new(true);
    let say = move |page: PageRef| async move {
        let answer = be_present(page, desk.tab(), desk.next_beat(), desk.focused.get_untracked()).await;
        if is_here.try_get_value() == Some(true) {
            let others = answer.clone().unwrap_or_default();
            // Every text looks who is in it when that changes.
            if desk.others.with_untracked(|known| *known != others) {
                desk.others.set(others);
            }
        }
        answer
    };
    let of_focus = page.clone();
    // Where one goes is told at once.
    Effect::new(move |was_there: Option<()>| {
        desk.focused.track();
        if was_there.is_some() {
            let page = of_focus.clone();
            spawn_local(async move { drop(say(page).await) });
        }
    });
    Effect::new(move || {
        let page = page.clone();
        spawn_local(async move {
            while is_here.try_get_value() == Some(true) {
                let is_visible = !document().hidden();
                if is_visible && matches!(say(page.clone()).await, Err(ApiError::SignedOut)) {
                    break;
                }
                gloo_timers::future::TimeoutFuture::new(EVERY).await;
            }
        });
    });
    let on_leaving = window_event_listener_untyped("pagehide", move |_| tell_that_one_leaves(desk));
    on_cleanup(move || {
        on_leaving.remove();
        tell_that_one_leaves(desk);
        desk.others.set(Vec::new());
    });
    move || {
        let others = desk.others.get();
        (!others.is_empty()).then(|| {
            let others = others.into_iter().map(|other| view! { <li>{i18n::present(&other)}</li> }).collect_view();
            view! { <ul class="edit-bar__others" aria-label=words::OTHERS>{others}</ul> }
        })
    }
}

/// A beacon is sent even though its page goes. It says what [`leave_page`](crate::api::leave_page) says.
fn tell_that_one_leaves(desk: Desk) {
    let body = format!(r#"{{"tab":"{}","beat":{}}}"#, desk.tab(), desk.next_beat());
    let json = BlobPropertyBag::new();
    json.set_type("application/json");
    if let Ok(body) = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&body.into()), &json) {
        // One that does not arrive is made up for by the store's forgetting.
        let _ = window().navigator().send_beacon_with_opt_blob("/api/leave_page", Some(&body));
    }
}
