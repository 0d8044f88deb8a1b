//! `/.well-known/security.txt`: where to report a hole, RFC 9116.

use axum::extract::State;
use time::{Duration, UtcDateTime};

use crate::state::AppState;

/// Less than the year that the standard recommends. It counts from each answer: whoever is asked is still there.
const VALID_FOR: Duration = Duration::days(364);

pub(crate) async fn get(State(state): State<AppState>) -> String {
    let site = &state.public_url;
    let expires_on = (UtcDateTime::now() + VALID_FOR).date();
    format!(
        "Contact: {site}/impressum\nExpires: {expires_on}T00:00:00Z\nPreferred-Languages: de, en\n\
         Canonical: {site}/.well-known/security.txt\n"
    )
}
