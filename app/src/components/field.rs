//! A text that becomes a text box where it stands, while `Bearbeiten` is on.
//!
//! The browser edits the element itself, so nothing reactive ever lives inside it: its text is put there once, and again
//! only when it was replaced by other hands.

use leptos::html::Span;
use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{ComparedText, PictureOrNone, Side};
use crate::editing::{
    Desk, FieldEditor, LocalOnly, SaveState, caret_offset, focus_text, moved_offset, place_caret, plain_text, text_id,
};
use crate::i18n::{self, words};
use crate::model::{FieldKind, FieldName, FieldRef, isolated, word_difference};

/// The state in words, for the mark beside a field and for the status region.
pub(super) fn state_words(state: SaveState) -> &'static str {
    match state {
        SaveState::Saved => words::SAVED,
        SaveState::Saving => words::SAVING,
        SaveState::LocalOnly(_) => words::LOCAL_ONLY,
        SaveState::Unsaved => words::UNSAVED,
        SaveState::Conflict => words::CONFLICT,
    }
}

/// The reason behind the state, where there is one.
pub(super) fn state_reason(state: SaveState) -> Option<&'static str> {
    match state {
        SaveState::LocalOnly(LocalOnly::Unreachable) => Some(words::BECAUSE_UNREACHABLE),
        SaveState::LocalOnly(LocalOnly::SignedOut) => Some(words::BECAUSE_SIGNED_OUT),
        SaveState::LocalOnly(LocalOnly::Refused) => Some(words::BECAUSE_PROBLEM),
        SaveState::LocalOnly(LocalOnly::Outdated) => Some(words::BECAUSE_OUTDATED),
        _ => None,
    }
}

fn notes_id(field: FieldRef) -> String {
    format!("hinweis-{}-{}", field.item.0, field.field.as_str())
}

/// The ids of what describes a field: its problem, while it has one.
pub(super) fn described_by(editor: FieldEditor) -> impl Fn() -> Option<String> + Copy {
    move || editor.problem.get().map(|_| notes_id(editor.field))
}

pub(super) fn state_of(editor: FieldEditor) -> impl Fn() -> &'static str + Copy {
    move || state_words(editor.state.get())
}

/// Enter ends a line only where there can be several; Escape leaves the field.
pub(super) fn on_key(event: &KeyboardEvent, kind: FieldKind, element: &HtmlElement) {
    if event.is_composing() {
        return;
    }
    match event.key().as_str() {
        "Enter" if kind == FieldKind::Line => event.prevent_default(),
        // Nothing to be done where an element cannot lose the focus.
        "Escape" => drop(element.blur()),
        _ => {}
    }
}

pub(super) fn is_focused(element: &HtmlElement) -> bool {
    document().active_element().is_some_and(|active| active.is_same_node(Some(element)))
}

/// Puts another text in the place of the one in a text box; whoever is in it stays where they were.
pub(super) fn show_text(element: &HtmlElement, text: &str) {
    let caret = is_focused(element).then(|| (plain_text(element), caret_offset(element).unwrap_or_default()));
    element.set_text_content(Some(text));
    if let Some((before, caret)) = caret {
        place_caret(element, moved_offset(&before, caret, text));
    }
}

/// A plain text. Off the desk it is nothing but its text.
#[component]
pub fn PlainField(
    /// Which text.
    field: FieldRef,
    /// What readers see.
    #[prop(into)]
    text: String,
    /// An empty one folds away into a small mark until it is used.
    #[prop(optional)]
    folds: bool,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    if !desk.is_staffed() {
        return text.into_any();
    }
    let show = move || match desk.find(field) {
        Some(editor) if desk.editing.get() => view! { <PlainBox editor=editor folds=folds/> }.into_any(),
        _ => text.clone().into_any(),
    };
    show.into_any()
}

#[component]
fn PlainBox(editor: FieldEditor, folds: bool) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let field = editor.field.field;
    let kind = field.kind();
    let element = NodeRef::<Span>::new();
    let was_empty = editor.text.with_untracked(String::is_empty);
    Effect::new(move || {
        editor.replaced.track();
        if let Some(element) = element.get() {
            show_text(&element, &editor.text.get_untracked());
        }
    });
    let read = move || {
        let Some(element) = element.get_untracked() else { return };
        let mut text = plain_text(&element);
        if kind == FieldKind::Line && text.contains('\n') {
            text = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
            show_text(&element, &text);
        }
        editor.type_text(text);
    };
    view! {
        <span
            id=text_id(editor.field)
            class="field"
            class:field--fold=folds && was_empty
            class:is-empty=move || editor.text.with(String::is_empty)
            class:is-unpublished=move || editor.unpublished.get()
            role="textbox"
            contenteditable="plaintext-only"
            aria-multiline=(kind == FieldKind::Lines).then_some("true")
            aria-label=i18n::label(field)
            aria-placeholder=i18n::hint(field)
            aria-invalid=move || editor.problem.get().map(|_| "true")
            aria-describedby=described_by(editor)
            data-state=state_of(editor)
            data-others=move || desk.others_in(editor.field)
            data-also-on=move || desk.also_on(editor.field)
            aria-description=move || desk.also_on(editor.field)
            node_ref=element
            on:focus=move |_| desk.focused.set(Some(editor.field))
            on:input=move |_| read()
            on:keydown=move |event| {
                if let Some(element) = element.get_untracked() {
                    on_key(&event, kind, &element);
                }
            }
            on:blur=move |_| {
                desk.focused.set(None);
                editor.leave();
            }
        ></span>
    }
}

/// What must be said of a field below it: its problem, and a conflict with its three ways out.
#[component]
pub fn FieldNotes(
    /// Which text.
    field: FieldRef,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    if !desk.is_staffed() {
        return ().into_any();
    }
    let notes = move || {
        let editor = desk.find(field).filter(|_| desk.editing.get())?;
        let problem = move || {
            editor.problem.get().map(|problem| {
                view! { <p class="field-error" id=notes_id(field)>{i18n::problem(field.field, problem)}</p> }
            })
        };
        let conflict =
            move || editor.conflict.get().map(|conflict| view! { <ConflictNote editor=editor conflict=conflict/> });
        Some(view! { {problem} {conflict} })
    };
    notes.into_any()
}

#[component]
fn ConflictNote(editor: FieldEditor, conflict: crate::model::Conflict) -> impl IntoView {
    let title_id = format!("konflikt-{}", notes_id(editor.field));
    let author = conflict.author.clone().unwrap_or_else(|| words::UNKNOWN_AUTHOR.into());
    let theirs = conflict.theirs.clone();
    let compared_theirs = conflict.theirs.clone();
    let pieces = Memo::new(move |_| word_difference(&compared_theirs, &editor.text.read()));
    let is_picture = editor.field.field == FieldName::Portrait;
    let their_picture = conflict.theirs.clone();
    let shown = move |side| match side {
        Side::Later if is_picture => view! { <PictureOrNone text=editor.text.get()/> }.into_any(),
        Side::Earlier if is_picture => view! { <PictureOrNone text=their_picture.clone()/> }.into_any(),
        side => view! { <ComparedText pieces=pieces.get() side=side/> }.into_any(),
    };
    let (mine_shown, theirs_shown) = (shown.clone(), shown);
    // The button goes with the conflict: whoever pressed it goes on in the text.
    let resolve = move |text: String| {
        editor.resolve(text);
        focus_text(editor.field);
    };
    // Of two pictures there is one.
    let both = (!is_picture).then(|| {
        view! { <button class="button" type="button" on:click=move |_| resolve(editor.both(&conflict))>{words::BOTH}</button> }
    });
    view! {
        <div class="conflict" role="group" aria-labelledby=title_id>
            <p class="conflict__title" id=title_id.clone()>{format!("{}: {}", words::CONFLICT, i18n::label(editor.field.field))}</p>
            <p>{words::CONFLICT_INTRODUCTION}</p>
            <ul class="conflict__versions">
                <li>
                    <p class="conflict__author">{words::MY_TEXT}</p>
                    <p class="conflict__text">{move || mine_shown(Side::Later)}</p>
                    <button class="button" type="button" on:click=move |_| resolve(editor.text.get_untracked())>
                        {words::MINE}
                    </button>
                </li>
                <li>
                    <p class="conflict__author">{format!("{} {}", words::TEXT_BY, isolated(&author))}</p>
                    <p class="conflict__text">{move || theirs_shown(Side::Earlier)}</p>
                    <button class="button" type="button" on:click=move |_| resolve(theirs.clone())>{words::THEIRS}</button>
                </li>
            </ul>
            {both}
        </div>
    }
}

/// The words "noch nicht veröffentlicht", while one of these fields is.
#[component]
pub fn UnpublishedMark(
    /// The fields the mark stands for.
    #[prop(into)]
    fields: Vec<FieldRef>,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    if !desk.is_staffed() {
        return ().into_any();
    }
    let mark = move || {
        let unpublished = desk.editing.get()
            && fields.iter().filter_map(|field| desk.find(*field)).any(|editor| editor.unpublished.get());
        unpublished.then(|| {
            let scheduled = desk.scheduled_for(&fields).map(|at| format!("; {at}"));
            view! { <p class="unpublished">{words::UNPUBLISHED}{scheduled}</p> }
        })
    };
    mark.into_any()
}
