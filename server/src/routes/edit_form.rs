//! The editing form without JavaScript: it posts to its page's own address, and on an error comes back with what was typed.

use app::api::{ApiError, PageRef};
use app::components::{FormAnswer, form_names as names};
use app::i18n::{self, words};
use app::model::{EmailAddress, FieldName, FieldRef, ItemId, Language, fingerprint};
use app::pages::{SendAgainPage, UnsentForm};
use app::store::{Actor, PublishError, Save, SaveError, ScheduleError};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use leptos::prelude::provide_context;
use uuid::Uuid;

use super::{pages, portrait};
use crate::form::{self, FormValues};
use crate::session;
use crate::state::AppState;
use crate::{error_page, render, request_id};

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let values = match values {
        Ok(values) => values,
        Err(error) => {
            let error = if matches!(session::viewer_of(&request), Ok(None)) { ApiError::SignedOut } else { error };
            return error_page::answer(&state, request, error).await;
        }
    };
    let page = PageRef::from_path(request.uri().path());
    let result = match (session::editor_of(&request), page) {
        (Ok(actor), Some(page)) => state.store.unless_silent(act(&state, &values, actor, &page)).await,
        (Err(error), _) => Err(error),
        (_, None) => Err(ApiError::NotFound),
    };
    match result {
        Ok(Outcome::Go(path)) => Redirect::to(&path).into_response(),
        Ok(Outcome::Show(answer, status)) => pages::with_answer(&state, request, answer, status).await,
        Err(error) => send_again(&state, request, values, error).await,
    }
}

/// An error that has nothing to do with what was typed: it stays in the page, and can be sent again.
pub(super) async fn send_again(state: &AppState, request: Request, values: FormValues, error: ApiError) -> Response {
    let status = error_page::status_of(&error);
    let action = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let request_id = request_id::of(&request).filter(|_| status.is_server_error()).map(|id| id.to_string());
    let form = UnsentForm { error, action, values: values.0.into_iter().map(masked).collect(), request_id };
    let mut response = render::static_page(state, request, move || provide_context(form.clone()), SendAgainPage).await;
    error_page::set_status(&mut response, status);
    response
}

/// A plain address typed into an e-mail field does not go back into a page.
fn masked((name, value): (String, String)) -> (String, String) {
    let is_email = name.parse::<FieldRef>().is_ok_and(|field| field.field == FieldName::Email);
    let value = if is_email { EmailAddress::mask(&value) } else { value };
    (name, value)
}

enum Outcome {
    Go(String),
    Show(FormAnswer, StatusCode),
}

async fn act(state: &AppState, values: &FormValues, actor: Actor, page: &PageRef) -> Result<Outcome, ApiError> {
    let form = format!("{}?bearbeiten", page.path());
    match values.get(names::STEP) {
        step @ (names::PUBLISH_NOW | names::PUBLISH_LATER | names::DISCARD_NOW) => {
            finish(state, values, actor, page, step).await
        }
        step => {
            let answer = keep_texts(state, values, actor).await?;
            if !answer.problems.is_empty() {
                return Ok(Outcome::Show(answer, StatusCode::UNPROCESSABLE_ENTITY));
            }
            if !answer.conflicts.is_empty() {
                return Ok(Outcome::Show(answer, StatusCode::CONFLICT));
            }
            if let Some(item) = item_named(values, names::DELETE)? {
                let deleted = state.store.delete_item(item, Language::German, actor).await?;
                return deleted.then(|| Outcome::Go("/verwaltung".to_owned())).ok_or(ApiError::NotFound);
            }
            if let Some(item) = item_named(values, names::WITHDRAW)? {
                let withdrawn = state.store.withdraw_item(item, Language::German, actor).await?;
                return withdrawn.then_some(Outcome::Go(form)).ok_or(ApiError::NotFound);
            }
            if let Some(person) = item_named(values, names::REMOVE_PORTRAIT)? {
                portrait::save(state, person, "", actor).await?;
                return Ok(Outcome::Go(form));
            }
            match (step, page) {
                (names::PUBLISH | names::DISCARD, _) => list_changes(state, page, step, None).await,
                (names::NEW_POST, PageRef::Topic(topic)) => {
                    let created = state.store.create_post(topic, Language::German, actor, Uuid::new_v4()).await?;
                    created.ok_or(ApiError::NotFound)?;
                    Ok(Outcome::Go(form))
                }
                _ => {
                    let message = Some(words::KEPT_AS_DRAFT.to_owned());
                    Ok(Outcome::Show(FormAnswer { message, ..FormAnswer::default() }, StatusCode::OK))
                }
            }
        }
    }
}

/// The item that a button of this name stands at, if that button was pressed.
fn item_named(values: &FormValues, button: &str) -> Result<Option<ItemId>, ApiError> {
    let item = values.all(button).next().map(|item| item.parse().map(ItemId));
    item.transpose().map_err(|_| ApiError::BadRequest)
}

/// Saves every text of the form. What cannot be kept comes back, with what was typed.
pub(super) async fn keep_texts(state: &AppState, values: &FormValues, actor: Actor) -> Result<FormAnswer, ApiError> {
    let mut answer = FormAnswer::default();
    for (name, text) in &values.0 {
        let Ok(field) = name.parse::<FieldRef>() else { continue };
        let untouched_name = names::untouched(name);
        let shown = if field.field == FieldName::Email { EmailAddress::mask(text) } else { text.clone() };
        let is_untouched = values.get(&untouched_name) == fingerprint(text);
        let saved_mark = fingerprint(&shown);
        answer.values.push((name.clone(), shown));
        if is_untouched {
            // Whoever touched nothing here must not get into a conflict with whoever did.
            answer.values.push((untouched_name.clone(), values.get(&untouched_name).to_owned()));
            continue;
        }
        let version_name = names::version(name);
        let base_version = values.get(&version_name).parse().map_err(|_| ApiError::BadRequest)?;
        let save = Save { field, language: Language::German, base_version, text, operation: Uuid::new_v4(), actor };
        let mut mark = values.get(&untouched_name).to_owned();
        let version = match state.store.save_draft(&save).await {
            Ok(saved) => {
                // From here on what was just saved is what the form began with.
                mark = saved_mark;
                saved.version
            }
            Err(SaveError::Problem(problem)) => {
                answer.problems.push((name.clone(), i18n::problem(field.field, problem)));
                base_version
            }
            Err(SaveError::Conflict(conflict)) => {
                let version = conflict.version;
                answer.conflicts.push(*conflict);
                version
            }
            Err(error) => return Err(error.for_field(field)),
        };
        answer.values.push((untouched_name, mark));
        answer.values.push((version_name, version.to_string()));
    }
    let message = match (answer.conflicts.is_empty(), answer.problems.is_empty()) {
        (false, _) => Some(words::FORM_HAS_CONFLICTS),
        (true, false) => Some(words::FORM_HAS_PROBLEMS),
        (true, true) => None,
    };
    answer.message = message.map(str::to_owned);
    Ok(answer)
}

/// Shows what could be published or discarded.
async fn list_changes(
    state: &AppState,
    page: &PageRef,
    step: &str,
    message: Option<String>,
) -> Result<Outcome, ApiError> {
    let items = page.items(&state.store).await?;
    let changes = state.store.changes(&items, Language::German).await?;
    let values = vec![(names::STEP.to_owned(), step.to_owned())];
    let status = if message.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Outcome::Show(FormAnswer { values, changes, message, ..FormAnswer::default() }, status))
}

/// Publishes or discards what was chosen.
async fn finish(
    state: &AppState,
    values: &FormValues,
    actor: Actor,
    page: &PageRef,
    step: &str,
) -> Result<Outcome, ApiError> {
    let chosen = chosen(values)?;
    let (result, listed_as) = match step {
        // Enter in the field of the time presses the form's first button.
        names::PUBLISH_NOW if !values.get(names::TIME).is_empty() => {
            return ask_for_time(state, page, values, words::TIME_IS_SET.to_owned()).await;
        }
        names::PUBLISH_NOW => (state.store.publish(&chosen, Language::German, actor).await, names::PUBLISH),
        names::PUBLISH_LATER => match publish_later(state, values, &chosen, actor).await {
            Err(ScheduleError::NotAhead) => {
                return ask_for_time(state, page, values, i18n::error(&ApiError::NotAhead)).await;
            }
            Err(ScheduleError::Publish(error)) => (Err(error), names::PUBLISH),
            Ok(()) => (Ok(()), names::PUBLISH),
        },
        _ => (state.store.discard(&chosen, Language::German, actor).await, names::DISCARD),
    };
    match result {
        Ok(()) => Ok(Outcome::Go(page.path())),
        Err(PublishError::Changed) => list_changes(state, page, listed_as, Some(i18n::error(&ApiError::Changed))).await,
        Err(PublishError::Problem(field, problem)) => {
            let words = i18n::problem(field.field, problem);
            let problems = vec![(field.to_string(), words.clone())];
            let answer = FormAnswer { problems, message: Some(words), ..FormAnswer::default() };
            Ok(Outcome::Show(answer, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(PublishError::Store(error)) => Err(error.into()),
    }
}

async fn publish_later(
    state: &AppState,
    values: &FormValues,
    chosen: &[(FieldRef, i64)],
    actor: Actor,
) -> Result<(), ScheduleError> {
    let at = values.get(names::TIME).parse().map_err(|_| ScheduleError::NotAhead)?;
    state.store.schedule(chosen, at, Language::German, actor).await
}

/// Lists the changes again, with the time that was typed and what is wrong with it.
async fn ask_for_time(
    state: &AppState,
    page: &PageRef,
    values: &FormValues,
    words: String,
) -> Result<Outcome, ApiError> {
    let mut outcome = list_changes(state, page, names::PUBLISH, None).await?;
    if let Outcome::Show(answer, status) = &mut outcome {
        answer.values.push((names::TIME.to_owned(), values.get(names::TIME).to_owned()));
        answer.problems.push((names::TIME.to_owned(), words.clone()));
        answer.message = Some(words);
        *status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(outcome)
}

/// `17.title@3`, several with a space between them.
fn chosen(values: &FormValues) -> Result<Vec<(FieldRef, i64)>, ApiError> {
    let parse = |text: &str| {
        let (field, version) = text.split_once('@')?;
        Some((field.parse().ok()?, version.parse().ok()?))
    };
    let all = values.all(names::CHOSEN).flat_map(str::split_whitespace);
    all.map(|text| parse(text).ok_or(ApiError::BadRequest)).collect()
}
