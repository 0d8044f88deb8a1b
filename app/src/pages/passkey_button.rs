//! Passkeys on a page: where the browser knows none, it says so or shows nothing.

use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Control, PublicUrl};
use crate::editing::passkey::{self, PasskeyFailure};
use crate::i18n::factors as words;
use crate::model::{Passkey, relying_party};

/// Whether the site's address is one that passkeys know.
fn is_offered() -> bool {
    relying_party(&use_context::<PublicUrl>().unwrap_or_default().0).is_some()
}

/// Whether the browser knows them, as soon as that can be asked.
fn is_supported() -> RwSignal<bool> {
    let is_supported = RwSignal::new(false);
    Effect::new(move || is_supported.set(passkey::is_supported()));
    is_supported
}

/// `refused`: what is said where the server takes no passkey.
fn failure(failure: PasskeyFailure, refused: &'static str) -> &'static str {
    match failure {
        PasskeyFailure::Cancelled => words::PASSKEY_CANCELLED,
        PasskeyFailure::Refused(403) => words::WRONG_PASSWORD,
        PasskeyFailure::Refused(429) => words::PASSKEY_TOO_MANY,
        PasskeyFailure::Refused(status) if status < 500 => refused,
        PasskeyFailure::Refused(_) | PasskeyFailure::Unreachable => words::PASSKEY_UNREACHABLE,
    }
}

/// Goes on where the server says, by a full page load: what may be seen is new. Or tells why not.
fn go_on(result: Result<String, PasskeyFailure>, status: RwSignal<&'static str>, refused: &'static str) {
    match result {
        // The path comes from this site.
        Ok(next) => drop(window().location().assign(&next)),
        Err(reason) => status.set(failure(reason, refused)),
    }
}

/// The button of the log-in.
#[component]
pub(super) fn PasskeyLogIn(next: Option<String>) -> impl IntoView {
    if !is_offered() {
        return ().into_any();
    }
    let (is_supported, status) = (is_supported(), RwSignal::new(""));
    let next = StoredValue::new(next.unwrap_or_default());
    let log_in = move |_| {
        status.set(words::ASKING);
        spawn_local(async move { go_on(passkey::log_in(&next.get_value()).await, status, words::PASSKEY_REFUSED) });
    };
    let shown = move || {
        is_supported.get().then(|| {
            view! {
                <div class="form page__section">
                    <p>{words::OR_PASSKEY}</p>
                    <button class="button" type="button" on:click=log_in>{words::LOG_IN_WITH_PASSKEY}</button>
                    <p role="status">{status}</p>
                </div>
            }
            .into_any()
        })
    };
    shown.into_any()
}

/// The form that makes a passkey, for who has so many.
#[component]
pub(super) fn AddPasskey(count: usize) -> impl IntoView {
    if !is_offered() {
        return view! { <p class="hint">{words::PASSKEYS_NEED_A_NAME}</p> }.into_any();
    }
    if i64::try_from(count).is_ok_and(|count| count >= Passkey::MOST) {
        return view! { <p class="hint">{words::PASSKEYS_FULL}</p> }.into_any();
    }
    let is_supported = is_supported();
    let shown = move || {
        if is_supported.get() {
            view! { <AddPasskeyForm/> }.into_any()
        } else {
            view! { <p class="hint">{words::PASSKEYS_NEED_A_BROWSER}</p> }.into_any()
        }
    };
    shown.into_any()
}

#[component]
fn AddPasskeyForm() -> impl IntoView {
    let (name, password) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let status = RwSignal::new("");
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(name), Some(password)) = (name.get_untracked(), password.get_untracked()) else { return };
        if name.value().trim().is_empty() {
            status.set(words::PASSKEY_NAMELESS);
            return;
        }
        status.set(words::ASKING);
        spawn_local(async move {
            let added = passkey::add(&name.value(), &password.value()).await;
            go_on(added, status, words::PASSKEY_NOT_ADDED);
        });
    };
    let name_control = move |id: String, described, invalid| {
        view! {
            <input id=id type="text" required=true maxlength=Passkey::LONGEST_NAME.to_string() autocomplete="off"
                aria-describedby=described aria-invalid=invalid node_ref=name/>
        }
        .into_any()
    };
    let password_control = move |id: String, described, invalid| {
        view! {
            <input id=id type="password" required=true autocomplete="current-password"
                aria-describedby=described aria-invalid=invalid node_ref=password/>
        }
        .into_any()
    };
    view! {
        <form class="form" on:submit=add>
            <Control
                name="passkey-name"
                label=words::PASSKEY_NAME
                hint=words::PASSKEY_NAME_HINT
                problem=None
                control=name_control
            />
            <Control name="passwort-passkey" label=words::CURRENT_PASSWORD problem=None control=password_control/>
            <button class="button">{words::ADD_PASSKEY}</button>
            <p role="status">{status}</p>
        </form>
    }
    .into_any()
}
