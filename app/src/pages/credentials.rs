//! The controls of who logs in: e-mail address and password.

use leptos::prelude::*;

use crate::components::{Control, FormAnswer};
use crate::i18n::words;

/// The address that one logs in with, as it was typed.
#[component]
pub(super) fn EmailControl<'a>(
    /// What the form was answered with.
    answer: &'a FormAnswer,
) -> impl IntoView + use<> {
    let email = answer.value("email");
    let control = |id: String, described, invalid| {
        view! {
            <input id=id name="email" type="email" autocomplete="username" required=true value=email
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    view! { <Control name="email" label=words::EMAIL problem=answer.problem("email") control=control/> }.into_any()
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
