//! Deleting asks first, though it can be taken back.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::ApiError;
use crate::editing::{Deletion, Desk};
use crate::i18n::{self, words};
use crate::model::{ItemId, ItemKind};

/// Asks to delete a piece of news where it stands in a timeline; while `Bearbeiten` is on.
#[component]
pub(super) fn DeleteButton(
    post: ItemId,
    /// Whether readers see it.
    is_published: bool,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    if !desk.is_staffed() {
        return ().into_any();
    }
    let deletion = Deletion { item: post, kind: ItemKind::Post, is_published, goes_to: None };
    let ask = move |_| desk.deletion.set(Some(deletion));
    let button = move || {
        desk.editing.get().then(|| {
            view! { <button class="button entry__delete" type="button" on:click=ask>{words::DELETE}</button> }
        })
    };
    button.into_any()
}

/// Opens when something is to be deleted.
#[component]
pub(super) fn DeleteDialog() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let dialog = NodeRef::<Dialog>::new();
    let error = RwSignal::new(None::<ApiError>);
    let navigate = use_navigate();
    Effect::new(move || {
        if let (Some(dialog), Some(_)) = (dialog.get(), desk.deletion.get()) {
            // It was closed before, so it can be opened.
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let forget = move |_| {
        desk.deletion.set(None);
        error.set(None);
    };
    let act = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(deletion) = desk.deletion.get_untracked() else { return };
        let navigate = navigate.clone();
        spawn_local(async move {
            match desk.delete(deletion.item).await {
                Ok(()) => {
                    close();
                    match deletion.goes_to {
                        Some(path) => navigate(path, NavigateOptions::default()),
                        None => desk.reload.update(|count| *count += 1),
                    }
                }
                Err(cause) => error.set(Some(cause)),
            }
        });
    };
    let withdraw = move |_| {
        let Some(deletion) = desk.deletion.get_untracked() else { return };
        spawn_local(async move {
            match desk.withdraw(deletion.item).await {
                Ok(()) => close(),
                Err(cause) => error.set(Some(cause)),
            }
        });
    };
    let withdraw_button = move || {
        desk.deletion.get().filter(|deletion| deletion.is_published).map(|_| {
            view! { <button class="button" type="button" on:click=withdraw>{words::WITHDRAW}</button> }
        })
    };
    let title = move || desk.deletion.get().map(|deletion| i18n::delete_title(deletion.kind));
    view! {
        <dialog class="dialog" aria-labelledby="loeschen-titel" node_ref=dialog on:close=forget>
            <form method="dialog" on:submit=act>
                <div class="dialog__head">
                    <h2 id="loeschen-titel" tabindex="-1" autofocus=true>{title}</h2>
                    <p>{words::DELETE_INTRODUCTION}</p>
                </div>
                <div class="dialog__body">
                    {move || error.get().map(|error| view! { <p class="message message--error" role="alert">{i18n::error(&error)}</p> })}
                </div>
                <div class="dialog__actions">
                    <button class="button button--primary">{words::DELETE}</button>
                    {withdraw_button}
                    <button class="button" type="button" on:click=move |_| close()>{words::CANCEL}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
