//! Which keys do what, under `?`.

use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::editing::Desk;
use crate::i18n::words;

/// Opens the list.
pub(super) fn show_shortcuts(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        // One that is open already stays open.
        let _ = dialog.show_modal();
    }
}

/// The list. While `Bearbeiten` is on, the key `?` opens it where nothing is focused that could take it as a letter.
#[component]
pub(super) fn ShortcutsDialog(dialog: NodeRef<Dialog>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let on_key = window_event_listener(leptos::ev::keydown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let takes_letters = target.is_some_and(|target| {
            matches!(target.closest("[contenteditable], input, textarea, select, dialog"), Ok(Some(_)))
        });
        if event.key() == "?" && !takes_letters && desk.editing.get_untracked() {
            event.prevent_default();
            show_shortcuts(dialog);
        }
    });
    on_cleanup(move || on_key.remove());
    let groups = words::SHORTCUT_GROUPS
        .map(|(name, shortcuts)| {
            let shortcuts = shortcuts
                .iter()
                .map(|(keys, action)| view! { <div><dt><kbd>{*keys}</kbd></dt><dd>{*action}</dd></div> })
                .collect_view();
            view! { <h3>{name}</h3> <dl class="shortcuts">{shortcuts}</dl> }
        })
        .collect_view();
    view! {
        <dialog class="dialog" aria-labelledby="tasten-titel" node_ref=dialog>
            <form method="dialog">
                <div class="dialog__head"><h2 id="tasten-titel" tabindex="-1" autofocus=true>{words::SHORTCUTS}</h2></div>
                <div class="dialog__body" tabindex="0" role="group" aria-labelledby="tasten-titel">{groups}</div>
                <div class="dialog__actions"><button class="button button--primary">{words::CLOSE}</button></div>
            </form>
        </dialog>
    }
    .into_any()
}
