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

/// What became of a request that its client gave up, in place of a class of status.
const GIVEN_UP: &str = "given_up";

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
    fn ended(&self, asked: &Asked, status: &'static str, took: Duration) {
        let answered = Answered { method: asked.method, route: asked.route.clone(), status };
        self.0.requests.get_or_create(&answered).inc();
        self.0.durations.get_or_create(asked).observe(took.as_secs_f64());
    }
}

/// A request whose answer is being made. Dropped without one, whoever asked has gone away.
struct Running {
    metrics: Metrics,
    asked: Asked,
    start: Instant,
    is_answered: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_answered {
            self.metrics.ended(&self.asked, GIVEN_UP, self.start.elapsed());
        }
    }
}

/// Counts a request and how long its answer took.
pub(crate) async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (metrics, asked) = (state.metrics.clone(), Asked::of(&request));
    let mut running = Running { metrics, asked, start: Instant::now(), is_answered: false };
    // A portrait takes as long as its sender's line is slow.
    let may_be_long = portrait::is_upload(&request);
    let response = next.run(request).await;
    let took = running.start.elapsed();
    running.is_answered = true;
    state.metrics.ended(&running.asked, class(response.status()), took);
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        state.metrics.0.rate_limited.inc();
    }
    log(&running.asked, &response, took, may_be_long);
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
