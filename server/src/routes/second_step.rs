//! `/anmelden/zweiter-faktor`: the code after the password.

use std::net::IpAddr;

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{self, factors as words};
use app::model::{LogAction, SECOND_STEP_PAGE};
use app::pages::{SecondStepPage, factor_names as names};
use app::store::{Actor, Proof};
use axum::extract::{Request, State};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::prelude::provide_context;

use super::log_in::{self, ShownPassword};
use super::second_factor;
use crate::form::{self, FormValues};
use crate::state::AppState;
use crate::{client_address, error_page, recovery_code, render, session, token, totp};

/// Wrong codes within [`MINUTES`].
const TRIES: i64 = 10;
const MINUTES: i32 = 15;

/// The cookie of who owes a code. Each log-in has its own; it ends after 10 minutes.
const COOKIE: &str = "__Host-anmeldung";
/// The header that ends it.
const CLOSING_COOKIE: HeaderValue =
    HeaderValue::from_static("__Host-anmeldung=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");

/// Sends someone here who gave the right password; none where that is another one by now.
pub(super) async fn ask(state: &AppState, shown: &ShownPassword, next: &str) -> Result<Option<Response>, ApiError> {
    let token = token::new().map_err(|_| ApiError::Internal)?;
    if !state.store.open_log_in_step(&token::hash(&token), shown.account, &shown.hash).await? {
        return Ok(None);
    }
    let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600");
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| ApiError::Internal)?;
    Ok(Some(([(header::SET_COOKIE, cookie)], Redirect::to(&with_next(SECOND_STEP_PAGE, next))).into_response()))
}

pub(crate) async fn get(State(state): State<AppState>, request: Request) -> Response {
    let values = FormValues::of_query(request.uri());
    match step_of(&state, request.headers()).await {
        Ok(Some(_)) => page(&state, request, &values, None, StatusCode::OK).await,
        Ok(None) => begin_anew(&values),
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let values = match values {
        Ok(values) => values,
        Err(error) => return error_page::answer(&state, request, error).await,
    };
    match check(&state, request.headers(), client_address::of(&request), &values).await {
        Ok(Checked::Right(cookie)) => {
            let cookies = [(header::SET_COOKIE, cookie), (header::SET_COOKIE, CLOSING_COOKIE)];
            (AppendHeaders(cookies), Redirect::to(log_in::next_path(values.get(names::NEXT)))).into_response()
        }
        Ok(Checked::Wrong) => {
            let problem = words::WRONG_CODE.to_owned();
            page(&state, request, &values, Some(problem), StatusCode::UNAUTHORIZED).await
        }
        Ok(Checked::Ended) => begin_anew(&values),
        Err(error @ ApiError::TooManyAttempts) => {
            let problem = i18n::error(&error);
            page(&state, request, &values, Some(problem), StatusCode::TOO_MANY_REQUESTS).await
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

enum Checked {
    /// A session is open.
    Right(HeaderValue),
    Wrong,
    /// There was no right password, or too long ago.
    Ended,
}

async fn check(
    state: &AppState,
    headers: &HeaderMap,
    address: IpAddr,
    values: &FormValues,
) -> Result<Checked, ApiError> {
    let Some((step, account)) = step_of(state, headers).await? else { return Ok(Checked::Ended) };
    if !is_right_code(state, account, address, values).await? {
        let email = state.store.log_in_of(account).await?.map(|log_in| log_in.email).unwrap_or_default();
        let actor = Actor { account: None, address: Some(address) };
        state.store.log(actor, LogAction::LogInFailed, &email).await?;
        return Ok(Checked::Wrong);
    }
    let actor = Actor { account: Some(account), address: Some(address) };
    let opened = session::open(state, headers, actor, account, Proof::Code(&step)).await?;
    Ok(opened.map_or(Checked::Ended, Checked::Right))
}

/// Whether this is a code of the account's app, or one of its recovery codes, and was never used; a limited number of tries. It is
/// used up by that.
async fn is_right_code(state: &AppState, account: i64, address: IpAddr, values: &FormValues) -> Result<bool, ApiError> {
    let key = format!("second-factor:number:{account}");
    if !state.store.count_attempt(&key, TRIES, MINUTES).await? {
        return Err(ApiError::TooManyAttempts);
    }
    let code = second_factor::typed_code(values);
    let is_right = if let Some(hash) = recovery_code::hash(&code) {
        let actor = Actor { account: Some(account), address: Some(address) };
        state.store.use_recovery_code(account, &hash, actor).await?
    } else {
        let secret = state.store.totp_secret(account).await?;
        match secret.and_then(|secret| totp::step_of(&secret, &code)) {
            Some(step) => state.store.use_totp_step(account, step).await?,
            None => false,
        }
    };
    if is_right {
        state.store.forget_attempts(&key).await?;
    }
    Ok(is_right)
}

/// Who owes a code, and what the store keeps of the cookie that says so.
async fn step_of(state: &AppState, headers: &HeaderMap) -> Result<Option<(Vec<u8>, i64)>, ApiError> {
    let Some(token) = session::cookie_of(headers, COOKIE) else { return Ok(None) };
    let step = token::hash(token);
    let account = state.store.log_in_step(&step).await?;
    Ok(account.map(|account| (step, account)))
}

async fn page(
    state: &AppState,
    request: Request,
    values: &FormValues,
    problem: Option<String>,
    status: StatusCode,
) -> Response {
    let next = log_in::next_path(values.get(names::NEXT)).to_owned();
    let problems = problem.map(|problem| (names::CODE.to_owned(), problem)).into_iter().collect();
    let answer = FormAnswer { values: vec![(names::NEXT.to_owned(), next)], problems, ..FormAnswer::default() };
    let mut response =
        render::static_page(state, request, move || provide_context(answer.clone()), SecondStepPage).await;
    error_page::set_status(&mut response, status);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn begin_anew(values: &FormValues) -> Response {
    Redirect::to(&with_next("/anmelden", log_in::next_path(values.get(names::NEXT)))).into_response()
}

/// An address that knows where one goes afterwards.
fn with_next(path: &str, next: &str) -> String {
    if next == "/" {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(names::NEXT, next).finish();
    format!("{path}?{query}")
}
