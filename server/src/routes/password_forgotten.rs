//! `/passwort-vergessen`: asks for a link that sets a new password. Whoever asks learns nothing of who has an account: all that
//! depends on it happens after the answer.

use std::net::IpAddr;

use app::api::ApiError;
use app::components::{FormAnswer, Unlisted};
use app::i18n::{self, words};
use app::model::EmailAddress;
use app::pages::{PasswordForgottenPage, SendsMail};
use app::store::{Actor, StoreError};
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use leptos::prelude::provide_context;
use tracing::Instrument;

use super::account_link::HEADERS;
use crate::form::{self, FormValues};
use crate::mail::Mailer;
use crate::state::AppState;
use crate::{client_address, error_page, render, token};

/// Links that are asked for from one network address, within [`PEER_MINUTES`].
const PER_PEER: i64 = 10;
const PEER_MINUTES: i32 = 15;
/// Mails that one account gets within [`ACCOUNT_MINUTES`].
const PER_ACCOUNT: i64 = 3;
const ACCOUNT_MINUTES: i32 = 60;

pub(crate) async fn get(State(state): State<AppState>, request: Request) -> Response {
    page(&state, request, FormAnswer::default(), StatusCode::OK).await
}

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let values = match values {
        Ok(values) => values,
        Err(error) => return error_page::answer(&state, request, error).await,
    };
    let Some(mailer) = state.mailer.clone() else { return get(State(state), request).await };
    let (answer, status) = match ask(&state, mailer, client_address::of(&request), &values).await {
        Ok(()) => {
            let message = Some(words::PASSWORD_LINK_ASKED.to_owned());
            (FormAnswer { message, ..FormAnswer::default() }, StatusCode::OK)
        }
        Err(Refusal::NoAddress) => {
            (refused(&values, words::EMAIL_PROBLEM.to_owned()), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Refusal::Error(error @ ApiError::TooManyAttempts)) => {
            (refused(&values, i18n::error(&error)), StatusCode::TOO_MANY_REQUESTS)
        }
        Err(Refusal::Error(error)) => return error_page::answer(&state, request, error).await,
    };
    page(&state, request, answer, status).await
}

enum Refusal {
    NoAddress,
    Error(ApiError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

async fn ask(state: &AppState, mailer: Mailer, address: IpAddr, values: &FormValues) -> Result<(), Refusal> {
    let email: EmailAddress = values.get("email").parse().map_err(|_| Refusal::NoAddress)?;
    let key = format!("reset:peer:{}", client_address::household(address));
    if !state.store.count_attempt(&key, PER_PEER, PEER_MINUTES).await? {
        return Err(Refusal::Error(ApiError::TooManyAttempts));
    }
    let (state, actor) = (state.clone(), Actor { account: None, address: Some(address) });
    let sending = async move {
        if let Err(error) = send_link(&state, &mailer, actor, &email.plain().to_lowercase()).await {
            tracing::warn!(error, "a link for a new password was asked for and did not go out");
        }
    };
    tokio::spawn(sending.in_current_span());
    Ok(())
}

/// Sends the link, if there is such an account and it did not ask for too many.
async fn send_link(
    state: &AppState,
    mailer: &Mailer,
    actor: Actor,
    email: &str,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let key = format!("reset:account:{email}");
    if !state.store.count_attempt(&key, PER_ACCOUNT, ACCOUNT_MINUTES).await? {
        return Ok(());
    }
    let Some(account) = state.store.account_by_email(email).await? else { return Ok(()) };
    let token = token::new()?;
    let Some(link) = state.store.add_password_link(actor, account.id, &token::hash(&token)).await? else {
        return Ok(());
    };
    let mail = i18n::password_mail(&link.name, &format!("{}/passwort/{token}", state.public_url));
    Ok(mailer.send(&link.email, mail).await?)
}

fn refused(values: &FormValues, problem: String) -> FormAnswer {
    FormAnswer {
        values: vec![("email".to_owned(), values.get("email").to_owned())],
        problems: vec![("email".to_owned(), problem)],
        message: Some(words::FORM_HAS_PROBLEMS.to_owned()),
        ..FormAnswer::default()
    }
}

async fn page(state: &AppState, request: Request, answer: FormAnswer, status: StatusCode) -> Response {
    let sends_mail = SendsMail(state.mailer.is_some());
    let context = move || {
        provide_context(Unlisted);
        provide_context(sends_mail);
        provide_context(answer.clone());
    };
    let mut response = render::static_page(state, request, context, PasswordForgottenPage).await;
    error_page::set_status(&mut response, status);
    response.headers_mut().extend(HEADERS);
    response
}
