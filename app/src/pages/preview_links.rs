//! `/vorschau-links/…`, with the path of a page: making and revoking links that show its drafts. Forms, with or without
//! JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::content::{Loaded, load};
use crate::api::get_preview_links;
use crate::components::{Breadcrumb, Control, PageMeta, use_form_answer};
use crate::i18n::{self, words};
use crate::model::{PreviewLink, PreviewLinks};

/// Names of the forms' controls; the server reads them under the same names.
pub mod names {
    /// After how many days a new link ends.
    pub const DAYS: &str = "tage";
    /// The button that ends a link; its value is the link.
    pub const REVOKE: &str = "zurueckziehen";
    /// The new link, in the answer.
    pub const LINK: &str = "link";
}

/// For editors.
#[component]
pub fn PreviewLinksPage() -> impl IntoView {
    let params = use_params_map();
    let path = Memo::new(move |_| format!("/{}", params.read().get_str("path").unwrap_or_default()));
    let content = load(move || path.get(), get_preview_links);
    let show = move |links: PreviewLinks| view! { <Links links=links path=path.get_untracked()/> };
    view! { <Loaded content=content children=show/> }
}

#[component]
fn Links(links: PreviewLinks, path: String) -> impl IntoView {
    let answer = use_form_answer();
    let PreviewLinks { page_title, links } = links;
    let own_path = format!("/vorschau-links{path}");
    let problem = answer.problem(names::DAYS).map(|text| {
        view! { <p class="message message--error" role="alert">{text}</p> }
    });
    let message = answer.message.clone().map(|text| view! { <p class="message" role="alert">{text}</p> });
    let new_link = answer.value(names::LINK).map(|link| view! { <NewLink link=link/> });
    let chosen = answer.value(names::DAYS).and_then(|days| days.parse().ok()).unwrap_or(PreviewLinks::USUAL_DAYS);
    let choices = PreviewLinks::DAYS
        .map(|days| {
            view! {
                <label class="choice">
                    <input type="radio" name=names::DAYS value=days.to_string() checked=days == chosen/>
                    {i18n::days(days)}
                </label>
            }
        })
        .collect_view();
    let is_empty = links.is_empty();
    let links = links.into_iter().map(|link| view! { <Link link=link/> }).collect_view();
    let title = i18n::preview_links_title(&page_title);
    view! {
        <PageMeta title=title.clone()/>
        <main class="page" id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![(path, page_title)] here=words::PREVIEW_LINK/>
            <div class="page__head">
                <h1>{title}</h1>
                <p>{words::PREVIEW_LINKS_INTRODUCTION}</p>
            </div>
            {problem}
            {message}
            {new_link}
            <form class="form" method="post" action=own_path.clone()>
                <fieldset class="choices"><legend>{words::PREVIEW_LINK_DAYS}</legend>{choices}</fieldset>
                <button class="button button--primary">{words::NEW_PREVIEW_LINK}</button>
            </form>
            <section class="page__section" aria-labelledby="gueltig">
                <h2 id="gueltig">{words::VALID_PREVIEW_LINKS}</h2>
                {is_empty.then(|| view! { <p>{words::NO_PREVIEW_LINKS}</p> })}
                {(!is_empty).then(|| view! {
                    <form method="post" action=own_path>
                        <ul class="record" aria-label=words::VALID_PREVIEW_LINKS>{links}</ul>
                    </form>
                })}
            </section>
        </main>
    }
    .into_any()
}

/// A link in whole. The store keeps only its hash, so it is shown once.
#[component]
fn NewLink(link: String) -> impl IntoView {
    let control = move |id: String, described, invalid| {
        view! {
            <input id=id type="text" readonly=true value=link aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    view! {
        <div class="message form" role="alert">
            <Control
                name=names::LINK
                label=words::PREVIEW_LINK_MADE
                hint=words::PREVIEW_LINK_SHOWN_ONCE
                problem=None
                control=control
            />
        </div>
    }
    .into_any()
}

#[component]
fn Link(link: PreviewLink) -> impl IntoView {
    let title_id = format!("vorschau-link-{}", link.id);
    view! {
        <li class="record__entry">
            <h3 class="record__title" id=title_id.clone()>{i18n::valid_until(&link)}</h3>
            <p class="change__author">{i18n::preview_link_made(&link)}</p>
            <button class="button" name=names::REVOKE value=link.id.to_string() aria-describedby=title_id>
                {words::REVOKE}
            </button>
        </li>
    }
    .into_any()
}
