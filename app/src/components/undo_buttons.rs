//! Taking back what was done on the page, whatever text it was done in, and doing it again: by button and by key.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{Element, InputEvent, KeyboardEvent};

use crate::editing::Desk;
use crate::i18n::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Undo,
    Redo,
}

impl Action {
    fn run(self, desk: Desk) {
        match self {
            Self::Undo => spawn_local(desk.undo()),
            Self::Redo => spawn_local(desk.redo()),
        }
    }

    /// The keys people know from elsewhere.
    fn of_key(event: &KeyboardEvent) -> Option<Self> {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return None;
        }
        match (event.key().to_lowercase().as_str(), event.shift_key()) {
            ("z", false) => Some(Self::Undo),
            ("z", true) | ("y", false) => Some(Self::Redo),
            _ => None,
        }
    }

    /// A browser's menu, or a phone that is shaken.
    fn of_input(event: &InputEvent) -> Option<Self> {
        match event.input_type().as_str() {
            "historyUndo" => Some(Self::Undo),
            "historyRedo" => Some(Self::Redo),
            _ => None,
        }
    }
}

/// Whether an event belongs to a form or a dialog, which have a way back of their own.
fn is_elsewhere(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<Element>(target).ok());
    target.is_some_and(|target| matches!(target.closest("input, textarea, dialog"), Ok(Some(_))))
}

/// Two buttons, and the keys while they are there.
#[component]
pub(super) fn UndoButtons() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let on_key = window_event_listener(leptos::ev::keydown, move |event| {
        if let Some(action) = Action::of_key(&event).filter(|_| !is_elsewhere(&event)) {
            event.prevent_default();
            action.run(desk);
        }
    });
    let on_input = window_event_listener(leptos::ev::beforeinput, move |event| {
        if let Some(action) = Action::of_input(&event).filter(|_| !is_elsewhere(&event)) {
            event.prevent_default();
            action.run(desk);
        }
    });
    on_cleanup(move || {
        on_key.remove();
        on_input.remove();
    });
    // A button that cannot be used keeps the focus, so it is not taken out of the order of keys.
    let button = move |action: Action, name, can: Signal<bool>| {
        view! {
            <button
                class="button button--icon"
                class:button--mirrored=action == Action::Redo
                type="button"
                aria-label=name
                title=name
                aria-disabled=move || (!can.get()).then_some("true")
                on:click=move |_| action.run(desk)
            >
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-4"/></svg>
            </button>
        }
    };
    view! {
        {button(Action::Undo, words::UNDO, Signal::derive(move || desk.can_undo()))}
        {button(Action::Redo, words::REDO, Signal::derive(move || desk.can_redo()))}
    }
}
