//! `/einrichten/{token}`: the first account, once.

use leptos::prelude::*;

use super::credentials::{LineControl, PasswordControl};
use crate::components::{PageMeta, use_form_answer};
use crate::i18n::words;
use crate::navigation::Arrived;

/// A form that posts to its own address. The server answers 404 itself where the link is not valid.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let answer = use_form_answer();
    let message = answer
        .message
        .clone()
        .map(|text| view! { <p class="message message--error" role="alert">{text}</p> }.into_any());
    view! {
        <PageMeta title=words::SET_UP/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::SET_UP}</h1>
            <p class="lead">{words::SET_UP_INTRODUCTION}</p>
            <form class="form" method="post">
                {message}
                <LineControl name="name" label=words::NAME kind="text" autocomplete="name" answer=&answer/>
                <LineControl name="email" label=words::EMAIL kind="email" autocomplete="username" answer=&answer/>
                <PasswordControl autocomplete="new-password" problem=answer.problem("password") hint=words::PASSWORD_HINT/>
                <button class="button button--primary">{words::SET_UP_BUTTON}</button>
            </form>
        </main>
        <Arrived/>
    }
    .into_any()
}
