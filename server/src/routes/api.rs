//! `/api/…`: server functions.

use app::api::{ApiError, RequestContext};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{Method, header};
use leptos::prelude::provide_context;
use leptos_axum::handle_server_fns_with_context;

use crate::form::{self, read_body};
use crate::state::AppState;
use crate::{client_address, error_page, replica, session};

pub(crate) async fn call(State(state): State<AppState>, request: Request) -> Response {
    replica::answer(state, request, answer).await
}

async fn answer(state: AppState, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = read_body(body).await;
    let request = form::without_body(&state, parts).await;
    let (viewer, bytes) = match (session::viewer_of(&request), bytes) {
        (Ok(viewer), Ok(bytes)) => (viewer, bytes),
        (Err(error), _) | (_, Err(error)) => return error_page::answer(&state, request, error).await,
    };
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if request.method() == Method::POST && !is_json {
        return error_page::answer(&state, request, ApiError::UnsupportedMediaType).await;
    }
    let account = session::signed_in(&request).ok().flatten().map(|signed_in| signed_in.viewer.account);
    let address = client_address::of(&request);
    let (mut parts, _) = request.into_parts();
    // With these Leptos would redirect to the Referer, with the error in its query, and anyone could forge a message.
    parts.headers.remove(header::ACCEPT);
    parts.headers.remove(header::REFERER);
    let context = RequestContext { store: state.store.clone(), viewer, account, address };
    let request = Request::from_parts(parts, Body::from(bytes));
    handle_server_fns_with_context(move || provide_context(context.clone()), request).await.into_response()
}
