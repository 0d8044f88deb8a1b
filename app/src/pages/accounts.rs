//! On `/verwaltung`: the accounts, for administrators.

use leptos::prelude::*;

use super::credentials::LineControl;
use crate::components::{Control, use_form_answer};
use crate::i18n::{self, words};
use crate::model::{Accounts, Invitation, ListedAccount, Role};

/// Where the forms go.
const FORMS: &str = "/verwaltung/konten";

/// Names of the forms' controls; the server reads them under the same names. The value of a button is an account, or an
/// invitation.
pub mod names {
    /// Whom to invite.
    pub const EMAIL: &str = "email";
    /// Their name.
    pub const NAME: &str = "name";
    /// What they will be allowed to do.
    pub const ROLE: &str = "rolle";
    /// The button that invites.
    pub const INVITE: &str = "einladen";
    /// The button that takes an invitation back.
    pub const REVOKE: &str = "zurueckziehen";
    /// The button that makes an administrator.
    pub const MAKE_ADMIN: &str = "zur-verwaltung";
    /// The button that makes an editor.
    pub const MAKE_EDITOR: &str = "zur-redaktion";
    /// The button that shuts out.
    pub const DISABLE: &str = "sperren";
    /// The button that lets in.
    pub const ENABLE: &str = "zulassen";
    /// The button that makes a link for a new password.
    pub const PASSWORD_LINK: &str = "passwort-link";
    /// A link that is shown once, in the answer.
    pub const LINK: &str = "link";
}

/// Each account with what can be done with it; who is invited; a form for one more.
#[component]
pub(super) fn AccountsSection(accounts: Accounts) -> impl IntoView {
    let Accounts { accounts, invitations } = accounts;
    let link = use_form_answer().value(names::LINK).map(|link| view! { <LinkOnce link=link/> }.into_any());
    let accounts = accounts.into_iter().map(|account| view! { <Account account=account/> }).collect_view();
    let invitations = (!invitations.is_empty()).then(|| view! { <Invitations invitations=invitations/> }.into_any());
    view! {
        <section class="page__section" aria-labelledby="konten">
            <h2 id="konten">{words::ACCOUNTS}</h2>
            <p>{words::ACCOUNTS_INTRODUCTION}</p>
            {link}
            <form method="post" action=FORMS><ul class="record" aria-label=words::ACCOUNTS>{accounts}</ul></form>
            {invitations}
            <Invite/>
        </section>
    }
    .into_any()
}

#[component]
fn Account(account: ListedAccount) -> impl IntoView {
    let state = i18n::account_state(&account);
    let ListedAccount { id, name, role, is_disabled, .. } = account;
    let title_id = format!("konto-{id}");
    let button = |name: &'static str, words: &'static str| {
        view! { <button class="button" name=name value=id.to_string() aria-describedby=title_id.clone()>{words}</button>" " }
            .into_any()
    };
    let role = match role {
        Role::Editor => button(names::MAKE_ADMIN, words::ALLOW_ADMINISTRATION),
        Role::Admin => button(names::MAKE_EDITOR, words::TAKE_ADMINISTRATION),
    };
    let entrance = if is_disabled {
        button(names::ENABLE, words::ENABLE_ACCOUNT)
    } else {
        button(names::DISABLE, words::DISABLE_ACCOUNT)
    };
    let link = (!is_disabled).then(|| button(names::PASSWORD_LINK, words::SEND_PASSWORD_LINK));
    view! {
        <li class="record__entry">
            <h3 class="record__title" id=title_id.clone()>{name}</h3>
            <p class="change__author">{state}</p>
            {role}
            {entrance}
            {link}
        </li>
    }
    .into_any()
}

#[component]
fn Invitations(invitations: Vec<Invitation>) -> impl IntoView {
    let entries = invitations.into_iter().map(|invitation| {
        let title_id = format!("einladung-{}", invitation.id);
        let state = i18n::invitation_state(&invitation);
        view! {
            <li class="record__entry">
                <h4 class="record__title" id=title_id.clone()>{invitation.name}</h4>
                <p class="change__author">{state}</p>
                <button class="button" name=names::REVOKE value=invitation.id.to_string() aria-describedby=title_id>
                    {words::REVOKE}
                </button>
            </li>
        }
    });
    view! {
        <h3>{words::INVITATIONS}</h3>
        <form method="post" action=FORMS>
            <ul class="record" aria-label=words::INVITATIONS>{entries.collect_view()}</ul>
        </form>
    }
    .into_any()
}

#[component]
fn Invite() -> impl IntoView {
    let answer = use_form_answer();
    let chosen = answer.value(names::ROLE).and_then(|role| role.parse().ok()).unwrap_or(Role::Editor);
    let roles = [Role::Editor, Role::Admin].map(|role| {
        view! {
            <label class="choice">
                <input type="radio" name=names::ROLE value=role.as_str() checked=role == chosen/>
                {i18n::role(role)}
            </label>
        }
    });
    let problem = answer.problem(names::ROLE).map(|text| view! { <p class="field-error">{text}</p> }.into_any());
    view! {
        <h3>{words::INVITE}</h3>
        <form class="form" method="post" action=FORMS>
            <LineControl name=names::EMAIL label=words::EMAIL kind="email" autocomplete="off" answer=&answer/>
            <LineControl name=names::NAME label=words::NAME kind="text" autocomplete="off" answer=&answer/>
            <fieldset class="choices"><legend>{words::ROLE}</legend>{roles.collect_view()}{problem}</fieldset>
            <button class="button button--primary" name=names::INVITE value="1">{words::INVITE_BUTTON}</button>
        </form>
    }
    .into_any()
}

/// A link in whole. The store keeps only its hash, so it is shown once.
#[component]
fn LinkOnce(link: String) -> impl IntoView {
    let control = move |id: String, described, invalid| {
        view! { <input id=id type="text" readonly=true value=link aria-describedby=described aria-invalid=invalid/> }
            .into_any()
    };
    view! {
        <div class="message form">
            <Control name=names::LINK label=words::LINK_TO_HAND_ON problem=None control=control/>
        </div>
    }
    .into_any()
}
