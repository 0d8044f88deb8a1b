//! `/suche`: what a search finds; for editors, also the words that mean the same.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::content::{Loaded, load};
use super::topic::is_editing;
use super::wants_form;
use crate::api::{PageRef, get_search};
use crate::components::{EditForm, FieldNotes, PageMeta, PlainField, UnpublishedMark};
use crate::editing::Desk;
use crate::i18n::{self, words};
use crate::model::{self, FieldName, FieldRef};

/// The results of a search; the box stands in the banner of every page.
#[component]
pub fn SearchPage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let search = use_location().search;
    let content =
        load(move || (search.get(), desk.reload.get()), |(search, _)| async move { get_search(search).await });
    let wants_form = wants_form();
    let show = move |model::SearchPage { summary, results_html, synonyms }| {
        let synonyms = if desk.is_staffed()
            && let Some(synonyms) = synonyms
        {
            if wants_form.get() {
                return view! { <EditForm page=PageRef::Search title=words::SEARCH drafts=synonyms.drafts/> }
                    .into_any();
            }
            desk.lay_out(synonyms.home, &synonyms.drafts);
            Some(view! { <Synonyms synonyms=synonyms/> }.into_any())
        } else {
            None
        };
        // Only the server writes it.
        let description = if cfg!(feature = "ssr") { words::SEARCH_INTRODUCTION } else { "" };
        view! {
            <PageMeta title=words::SEARCH description=description/>
            <main class="page" class:is-editing=is_editing() id="inhalt" tabindex="-1">
                <h1>{words::SEARCH}</h1>
                <p class="lead" role="status">{summary}</p>
                <div inner_html=results_html></div>
                {synonyms}
            </main>
        }
        .into_any()
    };
    view! { <Loaded content=content children=show/> }.into_any()
}

/// The words that mean the same, while `Bearbeiten` is on.
#[component]
fn Synonyms(synonyms: model::Synonyms) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let field = FieldRef { item: synonyms.home, field: FieldName::Synonyms };
    move || {
        desk.editing.get().then(|| {
            view! {
                <section class="page__section" aria-labelledby="gleichbedeutend">
                    <h2 id="gleichbedeutend">{i18n::label(FieldName::Synonyms)}</h2>
                    <p>{words::SYNONYMS_INTRODUCTION}</p>
                    <p class="synonyms"><PlainField field=field text=synonyms.lines.clone()/></p>
                    <FieldNotes field=field/>
                    <UnpublishedMark fields=vec![field]/>
                </section>
            }
        })
    }
}
