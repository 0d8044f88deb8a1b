//! `/impressum`, `/datenschutz`, `/barrierefreiheit`: the pages the law asks for.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::content::{Loaded, load};
use super::topic::is_editing;
use super::wants_form;
use crate::api::{ApiError, PageRef, get_page};
use crate::components::{Breadcrumb, EditForm, FieldNotes, PageMeta, PlainField, RichField, UnpublishedMark};
use crate::editing::Desk;
use crate::i18n::words;
use crate::model::{FieldName, FieldRef, Page, Slug};

/// A page whose slug is its address.
#[component]
pub fn LegalPage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let location = use_location();
    let slug = Memo::new(move |_| location.pathname.read().trim_matches('/').parse::<Slug>().ok());
    let content = load(
        move || (slug.get(), desk.reload.get()),
        |(slug, _)| async move { get_page(slug.ok_or(ApiError::NotFound)?).await },
    );
    let wants_form = wants_form();
    let show = move |page: Page| {
        if desk.is_staffed()
            && let Some(drafts) = page.drafts.clone()
        {
            if wants_form.get() {
                let reference = PageRef::Page(page.slug.clone());
                return view! { <EditForm page=reference title=page.title.clone() drafts=drafts/> }.into_any();
            }
            desk.lay_out(page.id, &drafts);
        }
        view! { <Legal page=page/> }.into_any()
    };
    view! { <Loaded content=content children=show/> }.into_any()
}

#[component]
fn Legal(page: Page) -> impl IntoView {
    let Page { id, slug, title, body_html, .. } = page;
    let (title_field, body_field) =
        (FieldRef { item: id, field: FieldName::Title }, FieldRef { item: id, field: FieldName::Body });
    view! {
        <PageMeta title=title.clone() path=format!("/{slug}")/>
        <main class="page" class:is-editing=is_editing() id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![("/".into(), words::HOME.into())] here=title.clone()/>
            <article class="page__head">
                <h1 class="page__title"><PlainField field=title_field text=title/></h1>
                <FieldNotes field=title_field/>
                <RichField field=body_field html=body_html class="prose prose--page"/>
                <FieldNotes field=body_field/>
                <UnpublishedMark fields=vec![title_field, body_field]/>
            </article>
        </main>
    }
    .into_any()
}
