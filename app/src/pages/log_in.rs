//! `/anmelden`: log in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::{Control, PageMeta, use_form_answer};
use crate::i18n::words;
use crate::navigation::Arrived;

/// A form that posts to its own address, which keeps `?weiter=`.
#[component]
pub fn LogInPage() -> impl IntoView {
    let answer = use_form_answer();
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("weiter")).or_else(|| answer.value("weiter"));
    let next = next.map(|next| view! { <input type="hidden" name="weiter" value=next/> });
    let message =
        answer.message.clone().map(|text| view! { <p class="message message--error" role="alert">{text}</p> });
    let email = answer.value("email");
    let control = |id: String, described, invalid| {
        view! {
            <input id=id name="email" type="email" autocomplete="username" required=true value=email
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    view! {
        <PageMeta title=words::LOG_IN/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::LOG_IN}</h1>
            <p>{words::LOG_IN_INTRODUCTION}</p>
            <form class="form" method="post" action="/anmelden">
                {message}
                {next}
                <Control name="email" label=words::EMAIL problem=answer.problem("email") control=control/>
                <PasswordControl autocomplete="current-password" problem=answer.problem("password")/>
                <button class="button button--primary">{words::LOG_IN}</button>
            </form>
        </main>
        <Arrived/>
    }
    .into_any()
}

/// A password; what was typed is never sent back.
#[component]
pub(super) fn PasswordControl(
    autocomplete: &'static str,
    problem: Option<String>,
    #[prop(into, optional)] hint: Option<String>,
) -> impl IntoView {
    let control = move |id: String, described, invalid| {
        view! {
            <input id=id name="password" type="password" autocomplete=autocomplete required=true maxlength="128"
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    match hint {
        Some(hint) => {
            view! { <Control name="password" label=words::PASSWORD hint=hint problem=problem control=control/> }
                .into_any()
        }
        None => view! { <Control name="password" label=words::PASSWORD problem=problem control=control/> }.into_any(),
    }
}
