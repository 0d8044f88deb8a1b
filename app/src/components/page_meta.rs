//! What search engines and other sites read of a page.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title, provide_meta_context};
use serde::{Deserialize, Serialize};

use crate::i18n::words;

/// The public address of the site, such as `https://example.org`, without a slash at its end.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PublicUrl(pub String);

/// Provided where a page stands at an address that no search may find. Its own address is then nobody's business either:
/// what is sent on by a messenger would else be shown as the public page.
#[derive(Clone, Copy, Debug)]
pub struct Unlisted;

/// Whether the document has its head. The server may make a page's view more than once, when what it shows comes late.
#[derive(Clone, Debug, Default)]
struct HeadWritten(Arc<AtomicBool>);

/// Lets one page write the document's head. Called once for a document, on the server.
pub(crate) fn provide_head() {
    provide_meta_context();
    provide_context(HeadWritten::default());
}

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

struct Head {
    title: String,
    description: Option<String>,
    canonical: Option<String>,
    is_unlisted: bool,
}

impl Head {
    /// On the server: into the document.
    fn write(self) {
        if use_context::<HeadWritten>().is_none_or(|HeadWritten(written)| written.swap(true, Ordering::Relaxed)) {
            return;
        }
        let Self { title, description, canonical, is_unlisted } = self;
        let robots = is_unlisted.then(|| view! { <Meta name="robots" content="noindex, nofollow"/> });
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
            <Meta property="og:type" content="website"/>
            <Meta property="og:site_name" content=words::GROUP/>
            <Meta property="og:locale" content="de_DE"/>
            {description}
            {canonical}
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
