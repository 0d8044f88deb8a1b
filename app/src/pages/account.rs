//! `/konto`: one's own name and password, and where one is logged in. Forms, with or without JavaScript.

use leptos::prelude::*;

use super::content::{Loaded, load};
use super::credentials::PasswordControl;
use crate::api::get_own_account;
use crate::components::{Control, PageMeta, use_form_answer};
use crate::i18n::{self, factors, words};
use crate::model::{FACTORS_PAGE, OwnAccount, OwnSession};

/// Names of the forms' controls; the server reads them under the same names.
pub mod names {
    /// The name colleagues see.
    pub const NAME: &str = "name";
    /// The password of now.
    pub const CURRENT_PASSWORD: &str = "bisheriges-passwort";
    /// The one that is to be.
    pub const NEW_PASSWORD: &str = "password";
    /// The button that changes the name.
    pub const CHANGE_NAME: &str = "namen-aendern";
    /// The button that changes the password.
    pub const CHANGE_PASSWORD: &str = "passwort-aendern";
    /// The button that ends a session; its value is the session.
    pub const END_SESSION: &str = "beenden";
    /// The button that ends all others.
    pub const END_OTHERS: &str = "andere-beenden";
}

/// For editors.
#[component]
pub fn AccountPage() -> impl IntoView {
    let content = load(|| (), |()| get_own_account());
    view! { <Loaded content=content children=|account| view! { <Own account=account/> }/> }
}

#[component]
fn Own(account: OwnAccount) -> impl IntoView {
    let answer = use_form_answer();
    let class = if answer.problems.is_empty() { "message" } else { "message message--error" };
    let message = answer.message.map(|text| view! { <p class=class role="alert">{text}</p> }.into_any());
    let OwnAccount { name, masked_email, role, sessions } = account;
    view! {
        <PageMeta title=words::OWN_ACCOUNT/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::OWN_ACCOUNT}</h1>
                <p>{masked_email}" · "{i18n::role(role)}</p>
            </div>
            {message}
            <NameForm name=name/>
            <PasswordForm/>
            <p><a href=FACTORS_PAGE>{factors::FACTORS}</a></p>
            <Sessions sessions=sessions/>
        </main>
    }
    .into_any()
}

#[component]
fn NameForm(name: String) -> impl IntoView {
    let answer = use_form_answer();
    let typed = answer.value(names::NAME).unwrap_or(name);
    let control = move |id: String, described, invalid| {
        view! {
            <input id=id name=names::NAME type="text" autocomplete="name" required=true value=typed
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    view! {
        <section class="page__section" aria-labelledby="konto-name">
            <h2 id="konto-name">{words::NAME}</h2>
            <form class="form" method="post" action="/konto">
                <Control
                    name=names::NAME
                    label=words::NAME
                    hint=words::OWN_NAME_HINT
                    problem=answer.problem(names::NAME)
                    control=control
                />
                <button class="button" name=names::CHANGE_NAME value="1">{words::CHANGE_NAME}</button>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn PasswordForm() -> impl IntoView {
    let answer = use_form_answer();
    view! {
        <section class="page__section" aria-labelledby="konto-passwort">
            <h2 id="konto-passwort">{words::PASSWORD}</h2>
            <form class="form" method="post" action="/konto">
                <PasswordControl
                    autocomplete="current-password"
                    name=names::CURRENT_PASSWORD
                    label=words::CURRENT_PASSWORD
                    problem=answer.problem(names::CURRENT_PASSWORD)
                />
                <PasswordControl
                    autocomplete="new-password"
                    label=words::NEW_PASSWORD
                    hint=words::PASSWORD_HINT
                    problem=answer.problem(names::NEW_PASSWORD)
                />
                <button class="button" name=names::CHANGE_PASSWORD value="1">{words::NEW_PASSWORD_BUTTON}</button>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Sessions(sessions: Vec<OwnSession>) -> impl IntoView {
    let others = (sessions.len() > 1).then(|| {
        view! { <button class="button" name=names::END_OTHERS value="1">{words::END_OTHER_SESSIONS}</button> }
            .into_any()
    });
    let entries = sessions.into_iter().map(|session| view! { <Session session=session/> }).collect_view();
    view! {
        <section class="page__section" aria-labelledby="konto-sitzungen">
            <h2 id="konto-sitzungen">{words::SESSIONS}</h2>
            <p>{words::SESSIONS_INTRODUCTION}</p>
            <form method="post" action="/konto">
                <ul class="record" aria-label=words::SESSIONS>{entries}</ul>
                {others}
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Session(session: OwnSession) -> impl IntoView {
    let title_id = format!("sitzung-{}", session.id);
    let times = i18n::session_times(&session);
    let this = session.is_this.then(|| format!(" ({})", words::THIS_SESSION));
    let end = (!session.is_this).then(|| {
        view! {
            <button class="button" name=names::END_SESSION value=session.id.to_string() aria-describedby=title_id.clone()>
                {words::END_SESSION}
            </button>
        }
        .into_any()
    });
    view! {
        <li class="record__entry">
            <h3 class="record__title" id=title_id.clone()>{session.device}{this}</h3>
            <p class="change__author">{times}</p>
            {end}
        </li>
    }
    .into_any()
}
