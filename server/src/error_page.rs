//! Errors that arise before or beside a page, in the site's look; for scripts as JSON.

use app::api::ApiError;
use app::components::ErrorMessage;
use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;

use crate::render;
use crate::state::AppState;

/// How long to wait after too many attempts, in seconds.
pub(crate) const RETRY_AFTER: HeaderValue = HeaderValue::from_static("900");

/// Answers a request with an error.
pub(crate) async fn answer(state: &AppState, request: Request, error: ApiError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let is_call = request.uri().path().starts_with("/api/");
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

#[component]
fn ErrorPage() -> impl IntoView {
    let error = use_context::<ApiError>().unwrap_or(ApiError::Internal);
    view! { <ErrorMessage error=error/> }
}
