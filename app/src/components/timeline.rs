//! The timeline: a list of posts, newest first.

use leptos::prelude::*;

use super::list_control::{Choices, choices_of};
use super::{DeleteButton, FieldNotes, ListControl, PlainField, RichField, UnpublishedMark};
use crate::editing::Desk;
use crate::i18n::words;
use crate::model::{FieldName, FieldRef, ItemId, ItemKind, PostSummary, Timeline, YearCount};

/// A heading, the list named `Meldungen`, and the ways to more.
#[component]
pub fn TimelineSection(
    /// The heading's words.
    heading: &'static str,
    /// What to show.
    timeline: Timeline,
    /// Posts that were never published; shown while `Bearbeiten` is on.
    #[prop(optional)]
    new_posts: Vec<ItemId>,
    /// The page's path, before the query.
    #[prop(into)]
    path: String,
    /// The year that is shown alone.
    #[prop(default = None)]
    year: Option<i32>,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let Timeline { entries, older, newer, years } = timeline;
    let is_empty = entries.is_empty();
    let new_entries = desk.is_staffed().then(|| {
        let show = move || {
            desk.editing.get().then(|| {
                // Asked once for all of them.
                let topics = choices_of(FieldName::Topics);
                new_posts.iter().map(|post| view! { <NewEntry post=*post topics=topics/> }).collect_view()
            })
        };
        show.into_any()
    });
    let mut year_before = None;
    let entries = entries
        .into_iter()
        .map(|entry| {
            let year = entry.published_on.map(crate::model::Date::year);
            let changes = year != year_before;
            year_before = year;
            let heading =
                year.filter(|_| changes).map(|year| view! { <h3 class="timeline__year">{year}</h3> }.into_any());
            view! { <li>{heading}<Entry post=entry/></li> }.into_any()
        })
        .collect_view();
    let more = |cursor: Option<String>, key: &str, text: &'static str| {
        let year = year.map(|year| format!("jahr={year}&")).unwrap_or_default();
        cursor.map(|cursor| {
            view! { <a class="button" href=format!("{path}?{year}{key}={cursor}") data-noscroll="">{text}</a> }
                .into_any()
        })
    };
    let pager = (older.is_some() || newer.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=words::PAGER>
                {more(newer, "nach", words::NEWER_POSTS)}
                {more(older, "vor", words::OLDER_POSTS)}
            </nav>
        }
        .into_any()
    });
    view! {
        <section class="timeline">
            <div class="timeline__head">
                <h2 id="meldungen">{heading}</h2>
                <Years years=years year=year path=path.clone()/>
            </div>
            {is_empty.then(|| view! { <p>{words::NO_POSTS}</p> }.into_any())}
            <ol class="timeline__list" aria-label=words::POSTS>
                {new_entries}
                {entries}
            </ol>
            {pager}
        </section>
    }
    .into_any()
}

/// The years that have posts, where there is more than one to choose.
#[component]
fn Years(years: Vec<YearCount>, year: Option<i32>, path: String) -> impl IntoView {
    (years.len() > 1 || year.is_some()).then(move || {
        let all =
            year.map(|_| view! { <li><a href=path.clone() data-noscroll="">{words::ALL_YEARS}</a></li> }.into_any());
        let links = years
            .into_iter()
            .map(|YearCount { year: each, posts }| {
                let current = (Some(each) == year).then_some("page");
                view! {
                    <li>
                        <a href=format!("{path}?jahr={each}") aria-current=current data-noscroll="">{each}</a>
                        " "
                        <small>{posts}<span class="visually-hidden">{words::POSTS_BEHIND}</span></small>
                    </li>
                }
                .into_any()
            })
            .collect_view();
        view! { <nav aria-label=words::YEARS><ul class="timeline__years">{all}{links}</ul></nav> }.into_any()
    })
}

#[component]
fn Entry(post: PostSummary) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let field = move |field| FieldRef { item: post.id, field };
    let name = post.name();
    let date = post.published_on.map(|date| {
        view! { <time datetime=date.to_string()><PlainField field=field(FieldName::PublishedOn) text=date.german()/></time> }.into_any()
    });
    let link = post.slug.as_ref().map(|slug| {
        view! {
            <a class="entry__link" href=format!("/meldungen/{slug}")>
                <span class="visually-hidden">{format!("{}: {name}", words::READ_ON)}</span>
            </a>
        }
        .into_any()
    });
    let title = post.title.clone();
    let has_title = !title.is_empty();
    view! {
        <article class="entry">
            <p class="entry__date">{date}</p>
            <FieldNotes field=field(FieldName::PublishedOn)/>
            {move || {
                let is_editable = desk.editing.get() && desk.find(field(FieldName::Title)).is_some();
                (has_title || is_editable).then(|| {
                    view! {
                        <h4 class="entry__title"><PlainField field=field(FieldName::Title) text=title.clone() folds=true/></h4>
                    }
                    .into_any()
                })
            }}
            <FieldNotes field=field(FieldName::Title)/>
            <p class="entry__teaser"><PlainField field=field(FieldName::Teaser) text=post.teaser.clone()/></p>
            <FieldNotes field=field(FieldName::Teaser)/>
            <RichField field=field(FieldName::Body) html="" class="prose" folds=true/>
            <FieldNotes field=field(FieldName::Body)/>
            {link}
            <DeleteButton post=post.id is_published=true/>
            <UnpublishedMark fields={FieldRef::all_of(ItemKind::Post, post.id)}/>
        </article>
    }
    .into_any()
}

/// A post that was never published.
#[component]
fn NewEntry(post: ItemId, topics: Choices) -> impl IntoView {
    let field = move |field| FieldRef { item: post, field };
    let heading_id = format!("neue-meldung-{}", post.0);
    view! {
        <li>
        <h3 class="timeline__year" id=heading_id.clone()>{words::NEW_POST}</h3>
        <article class="entry entry--new" aria-labelledby=heading_id>
            <p class="entry__date"><PlainField field=field(FieldName::PublishedOn) text=""/></p>
            <FieldNotes field=field(FieldName::PublishedOn)/>
            <h4 class="entry__title"><PlainField field=field(FieldName::Title) text=""/></h4>
            <FieldNotes field=field(FieldName::Title)/>
            <p class="entry__teaser"><PlainField field=field(FieldName::Teaser) text=""/></p>
            <FieldNotes field=field(FieldName::Teaser)/>
            <RichField field=field(FieldName::Body) html="" class="prose"/>
            <FieldNotes field=field(FieldName::Body)/>
            <ListControl field=field(FieldName::Topics) choices=topics/>
            <DeleteButton post=post is_published=false/>
            <UnpublishedMark fields={FieldRef::all_of(ItemKind::Post, post)}/>
        </article>
        </li>
    }
    .into_any()
}
