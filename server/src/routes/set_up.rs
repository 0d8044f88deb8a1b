//! `/einrichten/{token}`: the first account, once.

use std::net::IpAddr;

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::words;
use app::model::{EmailAddress, Role, is_name};
use app::store::NewAccount;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;

use super::log_in::{self, ShownPassword};
use super::pages;
use crate::form::{self, FormValues};
use crate::password::PasswordProblem;
use crate::state::AppState;
use crate::{client_address, error_page, password, token};

pub(crate) async fn get(State(state): State<AppState>, Path(link): Path<String>, request: Request) -> Response {
    match state.store.is_setup_link(&token::hash(&link)).await {
        Ok(true) => pages::page(State(state), request).await,
        Ok(false) => error_page::answer(&state, request, ApiError::NotFound).await,
        Err(error) => error_page::answer(&state, request, error.into()).await,
    }
}

pub(crate) async fn post(State(state): State<AppState>, Path(link): Path<String>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let made = match values {
        Ok(values) => make_account(&state, client_address::of(&request), &link, &values).await,
        Err(error) => Err(Refusal::Error(error)),
    };
    match made {
        Ok(shown) => log_in::go_on_from_link(&state, request, &shown).await,
        Err(Refusal::Form(answer, status)) => pages::with_answer(&state, request, answer, status).await,
        Err(Refusal::Error(error)) => error_page::answer(&state, request, error).await,
    }
}

enum Refusal {
    Form(FormAnswer, StatusCode),
    Error(ApiError),
}

impl<E: Into<ApiError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

async fn make_account(
    state: &AppState,
    client: IpAddr,
    link: &str,
    values: &FormValues,
) -> Result<ShownPassword, Refusal> {
    if !state.store.is_setup_link(&token::hash(link)).await? {
        return Err(ApiError::NotFound.into());
    }
    let (name, email) = (values.get("name").trim(), values.get("email"));
    let address = email.parse::<EmailAddress>();
    let hash = password::checked_hash(values.get("password").to_owned(), &[name, email]).await;
    let status = hash.as_ref().err().map_or(StatusCode::UNPROCESSABLE_ENTITY, PasswordProblem::status);
    let mut problems = Vec::new();
    if !is_name(name) {
        problems.push(("name".to_owned(), words::NAME_PROBLEM.to_owned()));
    }
    if address.is_err() {
        problems.push(("email".to_owned(), words::EMAIL_PROBLEM.to_owned()));
    }
    if let Err(problem) = &hash {
        problems.push(("password".to_owned(), problem.to_string()));
    }
    let (Ok(address), Ok(password_hash), true) = (address, hash, problems.is_empty()) else {
        let kept = [("name", name), ("email", email)].map(|(key, value)| (key.to_owned(), value.to_owned()));
        let message = Some(words::FORM_HAS_PROBLEMS.to_owned());
        let answer = FormAnswer { values: kept.into(), problems, message, ..FormAnswer::default() };
        return Err(Refusal::Form(answer, status));
    };
    let account = NewAccount { email: &address.plain(), name, role: Role::Admin, password_hash: &password_hash };
    if !state.store.add_first_account(client, &token::hash(link), &account).await? {
        return Err(ApiError::NotFound.into());
    }
    let made = state.store.account_by_email(account.email).await?.ok_or(ApiError::Internal)?;
    Ok(ShownPassword { account: made.id, hash: password_hash })
}
