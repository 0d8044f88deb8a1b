//! `/`: the group's topics and its newest news.

use leptos::prelude::*;

use super::content::{Loaded, load};
use crate::api::get_home;
use crate::components::{PageMeta, TimelineSection};
use crate::i18n::words;
use crate::model::{self, Timeline, TopicLink};

/// The start page.
#[component]
pub fn HomePage() -> impl IntoView {
    let content = load(|| (), |()| get_home());
    view! { <Loaded content=content children=home/> }.into_any()
}

fn home(page: model::HomePage) -> impl IntoView {
    let timeline = Timeline { entries: page.posts, ..Timeline::default() };
    view! {
        <PageMeta title=words::HOME_TITLE description=words::HOME_INTRODUCTION path="/"/>
        <main id="inhalt" tabindex="-1">
            <header class="hero">
                <h1>{words::HOME_TITLE}</h1>
                <p>{words::HOME_INTRODUCTION}</p>
            </header>
            <div class="page page--split">
                <section class="page__section" aria-labelledby="themen">
                    <h2 id="themen">{words::TOPICS}</h2>
                    <TopicList topics=page.topics/>
                </section>
                <TimelineSection heading=words::NEWEST_POSTS timeline=timeline path="/"/>
            </div>
        </main>
    }
    .into_any()
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
