//! Who else edits this page, and in which text; while `Bearbeiten` is on.

use leptos::prelude::*;
use leptos::task::spawn_local;

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
        let answer = be_present(page, desk.tab(), desk.focused.get_untracked()).await;
        if is_here.try_get_value() == Some(true) {
            desk.others.set(answer.clone().unwrap_or_default());
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
    on_cleanup(move || desk.others.set(Vec::new()));
    move || {
        let others = desk.others.get();
        (!others.is_empty()).then(|| {
            let others = others.into_iter().map(|other| view! { <li>{i18n::present(&other)}</li> }).collect_view();
            view! { <ul class="edit-bar__others" aria-label=words::OTHERS>{others}</ul> }
        })
    }
}
