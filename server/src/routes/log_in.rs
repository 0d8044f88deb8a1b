//! `/anmelden`

use std::fmt::Display;
use std::net::IpAddr;

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{factors, words};
use app::model::{FACTORS_PAGE, LogAction, is_own_path};
use app::store::{Actor, SecondStep};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};

use super::{pages, second_step};
use crate::form::{self, FormValues};
use crate::session;
use crate::state::AppState;
use crate::{client_address, error_page, password};

/// Failed tries within [`MINUTES`]: for one account from one address, for one account from anywhere, and from one address.
const TRIES_FROM_PEER: i64 = 10;
const TRIES_PER_ACCOUNT: i64 = 50;
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
    match try_to_log_in(&state, client_address::of(&request), &values).await {
        Ok(Some(account)) => go_on(&state, request, account, &values).await,
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

/// After a right password: in, or to what the account needs besides.
async fn go_on(state: &AppState, request: Request, account: i64, values: &FormValues) -> Response {
    let next = next_path(values.get("weiter"));
    match state.store.second_step(account).await {
        Ok(SecondStep::None) => open(state, request, account, next).await,
        Ok(SecondStep::NewFactor) => open(state, request, account, FACTORS_PAGE).await,
        Ok(SecondStep::Code) => second_step::ask(state, request, account, next).await,
        Ok(SecondStep::Passkey) => {
            pages::with_answer(state, request, answer(values, factors::USE_PASSKEY), StatusCode::UNAUTHORIZED).await
        }
        Err(error) => error_page::answer(state, request, error.into()).await,
    }
}

/// After a link that stands for the password: in, or to what the account needs besides.
pub(super) async fn go_on_from_link(state: &AppState, request: Request, account: i64) -> Response {
    match state.store.second_step(account).await {
        Ok(SecondStep::Passkey) => Redirect::to("/anmelden").into_response(),
        Ok(_) => go_on(state, request, account, &FormValues::default()).await,
        Err(error) => error_page::answer(state, request, error.into()).await,
    }
}

async fn open(state: &AppState, request: Request, account: i64, next: &str) -> Response {
    let actor = Actor { account: Some(account), address: Some(client_address::of(&request)) };
    match state.store.log(actor, LogAction::LoggedIn, "").await {
        Ok(()) => session::open(state, request, account, next).await,
        Err(error) => error_page::answer(state, request, error.into()).await,
    }
}

async fn try_to_log_in(state: &AppState, peer: IpAddr, values: &FormValues) -> Result<Option<i64>, ApiError> {
    let email = values.get("email").trim().to_lowercase();
    if email.len() > LONGEST_EMAIL || email.contains(char::is_control) {
        return Ok(None);
    }
    let household = client_address::household(peer);
    let account_keys = [format!("log-in:from:{household} {email}"), format!("log-in:account:{email}")];
    if is_one_too_many(state, household, &account_keys).await? {
        return Err(ApiError::TooManyAttempts);
    }
    let known = state.store.account_by_email(&email).await?;
    let subject = known.as_ref().map(|account| account.email.clone()).unwrap_or_default();
    let account = known.filter(|account| !account.disabled);
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    if !password::verify(values.get("password").to_owned(), hash).await? {
        let actor = Actor { account: None, address: Some(peer) };
        state.store.log(actor, LogAction::LogInFailed, &subject).await?;
        return Ok(None);
    }
    for key in &account_keys {
        state.store.forget_attempts(key).await?;
    }
    Ok(account.map(|account| account.id))
}

/// Whoever is stopped by one limit counts for none of the next: so who guesses from one address can shut an account for nobody
/// else, and writes no rows without end.
async fn is_one_too_many(state: &AppState, peer: impl Display, account_keys: &[String; 2]) -> Result<bool, ApiError> {
    let [from_peer, account] = account_keys;
    let peer = format!("log-in:peer:{peer}");
    for (key, tries) in [(&peer, TRIES_PER_PEER), (from_peer, TRIES_FROM_PEER), (account, TRIES_PER_ACCOUNT)] {
        if state.store.is_one_too_many(key, tries, MINUTES).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What was typed, but for the password.
fn answer(values: &FormValues, message: &str) -> FormAnswer {
    let kept = ["email", "weiter"].map(|name| (name.to_owned(), values.get(name).to_owned()));
    FormAnswer { values: kept.into(), message: Some(message.to_owned()), ..FormAnswer::default() }
}

/// A path of this site only; anything else leads to the start page.
pub(super) fn next_path(text: &str) -> &str {
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
