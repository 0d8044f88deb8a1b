//! `/meldungen/{slug}`: one piece of news.

use leptos::prelude::*;

use super::content::{Loaded, load};
use super::topic::is_editing;
use super::{not_public, slug_in_address, wants_form};
use crate::api::{ApiError, PageRef, get_post};
#[cfg(feature = "ssr")]
use crate::components::Subject;
use crate::components::{Breadcrumb, EditForm, FieldNotes, PageMeta, PlainField, RichField, UnpublishedMark};
use crate::editing::Desk;
use crate::i18n::words;
use crate::model::{self, Date, FieldName, FieldRef, ItemKind};

/// A post with its whole text.
#[component]
pub fn PostPage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let slug = slug_in_address();
    let content = load(
        move || (slug.get(), desk.reload.get()),
        |(slug, _)| async move { get_post(slug.ok_or(ApiError::NotFound)?).await },
    );
    let wants_form = wants_form();
    let show = move |page: model::PostPage| {
        if desk.is_staffed()
            && let Some(drafts) = page.drafts.clone()
        {
            if let (true, Some(slug)) = (wants_form.get(), page.post.slug.clone()) {
                return view! { <EditForm page=PageRef::Post(slug) title=words::POST drafts=drafts/> }.into_any();
            }
            desk.lay_out(page.post.id, &drafts);
        }
        view! { <Post page=page/> }.into_any()
    };
    view! { <Loaded content=content children=show/> }.into_any()
}

/// The page's content.
#[component]
pub(super) fn Post(page: model::PostPage) -> impl IntoView {
    let desk = expect_context::<Desk>();
    #[cfg(feature = "ssr")]
    provide_context(Subject::Post {
        post: page.post.clone(),
        changed_at: page.changed_at.clone(),
        topics: page.topics.clone(),
    });
    let model::PostPage { post, body_html, topics, drafts, .. } = page;
    let not_public = not_public(post.id, drafts.as_ref());
    let field = move |field| FieldRef { item: post.id, field };
    let german = post.published_on.map(Date::german).unwrap_or_default();
    let path = post.slug.as_ref().map(|slug| format!("/meldungen/{slug}")).unwrap_or_default();
    let untitled = format!("{} {german}", words::POST_OF);
    let meta_title = if post.title.is_empty() { untitled } else { post.title.clone() };
    let mut steps = vec![("/#themen".to_owned(), words::TOPICS.to_owned())];
    steps.extend(topics.iter().map(|topic| (format!("/themen/{}", topic.slug), topic.title.clone())));
    let topics = topics
        .into_iter()
        .map(|topic| {
            let text = format!("{} {}", words::ALL_POSTS_OF, topic.title);
            view! { <p><a href=format!("/themen/{}#meldungen", topic.slug)>{text}</a></p> }.into_any()
        })
        .collect_view();
    let iso = post.published_on.map(|date| date.to_string());
    let date = {
        let german = german.clone();
        move || {
            view! { <time datetime=iso.clone()><PlainField field=field(FieldName::PublishedOn) text=german.clone()/></time> }
        }
    };
    let title = post.title;
    let head = move || {
        if title.is_empty() && !desk.editing.get() {
            view! { <h1 class="page__title">{words::POST_OF}" "{date()}</h1> }.into_any()
        } else {
            view! {
                <p class="page__overline">{date()}</p>
                <FieldNotes field=field(FieldName::PublishedOn)/>
                <h1 class="page__title"><PlainField field=field(FieldName::Title) text=title.clone()/></h1>
                <FieldNotes field=field(FieldName::Title)/>
            }
            .into_any()
        }
    };
    view! {
        <PageMeta title=meta_title description=post.teaser.clone() path=path/>
        <main class="page" class:is-editing=is_editing() id="inhalt" tabindex="-1">
            <Breadcrumb steps=steps here=german/>
            {not_public}
            <article class="page__head">
                {head}
                <p class="lead"><PlainField field=field(FieldName::Teaser) text=post.teaser/></p>
                <FieldNotes field=field(FieldName::Teaser)/>
                <RichField field=field(FieldName::Body) html=body_html class="prose prose--page"/>
                <FieldNotes field=field(FieldName::Body)/>
                <UnpublishedMark fields={FieldRef::all_of(ItemKind::Post, post.id)}/>
                {topics}
            </article>
        </main>
    }
    .into_any()
}
