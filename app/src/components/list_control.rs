//! A list of people or topics: put in order by dragging, by button and by key; entries come and go.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

use super::FieldNotes;
use crate::api::{ApiError, get_choices};
use crate::editing::{Desk, FieldEditor};
use crate::i18n::{self, words};
use crate::model::{Choice, FieldName, FieldRef, ItemKind, Slug, entries, list_text};

/// What a list can name, on its way or here.
pub(super) type Choices = LocalResource<Result<Vec<Choice>, ApiError>>;

/// Asks what a list can name.
pub(super) fn choices_of(list: FieldName) -> Choices {
    let kind = if list == FieldName::Contacts { ItemKind::Person } else { ItemKind::Topic };
    LocalResource::new(move || get_choices(kind))
}

/// The control of a list, once its page was laid out.
#[component]
pub(super) fn ListControl(
    /// Which list.
    field: FieldRef,
    /// It always names all there are, so that none can come or go.
    #[prop(optional)]
    is_complete: bool,
    /// What can be named.
    choices: Choices,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    move || {
        let editor = desk.find(field)?;
        let choices = choices.get()?.unwrap_or_default();
        Some(view! { <Entries editor=editor choices=choices is_complete=is_complete/> }.into_any())
    }
}

#[component]
fn Entries(editor: FieldEditor, choices: Vec<Choice>, is_complete: bool) -> impl IntoView {
    let field = editor.field;
    let choices = StoredValue::new(choices);
    let name_of = move |slug: &Slug| {
        let name =
            choices.with_value(|choices| choices.iter().find(|choice| choice.slug == *slug).map(|c| c.name.clone()));
        name.unwrap_or_else(|| slug.to_string())
    };
    // While something is dragged, the order that it would have.
    let dragged = RwSignal::new(None::<(Slug, Vec<Slug>)>);
    let slugs = Memo::new(move |_| match dragged.get() {
        Some((_, order)) => order,
        None => read(&editor.text.get()),
    });
    let said = RwSignal::new(String::new());
    let change = move |slugs: &[Slug]| editor.type_text(list_text(slugs));
    let step = move |slug: &Slug, forwards: bool| {
        let mut order = slugs.get_untracked();
        let Some(from) = order.iter().position(|each| each == slug) else { return };
        let to = if forwards { from + 1 } else { from.wrapping_sub(1) };
        if to >= order.len() {
            return;
        }
        order.swap(from, to);
        change(&order);
        said.set(i18n::place_in_list(&name_of(slug), to + 1, order.len()));
        focus_again(&button_id(field, slug, forwards));
    };
    let remove = move |slug: &Slug| {
        let mut order = slugs.get_untracked();
        let Some(at) = order.iter().position(|each| each == slug) else { return };
        order.remove(at);
        change(&order);
        said.set(i18n::removed_from_list(&name_of(slug)));
        // The button goes with its entry: to the next one, or where one more is named.
        focus_again(
            &order.get(at).or(order.last()).map_or_else(|| add_id(field), |next| button_id(field, next, false)),
        );
    };
    follow_pointer(dragged, change);
    let entry = move |slug: Slug| {
        let (name, is_dragged) = (name_of(&slug), slug.clone());
        let [up, down, gone, held] = [(); 4].map(|()| slug.clone());
        let grab = move |event: PointerEvent| {
            event.prevent_default();
            dragged.set(Some((held.clone(), slugs.get_untracked())));
        };
        let remove_button = (!is_complete).then(|| {
            view! {
                <button class="button" type="button" aria-label=i18n::remove_from_list(&name) on:click=move |_| remove(&gone)>
                    {words::REMOVE}
                </button>
            }
        });
        view! {
            <li
                class="list-control__entry"
                class:is-dragged=move || dragged.with(|dragged| dragged.as_ref().is_some_and(|(slug, _)| *slug == is_dragged))
                data-slug=slug.to_string()
            >
                <span class="list-control__handle" aria-hidden="true" on:pointerdown=grab>"⠿"</span>
                <span class="list-control__name">{name.clone()}</span>
                <button
                    id=button_id(field, &slug, false)
                    class="button button--icon"
                    type="button"
                    aria-label=i18n::move_up(&name)
                    on:click=move |_| step(&up, false)
                >
                    <span aria-hidden="true">"↑"</span>
                </button>
                <button
                    id=button_id(field, &slug, true)
                    class="button button--icon"
                    type="button"
                    aria-label=i18n::move_down(&name)
                    on:click=move |_| step(&down, true)
                >
                    <span aria-hidden="true">"↓"</span>
                </button>
                {remove_button}
            </li>
        }
    };
    let add = (!is_complete).then(|| view! { <Add field=field choices=choices slugs=slugs change=change/> });
    view! {
        <div class="structure__part list-control" role="group" aria-label=i18n::label(field.field)>
            <h3>{i18n::label(field.field)}</h3>
            <ol class="list-control__list">
                <For each=move || slugs.get() key=Slug::clone children=entry/>
            </ol>
            {move || slugs.with(Vec::is_empty).then(|| view! { <p>{words::LIST_IS_EMPTY}</p> })}
            {add}
            <p class="visually-hidden" role="status">{said}</p>
            <FieldNotes field=field/>
        </div>
    }
    .into_any()
}

/// Names one more.
#[component]
fn Add(
    field: FieldRef,
    choices: StoredValue<Vec<Choice>>,
    slugs: Memo<Vec<Slug>>,
    change: impl Fn(&[Slug]) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let add = move |event: web_sys::Event| {
        if let Ok(slug) = event_target_value(&event).parse::<Slug>() {
            let mut order = slugs.get_untracked();
            order.push(slug);
            change(&order);
        }
    };
    move || {
        let slugs = slugs.get();
        let left = choices.with_value(|choices| {
            let left = choices.iter().filter(|choice| !slugs.contains(&choice.slug));
            left.map(|choice| view! { <option value=choice.slug.to_string()>{choice.name.clone()}</option> })
                .collect_view()
        });
        view! {
            <select id=add_id(field) class="list-control__add" aria-label=i18n::add_to_list(field.field) on:change=add>
                <option value="">{i18n::add_to_list(field.field)}</option>
                {left}
            </select>
        }
    }
}

fn read(text: &str) -> Vec<Slug> {
    entries(text).unwrap_or_default().into_iter().map(|(_, slug)| slug).collect()
}

fn add_id(field: FieldRef) -> String {
    format!("liste-{}-{}-dazu", field.item.0, field.field.as_str())
}

fn button_id(field: FieldRef, slug: &Slug, forwards: bool) -> String {
    let way = if forwards { "ab" } else { "auf" };
    format!("liste-{}-{}-{slug}-{way}", field.item.0, field.field.as_str())
}

/// An entry that moves loses the focus; it is where it was once the list is laid out anew.
fn focus_again(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        let button = document().get_element_by_id(&id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button {
            // A button can be focused.
            let _ = button.focus();
        }
    });
}

/// What is dragged takes the place of the entry under the pointer; it stays there when it is let go.
fn follow_pointer(dragged: RwSignal<Option<(Slug, Vec<Slug>)>>, change: impl Fn(&[Slug]) + Copy + 'static) {
    let moved = window_event_listener(leptos::ev::pointermove, move |event| {
        let Some((slug, mut order)) = dragged.get_untracked() else { return };
        let Some(under) = entry_at(&event) else { return };
        let place = |slug: &Slug| order.iter().position(|each| each == slug);
        if let (Some(from), Some(to)) = (place(&slug), place(&under))
            && from != to
        {
            let taken = order.remove(from);
            order.insert(to, taken);
            dragged.set(Some((slug, order)));
        }
    });
    let let_go = window_event_listener(leptos::ev::pointerup, move |_| {
        if let Some((_, order)) = dragged.get_untracked() {
            change(&order);
            dragged.set(None);
        }
    });
    let broken_off = window_event_listener(leptos::ev::pointercancel, move |_| dragged.set(None));
    on_cleanup(move || {
        moved.remove();
        let_go.remove();
        broken_off.remove();
    });
}

fn entry_at(event: &PointerEvent) -> Option<Slug> {
    #[expect(clippy::cast_precision_loss, reason = "places on a screen are small")]
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let entry: Element = document().element_from_point(x, y)?.closest("[data-slug]").ok()??;
    entry.get_attribute("data-slug")?.parse().ok()
}
