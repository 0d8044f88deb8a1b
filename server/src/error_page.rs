//! Errors that arise before or beside a page, in the site's look; for scripts as JSON.

use std::time::Duration;

use app::api::ApiError;
use app::components::PageMeta;
use app::i18n::{self, words};
use app::model::FACTORS_PAGE;
use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, Uri, header};
use leptos::prelude::*;

use crate::request_id::{self, RequestId};
use crate::state::AppState;
use crate::{render, session};

/// The status of an error.
pub(crate) fn status_of(error: &ApiError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Gives an answer its status, and says in how many seconds it is worth asking again: most attempts are counted for a quarter of an
/// hour, and a store that is away or a full queue of passwords passes soon.
pub(crate) fn set_status(response: &mut Response, status: StatusCode) {
    *response.status_mut() = status;
    let seconds = match status {
        StatusCode::TOO_MANY_REQUESTS => "900",
        StatusCode::SERVICE_UNAVAILABLE => "5",
        _ => return,
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
}

/// Answers a request with an error.
pub(crate) async fn answer(state: &AppState, request: Request, error: ApiError) -> Response {
    let status = status_of(&error);
    let is_call = is_call(&request);
    if error == ApiError::SignedOut && !is_call && session::owes_factor(&request) {
        return Redirect::to(FACTORS_PAGE).into_response();
    }
    let mut response = if is_call {
        Json(error).into_response()
    } else {
        let id = request_id::of(&request).filter(|_| status.is_server_error());
        let context = move || provide_context((error.clone(), id.clone()));
        render::static_page(state, request, context, ErrorPage).await
    };
    set_status(&mut response, status);
    response
}

/// A request for the page of an error, in place of one that is gone.
pub(crate) fn asked_again(uri: Uri, id: Option<RequestId>) -> Request {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri;
    if let Some(id) = id {
        request.extensions_mut().insert(id);
    }
    request
}

/// Puts the page of an error, with the request's id, in the place of a page that failed.
pub(crate) async fn in_place_of(state: &AppState, failed: Response, uri: Uri, id: Option<RequestId>) -> Response {
    let is_away = failed.status() == StatusCode::SERVICE_UNAVAILABLE;
    let error = if is_away { ApiError::StoreAway } else { ApiError::Internal };
    let mut response = answer(state, asked_again(uri, id), error).await;
    let rendered_for = failed.headers().get(request_id::HEADER);
    response.headers_mut().extend(rendered_for.map(|id| (request_id::HEADER, id.clone())));
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
    view! { <Message error=ApiError::TooManyAttempts words=words::TOO_MANY_REQUESTS.to_owned() id=None/> }
}

/// Whether a script asks, and not a person.
fn is_call(request: &Request) -> bool {
    let accepts_json =
        request.headers().get(header::ACCEPT).is_some_and(|kinds| kinds.as_bytes().starts_with(b"application/json"));
    accepts_json || request.uri().path().starts_with("/api/")
}

#[component]
fn ErrorPage() -> impl IntoView {
    let (error, id) = use_context::<(ApiError, Option<RequestId>)>().unwrap_or((ApiError::Internal, None));
    view! { <Message words=i18n::error(&error) error=error id=id/> }
}

/// As `ErrorMessage` of the app, and the request's id, which the readers' program needs no code for.
#[component]
fn Message(error: ApiError, words: String, id: Option<RequestId>) -> impl IntoView {
    let title = i18n::error_title(&error);
    let id = id.map(|id| view! { <p>{words::REQUEST_ID} " " <code>{id.to_string()}</code></p> });
    view! {
        <PageMeta title=title/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <p class="page__overline">{i18n::error_number(&error)}</p>
                <h1>{title}</h1>
                <p class="lead">{words}</p>
                {id}
                <p><a class="button button--primary" href="/">{words::TO_HOME}</a></p>
            </div>
        </main>
    }
}
