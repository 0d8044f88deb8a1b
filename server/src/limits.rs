//! What a request may be: its host, its address, its encoding, its size, and how long its answer may take.

use std::time::Duration;

use app::api::ApiError;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, StatusCode, Version, header};

use crate::error_page;
use crate::form::LARGEST_BODY;
use crate::reading::Reading;
use crate::routes::portrait;
use crate::state::AppState;

/// No address of this site is longer, by far; a longest search takes 1 KB.
const LONGEST_ADDRESS: usize = 8 << 10;

/// Making an answer takes milliseconds; reading a form up to 15 seconds. What takes longer than this would hold a connection to the
/// store for nothing, since nobody waits any more.
const PATIENCE: Duration = Duration::from_secs(30);

/// A handler that gives up on a silent store by itself knows more of what was asked, and is let answer.
const GRACE: Duration = Duration::from_millis(100);

/// Refuses what no handler needs to look at.
pub(crate) async fn refuse(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if let Err((error, status)) = check(&request) {
        let mut response = error_page::answer(&state, request, error).await;
        if let Some(status) = status {
            *response.status_mut() = status;
        }
        return response;
    }
    next.run(request).await
}

/// What is wrong, and with which status where the error has another one.
fn check(request: &Request) -> Result<(), (ApiError, Option<StatusCode>)> {
    let headers = request.headers();
    if !has_one_host(request) {
        return Err((ApiError::BadRequest, None));
    }
    let length = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if length > LONGEST_ADDRESS {
        return Err((ApiError::BadRequest, Some(StatusCode::URI_TOO_LONG)));
    }
    // A few compressed bytes can become as many as one likes, and no browser compresses what it sends.
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        return Err((ApiError::UnsupportedMediaType, None));
    }
    let largest = if portrait::is_upload(request) { portrait::LARGEST_UPLOAD } else { LARGEST_BODY };
    // What does not say how large it is is counted while it is read.
    if content_length(headers).is_some_and(|length| length > largest) {
        return Err((ApiError::TooLarge, None));
    }
    Ok(())
}

/// RFC 9112, 3.2: none, two, or one that is no host, and whoever stands in between may have read another one than we do.
fn has_one_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => request.version() != Version::HTTP_11,
        (Some(host), None) => {
            let host = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
            host.is_some_and(|host| !host.as_str().contains('@'))
        }
        (Some(_), Some(_)) => false,
    }
}

fn content_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Gives an answer so long, and no longer; while the store is silent, less than a second from when the request has come in: what somebody
/// typed has first to be there, so that it can be given back.
pub(crate) async fn in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let patience = if portrait::is_upload(&request) { portrait::PATIENCE + PATIENCE } else { PATIENCE };
    let mut asked = Request::new(Body::empty());
    asked.uri_mut().clone_from(request.uri());
    asked.extensions_mut().clone_from(request.extensions());
    let (request, mut reading) = Reading::of(request);
    let silence = async {
        state.store.falls_silent().await;
        while reading.goes_on() {
            reading.ends().await;
            state.store.falls_silent().await;
        }
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        biased;
        response = next.run(request) => return response,
        () = silence => tracing::warn!("the store is silent; an answer was given up"),
        () = tokio::time::sleep(patience) => {
            tracing::warn!(seconds = patience.as_secs(), "an answer took too long and was given up");
        }
    }
    let mut response = error_page::answer(&state, asked, ApiError::StoreAway).await;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    response
}
