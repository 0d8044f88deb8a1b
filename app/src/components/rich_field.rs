//! A `CommonMark` text that is edited as what it will look like, while `Bearbeiten` is on.
//!
//! The rich-text editor takes the element over. Until it is loaded, or where it does not come, the text's source stands in
//! its place while it is edited.

use leptos::html::Div;
use leptos::prelude::*;

use super::field::{described_by, is_focused, on_key, show_text, state_of};
use crate::editing::{Desk, FieldEditor, RichText, caret_offset, place_caret, plain_text, similar_offset, text_id};
use crate::i18n;
use crate::model::{FieldKind, FieldRef};

/// A `CommonMark` text. Off the desk it is nothing but its rendering.
#[component]
pub fn RichField(
    /// Which text.
    field: FieldRef,
    /// What readers see.
    #[prop(into)]
    html: String,
    /// Classes of the block.
    #[prop(into)]
    class: String,
    /// Readers don't see it here: it folds away into a small mark until it is used.
    #[prop(optional)]
    folds: bool,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let box_class = class.clone();
    let rendered = move || {
        let html = (!html.is_empty()).then(|| html.clone());
        html.map(|html| view! { <div class=class.clone() inner_html=html></div> }.into_any()).into_any()
    };
    if !desk.is_staffed() {
        return rendered();
    }
    let show = move || match desk.find(field) {
        Some(editor) if desk.editing.get() => {
            view! { <RichBox editor=editor class=box_class.clone() folds=folds/> }.into_any()
        }
        _ => rendered(),
    };
    show.into_any()
}

/// What the element shows, and how it is edited. Copies share the same state.
#[derive(Clone, Copy)]
struct RichBoxState {
    editor: FieldEditor,
    desk: Desk,
    element: NodeRef<Div>,
    folds: bool,
    /// The rich-text editor, once it has taken the element over.
    mounted: StoredValue<Option<RichText>, LocalStorage>,
    /// Whether the element shows the source.
    is_source: RwSignal<bool>,
    /// Whether the rich-text editor has it, or its toolbar the focus.
    is_open: RwSignal<bool>,
    /// A pointer places its caret only after the focus came: nothing may take the text's place before.
    pointer_is_down: RwSignal<bool>,
}

impl RichBoxState {
    /// An element that is taken out of the page loses its focus after its state is gone.
    fn is_gone(self) -> bool {
        self.is_open.is_disposed()
    }

    fn is_mounted(self) -> bool {
        self.mounted.with_value(Option::is_some)
    }

    /// Hands the element over to the rich-text editor, if that is there; answers whether it has it now.
    fn mount(self) -> bool {
        if !self.is_mounted()
            && self.desk.rich_text.get_untracked()
            && let Some(element) = self.element.get_untracked()
        {
            let editor = self.editor;
            let text = editor.text.get_untracked();
            self.mounted.set_value(RichText::mount(&element, &text, move |text| editor.type_text(text)));
            self.is_source.set(!self.is_mounted());
            self.is_open.set(self.is_mounted());
        }
        self.is_mounted()
    }

    /// What is folded away is its source: it has no headings that a page's outline would count.
    fn fold(self) {
        self.mounted.set_value(None);
        self.is_open.set(false);
        self.is_source.set(true);
        if let Some(element) = self.element.get_untracked() {
            element.set_text_content(Some(&self.editor.text.get_untracked()));
        }
    }

    /// Begins to edit: as it will look, or the source with the caret where it was in the rendering.
    fn begin(self, caret: Option<usize>) {
        if self.mount() || self.is_source.get_untracked() {
            return;
        }
        let Some(element) = self.element.get_untracked() else { return };
        let source = self.editor.text.get_untracked();
        let rendered = element.text_content().unwrap_or_default();
        let offset = caret.map(|offset| similar_offset(&rendered, offset, &source));
        self.is_source.set(true);
        element.set_text_content(Some(&source));
        if let Some(offset) = offset {
            place_caret(&element, offset);
        }
    }

    fn caret(self) -> Option<usize> {
        self.element.get_untracked().and_then(|element| caret_offset(&element))
    }

    /// The text lost the focus, perhaps only to its toolbar.
    fn blur(self) {
        self.desk.focused.set(None);
        self.editor.leave();
        if self.is_gone() {
            return;
        }
        self.pointer_is_down.set(false);
        if !self.is_mounted() {
            self.leave();
        }
    }

    /// The focus is neither in the text nor in its toolbar any more.
    fn leave(self) {
        if self.is_gone() {
            return;
        }
        if self.folds {
            self.fold();
        } else if !self.mount() {
            self.show_rendered();
        }
    }

    fn show_rendered(self) {
        if let (Some(element), Some(html)) = (self.element.get_untracked(), self.editor.html.get_untracked()) {
            self.is_source.set(false);
            element.set_inner_html(&html);
        }
    }

    /// The text was replaced by other hands than the typist's: the caret stays at its words.
    fn show_replaced(self) {
        let Some(element) = self.element.get_untracked() else { return };
        let text = self.editor.text.get_untracked();
        if self.is_mounted() {
            self.mounted.with_value(|mounted| mounted.iter().for_each(|mounted| mounted.show(&text)));
        } else if self.is_source.get_untracked() {
            show_text(&element, &text);
        }
    }
}

#[component]
fn RichBox(editor: FieldEditor, class: String, folds: bool) -> impl IntoView {
    let field = editor.field;
    let desk = expect_context::<Desk>();
    let element = NodeRef::<Div>::new();
    let state = RichBoxState {
        editor,
        desk,
        element,
        folds,
        mounted: StoredValue::new_local(None),
        is_source: RwSignal::new(false),
        is_open: RwSignal::new(false),
        pointer_is_down: RwSignal::new(false),
    };
    // Who writes in the source at this moment goes on with it. An empty text looks the same either way, so it waits for the
    // focus: each rich-text editor costs something at every keystroke on the page.
    Effect::new(move || {
        if desk.rich_text.get()
            && let Some(element) = element.get()
            && !folds
            && !editor.text.with_untracked(String::is_empty)
            && !is_focused(&element)
        {
            state.mount();
        }
    });
    // Until then: rendered, where that is known and nobody is typing there.
    Effect::new(move || {
        editor.replaced.track();
        let is_rendered = editor.html.with(Option::is_some);
        let Some(element) = element.get().filter(|_| !state.is_mounted()) else { return };
        let focused = is_focused(&element);
        if is_rendered && !focused && !folds {
            state.show_rendered();
        } else if !focused || !state.is_source.get_untracked() {
            state.fold();
        }
    });
    Effect::new(move |shown: Option<u32>| {
        let replaced = editor.replaced.get();
        if shown.is_some_and(|shown| shown != replaced) {
            state.show_replaced();
        }
        replaced
    });
    view! {
        <div
            id=text_id(field)
            class=format!("{class} field field--markdown")
            class:field--fold=folds
            class:is-empty=move || editor.text.with(String::is_empty)
            class:is-open=move || state.is_open.get()
            class:is-source=move || state.is_source.get()
            class:is-unpublished=move || editor.unpublished.get()
            role="textbox"
            contenteditable="plaintext-only"
            aria-multiline="true"
            aria-label=i18n::label(field.field)
            aria-placeholder=i18n::hint(field.field)
            aria-invalid=move || editor.problem.get().map(|_| "true")
            aria-describedby=described_by(editor)
            data-state=state_of(editor)
            data-others=move || desk.others_in(field)
            data-also-on=move || desk.also_on(field)
            aria-description=move || desk.also_on(field)
            node_ref=element
            on:pointerdown=move |_| state.pointer_is_down.set(true)
            on:focus=move |_| {
                desk.focused.set(Some(field));
                if !state.pointer_is_down.get_untracked() {
                    state.begin(None);
                }
            }
            on:click=move |_| {
                state.pointer_is_down.set(false);
                state.begin(state.caret());
            }
            on:beforeinput=move |_| state.begin(state.caret())
            on:input=move |_| {
                if let Some(element) = element.get_untracked().filter(|_| !state.is_mounted()) {
                    editor.type_text(plain_text(&element));
                }
            }
            on:keydown=move |event| {
                if let Some(element) = element.get_untracked() {
                    on_key(&event, FieldKind::RichText, &element);
                }
            }
            on:blur=move |_| state.blur()
            on:richtextleft=move |_: web_sys::Event| state.leave()
        ></div>
    }
}
