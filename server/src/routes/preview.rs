//! `/vorschau/{token}`: a page as its drafts would make it, for whoever has the link.

use app::api::{self, ApiError};
use app::components::Unlisted;
use app::model::{PostRange, Preview};
use app::pages::PreviewPage;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::{HeaderName, HeaderValue, Uri, header};
use leptos::prelude::provide_context;

use crate::cache_policy::CachePolicy;
use crate::form::FormValues;
use crate::state::AppState;
use crate::{error_page, render, token};

/// Whoever has the address sees the drafts: it is kept nowhere, told to no other site, and found by no search.
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, CachePolicy::KeptNowhere.value()),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
];

pub(crate) async fn get(State(state): State<AppState>, Path(link): Path<String>, request: Request) -> Response {
    let mut response = match preview(&state, &link, request.uri()).await {
        Ok(preview) => {
            let context = move || {
                provide_context(Unlisted);
                provide_context(preview.clone());
            };
            render::static_page(&state, request, context, PreviewPage).await
        }
        Err(error) => error_page::answer(&state, request, error).await,
    };
    response.headers_mut().extend(HEADERS);
    response
}

async fn preview(state: &AppState, link: &str, uri: &Uri) -> Result<Preview, ApiError> {
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let query = FormValues(query.into_owned().collect());
    let value = |key| query.all(key).next().map(str::to_owned);
    let range = PostRange { before: value("vor"), after: value("nach"), year: value("jahr") };
    api::preview(&state.store, &token::hash(link), uri.path().to_owned(), &range).await
}
