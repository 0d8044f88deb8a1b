//! Errors that arise before or beside a page, in the site's look; for scripts as JSON.

use std::time::Duration;

use app::api::ApiError;
use app::components::{ErrorMessage, PageMeta};
use app::i18n::{self, words};
use app::model::FACTORS_PAGE;
use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;

use crate::state::AppState;
use crate::{render, session};

/// How long to wait after too many attempts, in seconds.
pub(crate) const RETRY_AFTER: HeaderValue = HeaderValue::from_static("900");

/// Answers a request with an error.
pub(crate) async fn answer(state: &AppState, request: Request, error: ApiError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let is_call = is_call(&request);
    if error == ApiError::SignedOut && !is_call && session::owes_factor(&request) {
        return Redirect::to(FACTORS_PAGE).into_response();
    }
    let too_many = error == ApiError::TooManyAttempts;
    let mut response = if is_call {
        (status, Json(error)).into_response()
    } else {
        let mut response = render::static_page(state, request, move || provide_context(error.clone()), ErrorPage).await;
        *response.status_mut() = status;
        response
    };
    if too_many {
        response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    response
}

/// Answers who asks faster than they may, with the seconds until they may again.
pub(crate) async fn too_many(state: &AppState, request: Request, wait: Duration) -> Response {
    let mut response = if is_call(&request) {
        Json(ApiError::TooManyAttempts).into_response()
    } else {
        render::static_page(state, request, || {}, TooManyPage).await
    };
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[component]
fn TooManyPage() -> impl IntoView {
    let title = i18n::error_title(&ApiError::TooManyAttempts);
    view! {
        <PageMeta title=title/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <p class="page__overline">{i18n::error_number(&ApiError::TooManyAttempts)}</p>
                <h1>{title}</h1>
                <p class="lead">{words::TOO_MANY_REQUESTS}</p>
                <p><a class="button button--primary" href="/">{words::TO_HOME}</a></p>
            </div>
        </main>
    }
}

/// Whether a script asks, and not a person.
fn is_call(request: &Request) -> bool {
    let accepts_json =
        request.headers().get(header::ACCEPT).is_some_and(|kinds| kinds.as_bytes().starts_with(b"application/json"));
    accepts_json || request.uri().path().starts_with("/api/")
}

#[component]
fn ErrorPage() -> impl IntoView {
    let error = use_context::<ApiError>().unwrap_or(ApiError::Internal);
    view! { <ErrorMessage error=error/> }
}
