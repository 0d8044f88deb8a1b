//! `POST /verlauf/…`: brings back an earlier state as a new draft.

use app::api::{ApiError, PageRef};
use app::components::FormAnswer;
use app::i18n::{self, words};
use app::model::{FieldRef, Language, RestorePoint};
use app::pages::history_names as names;
use app::store::{Save, SaveError};
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use uuid::Uuid;

use super::pages;
use crate::error_page;
use crate::form::{self, FormValues};
use crate::session;
use crate::state::AppState;

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(request).await;
    let page = request.uri().path().strip_prefix("/verlauf").and_then(PageRef::from_path).ok_or(ApiError::NotFound);
    let result = match (values, session::viewer_of(&request), page) {
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => Err(error),
        (_, Ok(None), _) => Err(ApiError::SignedOut),
        (Ok(values), Ok(Some(viewer)), Ok(page)) => restore(&state, &values, viewer.account, &page).await,
    };
    let (message, status) = match result {
        Ok(()) => (words::RESTORED.to_owned(), StatusCode::OK),
        Err(ApiError::Changed) => (i18n::error(&ApiError::Changed), StatusCode::CONFLICT),
        Err(error) => return error_page::answer(&state, request, error).await,
    };
    let answer = FormAnswer { message: Some(message), ..FormAnswer::default() };
    pages::with_answer(&state, request, answer, status).await
}

/// Saves the earlier texts, all or none, each on the version that was shown.
async fn restore(state: &AppState, values: &FormValues, account: i64, page: &PageRef) -> Result<(), ApiError> {
    let items = page.edited_items(&state.store).await?;
    let point: RestorePoint = values.get(names::POINT).parse().map_err(|_| ApiError::BadRequest)?;
    let shown = shown_versions(values)?;
    let language = Language::German;
    let texts = state.store.texts_at(point, language).await?.unwrap_or_default();
    if texts.is_empty() || texts.iter().any(|(field, _)| !items.contains(&field.item)) {
        return Err(ApiError::NotFound);
    }
    let mut saves = Vec::new();
    for (field, text) in &texts {
        let base_version = shown.iter().find(|(of, _)| of == field).map(|(_, version)| *version);
        let base_version = base_version.ok_or(ApiError::BadRequest)?;
        saves.push(Save { field: *field, language, base_version, text, operation: Uuid::new_v4(), account });
    }
    state.store.save_drafts(saves).await.map_err(|(field, error)| match error {
        SaveError::Conflict(_) => ApiError::Changed,
        error => error.for_field(field),
    })
}

fn shown_versions(values: &FormValues) -> Result<Vec<(FieldRef, i64)>, ApiError> {
    let parse = |text: &str| match text.parse() {
        Ok(RestorePoint::Text(field, version)) => Ok((field, version)),
        _ => Err(ApiError::BadRequest),
    };
    values.all(names::VERSION).map(parse).collect()
}
