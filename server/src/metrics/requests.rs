//! What became of each request: counted, and logged where it failed or took long. Reading is logged nowhere.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;

use super::Metrics;
use crate::request_id;
use crate::routes::portrait;
use crate::state::AppState;

/// What takes longer is logged: making an answer takes milliseconds, hashing a password less than a second.
const LONG: Duration = Duration::from_secs(1);

/// What was asked for, as the table of rights knows it: never the address, which may hold a token, and of which there is no end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Asked {
    method: &'static str,
    route: String,
}

/// The same, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let method = match *request.method() {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            Method::POST => "POST",
            _ => "other",
        };
        let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
        Self { method, route }
    }
}

/// The class of a status.
fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

impl Metrics {
    fn answered(&self, asked: &Asked, status: StatusCode, took: Duration) {
        let answered = Answered { method: asked.method, route: asked.route.clone(), status: class(status) };
        self.0.requests.get_or_create(&answered).inc();
        self.0.durations.get_or_create(asked).observe(took.as_secs_f64());
        if status == StatusCode::TOO_MANY_REQUESTS {
            self.0.rate_limited.inc();
        }
    }
}

/// Counts a request and how long its answer took.
pub(crate) async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    // A portrait takes as long as its sender's line is slow.
    let may_be_long = portrait::is_upload(&request);
    let start = Instant::now();
    let response = next.run(request).await;
    let took = start.elapsed();
    state.metrics.answered(&asked, response.status(), took);
    log(&asked, &response, took, may_be_long);
    response
}

fn log(asked: &Asked, response: &Response, took: Duration, may_be_long: bool) {
    let Asked { method, route } = asked;
    let status = response.status().as_u16();
    // JSON has no larger numbers.
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        // Where the page was rendered for another request, the cause is logged under that one's id.
        let rendered_for = response.headers().get(request_id::HEADER).and_then(|id| id.to_str().ok());
        tracing::warn!(method, route, status, milliseconds, rendered_for, "a request failed");
    } else if took > LONG && !may_be_long {
        tracing::warn!(method, route, status, milliseconds, "an answer took long");
    }
}
