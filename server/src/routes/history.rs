//! `POST /verlauf/…`: brings back an earlier state as a new draft, or gives a version a name.

use app::api::{ApiError, PageRef};
use app::components::FormAnswer;
use app::i18n::{self, words};
use app::model::{FieldRef, Language, RestorePoint, VersionName, VersionNameTooLong};
use app::pages::history_names as names;
use app::store::{Actor, Save, SaveError};
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
    let (request, values) = form::read(&state, request).await;
    let page = request.uri().path().strip_prefix("/verlauf").and_then(PageRef::from_path).ok_or(ApiError::NotFound);
    let result = match (values, session::editor_of(&request), page) {
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => Err(error),
        (Ok(values), Ok(actor), Ok(page)) => act(&state, &values, actor, &page).await,
    };
    let (answer, status) = match result {
        Ok(answer) if answer.problems.is_empty() => (answer, StatusCode::OK),
        Ok(answer) => (answer, StatusCode::UNPROCESSABLE_ENTITY),
        Err(ApiError::Changed) => (told(&i18n::error(&ApiError::Changed)), StatusCode::CONFLICT),
        Err(error) => return error_page::answer(&state, request, error).await,
    };
    pages::with_answer(&state, request, answer, status).await
}

async fn act(state: &AppState, values: &FormValues, actor: Actor, page: &PageRef) -> Result<FormAnswer, ApiError> {
    if values.all(names::NAMED).next().is_some() && values.all(names::POINT).next().is_none() {
        return name(state, values, actor, page).await;
    }
    restore(state, values, actor, page).await?;
    Ok(told(words::RESTORED))
}

fn told(message: &str) -> FormAnswer {
    FormAnswer { message: Some(message.to_owned()), ..FormAnswer::default() }
}

/// Gives a version a name, or takes it away where nothing was typed.
async fn name(state: &AppState, values: &FormValues, actor: Actor, page: &PageRef) -> Result<FormAnswer, ApiError> {
    let point: RestorePoint = values.get(names::NAMED).parse().map_err(|_| ApiError::BadRequest)?;
    let texts = texts_at(state, point, page).await?;
    let item = texts.first().ok_or(ApiError::NotFound)?.0.item;
    let typed = values.get(names::NAME);
    match VersionName::read(typed) {
        Ok(name) => {
            state.store.name_version(item, point, name.as_ref(), actor).await?;
            Ok(told(if name.is_some() { words::VERSION_NAMED } else { words::VERSION_NAME_REMOVED }))
        }
        Err(VersionNameTooLong) => {
            let kept = [(names::NAMED, point.to_string()), (names::NAME, typed.to_owned())];
            let values = kept.map(|(name, value)| (name.to_owned(), value)).into();
            let problems = vec![(names::NAME.to_owned(), i18n::version_name_too_long())];
            Ok(FormAnswer { values, problems, ..FormAnswer::default() })
        }
    }
}

/// The texts of a point in the history of this page.
async fn texts_at(state: &AppState, point: RestorePoint, page: &PageRef) -> Result<Vec<(FieldRef, String)>, ApiError> {
    let items = page.edited_items(&state.store).await?;
    let texts = state.store.texts_at(point, Language::German).await?.unwrap_or_default();
    if texts.is_empty() || texts.iter().any(|(field, _)| !items.contains(&field.item)) {
        return Err(ApiError::NotFound);
    }
    Ok(texts)
}

/// Saves the earlier texts, all or none, each on the version that was shown.
async fn restore(state: &AppState, values: &FormValues, actor: Actor, page: &PageRef) -> Result<(), ApiError> {
    let point: RestorePoint = values.get(names::POINT).parse().map_err(|_| ApiError::BadRequest)?;
    let shown = shown_versions(values)?;
    let language = Language::German;
    let texts = texts_at(state, point, page).await?;
    let mut saves = Vec::new();
    for (field, text) in &texts {
        let base_version = shown.iter().find(|(of, _)| of == field).map(|(_, version)| *version);
        let base_version = base_version.ok_or(ApiError::BadRequest)?;
        saves.push(Save { field: *field, language, base_version, text, operation: Uuid::new_v4(), actor });
    }
    state.store.restore_texts(saves).await.map_err(|(field, error)| match error {
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
