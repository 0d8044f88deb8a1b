//! `POST /konto/anmeldung`: an app for codes, recovery codes, and giving factors up. Each step names itself; each that changes
//! something asks for the password again.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{factors as words, words as common};
use app::model::{FACTORS_PAGE, Viewer};
use app::pages::{RecoveryCodes, RecoveryCodesPage, TotpPage, TotpSetUp, factor_names as names};
use app::store::{Actor, NewFactor, ProvenSession};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::provide_context;

use super::{own_password, pages};
use crate::form::{self, FormValues};
use crate::state::AppState;
use crate::{client_address, error_page, recovery_code, render, session, totp};

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let done = match (values, viewer_and_actor(&request)) {
        (Err(error), _) | (_, Err(error)) => Err(error),
        (Ok(values), Ok((viewer, actor))) => act(&state, &values, viewer, actor).await,
    };
    match done {
        Ok(outcome) => show(&state, request, outcome).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// Who does something to their own factors, and from where.
pub(super) fn viewer_and_actor(request: &Request) -> Result<(Viewer, Actor), ApiError> {
    let viewer = session::signed_in(request)?.ok_or(ApiError::SignedOut)?.viewer;
    let actor = Actor { account: Some(viewer.account), address: Some(client_address::of(request)) };
    Ok((viewer, actor))
}

enum Outcome {
    /// The page of the factors, with this to say.
    Page(FormAnswer, StatusCode),
    /// The same page, as if one came there.
    Back,
    /// An app is to be set up.
    SetUp(TotpSetUp, StatusCode),
    /// New recovery codes; the session's new token, where the account is better proven than before.
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

async fn act(state: &AppState, values: &FormValues, viewer: Viewer, actor: Actor) -> Result<Outcome, ApiError> {
    let (step, account) = (values.get(names::STEP), viewer.account);
    if step == names::CONFIRM_TOTP {
        return confirm(state, values, &viewer, actor).await;
    }
    let passkey = values.all(names::PASSKEY).next();
    if let Err(why) = own_password::check(state, account, actor, values.get(names::PASSWORD)).await? {
        let problem = why.words(words::WRONG_PASSWORD).to_owned();
        let problems = vec![(names::password_control(step, passkey), problem)];
        return Ok(Outcome::Page(FormAnswer { problems, ..FormAnswer::default() }, why.status()));
    }
    match step {
        names::BEGIN_TOTP => {
            let secret = totp::new_secret().map_err(|_| ApiError::Internal)?;
            if !state.store.begin_totp(account, viewer.session, &secret).await? {
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

/// The page that shows an app's secret.
async fn set_up(state: &AppState, account: i64, secret: &[u8], answer: FormAnswer) -> Result<TotpSetUp, ApiError> {
    let log_in = state.store.log_in_of(account).await?.ok_or(ApiError::SignedOut)?;
    let host = state.public_url.split_once("://").map_or(&*state.public_url, |(_, host)| host);
    let site = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let picture = totp::qr_code(&totp::address(secret, site, &log_in.email), words::QR_CODE);
    Ok(TotpSetUp { secret: totp::in_words(secret), qr_code: picture.ok_or(ApiError::Internal)?, answer })
}

async fn confirm(state: &AppState, values: &FormValues, viewer: &Viewer, actor: Actor) -> Result<Outcome, ApiError> {
    let account = viewer.account;
    let Some(secret) = state.store.begun_totp_secret(account, viewer.session).await? else {
        let has_app = state.store.totp_secret(account).await?.is_some();
        return Ok(if has_app { Outcome::Back } else { told(words::SET_UP_ENDED) });
    };
    let Some(step) = totp::step_of(&secret, &typed_code(values)) else {
        let problems = vec![(names::CODE.to_owned(), words::WRONG_NEW_CODE.to_owned())];
        let message = Some(common::FORM_HAS_PROBLEMS.to_owned());
        let answer = FormAnswer { problems, message, ..FormAnswer::default() };
        return Ok(Outcome::SetUp(set_up(state, account, &secret, answer).await?, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let (codes, hashes) = new_codes()?;
    let (token_hash, cookie) = session::new_token()?;
    let proven = ProvenSession { account, session: viewer.session, new_token_hash: &token_hash };
    match state.store.confirm_totp(proven, &secret, step, &hashes, actor).await? {
        NewFactor::Kept => Ok(Outcome::Codes(codes, Some(cookie))),
        NewFactor::Refused => Ok(Outcome::Back),
        NewFactor::SessionEnded => Err(ApiError::SignedOut),
    }
}

/// What was typed as a code, without the spaces that apps show.
pub(super) fn typed_code(values: &FormValues) -> String {
    values.get(names::CODE).chars().filter(|c| !c.is_whitespace()).collect()
}

/// To show, and what the store keeps of them.
fn new_codes() -> Result<(RecoveryCodes, Vec<Vec<u8>>), ApiError> {
    let codes = recovery_code::new().map_err(|_| ApiError::Internal)?;
    let hashes = codes.iter().filter_map(|code| recovery_code::hash(code)).collect();
    Ok((RecoveryCodes(codes), hashes))
}
