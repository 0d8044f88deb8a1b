//! `POST /entwuerfe`: takes a set time back.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::words;
use app::pages::CANCEL_SCHEDULE;
use app::store::Actor;
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;

use super::pages;
use crate::error_page;
use crate::form::{self, FormValues};
use crate::session;
use crate::state::AppState;

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let cancelled = match session::editor_of(&request) {
        Ok(actor) => cancel(&state, values, actor).await,
        Err(error) => Err(error),
    };
    match cancelled {
        Ok(()) => {
            let message = Some(words::SCHEDULE_CANCELLED.to_owned());
            pages::with_answer(&state, request, FormAnswer { message, ..FormAnswer::default() }, StatusCode::OK).await
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

async fn cancel(state: &AppState, values: Result<FormValues, ApiError>, actor: Actor) -> Result<(), ApiError> {
    let publication = values?.get(CANCEL_SCHEDULE).parse().map_err(|_| ApiError::BadRequest)?;
    state.store.cancel_schedule(publication, actor).await?.then_some(()).ok_or(ApiError::NotFound)
}
