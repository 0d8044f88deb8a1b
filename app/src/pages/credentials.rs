//! The controls of an account: its name, e-mail address and password.

use leptos::prelude::*;

use crate::components::{Control, FormAnswer};
use crate::i18n::words;

/// A line of text, which keeps what was typed.
#[component]
pub(super) fn LineControl<'a>(
    name: &'static str,
    label: &'static str,
    /// The input's type.
    kind: &'static str,
    autocomplete: &'static str,
    /// What the form was answered with.
    answer: &'a FormAnswer,
) -> impl IntoView + use<> {
    let value = answer.value(name);
    let control = move |id: String, described, invalid| {
        view! {
            <input id=id name=name type=kind autocomplete=autocomplete required=true value=value
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    view! { <Control name=name label=label problem=answer.problem(name) control=control/> }.into_any()
}

/// A password; what was typed is never sent back.
#[component]
pub(super) fn PasswordControl(
    autocomplete: &'static str,
    problem: Option<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(default = "password")] name: &'static str,
    #[prop(default = words::PASSWORD)] label: &'static str,
) -> impl IntoView {
    let control = move |id: String, described, invalid| {
        view! {
            <input id=id name=name type="password" autocomplete=autocomplete required=true
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    match hint {
        Some(hint) => view! { <Control name=name label=label hint=hint problem=problem control=control/> }.into_any(),
        None => view! { <Control name=name label=label problem=problem control=control/> }.into_any(),
    }
}
