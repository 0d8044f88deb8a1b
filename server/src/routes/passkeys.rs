//! `/anmelden/passkey` and `/konto/passkeys`: the two halves of each ceremony, as JSON, for scripts alone.

use std::net::IpAddr;

use app::api::ApiError;
use app::model::{FACTORS_PAGE, LogAction, Passkey as PasskeyEntry, Viewer};
use app::store::{Actor, CeremonyKind, KnownPasskey, NewFactor, NewPasskey, Proof, ProvenSession};
use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Webauthn, WebauthnError,
};

use super::own_password::{self, NotOwn};
use super::{log_in, second_factor};
use crate::state::AppState;
use crate::{client_address, error_page, form, passkey, session, token};

/// Log-ins that one network address can begin within [`MINUTES`], and that come to nothing.
const PER_PEER: i64 = 100;
const MINUTES: i32 = 15;

#[derive(Deserialize)]
struct BeginLogIn {}

#[derive(Deserialize)]
struct FinishLogIn {
    token: String,
    credential: PublicKeyCredential,
    #[serde(default)]
    weiter: String,
}

#[derive(Deserialize)]
struct BeginAdding {
    password: String,
}

#[derive(Deserialize)]
struct FinishAdding {
    token: String,
    name: String,
    credential: RegisterPublicKeyCredential,
}

/// An answer, and the session that it opens, if it does.
struct Done(Value, Option<HeaderValue>);

pub(crate) async fn begin_log_in(State(state): State<AppState>, request: Request) -> Response {
    let (request, read) = form::read_json::<BeginLogIn>(&state, request).await;
    let done = match read {
        Ok(BeginLogIn {}) => start_log_in(&state, client_address::of(&request)).await,
        Err(error) => Err(error),
    };
    answer(&state, request, done).await
}

pub(crate) async fn log_in(State(state): State<AppState>, request: Request) -> Response {
    let (request, read) = form::read_json(&state, request).await;
    let done = match read {
        Ok(sent) => finish_log_in(&state, request.headers(), client_address::of(&request), sent).await,
        Err(error) => Err(error),
    };
    answer(&state, request, done).await
}

pub(crate) async fn begin_adding(State(state): State<AppState>, request: Request) -> Response {
    let (request, read) = form::read_json(&state, request).await;
    let done = match (read, second_factor::viewer_and_actor(&request)) {
        (Ok(sent), Ok((viewer, actor))) => start_adding(&state, viewer.account, actor, sent).await,
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    answer(&state, request, done).await
}

pub(crate) async fn add(State(state): State<AppState>, request: Request) -> Response {
    let (request, read) = form::read_json(&state, request).await;
    let done = match (read, second_factor::viewer_and_actor(&request)) {
        (Ok(sent), Ok((viewer, actor))) => finish_adding(&state, &viewer, actor, sent).await,
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    answer(&state, request, done).await
}

async fn answer(state: &AppState, mut request: Request, done: Result<Done, ApiError>) -> Response {
    match done {
        Ok(Done(value, cookie)) => {
            let mut headers = HeaderMap::new();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            (headers, Json(value)).into_response()
        }
        Err(error) => {
            // Only scripts come here.
            request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
            error_page::answer(state, request, error).await
        }
    }
}

async fn start_log_in(state: &AppState, address: IpAddr) -> Result<Done, ApiError> {
    let key = attempts_of(address);
    if !state.store.count_attempt(&key, PER_PEER, MINUTES).await? {
        return Err(ApiError::TooManyAttempts);
    }
    let (options, ceremony) = site(state)?.start_discoverable_authentication().map_err(broken)?;
    begin(state, CeremonyKind::LogIn, None, json_of(&options.public_key)?, &ceremony).await
}

fn attempts_of(address: IpAddr) -> String {
    format!("passkey:peer:{}", client_address::household(address))
}

async fn finish_log_in(
    state: &AppState,
    headers: &HeaderMap,
    address: IpAddr,
    sent: FinishLogIn,
) -> Result<Done, ApiError> {
    let ceremony = end(state, &sent.token, CeremonyKind::LogIn, None).await?;
    let cookie = match whose(state, &sent.credential, ceremony).await? {
        Some(KnownPasskey { id, account, credential }) => {
            let actor = Actor { account: Some(account), address: Some(address) };
            let proof = Proof::Passkey { id, credential: &credential };
            session::open(state, headers, actor, account, proof).await?
        }
        None => None,
    };
    if cookie.is_none() {
        let actor = Actor { account: None, address: Some(address) };
        state.store.log(actor, LogAction::LogInFailed, "").await?;
        return Err(ApiError::SignedOut);
    }
    state.store.forget_last_attempt(&attempts_of(address)).await?;
    Ok(Done(json!({ "weiter": log_in::next_path(&sent.weiter) }), cookie))
}

/// The passkey that someone has proven to hold, as it counts from now on, by showing themselves to the authenticator: both factors.
async fn whose(
    state: &AppState,
    credential: &PublicKeyCredential,
    ceremony: DiscoverableAuthentication,
) -> Result<Option<KnownPasskey>, ApiError> {
    let site = site(state)?;
    let Ok((handle, credential_id)) = site.identify_discoverable_authentication(credential) else { return Ok(None) };
    let Some(known) = state.store.passkey(credential_id, handle).await? else { return Ok(None) };
    let mut passkey: Passkey = serde_json::from_value(known.credential).map_err(|_| ApiError::Internal)?;
    let Ok(result) = site.finish_discoverable_authentication_v2(credential, ceremony, &passkey) else {
        return Ok(None);
    };
    if !result.user_verified() {
        return Ok(None);
    }
    passkey.update_credential(&result);
    Ok(Some(KnownPasskey { credential: json_of(&passkey)?, ..known }))
}

async fn start_adding(state: &AppState, account: i64, actor: Actor, sent: BeginAdding) -> Result<Done, ApiError> {
    let site = site(state)?;
    let log_in = match own_password::check(state, account, actor, &sent.password).await? {
        Ok(log_in) => log_in,
        Err(NotOwn::Wrong) => return Err(ApiError::NotAllowed),
        // To scripts it is as good as the store being away: it passes in a moment.
        Err(NotOwn::Busy) => return Err(ApiError::StoreAway),
    };
    let known = state.store.credential_ids(account).await?;
    let (options, ceremony) = site
        .start_passkey_registration(log_in.user_handle, &log_in.email, &log_in.name, Some(known))
        .map_err(broken)?;
    let mut options = json_of(&options.public_key)?;
    // So that one can log in without typing an address: the library only asks for it where nothing else is known.
    options["authenticatorSelection"]["residentKey"] = json!("required");
    options["authenticatorSelection"]["requireResidentKey"] = json!(true);
    begin(state, CeremonyKind::AddPasskey, Some(account), options, &ceremony).await
}

async fn finish_adding(state: &AppState, viewer: &Viewer, actor: Actor, sent: FinishAdding) -> Result<Done, ApiError> {
    let account = viewer.account;
    let name = sent.name.trim();
    let is_name = (1..=PasskeyEntry::LONGEST_NAME).contains(&name.chars().count()) && !name.contains(char::is_control);
    if !is_name {
        return Err(ApiError::BadRequest);
    }
    let ceremony: PasskeyRegistration = end(state, &sent.token, CeremonyKind::AddPasskey, Some(account)).await?;
    let passkey = site(state)?.finish_passkey_registration(&sent.credential, &ceremony).map_err(|error| {
        tracing::debug!(%error, "a passkey was not taken");
        ApiError::BadRequest
    })?;
    let (token_hash, cookie) = session::new_token()?;
    let proven = ProvenSession { account, session: viewer.session, new_token_hash: &token_hash };
    let new = NewPasskey { name, credential_id: passkey.cred_id(), credential: json_of(&passkey)? };
    match state.store.add_passkey(proven, &new, actor).await? {
        NewFactor::Kept => Ok(Done(json!({ "weiter": FACTORS_PAGE }), Some(cookie))),
        NewFactor::Refused => Err(ApiError::BadRequest),
        NewFactor::SessionEnded => Err(ApiError::SignedOut),
    }
}

/// What this site is to authenticators; where it is nothing, these addresses do not exist.
fn site(state: &AppState) -> Result<Webauthn, ApiError> {
    passkey::site(&state.public_url).ok_or(ApiError::NotFound)
}

/// The first half: the browser gets options, and a token that stands for the state, which stays here.
async fn begin(
    state: &AppState,
    kind: CeremonyKind,
    account: Option<i64>,
    options: Value,
    ceremony: &impl Serialize,
) -> Result<Done, ApiError> {
    let token = token::new().map_err(|_| ApiError::Internal)?;
    state.store.begin_ceremony(&token::hash(&token), kind, account, &json_of(ceremony)?).await?;
    Ok(Done(json!({ "token": token, "options": options }), None))
}

/// The second half: the state, once.
async fn end<T: DeserializeOwned>(
    state: &AppState,
    token: &str,
    kind: CeremonyKind,
    account: Option<i64>,
) -> Result<T, ApiError> {
    let ceremony = state.store.end_ceremony(&token::hash(token), kind, account).await?.ok_or(ApiError::BadRequest)?;
    serde_json::from_value(ceremony).map_err(|_| ApiError::BadRequest)
}

fn json_of(value: &impl Serialize) -> Result<Value, ApiError> {
    serde_json::to_value(value).map_err(|_| ApiError::Internal)
}

fn broken(error: WebauthnError) -> ApiError {
    tracing::error!(%error, "a ceremony could not begin");
    ApiError::Internal
}
