//! `POST /konto`: one's own name, password and sessions.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{self, words};
use app::model::{Viewer, is_name};
use app::pages::account_names as names;
use app::store::Actor;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::administration::number;
use super::own_password::{self, NotOwn};
use super::pages;
use crate::form::{self, FormValues};
use crate::state::AppState;
use crate::{error_page, password, session};

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (mut request, values) = form::read(&state, request).await;
    let done = match (values, session::viewer_of(&request)) {
        (Err(error), _) | (_, Err(error)) => Err(error),
        (_, Ok(None)) => Err(ApiError::SignedOut),
        (Ok(values), Ok(Some(viewer))) => act(&state, &mut request, viewer, &values).await,
    };
    match done {
        Ok(Done { answer, status, cookie }) => {
            let mut response = pages::with_answer(&state, request, answer, status).await;
            response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            response
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// What is then shown; and the header with the session's new token, if it got one.
struct Done {
    answer: FormAnswer,
    status: StatusCode,
    cookie: Option<HeaderValue>,
}

impl Done {
    fn said(message: impl Into<String>) -> Self {
        let answer = FormAnswer { message: Some(message.into()), ..FormAnswer::default() };
        Self { answer, status: StatusCode::OK, cookie: None }
    }

    /// Names of controls, and what to do there.
    fn refused(problems: Vec<(&str, String)>, values: Vec<(String, String)>) -> Self {
        let problems = problems.into_iter().map(|(name, problem)| (name.to_owned(), problem)).collect();
        let message = Some(words::FORM_HAS_PROBLEMS.to_owned());
        let answer = FormAnswer { values, problems, message, ..FormAnswer::default() };
        Self { answer, status: StatusCode::UNPROCESSABLE_ENTITY, cookie: None }
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
    let wrong = |why: NotOwn| {
        let problem = (names::CURRENT_PASSWORD, why.words(words::CURRENT_PASSWORD_WRONG).to_owned());
        Done { status: why.status(), ..Done::refused(vec![problem], Vec::new()) }
    };
    let current = values.get(names::CURRENT_PASSWORD);
    let shown = match own_password::check(state, viewer.account, actor, current).await? {
        Ok(log_in) => log_in,
        Err(why) => return Ok(wrong(why)),
    };
    let new = values.get(names::NEW_PASSWORD).to_owned();
    let hash = match password::checked_hash(new, &[&shown.name, &shown.email]).await {
        Ok(hash) => hash,
        Err(problem) => {
            let status = problem.status();
            let problem = vec![(names::NEW_PASSWORD, problem.to_string())];
            return Ok(Done { status, ..Done::refused(problem, Vec::new()) });
        }
    };
    let (token_hash, cookie) = session::new_token()?;
    if !state.store.change_own_password(actor, viewer.session, &shown.password_hash, &hash, &token_hash).await? {
        return Ok(wrong(NotOwn::Wrong));
    }
    Ok(Done { cookie: Some(cookie), ..Done::said(words::PASSWORD_CHANGED) })
}
