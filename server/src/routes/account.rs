//! `POST /konto`: one's own name, password and sessions.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{self, words};
use app::model::{Viewer, is_name};
use app::pages::account_names as names;
use app::store::Actor;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{StatusCode, header};

use super::administration::number;
use super::pages;
use crate::form::{self, FormValues};
use crate::state::AppState;
use crate::{error_page, password, session, token};

/// Wrong guesses of the password of now, within [`MINUTES`].
const TRIES: i64 = 10;
const MINUTES: i32 = 15;

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (mut request, values) = form::read(request).await;
    let done = match (values, session::viewer_of(&request)) {
        (Err(error), _) | (_, Err(error)) => Err(error),
        (_, Ok(None)) => Err(ApiError::SignedOut),
        (Ok(values), Ok(Some(viewer))) => act(&state, &mut request, viewer, &values).await,
    };
    match done {
        Ok(Done { answer, new_token }) => {
            let status = if answer.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let mut response = pages::with_answer(&state, request, answer, status).await;
            if let Some(cookie) = new_token.as_deref().and_then(session::opening_cookie) {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// What is then shown; and the session's new token, if it got one.
struct Done {
    answer: FormAnswer,
    new_token: Option<String>,
}

impl Done {
    fn said(message: impl Into<String>) -> Self {
        Self { answer: FormAnswer { message: Some(message.into()), ..FormAnswer::default() }, new_token: None }
    }

    /// Names of controls, and what to do there.
    fn refused(problems: Vec<(&str, String)>, values: Vec<(String, String)>) -> Self {
        let problems = problems.into_iter().map(|(name, problem)| (name.to_owned(), problem)).collect();
        let message = Some(words::FORM_HAS_PROBLEMS.to_owned());
        Self { answer: FormAnswer { values, problems, message, ..FormAnswer::default() }, new_token: None }
    }
}

/// Does what the button says.
async fn act(state: &AppState, request: &mut Request, viewer: Viewer, values: &FormValues) -> Result<Done, ApiError> {
    let actor = session::actor_of(request);
    let is_pressed = |button| values.all(button).next().is_some();
    if is_pressed(names::CHANGE_NAME) {
        return change_name(state, actor, request, viewer, values.get(names::NAME)).await;
    }
    if is_pressed(names::CHANGE_PASSWORD) {
        return change_password(state, actor, &viewer, values).await;
    }
    if is_pressed(names::END_OTHERS) {
        let ended = state.store.end_other_sessions(actor, viewer.session).await?;
        return Ok(Done::said(i18n::other_sessions_ended(ended)));
    }
    let ended = number(values, names::END_SESSION)?.ok_or(ApiError::BadRequest)?;
    let ended = state.store.end_own_session(actor, ended).await?;
    ended.then(|| Done::said(words::SESSION_ENDED)).ok_or(ApiError::NotFound)
}

async fn change_name(
    state: &AppState,
    actor: Actor,
    request: &mut Request,
    viewer: Viewer,
    typed: &str,
) -> Result<Done, ApiError> {
    let name = typed.trim();
    if !is_name(name) {
        let kept = vec![(names::NAME.to_owned(), typed.to_owned())];
        return Ok(Done::refused(vec![(names::NAME, words::NAME_PROBLEM.to_owned())], kept));
    }
    if !state.store.rename_account(actor, viewer.account, name).await? {
        return Err(ApiError::SignedOut);
    }
    session::set_viewer(request, Viewer { name: name.to_owned(), ..viewer });
    Ok(Done::said(words::NAME_CHANGED))
}

async fn change_password(
    state: &AppState,
    actor: Actor,
    viewer: &Viewer,
    values: &FormValues,
) -> Result<Done, ApiError> {
    let key = format!("password:account:{}", viewer.account);
    if state.store.is_one_too_many(&key, TRIES, MINUTES).await? {
        return Err(ApiError::TooManyAttempts);
    }
    let account = state.store.account(viewer.account).await?.ok_or(ApiError::SignedOut)?;
    let current = values.get(names::CURRENT_PASSWORD).to_owned();
    if !password::verify(current, Some(account.password_hash)).await? {
        let problem = (names::CURRENT_PASSWORD, words::CURRENT_PASSWORD_WRONG.to_owned());
        return Ok(Done::refused(vec![problem], Vec::new()));
    }
    let new = values.get(names::NEW_PASSWORD).to_owned();
    let hash = match password::checked_hash(new, &[&account.name, &account.email]).await {
        Ok(hash) => hash,
        Err(problem) => return Ok(Done::refused(vec![(names::NEW_PASSWORD, problem.to_string())], Vec::new())),
    };
    let new_token = token::new().map_err(|_| ApiError::Internal)?;
    if !state.store.change_own_password(actor, viewer.session, &hash, &token::hash(&new_token)).await? {
        return Err(ApiError::SignedOut);
    }
    state.store.forget_attempts(&key).await?;
    Ok(Done { new_token: Some(new_token), ..Done::said(words::PASSWORD_CHANGED) })
}
