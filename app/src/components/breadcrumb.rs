//! Where one is.

use leptos::prelude::*;

use super::page_meta::write_breadcrumb;
use crate::i18n::words;

/// The way to this page: links with their words, then the page itself.
#[component]
pub fn Breadcrumb(
    /// Address and words of each step before this page.
    #[prop(into)]
    steps: Vec<(String, String)>,
    /// The page itself.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    if cfg!(feature = "ssr") {
        write_breadcrumb(&steps, &here);
    }
    let steps =
        steps.into_iter().map(|(href, text)| view! { <li><a href=href>{text}</a></li> }.into_any()).collect_view();
    view! {
        <nav class="breadcrumb" aria-label=words::BREADCRUMB>
            <ol>
                {steps}
                <li><span aria-current="page">{here}</span></li>
            </ol>
        </nav>
    }
    .into_any()
}
