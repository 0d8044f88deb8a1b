//! The answer to an editing form that could not be kept for a reason outside it: nothing typed is lost.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::components::{PageMeta, TextArea};
use crate::i18n::{self, words};

/// A form as it was sent. This page is never hydrated.
#[derive(Clone, Debug)]
pub struct UnsentForm {
    /// Why it was not kept.
    pub error: ApiError,
    /// Where it was sent to, and can be sent again.
    pub action: String,
    /// Names and values.
    pub values: Vec<(String, String)>,
    /// Under which the log holds what went wrong, where that was the server's fault.
    pub request_id: Option<String>,
}

/// Tells what happened, and holds the form to be sent again.
#[component]
pub fn SendAgainPage() -> impl IntoView {
    let UnsentForm { error, action, values, request_id } = use_context::<UnsentForm>()?;
    let log_in = (error == ApiError::SignedOut).then(|| {
        view! { <a class="button" href="/anmelden" target="_blank" rel="noopener external">{words::LOG_IN_BESIDE}</a> }
    });
    // A text area keeps line ends and is never shown: only what is sent again.
    let values = values
        .into_iter()
        .map(|(name, value)| view! { <TextArea name=name text=value rows=1 described=None invalid=None/> })
        .collect_view();
    let request_id = request_id.map(|id| view! { <p>{words::REQUEST_ID} " " <code>{id}</code></p> });
    let title = i18n::error_title(&error);
    Some(view! {
        <PageMeta title=title/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <p class="page__overline">{i18n::error_number(&error)}</p>
                <h1>{title}</h1>
                <p class="lead">{i18n::error(&error)}</p>
                <p>{words::TYPED_IS_KEPT}</p>
                {request_id}
            </div>
            <form class="edit-form" method="post" action=action>
                <div hidden=true>{values}</div>
                <div class="edit-form__actions">
                    {log_in}
                    <button class="button button--primary">{words::SEND_AGAIN}</button>
                </div>
            </form>
        </main>
    })
}
