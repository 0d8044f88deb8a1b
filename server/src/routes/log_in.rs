//! `/anmelden`

use std::net::IpAddr;

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{factors, words};
use app::model::{FACTORS_PAGE, LogAction, is_own_path};
use app::store::{Actor, Proof, SecondStep};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};

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
    let (request, values) = form::read(&state, request).await;
    let values = match values {
        Ok(values) => values,
        Err(error) => return error_page::answer(&state, request, error).await,
    };
    let address = client_address::of(&request);
    let (words, status) = match log_in(&state, request.headers(), address, &values).await {
        Ok(response) => return response,
        Err(Refusal::Error(error)) => return error_page::answer(&state, request, error).await,
        Err(Refusal::WrongPassword) => (words::LOG_IN_FAILED.to_owned(), StatusCode::UNAUTHORIZED),
        Err(Refusal::NeedsPasskey) => (factors::USE_PASSKEY.to_owned(), StatusCode::UNAUTHORIZED),
        Err(Refusal::TooManyAttempts) => (app::i18n::error(&ApiError::TooManyAttempts), StatusCode::TOO_MANY_REQUESTS),
        Err(Refusal::Busy) => (words::PASSWORDS_BUSY.to_owned(), StatusCode::SERVICE_UNAVAILABLE),
    };
    pages::with_answer(&state, request, answer(&values, words), status).await
}

async fn log_in(
    state: &AppState,
    headers: &HeaderMap,
    address: IpAddr,
    values: &FormValues,
) -> Result<Response, Refusal> {
    let shown = shown_password(state, address, values).await?;
    let done = go_on(state, headers, address, &shown, next_path(values.get("weiter"))).await;
    if matches!(done, Err(Refusal::WrongPassword)) {
        log_failure(state, address, &email_of(values)).await?;
    }
    done
}

async fn log_failure(state: &AppState, address: IpAddr, email: &str) -> Result<(), ApiError> {
    let actor = Actor { account: None, address: Some(address) };
    Ok(state.store.log(actor, LogAction::LogInFailed, email).await?)
}

fn email_of(values: &FormValues) -> String {
    values.get("email").trim().to_lowercase()
}

/// The right password of an account.
pub(super) struct ShownPassword {
    pub(super) account: i64,
    /// Its hash, as the account has it.
    pub(super) hash: String,
}

/// Why someone is not let in, or not yet.
enum Refusal {
    /// This is not the password, or not any more; or there is no such account.
    WrongPassword,
    /// The account has a passkey and must use it.
    NeedsPasskey,
    TooManyAttempts,
    /// Too many passwords are being compared.
    Busy,
    Error(ApiError),
}

impl<E: Into<ApiError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// After a right password: in, or to what the account needs besides.
async fn go_on(
    state: &AppState,
    headers: &HeaderMap,
    address: IpAddr,
    shown: &ShownPassword,
    next: &str,
) -> Result<Response, Refusal> {
    let next = match state.store.second_step(shown.account).await? {
        SecondStep::None => next,
        SecondStep::NewFactor => FACTORS_PAGE,
        SecondStep::Code => {
            return second_step::ask(state, shown, next).await?.ok_or(Refusal::WrongPassword);
        }
        SecondStep::Passkey => return Err(Refusal::NeedsPasskey),
    };
    let actor = Actor { account: Some(shown.account), address: Some(address) };
    let cookie = session::open(state, headers, actor, shown.account, Proof::Password(&shown.hash)).await?;
    Ok(([(header::SET_COOKIE, cookie.ok_or(Refusal::WrongPassword)?)], Redirect::to(next)).into_response())
}

/// After a link that stands for the password: in, or to what the account needs besides.
pub(super) async fn go_on_from_link(state: &AppState, request: Request, shown: &ShownPassword) -> Response {
    match go_on(state, request.headers(), client_address::of(&request), shown, "/").await {
        Ok(response) => response,
        Err(Refusal::Error(error)) => error_page::answer(state, request, error).await,
        // There one is told what it takes besides.
        Err(_) => Redirect::to("/anmelden").into_response(),
    }
}

/// What was typed, if it is the password of an account that is not shut out.
async fn shown_password(state: &AppState, peer: IpAddr, values: &FormValues) -> Result<ShownPassword, Refusal> {
    let email = email_of(values);
    if email.len() > LONGEST_EMAIL || email.contains(char::is_control) {
        return Err(Refusal::WrongPassword);
    }
    let household = client_address::household(peer);
    let peer_key = format!("log-in:peer:{household}");
    let account_keys = [format!("log-in:from:{household} {email}"), format!("log-in:account:{email}")];
    if !count_attempt(state, &peer_key, &account_keys).await? {
        return Err(Refusal::TooManyAttempts);
    }
    let known = state.store.account_by_email(&email).await?;
    let subject = known.as_ref().map(|account| account.email.clone()).unwrap_or_default();
    let account = known.filter(|account| !account.disabled);
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = password::verify(values.get("password").to_owned(), hash).await;
    if is_right == Ok(false) {
        log_failure(state, peer, &subject).await?;
        return Err(Refusal::WrongPassword);
    }
    // What succeeded, or was not even looked at, is no failed try.
    state.store.forget_last_attempt(&peer_key).await?;
    let (Ok(true), Some(account)) = (is_right, account) else {
        for key in &account_keys {
            state.store.forget_last_attempt(key).await?;
        }
        return Err(Refusal::Busy);
    };
    for key in &account_keys {
        state.store.forget_attempts(key).await?;
    }
    Ok(ShownPassword { account: account.id, hash: account.password_hash })
}

/// Whoever is stopped by one limit counts for none of the next: so who guesses from one address can shut an account for nobody
/// else, and writes no rows without end.
async fn count_attempt(state: &AppState, peer: &str, account_keys: &[String; 2]) -> Result<bool, ApiError> {
    let [from_peer, account] = account_keys;
    for (key, tries) in [(peer, TRIES_PER_PEER), (from_peer, TRIES_FROM_PEER), (account, TRIES_PER_ACCOUNT)] {
        if !state.store.count_attempt(key, tries, MINUTES).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What was typed, but for the password.
fn answer(values: &FormValues, message: String) -> FormAnswer {
    let kept = ["email", "weiter"].map(|name| (name.to_owned(), values.get(name).to_owned()));
    FormAnswer { values: kept.into(), message: Some(message), ..FormAnswer::default() }
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
