//! `POST /verwaltung`: brings an item back from the bin; says that a reported barrier is done, or is not.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::words;
use app::model::ItemId;
use app::pages::{FINISH_REPORT, REOPEN_REPORT, RESTORE};
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
    let done = match (values, session::editor_of(&request)) {
        (Err(error), _) | (_, Err(error)) => Err(error),
        (Ok(values), Ok(actor)) => act(&state, &values, actor).await,
    };
    match done {
        Ok(message) => {
            let message = Some(message.to_owned());
            pages::with_answer(&state, request, FormAnswer { message, ..FormAnswer::default() }, StatusCode::OK).await
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// Does what the button says; answers what then is to be said.
async fn act(state: &AppState, values: &FormValues, actor: Actor) -> Result<&'static str, ApiError> {
    let store = &state.store;
    let (is_there, message) = if let Some(report) = number(values, FINISH_REPORT)? {
        (store.finish_barrier_report(report, actor).await?, words::REPORT_FINISHED)
    } else if let Some(report) = number(values, REOPEN_REPORT)? {
        (store.reopen_barrier_report(report, actor).await?, words::REPORT_REOPENED)
    } else {
        let item = number(values, RESTORE)?.ok_or(ApiError::BadRequest)?;
        (store.restore_item(ItemId(item), actor).await?, words::RESTORED)
    };
    is_there.then_some(message).ok_or(ApiError::NotFound)
}

/// The value of a button, if it was that one.
pub(super) fn number(values: &FormValues, button: &str) -> Result<Option<i64>, ApiError> {
    values.all(button).next().map(|value| value.parse().map_err(|_| ApiError::BadRequest)).transpose()
}
