//! `/neu`: a new topic or person.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

use crate::components::{Control, PageMeta, use_form_answer};
use crate::i18n::{self, words};
use crate::model::{ItemKind, NewKind};
use crate::navigation::Arrived;

/// Names of the form's controls; the server reads them under the same names.
pub mod names {
    /// What is made.
    pub const KIND: &str = "art";
    /// Its title or name.
    pub const NAME: &str = "name";
    /// Makes sending the form twice harmless.
    pub const OPERATION: &str = "vorgang";
}

/// For editors: a form, with or without JavaScript. The new item is a draft at an address of its own.
#[component]
pub fn NewPage() -> impl IntoView {
    let answer = use_form_answer();
    let query = use_query_map();
    let chosen = answer.value(names::KIND).or_else(|| query.with_untracked(|query| query.get(names::KIND)));
    let chosen = chosen.and_then(|kind| kind.parse().ok()).unwrap_or(NewKind::Topic);
    let operation = answer.value(names::OPERATION);
    let operation = SharedValue::new(|| operation.unwrap_or_else(|| Uuid::new_v4().to_string())).into_inner();
    let kinds = NewKind::ALL
        .map(|kind| {
            let of = ItemKind::from(kind);
            view! {
                <label class="choice">
                    <input type="radio" name=names::KIND value=of.as_str() checked=kind == chosen/>
                    {i18n::kind(of)}
                </label>
            }
        })
        .collect_view();
    let name = answer.value(names::NAME);
    let control = |id: String, described, invalid| {
        view! {
            <input id=id name=names::NAME type="text" autocomplete="off" required=true value=name
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    view! {
        <PageMeta title=words::NEW/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <h1>{words::NEW}</h1>
            <p>{words::NEW_INTRODUCTION}</p>
            <form class="form" method="post" action="/neu">
                <input type="hidden" name=names::OPERATION value=operation/>
                <fieldset class="choices"><legend>{words::NEW_KIND}</legend>{kinds}</fieldset>
                <Control name=names::NAME label=words::NEW_NAME problem=answer.problem(names::NAME) control=control/>
                <button class="button button--primary">{words::NEW_BUTTON}</button>
            </form>
        </main>
        <Arrived/>
    }
    .into_any()
}
