//! On `/verwaltung`, for administrators: whether everyone needs a second factor, and who has which.

use leptos::prelude::*;

use crate::i18n::factors as words;
use crate::model::{AccountFactors, Security};

/// Names of the forms' controls; the server reads them under the same names.
pub mod names {
    /// Where the forms go.
    pub const ADDRESS: &str = "/verwaltung/sicherheit";
    /// Where they are.
    pub const SECTION: &str = "/verwaltung#sicherheit";
    /// The button that requires a second factor or does not.
    pub const REQUIRE: &str = "zweiter-faktor";
    /// It does.
    pub const REQUIRED: &str = "noetig";
    /// It does not.
    pub const OPTIONAL: &str = "freiwillig";
    /// The button that takes an account's factors away; its value is the account.
    pub const RESET: &str = "zuruecksetzen";
}

/// The section.
#[component]
pub(super) fn SecuritySection(security: Security) -> impl IntoView {
    let (state, value, button) = if security.requires_second_factor {
        (words::IS_REQUIRED, names::OPTIONAL, words::DO_NOT_REQUIRE)
    } else {
        (words::IS_OPTIONAL, names::REQUIRED, words::REQUIRE)
    };
    let accounts = security.accounts.into_iter().map(|account| view! { <Account account=account/> }).collect_view();
    view! {
        <section class="page__section" aria-labelledby="sicherheit">
            <h2 id="sicherheit">{words::SECURITY}</h2>
            <p>{state}</p>
            <form class="form" method="post" action=names::ADDRESS>
                <button class="button" name=names::REQUIRE value=value>{button}</button>
            </form>
            <ul class="record" aria-label=words::WHO_HAS_WHICH>{accounts}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Account(account: AccountFactors) -> impl IntoView {
    let has_any = account.has_totp || account.passkeys > 0;
    let title_id = format!("faktoren-{}", account.account);
    let described = title_id.clone();
    let reset = has_any.then(|| {
        view! {
            <details class="record__name">
                <summary>{words::RESET}</summary>
                <form class="form" method="post" action=names::ADDRESS>
                    <p>{words::RESET_INTRODUCTION}</p>
                    <button class="button" name=names::RESET value=account.account.to_string() aria-describedby=described>
                        {words::RESET}
                    </button>
                </form>
            </details>
        }
        .into_any()
    });
    view! {
        <li class="record__entry">
            <h3 class="record__title" id=title_id>{account.name.clone()}</h3>
            <p class="change__author">{words::factors_of(&account)}</p>
            {reset}
        </li>
    }
    .into_any()
}
