//! The region `Redaktion`: the switch, the state of one's edits, and what can be done with them.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use uuid::Uuid;
use web_sys::SubmitEvent;

use super::field::{state_reason, state_words};
use super::publish_dialog::Step;
use super::{DeleteDialog, Presence, PublishDialog, ShortcutsDialog, StructureDialog, UndoButtons, show_shortcuts};
use crate::api::{PageRef, create_post};
use crate::editing::{Desk, LocalOnly, SaveState};
use crate::i18n::{self, words};

/// For editors only; readers get nothing.
#[component]
pub fn EditBar() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let viewer = desk.viewer.get_value()?;
    let location = use_location();
    let page = Memo::new(move |_| PageRef::from_path(&location.pathname.get()));
    let (step, structure) = (RwSignal::new(None::<Step>), RwSignal::new(false));
    let (unsaved, shortcuts) = (NodeRef::<Dialog>::new(), NodeRef::<Dialog>::new());
    Effect::new(move || desk.replay_journal());
    let here = use_location();
    Effect::new(move || {
        if here.hash.get() == "#bearbeiten" {
            desk.editing.set(true);
        }
    });
    Effect::new(move || {
        if desk.editing.get() {
            spawn_local(desk.load_rich_text());
        }
    });
    let _ = window_event_listener(leptos::ev::online, move |_| desk.retry());
    let _ = window_event_listener(leptos::ev::beforeunload, move |event| {
        if desk.is_unsaved() && !desk.leaves.get_untracked() {
            event.prevent_default();
        }
    });

    let switch = move || {
        page.get().map(|page| {
            let toggle = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                desk.editing.update(|editing| *editing = !*editing);
            };
            view! {
                <form method="get" action=page.path()>
                    <button
                        class="switch"
                        name="bearbeiten"
                        role="switch"
                        aria-checked=move || desk.editing.get().to_string()
                        on:click=toggle
                    >
                        {words::EDIT}
                    </button>
                </form>
            }
        })
    };
    let presence = move || page.get().filter(|_| desk.editing.get()).map(|page| view! { <Presence page=page/> });
    let actions = move || {
        page.get()
            .filter(|_| desk.editing.get())
            .map(|page| view! { <Actions page=page step=step structure=structure shortcuts=shortcuts/> })
    };
    let dialogs = move || {
        page.get().map(|page| {
            // What was open on a page is not on the next one.
            on_cleanup(move || {
                step.set(None);
                structure.set(false);
            });
            view! {
                <PublishDialog page=page.clone() step=step/>
                <StructureDialog page=page is_open=structure/>
            }
        })
    };
    Some(view! {
        <section class="edit-bar" aria-label=words::EDITORIAL>
            {switch}
            <div class="edit-bar__status">
                <div>
                    <State/>
                    {presence}
                </div>
            </div>
            <WayOn/>
            <NoticeLine/>
            {actions}
            <a class="edit-bar__account" href="/konto" title=words::OWN_ACCOUNT>{viewer.name}</a>
            <LogOut dialog=unsaved/>
        </section>
        {dialogs}
        <UnsavedDialog dialog=unsaved/>
        <ShortcutsDialog dialog=shortcuts/>
        <DeleteDialog/>
    })
}

/// What can be done with the page's drafts.
#[component]
fn Actions(
    page: PageRef,
    step: RwSignal<Option<Step>>,
    structure: RwSignal<bool>,
    shortcuts: NodeRef<Dialog>,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let (navigate, history) = (use_navigate(), page.history_path());
    let deletable = (!page.is_fixed()).then(|| page.kind());
    let has_structure = page == PageRef::Home || !page.is_fixed();
    let show_history = move |_| navigate(&history, NavigateOptions::default());
    let new_post = match page {
        PageRef::Topic(topic) => Some(move |_| {
            let topic = topic.clone();
            spawn_local(async move {
                match create_post(topic, Uuid::new_v4()).await {
                    Ok(_) => desk.reload.update(|count| *count += 1),
                    Err(error) => desk.notice.set(Some(i18n::error(&error))),
                }
            });
        }),
        _ => None,
    };
    let count = Memo::new(move |_| desk.unpublished_count());
    let delete = deletable.map(|kind| {
        let ask = move |_| desk.ask_to_delete_page(kind);
        view! { <button class="button" type="button" on:click=ask>{words::DELETE}</button> }
    });
    view! {
        <div class="edit-bar__actions">
            <div class="edit-bar__more">
                <UndoButtons/>
                {new_post.map(|on_click| view! { <button class="button" type="button" on:click=on_click>{words::NEW_POST}</button> })}
                {has_structure.then(|| view! { <button class="button" type="button" on:click=move |_| structure.set(true)>{words::STRUCTURE}</button> })}
                <button class="button" type="button" on:click=show_history>{words::HISTORY}</button>
                <button class="button" type="button" on:click=move |_| step.set(Some(Step::Discard))>{words::DISCARD}</button>
                {delete}
                <button
                    class="button button--icon"
                    type="button"
                    aria-label=words::SHORTCUTS
                    title=words::SHORTCUTS
                    on:click=move |_| show_shortcuts(shortcuts)
                >
                    <span aria-hidden="true">"?"</span>
                </button>
            </div>
            <button class="button button--primary" type="button" on:click=move |_| step.set(Some(Step::Publish))>
                {words::PUBLISH}" "<span class="count" aria-hidden="true">{count}</span>
            </button>
        </div>
    }
}

/// The state of one's edits, on whatever page they were made.
#[component]
fn State() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let state = Memo::new(move |_| desk.state());
    let kind = move || match state.get() {
        SaveState::Saved => "saved",
        SaveState::Saving => "saving",
        SaveState::LocalOnly(_) | SaveState::Unsaved => "device",
        SaveState::Conflict => "conflict",
    };
    let text = move || match state_reason(state.get()) {
        Some(reason) => format!("{}: {reason}", state_words(state.get())),
        None => state_words(state.get()).to_owned(),
    };
    view! { <p class="edit-bar__state" role="status" data-state=kind>{text}</p> }
}

/// What can be done about the state, where that is more than to wait.
#[component]
fn WayOn() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let location = use_location();
    let log_in = move |_| desk.leaves.set(true);
    let load_anew = move |_| {
        desk.leaves.set(true);
        // Where it cannot, the page stays, and so does what the button says.
        let _ = window().location().reload();
    };
    let state = Memo::new(move |_| desk.state());
    move || match state.get() {
        SaveState::LocalOnly(LocalOnly::SignedOut) => {
            let href = format!("/anmelden?weiter={}", location.pathname.get());
            view! { <a class="button" rel="external" href=href on:click=log_in>{words::LOG_IN}</a> }.into_any()
        }
        SaveState::LocalOnly(LocalOnly::Outdated) => {
            view! { <button class="button" type="button" on:click=load_anew>{words::LOAD_ANEW}</button> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// What was last done.
#[component]
fn NoticeLine() -> impl IntoView {
    let desk = expect_context::<Desk>();
    move || {
        desk.notice.get().map(|notice| {
            view! {
                <div class="edit-bar__notice">
                    <p role="alert">{notice}</p>
                    <button class="button" type="button" on:click=move |_| desk.notice.set(None)>{words::CLOSE}</button>
                </div>
            }
        })
    }
}

/// Logging out asks what to do with texts that are only on this device.
#[component]
fn LogOut(dialog: NodeRef<Dialog>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let on_submit = move |event: SubmitEvent| {
        if let Some(dialog) = dialog.get_untracked().filter(|_| desk.is_unsaved()) {
            event.prevent_default();
            // It is not open yet, so it can be opened.
            let _ = dialog.show_modal();
        }
    };
    view! {
        <form method="post" action="/abmelden" on:submit=on_submit><button class="button">{words::LOG_OUT}</button></form>
    }
}

/// Whether to keep on this device what is not in the store.
#[component]
fn UnsavedDialog(dialog: NodeRef<Dialog>) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let delete = move |_| {
        desk.clear_journal();
        desk.leaves.set(true);
    };
    view! {
        <dialog class="dialog" aria-labelledby="abmelden-titel" node_ref=dialog>
            <form method="post" action="/abmelden">
                <div class="dialog__head"><h2 id="abmelden-titel">{words::LOG_OUT_UNSAVED_TITLE}</h2></div>
                <div class="dialog__body"><p>{words::LOG_OUT_UNSAVED}</p></div>
                <div class="dialog__actions">
                    <button class="button button--primary" on:click=move |_| desk.leaves.set(true)>{words::LOG_OUT_KEEP}</button>
                    <button class="button" on:click=delete>{words::LOG_OUT_DELETE}</button>
                    <button class="button" formmethod="dialog">{words::CANCEL}</button>
                </div>
            </form>
        </dialog>
    }
}
