//! `/healthz` and `/readyz`: what a load balancer asks.

use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use http::StatusCode;

use crate::departure::Standing;
use crate::state::AppState;

/// An answer comes within two seconds, also when PostgreSQL is frozen.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// The process is alive.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// It can also reach its store, and goes on answering here: itself, or the server that it hands over to.
pub(crate) async fn ready(
    State(state): State<AppState>,
    standing: Option<Extension<Standing>>,
) -> (StatusCode, &'static str) {
    if let Some(Extension(Standing::Stopping)) = standing {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match tokio::time::timeout(PATIENCE, state.store.server_version()).await {
        Ok(Ok(_)) => (StatusCode::OK, "ok\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "store away\n"),
    }
}
