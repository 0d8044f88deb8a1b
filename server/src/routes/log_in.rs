//! `/anmelden`

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::words;
use app::model::is_own_path;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{StatusCode, header};

use super::pages;
use crate::form::{self, FormValues};
use crate::session;
use crate::state::AppState;
use crate::{client_address, error_page, password};

/// Failed tries within [`MINUTES`]: for one account, and from one address.
const TRIES_PER_ACCOUNT: i64 = 10;
const TRIES_PER_PEER: i64 = 100;
const MINUTES: i32 = 15;
/// No address is longer, in bytes: RFC 5321, 4.5.3.1.3.
const LONGEST_EMAIL: usize = 254;

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(request).await;
    let values = match values {
        Ok(values) => values,
        Err(error) => return error_page::answer(&state, request, error).await,
    };
    match try_to_log_in(&state, &client_address::counted(&request).to_string(), &values).await {
        Ok(Some(account)) => session::open(&state, request, account, next_path(values.get("weiter"))).await,
        Ok(None) => {
            let answer = answer(&values, words::LOG_IN_FAILED);
            pages::with_answer(&state, request, answer, StatusCode::UNAUTHORIZED).await
        }
        Err(ApiError::TooManyAttempts) => {
            let answer = answer(&values, &app::i18n::error(&ApiError::TooManyAttempts));
            let mut response = pages::with_answer(&state, request, answer, StatusCode::TOO_MANY_REQUESTS).await;
            response.headers_mut().insert(header::RETRY_AFTER, error_page::RETRY_AFTER);
            response
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

async fn try_to_log_in(state: &AppState, peer: &str, values: &FormValues) -> Result<Option<i64>, ApiError> {
    let email = values.get("email").trim().to_lowercase();
    if email.len() > LONGEST_EMAIL || email.contains(char::is_control) {
        return Ok(None);
    }
    let account_key = format!("log-in:account:{email}");
    let peer_key = format!("log-in:peer:{peer}");
    if state.store.is_one_too_many(&account_key, TRIES_PER_ACCOUNT, MINUTES).await?
        || state.store.is_one_too_many(&peer_key, TRIES_PER_PEER, MINUTES).await?
    {
        return Err(ApiError::TooManyAttempts);
    }
    let account = state.store.account_by_email(&email).await?.filter(|account| !account.disabled);
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    if !password::verify(values.get("password").to_owned(), hash).await {
        return Ok(None);
    }
    state.store.forget_attempts(&account_key).await?;
    Ok(account.map(|account| account.id))
}

/// What was typed, but for the password.
fn answer(values: &FormValues, message: &str) -> FormAnswer {
    let kept = ["email", "weiter"].map(|name| (name.to_owned(), values.get(name).to_owned()));
    FormAnswer { values: kept.into(), message: Some(message.to_owned()), ..FormAnswer::default() }
}

/// A path of this site only; anything else leads to the start page.
fn next_path(text: &str) -> &str {
    if is_own_path(text) { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_only_ever_goes_on_within_this_site() {
        assert_eq!(next_path("/themen/migration?bearbeiten"), "/themen/migration?bearbeiten");
        for text in
            ["", "https://böse.example", "//böse.example", "/\\böse.example", "javascript:alert(1)", "/\t/x", "\\\\x"]
        {
            assert_eq!(next_path(text), "/", "{text:?}");
        }
    }
}
