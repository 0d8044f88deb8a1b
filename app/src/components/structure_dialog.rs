//! The dialog `Aufbau`: where a page stands among the others. What is changed in it is a draft like any text.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::list_control::choices_of;
use super::{FieldNotes, ListControl, PlainField};
use crate::api::PageRef;
use crate::editing::Desk;
use crate::i18n::words;
use crate::model::{FieldName, FieldRef};

/// Opens when it is told so; closing it lays the page out anew.
#[component]
pub(super) fn StructureDialog(
    /// The page.
    page: PageRef,
    /// Whether it is open.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if is_open.get() {
            // It was closed before, so it can be opened.
            let _ = dialog.show_modal();
        } else {
            // Its element may be the one of another page, and still stand open.
            dialog.close();
        }
    });
    let closed = move |_| {
        is_open.set(false);
        spawn_local(async move {
            desk.settled().await;
            desk.reload.update(|count| *count += 1);
        });
    };
    let folder = page.folder();
    let kind = page.kind();
    let controls = move || {
        let item = desk.item().filter(|_| is_open.get())?;
        let fields = kind.fields().iter().filter(|field| field.is_structure());
        let controls = fields.map(|&field| {
            let field = FieldRef { item, field };
            if field.field == FieldName::Slug {
                view! { <Address field=field folder=folder/> }.into_any()
            } else {
                view! { <ListControl field=field is_complete=kind == crate::model::ItemKind::Home choices=choices_of(field.field)/> }.into_any()
            }
        });
        Some(controls.collect_view())
    };
    view! {
        <dialog class="dialog" aria-labelledby="aufbau-titel" node_ref=dialog on:close=closed>
            <form method="dialog">
                <div class="dialog__head">
                    <h2 id="aufbau-titel" tabindex="-1" autofocus=true>{words::STRUCTURE}</h2>
                    <p>{words::STRUCTURE_INTRODUCTION}</p>
                </div>
                <div class="dialog__body">{controls}</div>
                <div class="dialog__actions"><button class="button button--primary">{words::DONE}</button></div>
            </form>
        </dialog>
    }
    .into_any()
}

#[component]
fn Address(field: FieldRef, folder: &'static str) -> impl IntoView {
    view! {
        <div class="structure__part">
            <h3>{words::ADDRESS}</h3>
            <p class="structure__address"><span>{folder}</span><PlainField field=field text=""/></p>
            <FieldNotes field=field/>
            <p class="hint">{words::ADDRESS_HINT}</p>
        </div>
    }
}
