//! `/{slug}`: a page that stands for itself, such as those the law asks for.

use leptos::prelude::*;

use super::content::{Loaded, load};
use super::topic::is_editing;
use super::{not_public, slug_in_address, wants_form};
use crate::api::{ApiError, PageRef, get_page};
use crate::components::{Breadcrumb, EditForm, FieldNotes, PageMeta, PlainField, RichField, UnpublishedMark};
use crate::editing::Desk;
use crate::i18n::words;
use crate::model::{FieldName, FieldRef, ItemKind, Page};

/// A page whose slug is its address.
#[component]
pub fn OwnPage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let slug = slug_in_address();
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
        view! { <Own page=page/> }.into_any()
    };
    view! { <Loaded content=content children=show/> }.into_any()
}

/// The page's content.
#[component]
pub(super) fn Own(page: Page) -> impl IntoView {
    let Page { id, slug, title, body_html, drafts } = page;
    let not_public = not_public(id, drafts.as_ref());
    let (title_field, body_field) =
        (FieldRef { item: id, field: FieldName::Title }, FieldRef { item: id, field: FieldName::Body });
    view! {
        <PageMeta title=title.clone() path=format!("/{slug}")/>
        <main class="page" class:is-editing=is_editing() id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![("/".into(), words::HOME.into())] here=title.clone()/>
            {not_public}
            <article class="page__head">
                <h1 class="page__title"><PlainField field=title_field text=title/></h1>
                <FieldNotes field=title_field/>
                <RichField field=body_field html=body_html class="prose prose--page"/>
                <FieldNotes field=body_field/>
                <UnpublishedMark fields={FieldRef::all_of(ItemKind::Page, id)}/>
            </article>
        </main>
    }
    .into_any()
}
