//! `/anmelden`: log in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::credentials::{LineControl, PasswordControl};
use super::passkey_button::PasskeyLogIn;
use crate::components::{PageMeta, use_form_answer};
use crate::i18n::words;
use crate::navigation::Arrived;

/// A form that posts to its own address, which keeps `?weiter=`.
#[component]
pub fn LogInPage() -> impl IntoView {
    let answer = use_form_answer();
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("weiter")).or_else(|| answer.value("weiter"));
    let passkey = view! { <PasskeyLogIn next=next.clone()/> };
    let next = next.map(|next| view! { <input type="hidden" name="weiter" value=next/> }.into_any());
    let message = answer
        .message
        .clone()
        .map(|text| view! { <p class="message message--error" role="alert">{text}</p> }.into_any());
    view! {
        <PageMeta title=words::LOG_IN/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::LOG_IN}</h1>
            <p>{words::LOG_IN_INTRODUCTION}</p>
            <form class="form" method="post" action="/anmelden">
                {message}
                {next}
                <LineControl name="email" label=words::EMAIL kind="email" autocomplete="username" answer=&answer/>
                <PasswordControl autocomplete="current-password" problem=answer.problem("password")/>
                <button class="button button--primary">{words::LOG_IN}</button>
            </form>
            {passkey}
            <p class="form__more"><a href="/passwort-vergessen" rel="external">{words::PASSWORD_FORGOTTEN}</a></p>
        </main>
        <Arrived/>
    }
    .into_any()
}
