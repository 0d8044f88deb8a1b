//! On `/verwaltung`: what is left to do on the pages that the law asks for.

use leptos::prelude::*;

use crate::i18n::{self, words};
use crate::model::{Lack, UnfinishedPage};

/// The pages, and what each lacks; nothing where all are finished.
#[component]
pub(super) fn UnfinishedPages(pages: Vec<UnfinishedPage>) -> impl IntoView {
    if pages.is_empty() {
        return ().into_any();
    }
    let pages = pages.into_iter().map(|page| view! { <Unfinished page=page/> }).collect_view();
    view! {
        <section class="page__section" aria-labelledby="zu-erledigen">
            <h2 id="zu-erledigen">{words::LEFT_TO_DO}</h2>
            <p>{words::LEFT_TO_DO_INTRODUCTION}</p>
            <ul class="record" aria-label=words::LEFT_TO_DO>{pages}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Unfinished(page: UnfinishedPage) -> impl IntoView {
    let lack = i18n::lack(&page);
    let href = if page.lack == Lack::Page { "/neu".to_owned() } else { page.path };
    view! {
        <li class="record__entry">
            <h3 class="record__title"><a href=href>{page.name}</a></h3>
            <p>{lack}</p>
        </li>
    }
    .into_any()
}
