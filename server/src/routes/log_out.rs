//! `/abmelden`

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header;

use crate::state::AppState;
use crate::{error_page, session, token};

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let session = session::token_of(request.headers()).map(token::hash);
    if let Some(session) = session
        && let Err(error) = state.store.log_out(session::actor_of(&request), &session).await
    {
        return error_page::answer(&state, request, error.into()).await;
    }
    ([(header::SET_COOKIE, session::closing_cookie())], Redirect::to("/")).into_response()
}
