//! `/`: the group's topics and its newest news.

use leptos::prelude::*;

use super::content::{Loaded, load};
use super::topic::is_editing;
use super::wants_form;
use crate::api::{PageRef, get_home};
use crate::components::{EditForm, PageMeta, TimelineSection, UnpublishedMark};
use crate::editing::Desk;
use crate::i18n::words;
use crate::model::{self, Drafts, FieldName, FieldRef, ItemId, Timeline, TopicLink, entries};

/// The start page.
#[component]
pub fn HomePage() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let content = load(move || desk.reload.get(), |_| get_home());
    let wants_form = wants_form();
    let show = move |page: model::HomePage| {
        if desk.is_staffed()
            && let (Some(id), Some(drafts)) = (page.id, page.drafts.clone())
        {
            if wants_form.get() {
                return view! { <EditForm page=PageRef::Home title=words::HOME drafts=drafts/> }.into_any();
            }
            desk.lay_out(id, &drafts);
        }
        view! { <Home page=page/> }.into_any()
    };
    view! { <Loaded content=content children=show/> }.into_any()
}

#[component]
fn Home(page: model::HomePage) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let model::HomePage { id, topics, posts, drafts } = page;
    let topics = if desk.is_staffed()
        && let (Some(id), Some(drafts)) = (id, drafts)
    {
        view! { <EditedTopics home=id topics=topics drafts=drafts/> }.into_any()
    } else {
        view! { <TopicList topics=topics/> }.into_any()
    };
    let timeline = Timeline { entries: posts, ..Timeline::default() };
    view! {
        <PageMeta title=words::HOME_TITLE description=words::HOME_INTRODUCTION path="/"/>
        <main class:is-editing=is_editing() id="inhalt" tabindex="-1">
            <header class="hero">
                <h1>{words::HOME_TITLE}</h1>
                <p>{words::HOME_INTRODUCTION}</p>
            </header>
            <div class="page page--split">
                <section class="page__section" aria-labelledby="themen">
                    <h2 id="themen">{words::TOPICS}</h2>
                    {topics}
                </section>
                <TimelineSection heading=words::NEWEST_POSTS timeline=timeline path="/"/>
            </div>
        </main>
    }
    .into_any()
}

/// The topics as editors see them: while `Bearbeiten` is on, in the order of the draft.
#[component]
fn EditedTopics(home: ItemId, topics: Vec<TopicLink>, drafts: Drafts) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let order = FieldRef { item: home, field: FieldName::Topics };
    let drafted = drafts.get(order).and_then(|field| field.draft.clone());
    let drafted = drafted.map_or_else(|| topics.clone(), |order| in_order(&topics, &order));
    let list = move || {
        let topics = if desk.editing.get() { drafted.clone() } else { topics.clone() };
        view! { <TopicList topics=topics/> }
    };
    view! { <UnpublishedMark fields=vec![order]/> {list} }
}

/// Topics as a list names them; those that it does not name follow as they were.
fn in_order(topics: &[TopicLink], list: &str) -> Vec<TopicLink> {
    let slugs = entries(list).unwrap_or_default();
    let mut topics = topics.to_vec();
    topics.sort_by_key(|topic| slugs.iter().position(|(_, slug)| *slug == topic.slug).unwrap_or(usize::MAX));
    topics
}

/// Links to topics, each a heading of its own.
#[component]
pub(super) fn TopicList(topics: Vec<TopicLink>) -> impl IntoView {
    let topics = topics
        .into_iter()
        .map(|topic| view! { <li><h3><a href=format!("/themen/{}", topic.slug)>{topic.title}</a></h3></li> }.into_any())
        .collect_view();
    view! { <ul class="topic-list">{topics}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_follow_a_list_and_those_it_does_not_name_come_last() {
        let topic = |slug: &str| TopicLink { slug: slug.parse().expect("a slug"), title: slug.to_uppercase() };
        let topics = ["a", "b", "c", "d"].map(topic);
        let ordered = in_order(&topics, "d\nb");
        assert_eq!(ordered.iter().map(|topic| topic.slug.as_str()).collect::<Vec<_>>(), ["d", "b", "a", "c"]);
    }
}
