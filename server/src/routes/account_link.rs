//! `/einladung/{token}` and `/passwort/{token}`: whoever has the link makes an account, or sets a password, and is logged in.

use std::net::IpAddr;

use app::api::ApiError;
use app::components::{FormAnswer, Unlisted};
use app::i18n::words;
use app::model::{EmailAddress, is_name};
use app::pages::{InvitationPage, LinkEndedPage, LinkOf, NewPasswordPage};
use app::store::{AccountLink, StoreError};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::provide_context;

use super::log_in::{self, ShownPassword};
use crate::form::{self, FormValues};
use crate::password::PasswordProblem;
use crate::state::AppState;
use crate::{client_address, error_page, password, render, token};

/// Whoever has the address is let in: it is kept nowhere and found by no search, and nobody is told it as a Referer, not even
/// this site. Not `no-referrer`: with that a browser's form comes from the origin `null`, as from elsewhere.
pub(super) const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
];

#[derive(Clone, Copy)]
enum Kind {
    Invitation,
    Password,
}

pub(crate) async fn invitation(State(state): State<AppState>, Path(link): Path<String>, request: Request) -> Response {
    show(&state, request, Kind::Invitation, &link).await
}

pub(crate) async fn password(State(state): State<AppState>, Path(link): Path<String>, request: Request) -> Response {
    show(&state, request, Kind::Password, &link).await
}

pub(crate) async fn accept_invitation(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    answer(&state, request, Kind::Invitation, &link).await
}

pub(crate) async fn set_password(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    answer(&state, request, Kind::Password, &link).await
}

async fn show(state: &AppState, request: Request, kind: Kind, token: &str) -> Response {
    let mut response = match find(state, kind, token).await {
        Ok(Some(link)) => {
            let values = vec![("name".to_owned(), link.name.clone())];
            page(state, request, kind, &link, FormAnswer { values, ..FormAnswer::default() }).await
        }
        Ok(None) => ended(state, request).await,
        Err(error) => error_page::answer(state, request, error.into()).await,
    };
    response.headers_mut().extend(HEADERS);
    response
}

async fn answer(state: &AppState, request: Request, kind: Kind, token: &str) -> Response {
    let (request, values) = form::read(state, request).await;
    let address = client_address::of(&request);
    let done = match values {
        Ok(values) => use_link(state, address, kind, token, &values).await,
        Err(error) => Err(Refusal::Error(error)),
    };
    let mut response = match done {
        Ok(shown) => log_in::go_on_from_link(state, request, &shown).await,
        Err(Refusal::Form(link, answer, status)) => {
            let mut response = page(state, request, kind, &link, answer).await;
            error_page::set_status(&mut response, status);
            response
        }
        Err(Refusal::Ended) => ended(state, request).await,
        Err(Refusal::Error(error)) => error_page::answer(state, request, error).await,
    };
    response.headers_mut().extend(HEADERS);
    response
}

enum Refusal {
    Form(AccountLink, FormAnswer, StatusCode),
    Ended,
    Error(ApiError),
}

impl<E: Into<ApiError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

async fn find(state: &AppState, kind: Kind, token: &str) -> Result<Option<AccountLink>, StoreError> {
    match kind {
        Kind::Invitation => state.store.invitation(&token::hash(token)).await,
        Kind::Password => state.store.password_link(&token::hash(token)).await,
    }
}

/// Makes the account, or sets the password. Who has no valid link makes the program hash nothing.
async fn use_link(
    state: &AppState,
    address: IpAddr,
    kind: Kind,
    token: &str,
    values: &FormValues,
) -> Result<ShownPassword, Refusal> {
    let link = find(state, kind, token).await?.ok_or(Refusal::Ended)?;
    let typed = values.get("name").trim();
    let name = if matches!(kind, Kind::Invitation) { typed } else { &link.name };
    let hash = password::checked_hash(values.get("password").to_owned(), &[name, &link.email]).await;
    let status = hash.as_ref().err().map_or(StatusCode::UNPROCESSABLE_ENTITY, PasswordProblem::status);
    let mut problems = Vec::new();
    if !is_name(name) {
        problems.push(("name".to_owned(), words::NAME_PROBLEM.to_owned()));
    }
    if let Err(problem) = &hash {
        problems.push(("password".to_owned(), problem.to_string()));
    }
    let (Ok(hash), true) = (hash, problems.is_empty()) else {
        let values = vec![("name".to_owned(), typed.to_owned())];
        let message = Some(words::FORM_HAS_PROBLEMS.to_owned());
        let answer = FormAnswer { values, problems, message, ..FormAnswer::default() };
        return Err(Refusal::Form(link, answer, status));
    };
    let token_hash = token::hash(token);
    let account = match kind {
        Kind::Invitation => state.store.accept_invitation(address, &token_hash, name, &hash).await?,
        Kind::Password => state.store.reset_password(address, &token_hash, &hash).await?,
    };
    account.map(|account| ShownPassword { account, hash }).ok_or(Refusal::Ended)
}

async fn page(state: &AppState, request: Request, kind: Kind, link: &AccountLink, answer: FormAnswer) -> Response {
    let masked = EmailAddress::mask(&link.email);
    let context = move || {
        provide_context(Unlisted);
        provide_context(LinkOf(masked.clone()));
        provide_context(answer.clone());
    };
    match kind {
        Kind::Invitation => render::static_page(state, request, context, InvitationPage).await,
        Kind::Password => render::static_page(state, request, context, NewPasswordPage).await,
    }
}

async fn ended(state: &AppState, request: Request) -> Response {
    let mut response = render::static_page(state, request, || provide_context(Unlisted), LinkEndedPage).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
