//! `POST /verwaltung/sicherheit`: administrators require a second factor, or take away someone's whose phone is lost.

use app::api::ApiError;
use app::pages::security_names as names;
use app::store::Actor;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};

use crate::form::{self, FormValues};
use crate::state::AppState;
use crate::{client_address, error_page, session};

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let done = match (values, session::viewer_of(&request)) {
        (Err(error), _) | (_, Err(error)) => Err(error),
        (_, Ok(None)) => Err(ApiError::SignedOut),
        (Ok(values), Ok(Some(viewer))) => {
            let actor = Actor { account: Some(viewer.account), address: Some(client_address::of(&request)) };
            act(&state, &values, actor).await
        }
    };
    match done {
        Ok(()) => Redirect::to(names::SECTION).into_response(),
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

async fn act(state: &AppState, values: &FormValues, actor: Actor) -> Result<(), ApiError> {
    if let Some(account) = values.all(names::RESET).next() {
        let account = account.parse().map_err(|_| ApiError::BadRequest)?;
        let is_there = state.store.reset_factors(account, actor).await?;
        return is_there.then_some(()).ok_or(ApiError::NotFound);
    }
    let is_required = match values.get(names::REQUIRE) {
        names::REQUIRED => true,
        names::OPTIONAL => false,
        _ => return Err(ApiError::BadRequest),
    };
    Ok(state.store.require_second_factor(is_required, actor).await?)
}
