//! `/personen/{slug}`: a person.

use leptos::prelude::*;

use super::content::{Loaded, load};
use super::home::TopicList;
use super::topic::is_editing;
use super::{not_public, slug_in_address, wants_form};
use crate::api::{ApiError, PageRef, get_person};
#[cfg(feature = "ssr")]
use crate::components::Subject;
use crate::components::{Breadcrumb, ContactCard, EditForm, PageMeta};
use crate::editing::Desk;
use crate::i18n::words;
use crate::model;

/// A person's card, and the topics they speak for.
#[component]
pub fn PersonPage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let slug = slug_in_address();
    let content = load(
        move || (slug.get(), desk.reload.get()),
        |(slug, _)| async move { get_person(slug.ok_or(ApiError::NotFound)?).await },
    );
    let wants_form = wants_form();
    let show = move |page: model::PersonPage| {
        if desk.is_staffed()
            && let Some(drafts) = page.drafts.clone()
        {
            if wants_form.get() {
                let contact = &page.person.contact;
                let reference = PageRef::Person(contact.slug.clone());
                return view! { <EditForm page=reference title=contact.name.clone() drafts=drafts/> }.into_any();
            }
            desk.lay_out(page.person.contact.id, &drafts);
        }
        view! { <Person page=page/> }.into_any()
    };
    view! { <Loaded content=content children=show/> }.into_any()
}

/// The page's content.
#[component]
pub(super) fn Person(page: model::PersonPage) -> impl IntoView {
    let model::PersonPage { person: model::Person { contact, topics }, drafts } = page;
    #[cfg(feature = "ssr")]
    provide_context(Subject::Person(contact.clone()));
    let not_public = not_public(contact.id, drafts.as_ref());
    let description = contact.role.replace('\n', ", ");
    let path = format!("/personen/{}", contact.slug);
    let topics = (!topics.is_empty()).then(|| {
        view! {
            <section class="page__section" aria-labelledby="themen">
                <h2 id="themen">{words::SPEAKS_FOR}</h2>
                <TopicList topics=topics/>
            </section>
        }
        .into_any()
    });
    view! {
        <PageMeta title=contact.name.clone() description=description path=path/>
        <main class="page" class:is-editing=is_editing() id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![("/#themen".into(), words::TOPICS.into())] here=contact.name.clone()/>
            {not_public}
            <ContactCard contact=contact on_own_page=true/>
            {topics}
        </main>
    }
    .into_any()
}
