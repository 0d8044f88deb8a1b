//! `/anmelden/zweiter-faktor`: the code after the password. Never hydrated.

use leptos::prelude::*;

use super::factors::names;
use super::totp::CodeControl;
use crate::components::{FormAnswer, PageMeta};
use crate::i18n::{factors as words, words as common};
use crate::model::SECOND_STEP_PAGE;

/// The form. What it was answered with is provided by the server, since there is no router.
#[component]
pub fn SecondStepPage() -> impl IntoView {
    let answer = use_context::<FormAnswer>().unwrap_or_default();
    let next = answer.value(names::NEXT);
    view! {
        <PageMeta title=words::SECOND_STEP/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::SECOND_STEP}</h1>
            <form class="form" method="post" action=SECOND_STEP_PAGE>
                <input type="hidden" name=names::NEXT value=next/>
                <CodeControl hint=words::SECOND_STEP_HINT problem=answer.problem(names::CODE)/>
                <button class="button button--primary">{common::LOG_IN}</button>
            </form>
        </main>
    }
}
