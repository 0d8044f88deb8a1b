//! What search engines and other sites read of a page.

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use serde::{Deserialize, Serialize};

use super::subject::{self, Subject};
use crate::api::PageRef;
use crate::api::{PICTURE_SIZE, picture_path};
use crate::i18n::words;
use crate::model::closed;

/// The public address of the site, such as `https://example.org`, without a slash at its end.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PublicUrl(pub String);

/// Provided where a page stands at an address that no search may find. Its own address is then nobody's business either:
/// what is sent on by a messenger would else be shown as the public page.
#[derive(Clone, Copy, Debug)]
pub struct Unlisted;

/// Title, description, canonical address and `OpenGraph` of a page. Nothing of it is in the body.
#[component]
pub fn PageMeta(
    /// The page's title, without the group's name.
    #[prop(into)]
    title: String,
    /// A sentence or two; none where the page has nothing to say.
    #[prop(into, optional)]
    description: Option<String>,
    /// The canonical path; none for pages that no one should find.
    #[prop(into, optional)]
    path: Option<String>,
) -> impl IntoView {
    let base = use_context::<PublicUrl>().unwrap_or_default().0;
    let is_unlisted = use_context::<Unlisted>().is_some();
    let head = Head {
        title,
        description: description.filter(|text| !text.is_empty()),
        canonical: path.filter(|_| !is_unlisted).map(|path| format!("{base}{path}")),
        is_unlisted,
    };
    // Not `leptos_meta` on both sides: its elements take every attribute there is, which is much for a program to carry.
    if cfg!(feature = "ssr") {
        head.write();
    } else {
        Effect::new(move || head.show());
    }
}

/// On the server: the way to the page, for search engines.
pub(super) fn write_breadcrumb(steps: &[(String, String)], here: &str) {
    if use_context::<Unlisted>().is_none() {
        let PublicUrl(site) = use_context().unwrap_or_default();
        subject::write(subject::breadcrumb_list(&site, steps, here));
    }
}

/// On the server: where programs that follow the site find what is new; a topic's page names the topic's own feeds.
fn write_feed_links(site: &str, title: &str, canonical: Option<&str>) {
    let path = canonical
        .and_then(|url| url.strip_prefix(site))
        .filter(|path| matches!(PageRef::from_path(path), Some(PageRef::Topic(_))));
    let title = path.map_or_else(|| words::GROUP.to_owned(), |_| title_text(title));
    let feed = format!("{site}{}/feed", path.unwrap_or_default());
    let links = view! {
        <Link rel="alternate" type_="application/atom+xml" title=title.clone() href=format!("{feed}.atom")/>
        <Link rel="alternate" type_="application/feed+json" title=title href=format!("{feed}.json")/>
    };
    let _ = links.to_html();
}

struct Head {
    title: String,
    description: Option<String>,
    canonical: Option<String>,
    is_unlisted: bool,
}

impl Head {
    /// On the server: into the document.
    fn write(self) {
        let Self { title, description, canonical, is_unlisted } = self;
        let title = closed(&title).into_owned();
        let PublicUrl(site) = use_context().unwrap_or_default();
        write_feed_links(&site, &title, canonical.as_deref());
        let subject = canonical.as_deref().and_then(|url| Some((url, use_context::<Subject>()?)));
        let published_on = subject.as_ref().and_then(|(_, subject)| subject.published_on());
        if let Some((url, subject)) = subject {
            subject::write(subject.json_ld(&site, url));
        }
        let kind = if published_on.is_some() { "article" } else { "website" };
        let published_on =
            published_on.map(|day| view! { <Meta property="article:published_time" content=day.to_string()/> });
        let robots = is_unlisted.then(|| view! { <Meta name="robots" content="noindex, nofollow"/> });
        let picture = canonical.as_deref().and_then(picture_of).map(|url| picture_elements(url, title_text(&title)));
        let canonical = canonical.map(|url| {
            view! {
                <Link rel="canonical" href=url.clone()/>
                <Meta property="og:url" content=url/>
            }
        });
        let description = description.map(|text| {
            view! {
                <Meta name="description" content=text.clone()/>
                <Meta property="og:description" content=text/>
            }
        });
        let head = view! {
            // `leptos_meta` 0.8 writes it unescaped.
            <Title text=title_text(&title).replace('&', "&amp;").replace('<', "&lt;")/>
            <Meta property="og:title" content=title/>
            <Meta property="og:type" content=kind/>
            <Meta property="og:site_name" content=words::GROUP/>
            <Meta property="og:locale" content="de_DE"/>
            {description}
            {canonical}
            {published_on}
            {picture}
            {robots}
        };
        // Each element goes to the head while it is written; what is left of it here is nothing.
        let _ = head.to_html();
    }

    /// In the browser: what differs from page to page.
    fn show(&self) {
        document().set_title(&title_text(&self.title));
        let (description, canonical) = (self.description.as_deref(), self.canonical.as_deref());
        set_in_head("meta", ("property", "og:title"), "content", Some(&self.title));
        set_in_head("meta", ("name", "description"), "content", description);
        set_in_head("meta", ("property", "og:description"), "content", description);
        set_in_head("link", ("rel", "canonical"), "href", canonical);
        set_in_head("meta", ("property", "og:url"), "content", canonical);
    }
}

/// The address of the picture of the page at an address. Only other sites' servers look for it, and they run no JavaScript.
fn picture_of(canonical: &str) -> Option<String> {
    let base = use_context::<PublicUrl>().unwrap_or_default().0;
    let path = canonical.strip_prefix(&base).filter(|path| path.starts_with('/'))?;
    Some(format!("{base}{}", picture_path(path)))
}

/// The picture beside a link; the alternative text says what it says.
fn picture_elements(url: String, alt: String) -> impl IntoView {
    let (width, height) = PICTURE_SIZE;
    view! {
        <Meta property="og:image" content=url/>
        <Meta property="og:image:type" content="image/png"/>
        <Meta property="og:image:width" content=width.to_string()/>
        <Meta property="og:image:height" content=height.to_string()/>
        <Meta property="og:image:alt" content=alt/>
        <Meta name="twitter:card" content="summary_large_image"/>
    }
}

/// Sets an attribute of the element that is known by another one; without a value there is no such element.
fn set_in_head(tag: &str, (key, name): (&str, &str), attribute: &str, value: Option<&str>) {
    let Some(head) = document().head() else { return };
    let found = head.query_selector(&format!("{tag}[{key}='{name}']")).ok().flatten();
    let Some(value) = value else {
        found.inspect(web_sys::Element::remove);
        return;
    };
    let element = found.or_else(|| {
        let element = document().create_element(tag).ok()?;
        element.set_attribute(key, name).ok()?;
        head.append_child(&element).ok()?;
        Some(element)
    });
    // The names are known to be valid.
    let _ = element.map(|element| element.set_attribute(attribute, value));
}

fn title_text(title: &str) -> String {
    format!("{title} – {}", words::GROUP)
}
