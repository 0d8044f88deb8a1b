//! `POST /konto/anmeldung`: an app for codes, recovery codes, and giving factors up. Each step names itself; each that changes
//! something asks for the password again.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{factors as words, words as common};
use app::model::FACTORS_PAGE;
use app::pages::{RecoveryCodes, RecoveryCodesPage, TotpPage, TotpSetUp, factor_names as names};
use app::store::Actor;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::prelude::provide_context;

use super::pages;
use crate::form::{self, FormValues};
use crate::state::AppState;
use crate::{client_address, error_page, password, recovery_code, render, session, token, totp};

/// Wrong passwords within [`MINUTES`], and wrong codes.
const TRIES: i64 = 10;
const MINUTES: i32 = 15;

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(request).await;
    let done = match (values, actor(&request)) {
        (Err(error), _) | (_, Err(error)) => Err(error),
        (Ok(values), Ok((account, actor))) => act(&state, request.headers(), &values, account, actor).await,
    };
    match done {
        Ok(outcome) => show(&state, request, outcome).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// Who does something to their own factors, and from where.
pub(super) fn actor(request: &Request) -> Result<(i64, Actor), ApiError> {
    let account = session::signed_in(request)?.ok_or(ApiError::SignedOut)?.viewer.account;
    Ok((account, Actor { account: Some(account), address: Some(client_address::of(request)) }))
}

enum Outcome {
    /// The page of the factors, with this to say.
    Page(FormAnswer, StatusCode),
    /// The same page, as if one came there.
    Back,
    /// An app is to be set up.
    SetUp(TotpSetUp, StatusCode),
    /// New recovery codes; a new session, where the account is better proven than before.
    Codes(RecoveryCodes, Option<HeaderValue>),
}

async fn show(state: &AppState, request: Request, outcome: Outcome) -> Response {
    match outcome {
        Outcome::Page(answer, status) => pages::with_answer(state, request, answer, status).await,
        Outcome::Back => Redirect::to(FACTORS_PAGE).into_response(),
        Outcome::SetUp(set_up, status) => {
            let mut response =
                render::static_page(state, request, move || provide_context(set_up.clone()), TotpPage).await;
            *response.status_mut() = status;
            response
        }
        Outcome::Codes(codes, cookie) => {
            let page = render::static_page(state, request, move || provide_context(codes.clone()), RecoveryCodesPage);
            let mut response = page.await;
            if let Some(cookie) = cookie {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
    }
}

async fn act(
    state: &AppState,
    headers: &HeaderMap,
    values: &FormValues,
    account: i64,
    actor: Actor,
) -> Result<Outcome, ApiError> {
    let step = values.get(names::STEP);
    if step == names::CONFIRM_TOTP {
        return confirm(state, headers, values, account, actor).await;
    }
    let passkey = values.all(names::PASSKEY).next();
    if !is_own_password(state, account, values.get(names::PASSWORD)).await? {
        let problems = vec![(names::password_control(step, passkey), words::WRONG_PASSWORD.to_owned())];
        let answer = FormAnswer { problems, ..FormAnswer::default() };
        return Ok(Outcome::Page(answer, StatusCode::UNPROCESSABLE_ENTITY));
    }
    match step {
        names::BEGIN_TOTP => {
            let secret = totp::new_secret().map_err(|_| ApiError::Internal)?;
            if !state.store.begin_totp(account, &secret).await? {
                return Ok(Outcome::Back);
            }
            Ok(Outcome::SetUp(set_up(state, account, &secret, FormAnswer::default()).await?, StatusCode::OK))
        }
        names::TURN_TOTP_OFF => {
            state.store.turn_totp_off(account, actor).await?;
            Ok(told(words::TOTP_TURNED_OFF))
        }
        names::RENEW_CODES => {
            let (codes, hashes) = new_codes()?;
            let renewed = state.store.renew_recovery_codes(account, &hashes, actor).await?;
            Ok(if renewed { Outcome::Codes(codes, None) } else { Outcome::Back })
        }
        names::REMOVE_PASSKEY => {
            let passkey = passkey.and_then(|passkey| passkey.parse().ok()).ok_or(ApiError::BadRequest)?;
            state.store.remove_passkey(account, passkey, actor).await?;
            Ok(told(words::PASSKEY_REMOVED))
        }
        _ => Err(ApiError::BadRequest),
    }
}

fn told(message: &str) -> Outcome {
    Outcome::Page(FormAnswer { message: Some(message.to_owned()), ..FormAnswer::default() }, StatusCode::OK)
}

/// Whether this is the account's password; a limited number of tries.
pub(super) async fn is_own_password(state: &AppState, account: i64, typed: &str) -> Result<bool, ApiError> {
    let key = format!("own-password:account:{account}");
    if state.store.is_one_too_many(&key, TRIES, MINUTES).await? {
        return Err(ApiError::TooManyAttempts);
    }
    let log_in = state.store.log_in_of(account).await?;
    let is_right = password::verify(typed.to_owned(), log_in.map(|log_in| log_in.password_hash)).await?;
    if is_right {
        state.store.forget_attempts(&key).await?;
    }
    Ok(is_right)
}

/// The page that shows an app's secret.
async fn set_up(state: &AppState, account: i64, secret: &[u8], answer: FormAnswer) -> Result<TotpSetUp, ApiError> {
    let log_in = state.store.log_in_of(account).await?.ok_or(ApiError::SignedOut)?;
    let host = state.public_url.split_once("://").map_or(&*state.public_url, |(_, host)| host);
    let site = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let picture = totp::qr_code(&totp::address(secret, site, &log_in.email), words::QR_CODE);
    Ok(TotpSetUp { secret: totp::in_words(secret), qr_code: picture.ok_or(ApiError::Internal)?, answer })
}

async fn confirm(
    state: &AppState,
    headers: &HeaderMap,
    values: &FormValues,
    account: i64,
    actor: Actor,
) -> Result<Outcome, ApiError> {
    let Some(secret) = state.store.totp_secret(account, false).await? else { return Ok(Outcome::Back) };
    let Some(step) = totp::step_of(&secret, &typed_code(values)) else {
        let problems = vec![(names::CODE.to_owned(), words::WRONG_NEW_CODE.to_owned())];
        let message = Some(common::FORM_HAS_PROBLEMS.to_owned());
        let answer = FormAnswer { problems, message, ..FormAnswer::default() };
        return Ok(Outcome::SetUp(set_up(state, account, &secret, answer).await?, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let (codes, hashes) = new_codes()?;
    if !state.store.confirm_totp(account, &secret, step, &hashes, actor).await? {
        return Ok(Outcome::Back);
    }
    Ok(Outcome::Codes(codes, Some(session::renew_proven(state, headers, account).await?)))
}

/// What was typed as a code, without the spaces that apps show.
fn typed_code(values: &FormValues) -> String {
    values.get(names::CODE).chars().filter(|c| !c.is_whitespace()).collect()
}

/// To show, and what the store keeps of them.
fn new_codes() -> Result<(RecoveryCodes, Vec<Vec<u8>>), ApiError> {
    let codes = recovery_code::new().map_err(|_| ApiError::Internal)?;
    let hashes = codes.iter().filter_map(|code| recovery_code::hash(code)).collect();
    Ok((RecoveryCodes(codes), hashes))
}

/// Whether this is a code of the account's app, or one of its recovery codes, and was never used; a limited number of tries. It is
/// used up by that.
pub(super) async fn is_right_code(
    state: &AppState,
    account: i64,
    address: std::net::IpAddr,
    values: &FormValues,
) -> Result<bool, ApiError> {
    let key = format!("second-factor:account:{account}");
    if state.store.is_one_too_many(&key, TRIES, MINUTES).await? {
        return Err(ApiError::TooManyAttempts);
    }
    let code = typed_code(values);
    let is_right = if let Some(hash) = recovery_code::hash(&code) {
        let actor = Actor { account: Some(account), address: Some(address) };
        state.store.use_recovery_code(account, &hash, actor).await?
    } else {
        let secret = state.store.totp_secret(account, true).await?;
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

/// A token for the second step, and the header that gives it to the browser. Each log-in has its own; it ends after 10 minutes.
pub(super) async fn open_step(state: &AppState, account: i64) -> Result<HeaderValue, ApiError> {
    let token = token::new().map_err(|_| ApiError::Internal)?;
    state.store.open_log_in_step(&token::hash(&token), account).await?;
    let cookie = format!("{STEP_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600");
    HeaderValue::from_str(&cookie).map_err(|_| ApiError::Internal)
}

/// The cookie of who owes a code.
pub(super) const STEP_COOKIE: &str = "__Host-anmeldung";
/// The header that ends it.
pub(super) const CLOSING_STEP_COOKIE: HeaderValue =
    HeaderValue::from_static("__Host-anmeldung=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
