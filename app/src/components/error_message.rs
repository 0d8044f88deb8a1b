//! An error as a page.

use leptos::prelude::*;

use super::PageMeta;
use crate::api::ApiError;
use crate::i18n;
use crate::i18n::words;

/// Tells an error in the site's look, and where to go from here. The answer gets its HTTP status.
#[component]
pub fn ErrorMessage(error: ApiError) -> impl IntoView {
    #[cfg(feature = "ssr")]
    error.answer_status();
    let title = i18n::error_title(&error);
    view! {
        <PageMeta title=title/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <p class="page__overline">{i18n::error_number(&error)}</p>
                <h1>{title}</h1>
                <p class="lead">{i18n::error(&error)}</p>
                <p><a class="button button--primary" href="/">{words::TO_HOME}</a></p>
            </div>
        </main>
    }
    .into_any()
}
