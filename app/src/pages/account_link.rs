//! `/einladung/{token}`, `/passwort/{token}`, `/passwort-vergessen`: the ways to a password. Whoever has such an address is
//! let in, so these pages are never hydrated.

use leptos::prelude::*;

use super::credentials::{LineControl, PasswordControl};
use crate::components::{FormAnswer, PageMeta};
use crate::i18n::{self, words};

/// For whom a link was made, `name[at]host`; provided by the server.
#[derive(Clone, Debug)]
pub struct LinkOf(pub String);

/// Whether links can be sent by mail; provided by the server.
#[derive(Clone, Copy, Debug)]
pub struct SendsMail(pub bool);

/// The form that makes an account. It posts to its own address.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let (answer, masked_email) = answer_and_address();
    view! {
        <PageMeta title=words::ACCEPT_INVITATION/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::ACCEPT_INVITATION}</h1>
            <p class="lead">{i18n::invitation_for(&masked_email)}</p>
            <form class="form" method="post">
                {error_message(&answer)}
                <LineControl name="name" label=words::NAME kind="text" autocomplete="name" answer=&answer/>
                <PasswordControl autocomplete="new-password" problem=answer.problem("password") hint=words::PASSWORD_HINT/>
                <button class="button button--primary">{words::ACCEPT_INVITATION_BUTTON}</button>
            </form>
        </main>
    }
}

/// The form that sets a new password. It posts to its own address.
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let (answer, masked_email) = answer_and_address();
    view! {
        <PageMeta title=words::NEW_PASSWORD/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::NEW_PASSWORD}</h1>
            <p class="lead">{i18n::new_password_for(&masked_email)}</p>
            <form class="form" method="post">
                {error_message(&answer)}
                <PasswordControl
                    autocomplete="new-password"
                    label=words::NEW_PASSWORD
                    problem=answer.problem("password")
                    hint=words::PASSWORD_HINT
                />
                <button class="button button--primary">{words::NEW_PASSWORD_BUTTON}</button>
            </form>
        </main>
    }
}

/// The form that asks for such a link; after that, what happens now.
#[component]
pub fn PasswordForgottenPage() -> impl IntoView {
    let answer = use_context::<FormAnswer>().unwrap_or_default();
    let sends_mail = use_context::<SendsMail>().is_some_and(|sends| sends.0);
    let body = if sends_mail {
        let is_wrong = !answer.problems.is_empty();
        let class = if is_wrong { "message message--error" } else { "message" };
        let message = answer.message.clone().map(|text| view! { <p class=class role="alert">{text}</p> });
        // Without the browser's own check, so that a mistake is told at its control.
        view! {
            <p>{words::PASSWORD_FORGOTTEN_INTRODUCTION}</p>
            <form class="form" method="post" action="/passwort-vergessen" novalidate=true>
                {message}
                <LineControl name="email" label=words::EMAIL kind="email" autocomplete="username" answer=&answer/>
                <button class="button button--primary">{words::PASSWORD_FORGOTTEN_BUTTON}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <p>{words::PASSWORD_FORGOTTEN_WITHOUT_MAIL}</p> }.into_any()
    };
    view! {
        <PageMeta title=words::PASSWORD_FORGOTTEN/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::PASSWORD_FORGOTTEN}</h1>
            {body}
        </main>
    }
}

/// Instead of a form, where a link opens nothing.
#[component]
pub fn LinkEndedPage() -> impl IntoView {
    view! {
        <PageMeta title=words::LINK_HAS_ENDED/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::LINK_HAS_ENDED}</h1>
            <p class="lead">{words::LINK_HAS_ENDED_TEXT}</p>
            <p><a class="button" href="/anmelden" rel="external">{words::LOG_IN}</a></p>
        </main>
    }
}

fn answer_and_address() -> (FormAnswer, String) {
    let masked_email = use_context::<LinkOf>().map(|link| link.0).unwrap_or_default();
    (use_context::<FormAnswer>().unwrap_or_default(), masked_email)
}

fn error_message(answer: &FormAnswer) -> Option<AnyView> {
    let text = answer.message.clone()?;
    Some(view! { <p class="message message--error" role="alert">{text}</p> }.into_any())
}
