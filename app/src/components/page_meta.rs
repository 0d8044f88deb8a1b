//! What search engines and other sites read of a page.

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use serde::{Deserialize, Serialize};

use crate::i18n::words;

/// The public address of the site, such as `https://example.org`, without a slash at its end.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PublicUrl(pub String);

/// Provided where a page stands at an address that no search may find. Its own address is then nobody's business either:
/// what is sent on by a messenger would else be shown as the public page.
#[derive(Clone, Copy, Debug)]
pub struct Unlisted;

/// Title, description, canonical address and `OpenGraph` of a page.
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
    let robots = is_unlisted.then(|| view! { <Meta name="robots" content="noindex, nofollow"/> });
    let canonical = path.filter(|_| !is_unlisted).map(|path| {
        let url = format!("{base}{path}");
        view! {
            <Link rel="canonical" href=url.clone()/>
            <Meta property="og:url" content=url/>
        }
        .into_any()
    });
    let description = description.filter(|text| !text.is_empty()).map(|text| {
        view! {
            <Meta name="description" content=text.clone()/>
            <Meta property="og:description" content=text/>
        }
        .into_any()
    });
    view! {
        <Title text=title_text(&title)/>
        <Meta property="og:title" content=title/>
        <Meta property="og:type" content="website"/>
        <Meta property="og:site_name" content=words::GROUP/>
        <Meta property="og:locale" content="de_DE"/>
        {description}
        {canonical}
        {robots}
    }
    .into_any()
}

/// The document's title. `leptos_meta` 0.8 writes it unescaped when it renders on the server, so that is done here.
fn title_text(title: &str) -> String {
    let text = format!("{title} – {}", words::GROUP);
    if cfg!(feature = "ssr") { text.replace('&', "&amp;").replace('<', "&lt;") } else { text }
}
