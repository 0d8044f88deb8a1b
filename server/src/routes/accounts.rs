//! `POST /verwaltung/konten`: administrators invite, change what accounts may do, and make links for new passwords.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{self, words};
use app::model::{EmailAddress, Role, is_name};
use app::pages::accounts_names as names;
use app::store::{AccountChange, AccountError, Actor, NewInvitation};
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;

use super::administration::number;
use super::pages;
use crate::form::{self, FormValues};
use crate::state::AppState;
use crate::{error_page, session, token};

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let done = match (values, session::editor_of(&request)) {
        (Err(error), _) | (_, Err(error)) => Err(error),
        (Ok(values), Ok(actor)) => act(&state, actor, &values).await,
    };
    match done {
        Ok((answer, status)) => pages::with_answer(&state, request, answer, status).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

type Answered = (FormAnswer, StatusCode);

/// Does what the button says.
async fn act(state: &AppState, actor: Actor, values: &FormValues) -> Result<Answered, ApiError> {
    if values.all(names::INVITE).next().is_some() {
        return invite(state, actor, values).await;
    }
    if let Some(invitation) = number(values, names::REVOKE)? {
        let revoked = state.store.revoke_invitation(actor, invitation).await?;
        return revoked.then(|| said(words::INVITATION_REVOKED.to_owned())).ok_or(ApiError::NotFound);
    }
    if let Some(account) = number(values, names::PASSWORD_LINK)? {
        return password_link(state, actor, account).await;
    }
    for (button, change) in [
        (names::MAKE_ADMIN, AccountChange::Role(Role::Admin)),
        (names::MAKE_EDITOR, AccountChange::Role(Role::Editor)),
        (names::DISABLE, AccountChange::Disabled(true)),
        (names::ENABLE, AccountChange::Disabled(false)),
    ] {
        if let Some(account) = number(values, button)? {
            return change_account(state, actor, account, change).await;
        }
    }
    Err(ApiError::BadRequest)
}

async fn change_account(
    state: &AppState,
    actor: Actor,
    account: i64,
    change: AccountChange,
) -> Result<Answered, ApiError> {
    match state.store.change_account(actor, account, change).await {
        Ok(Some(name)) => Ok(said(match change {
            AccountChange::Role(role) => i18n::role_changed(&name, role),
            AccountChange::Disabled(true) => i18n::account_disabled(&name),
            AccountChange::Disabled(false) => i18n::account_enabled(&name),
        })),
        Ok(None) => Err(ApiError::NotFound),
        Err(AccountError::LastAdmin) => {
            let message = Some(words::LAST_ADMIN.to_owned());
            Ok((FormAnswer { message, ..FormAnswer::default() }, StatusCode::CONFLICT))
        }
        Err(AccountError::Store(error)) => Err(error.into()),
    }
}

async fn password_link(state: &AppState, actor: Actor, account: i64) -> Result<Answered, ApiError> {
    if state.store.account(account).await?.is_none() {
        return Err(ApiError::NotFound);
    }
    let token = token::new().map_err(|_| ApiError::Internal)?;
    let Some(link) = state.store.add_password_link(actor, account, &token::hash(&token)).await? else {
        let message = Some(words::NO_LINK_FOR_DISABLED.to_owned());
        return Ok((FormAnswer { message, ..FormAnswer::default() }, StatusCode::CONFLICT));
    };
    let address = format!("{}/passwort/{token}", state.public_url);
    let mail = i18n::password_mail(&link.name, &address);
    Ok(hand_on(state, address, &link.email, mail).await)
}

async fn invite(state: &AppState, actor: Actor, values: &FormValues) -> Result<Answered, ApiError> {
    let (email, name, role) = (values.get(names::EMAIL), values.get(names::NAME).trim(), values.get(names::ROLE));
    let (address, wanted) = (email.parse::<EmailAddress>(), role.parse::<Role>());
    let problems = [
        (names::EMAIL, address.is_err(), words::EMAIL_PROBLEM),
        (names::NAME, !is_name(name), words::NAME_PROBLEM),
        (names::ROLE, wanted.is_err(), words::ROLE_PROBLEM),
    ];
    let problems: Vec<_> = problems.into_iter().filter(|(_, is_wrong, _)| *is_wrong).collect();
    let problems: Vec<_> = problems.into_iter().map(|(name, _, words)| (name.to_owned(), words.to_owned())).collect();
    let (Ok(address), Ok(role), true) = (address, wanted, problems.is_empty()) else {
        return Ok(refused(values, problems));
    };
    let email = address.plain().to_lowercase();
    let token = token::new().map_err(|_| ApiError::Internal)?;
    let invitation = NewInvitation { email: &email, name, role };
    if !state.store.invite(actor, invitation, &token::hash(&token)).await? {
        return Ok(refused(values, vec![(names::EMAIL.to_owned(), words::ADDRESS_TAKEN.to_owned())]));
    }
    let address = format!("{}/einladung/{token}", state.public_url);
    let mail = i18n::invitation_mail(name, &address);
    Ok(hand_on(state, address, &email, mail).await)
}

/// Sends a link; where that cannot be done, the administrator gets it, once.
async fn hand_on(state: &AppState, link: String, email: &str, mail: (String, String)) -> Answered {
    let masked = EmailAddress::mask(email);
    let sent = match &state.mailer {
        Some(mailer) => Some(mailer.send(email, mail).await),
        None => None,
    };
    let message = match sent {
        Some(Ok(())) => return said(i18n::link_mailed(&masked)),
        Some(Err(error)) => {
            tracing::warn!(%error, "a mail did not go out; its link is shown instead");
            i18n::link_not_mailed(&masked)
        }
        None => i18n::link_to_copy(&masked),
    };
    let values = vec![(names::LINK.to_owned(), link)];
    (FormAnswer { values, message: Some(message), ..FormAnswer::default() }, StatusCode::OK)
}

fn said(message: String) -> Answered {
    (FormAnswer { message: Some(message), ..FormAnswer::default() }, StatusCode::OK)
}

/// What was typed, with what is to be done about it. What goes into the page is masked, as every address.
fn refused(values: &FormValues, problems: Vec<(String, String)>) -> Answered {
    let kept = [names::EMAIL, names::NAME, names::ROLE].map(|name| {
        let typed = values.get(name);
        (name.to_owned(), if name == names::EMAIL { EmailAddress::mask(typed) } else { typed.to_owned() })
    });
    let message = Some(words::FORM_HAS_PROBLEMS.to_owned());
    let answer = FormAnswer { values: kept.into(), problems, message, ..FormAnswer::default() };
    (answer, StatusCode::UNPROCESSABLE_ENTITY)
}
