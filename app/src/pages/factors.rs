//! `/konto/anmeldung`: an account's passkeys, and its app for codes. Forms that work without JavaScript, but for making a passkey.

use leptos::prelude::*;

use super::content::{Loaded, load};
use super::passkey_button::AddPasskey;
use crate::api::get_factors;
use crate::components::{Control, FormAnswer, PageMeta, use_form_answer};
use crate::i18n::{factors as words, words as common};
use crate::model::{FACTORS_PAGE, Factors, Passkey};

/// Names of the forms' controls; the server reads them under the same names.
pub mod names {
    /// What a form is for.
    pub const STEP: &str = "schritt";
    /// The password of who is logged in.
    pub const PASSWORD: &str = "password";
    /// A code of an app, or a recovery code.
    pub const CODE: &str = "code";
    /// The passkey that is given up.
    pub const PASSKEY: &str = "passkey";
    /// Where one goes after logging in.
    pub const NEXT: &str = "weiter";
    /// Shows a new secret.
    pub const BEGIN_TOTP: &str = "app-einrichten";
    /// Confirms it.
    pub const CONFIRM_TOTP: &str = "app-bestaetigen";
    /// Forgets it.
    pub const TURN_TOTP_OFF: &str = "app-abschalten";
    /// Makes new recovery codes.
    pub const RENEW_CODES: &str = "neue-codes";
    /// Gives a passkey up.
    pub const REMOVE_PASSKEY: &str = "passkey-entfernen";

    /// What the control for the password of a form is called: there are several on the page.
    pub fn password_control(step: &str, passkey: Option<&str>) -> String {
        format!("passwort-{step}{}", passkey.unwrap_or_default())
    }
}

/// For everyone logged in, also who owes a factor.
#[component]
pub fn FactorsPage() -> impl IntoView {
    let content = load(|| (), |()| get_factors());
    let show = |factors: Factors| view! { <FactorsOf factors=factors/> };
    view! { <Loaded content=content children=show/> }
}

#[component]
fn FactorsOf(factors: Factors) -> impl IntoView {
    let answer = use_form_answer();
    let message = answer.message.clone().map(|text| view! { <p class="message" role="alert">{text}</p> }.into_any());
    let owed = factors.is_owed.then(|| view! { <Owed/> }.into_any());
    let is_empty = factors.passkeys.is_empty();
    let passkeys = factors.passkeys.iter().map(|passkey| view! { <Entry passkey=passkey answer=&answer/> });
    let passkeys = passkeys.collect_view();
    view! {
        <PageMeta title=words::FACTORS/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::FACTORS}</h1>
                <p>{words::FACTORS_INTRODUCTION}</p>
            </div>
            {owed}
            {message}
            <section class="page__section" aria-labelledby="passkeys">
                <h2 id="passkeys">{words::PASSKEYS}</h2>
                <p>{words::PASSKEYS_INTRODUCTION}</p>
                {(!is_empty).then(|| view! { <ul class="record" aria-label=words::PASSKEYS>{passkeys}</ul> })}
                <AddPasskey count=factors.passkeys.len()/>
            </section>
            <section class="page__section" aria-labelledby="app">
                <h2 id="app">{words::TOTP}</h2>
                <App has_totp=factors.has_totp codes=factors.recovery_codes answer=&answer/>
            </section>
        </main>
    }
    .into_any()
}

/// The only way out is to log out.
#[component]
fn Owed() -> impl IntoView {
    view! {
        <div class="message">
            <p>{words::FACTOR_OWED}</p>
            <form method="post" action="/abmelden"><button class="button">{common::LOG_OUT}</button></form>
        </div>
    }
}

#[component]
fn Entry<'a>(passkey: &'a Passkey, answer: &'a FormAnswer) -> impl IntoView + use<> {
    view! {
        <li class="record__entry">
            <h3 class="record__title">{passkey.name.clone()}</h3>
            <p class="change__author">{words::passkey_used(passkey)}</p>
            <Folded
                step=names::REMOVE_PASSKEY
                passkey=Some(passkey.id.to_string())
                words=words::remove_passkey(&passkey.name)
                answer=answer
            />
        </li>
    }
    .into_any()
}

#[component]
fn App<'a>(has_totp: bool, codes: i64, answer: &'a FormAnswer) -> impl IntoView + use<> {
    if has_totp {
        return view! {
            <p>{words::TOTP_IS_ON}" "{words::codes_left(codes)}</p>
            <Folded step=names::RENEW_CODES passkey=None words=words::RENEW_CODES.to_owned() answer=answer/>
            <Folded step=names::TURN_TOTP_OFF passkey=None words=words::TURN_TOTP_OFF.to_owned() answer=answer/>
        }
        .into_any();
    }
    view! {
        <p>{words::TOTP_INTRODUCTION}</p>
        <PasswordForm step=names::BEGIN_TOTP passkey=None words=words::BEGIN_TOTP.to_owned() answer=answer/>
    }
    .into_any()
}

/// What is seldom done, folded away until then.
#[component]
fn Folded<'a>(
    step: &'static str,
    passkey: Option<String>,
    words: String,
    answer: &'a FormAnswer,
) -> impl IntoView + use<> {
    let has_problem = answer.problem(&names::password_control(step, passkey.as_deref())).is_some();
    view! {
        <details class="record__name" open=has_problem>
            <summary>{words.clone()}</summary>
            <PasswordForm step=step passkey=passkey words=words answer=answer/>
        </details>
    }
    .into_any()
}

/// Does something that only the account's owner may do.
#[component]
fn PasswordForm<'a>(
    step: &'static str,
    passkey: Option<String>,
    words: String,
    answer: &'a FormAnswer,
) -> impl IntoView + use<> {
    let name = names::password_control(step, passkey.as_deref());
    let problem = answer.problem(&name);
    let control = |id: String, described, invalid| {
        view! {
            <input id=id name=names::PASSWORD type="password" required=true
                autocomplete="current-password" aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    let passkey = passkey.map(|passkey| view! { <input type="hidden" name=names::PASSKEY value=passkey/> }.into_any());
    view! {
        <form class="form" method="post" action=FACTORS_PAGE>
            <input type="hidden" name=names::STEP value=step/>
            {passkey}
            <Control name=name label=words::CURRENT_PASSWORD problem=problem control=control/>
            <button class="button">{words}</button>
        </form>
    }
    .into_any()
}
