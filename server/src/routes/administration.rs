//! `POST /verwaltung`: brings an item back from the bin.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::words;
use app::model::ItemId;
use app::pages::RESTORE;
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;

use super::pages;
use crate::error_page;
use crate::form;
use crate::state::AppState;

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(request).await;
    let item = values.and_then(|values| values.get(RESTORE).parse().map(ItemId).map_err(|_| ApiError::BadRequest));
    let restored = match item {
        Ok(item) => state.store.restore_item(item).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match restored {
        Ok(true) => {
            let message = Some(words::RESTORED.to_owned());
            pages::with_answer(&state, request, FormAnswer { message, ..FormAnswer::default() }, StatusCode::OK).await
        }
        Ok(false) => error_page::answer(&state, request, ApiError::NotFound).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}
