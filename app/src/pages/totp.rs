//! Setting an app for codes up. These pages hold secrets, so they are never hydrated: nothing of them stands in a script.

use leptos::prelude::*;

use super::factors::names;
use crate::components::{Control, FormAnswer, PageMeta};
use crate::i18n::factors as words;
use crate::model::FACTORS_PAGE;

/// An app that is to be set up.
#[derive(Clone, Default)]
pub struct TotpSetUp {
    /// Its secret, in Base32.
    pub secret: String,
    /// The same as a picture, in SVG.
    pub qr_code: String,
    /// What the form was answered with.
    pub answer: FormAnswer,
}

/// Recovery codes, which are shown once.
#[derive(Clone, Default)]
pub struct RecoveryCodes(pub Vec<String>);

/// A secret to be given to an app, and a form for the code that it then shows.
#[component]
pub fn TotpPage() -> impl IntoView {
    let TotpSetUp { secret, qr_code, answer } = use_context().unwrap_or_default();
    let letters: Vec<char> = secret.chars().collect();
    let secret = letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
    let message =
        answer.message.clone().map(|text| view! { <p class="message message--error" role="alert">{text}</p> });
    view! {
        <PageMeta title=words::SET_UP_TOTP/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::SET_UP_TOTP}</h1>
                <p>{words::SET_UP_TOTP_INTRODUCTION}</p>
                <div inner_html=qr_code></div>
                <p>{words::SECRET}" "<code>{secret}</code></p>
            </div>
            <form class="form" method="post" action=FACTORS_PAGE>
                {message}
                <input type="hidden" name=names::STEP value=names::CONFIRM_TOTP/>
                <CodeControl hint=words::NEW_CODE_HINT problem=answer.problem(names::CODE)/>
                <button class="button button--primary">{words::CONFIRM_TOTP}</button>
            </form>
        </main>
    }
}

/// The codes, once.
#[component]
pub fn RecoveryCodesPage() -> impl IntoView {
    let RecoveryCodes(codes) = use_context().unwrap_or_default();
    let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <PageMeta title=words::RECOVERY_CODES/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::RECOVERY_CODES}</h1>
                <p>{words::RECOVERY_CODES_INTRODUCTION}</p>
                <ul aria-label=words::RECOVERY_CODES>{codes}</ul>
                <p><a class="button button--primary" href=FACTORS_PAGE>{words::CODES_ARE_KEPT}</a></p>
            </div>
        </main>
    }
}

/// A code: digits of an app, or a recovery code.
#[component]
pub(super) fn CodeControl(hint: &'static str, problem: Option<String>) -> impl IntoView {
    let control = |id: String, described, invalid| {
        view! {
            <input id=id name=names::CODE type="text" required=true maxlength="40" autocomplete="one-time-code"
                autocapitalize="none" spellcheck="false" aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    view! { <Control name=names::CODE label=words::CODE hint=hint problem=problem control=control/> }
}
