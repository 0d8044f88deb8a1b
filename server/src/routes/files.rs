//! Built files, compressed beforehand.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{Method, header};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::pages;
use crate::cache_policy::CachePolicy;
use crate::error_page;
use crate::state::AppState;
use app::api::ApiError;

/// In bytes. The built files' paths are shorter by far.
const LONGEST_PATH: usize = 200;

/// `/pkg/…`: their names hold a hash of what is in them.
pub(crate) async fn built(State(state): State<AppState>, request: Request) -> Response {
    serve(&state, request, CachePolicy::ForEver).await
}

/// Files with names that others expect.
pub(crate) async fn at_the_top(State(state): State<AppState>, request: Request) -> Response {
    serve(&state, request, CachePolicy::ForADay).await
}

/// Any other address: a file such as `/humans.txt`, where there is one; else the app's page that says there is nothing.
pub(crate) async fn or_page(State(state): State<AppState>, request: Request) -> Response {
    let name = request.uri().path().trim_start_matches('/');
    let is_file = name.contains('.') && !name.contains('/') && state.site.join(name).is_file();
    if is_file && matches!(*request.method(), Method::GET | Method::HEAD) {
        return serve(&state, request, CachePolicy::ForADay).await;
    }
    pages::page(State(state), request).await
}

async fn serve(state: &AppState, request: Request, policy: CachePolicy) -> Response {
    let mut not_found = Request::new(axum::body::Body::empty());
    not_found.uri_mut().clone_from(request.uri());
    // What a file system takes for no name, it would answer with an error: more than 255 bytes, or a NUL.
    let path = request.uri().path();
    if path.len() > LONGEST_PATH || path.contains('%') {
        return error_page::answer(state, not_found, ApiError::NotFound).await;
    }
    let directory =
        ServeDir::new(&state.site).precompressed_br().precompressed_gzip().append_index_html_on_directories(false);
    match directory.oneshot(request).await {
        Ok(response) if response.status().is_client_error() => {
            error_page::answer(state, not_found, ApiError::NotFound).await
        }
        Ok(response) => {
            let mut response = response.into_response();
            response.headers_mut().insert(header::CACHE_CONTROL, policy.value());
            response
        }
    }
}
