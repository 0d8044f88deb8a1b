//! `/themen/{slug}`: a topic page.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::content::{Loaded, load};
use super::{not_public, slug_in_address, wants_form};
use crate::api::{ApiError, PageRef, get_topic};
use crate::components::{
    Breadcrumb, ContactCard, EditForm, FieldNotes, PageMeta, PlainField, RichField, TimelineSection, UnpublishedMark,
};
use crate::editing::Desk;
use crate::i18n::words;
use crate::model::{self, Contact, FieldName, FieldRef, ItemKind, PostRange};

/// A topic's introduction, its contacts, and its news.
#[component]
pub fn TopicPage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let slug = slug_in_address();
    let query = use_query_map();
    let range = Memo::new(move |_| {
        let query = query.read();
        PostRange::of_query(|key| query.get(key))
    });
    let content = load(
        move || (slug.get(), range.get(), desk.reload.get()),
        |(slug, range, _)| async move { get_topic(slug.ok_or(ApiError::NotFound)?, range).await },
    );
    let wants_form = wants_form();
    let show = move |page: model::TopicPage| {
        if desk.is_staffed()
            && let Some(drafts) = page.drafts.clone()
        {
            if wants_form.get() {
                let reference = PageRef::Topic(page.topic.slug.clone());
                return view! { <EditForm page=reference title=page.topic.title.clone() drafts=drafts/> }.into_any();
            }
            desk.lay_out(page.topic.id, &drafts);
        }
        let range = range.get_untracked();
        let year = range.year.as_deref().and_then(|year| year.parse().ok());
        let path = format!("/themen/{}", page.topic.slug);
        view! { <Topic page=page year=year path=path/> }.into_any()
    };
    view! { <Loaded content=content children=show/> }.into_any()
}

/// The page's content; `path` is the address at which it stands.
#[component]
pub(super) fn Topic(page: model::TopicPage, year: Option<i32>, path: String) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let model::TopicPage { topic, contacts, drafted_contacts, timeline, drafts } = page;
    let (title, introduction) = (
        FieldRef { item: topic.id, field: FieldName::Title },
        FieldRef { item: topic.id, field: FieldName::Introduction },
    );
    let not_public = not_public(topic.id, drafts.as_ref());
    let new_posts = drafts.map(|drafts| drafts.new_posts).unwrap_or_default();
    let (has_contacts, has_drafted) =
        (!contacts.is_empty(), drafted_contacts.as_ref().map(|drafted| !drafted.is_empty()));
    let has_contacts = move || has_drafted.filter(|_| desk.editing.get()).unwrap_or(has_contacts);
    let cards = if desk.is_staffed()
        && let Some(drafted) = drafted_contacts
    {
        (move || cards(if desk.editing.get() { drafted.clone() } else { contacts.clone() })).into_any()
    } else {
        cards(contacts).into_any()
    };
    view! {
        <PageMeta title=topic.title.clone() description=topic.description path=path.clone()/>
        <main class="page" class:page--aside=has_contacts class:is-editing=is_editing() id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![("/#themen".into(), words::TOPICS.into())] here=topic.title.clone()/>
            {not_public}
            <header class="page__head">
                <h1><PlainField field=title text=topic.title/></h1>
                <FieldNotes field=title/>
                <RichField field=introduction html=topic.introduction_html class="page__intro prose"/>
                <FieldNotes field=introduction/>
                <UnpublishedMark fields={FieldRef::all_of(ItemKind::Topic, topic.id)}/>
            </header>
            {cards}
            <TimelineSection heading=words::POSTS timeline=timeline new_posts=new_posts path=path year=year/>
        </main>
    }
    .into_any()
}

fn cards(contacts: Vec<Contact>) -> impl IntoView {
    contacts.into_iter().map(|contact| view! { <ContactCard contact=contact/> }).collect_view()
}

/// Whether `Bearbeiten` is on, as a class of the page.
pub(super) fn is_editing() -> impl Fn() -> bool {
    let desk = expect_context::<Desk>();
    move || desk.editing.get()
}
