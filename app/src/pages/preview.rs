//! `/vorschau/{token}`: a page as its drafts would make it, for whoever has the link.

use leptos::prelude::*;

use super::own::Own;
use super::person::Person;
use super::post::Post;
use super::topic::Topic;
use crate::model::{self, PreviewedPage};

/// The page as readers would get it. It is never hydrated, and its drafts stand in no script.
#[component]
pub fn PreviewPage() -> impl IntoView {
    let preview = use_context::<model::Preview>()?;
    let page = match preview.page {
        PreviewedPage::Topic(page) => view! { <Topic page=page year=preview.year path=preview.path/> }.into_any(),
        PreviewedPage::Post(page) => view! { <Post page=page/> }.into_any(),
        PreviewedPage::Person(page) => view! { <Person page=page/> }.into_any(),
        PreviewedPage::Page(page) => view! { <Own page=page/> }.into_any(),
    };
    Some(page)
}
