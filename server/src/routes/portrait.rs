//! `POST /personen/{slug}/portraet`: keeps a picture. A form's becomes the draft of the person's portrait, and the form's texts are
//! kept with it; a script is told the id, and saves it like any text.

use std::time::Duration;

use app::api::{ApiError, PageRef};
use app::components::{FormAnswer, form_names as names};
use app::i18n::{self, words};
use app::model::{FieldName, FieldRef, ImageId, ItemId, Language};
use app::portrait::LARGEST;
use app::store::{Actor, Save};
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{edit_form, pages};
use crate::cache_policy::CachePolicy;
use crate::form::{self, Upload, UploadLimits, UploadedFile};
use crate::photo::{PhotoProblem, prepare_in_turn};
use crate::state::AppState;
use crate::{error_page, session};

/// A larger request is not read. Twice what a picture may have and more: who chose too large a one is told so at the field, with
/// all that was typed beside it.
pub(crate) const LARGEST_UPLOAD: usize = 40 << 20;

/// A phone's connection needs a while for a picture.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

const FOR_EDITORS: UploadLimits = UploadLimits {
    name: names::PORTRAIT,
    largest_file: LARGEST,
    largest: LARGEST_UPLOAD,
    takes_part: false,
    patience: PATIENCE,
};

/// Of strangers no picture is read. But an editor's session may have ended meanwhile: the form's texts, which come before the file,
/// go back to where they were typed.
const FOR_STRANGERS: UploadLimits = UploadLimits {
    largest_file: 0,
    largest: form::LARGEST_BODY,
    takes_part: true,
    patience: form::PATIENCE,
    ..FOR_EDITORS
};

/// Whether a request may be as large as a picture.
pub(crate) fn is_upload(request: &Request) -> bool {
    let slug = request.uri().path().strip_prefix("/personen/").and_then(|rest| rest.strip_suffix("/portraet"));
    request.method() == Method::POST && slug.is_some_and(|slug| !slug.contains('/'))
}

/// Whether a script asks that says so, and not a browser for a page.
fn is_by_script(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

pub(crate) async fn post(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let early = session::editor_of(&request);
    let limits = if early.is_ok() { FOR_EDITORS } else { FOR_STRANGERS };
    let (request, upload) = form::read_upload(&state, request, limits).await;
    // Who was nobody at the beginning has sent a picture that was not kept.
    let actor = early.and(session::editor_of(&request));
    let page = slug.parse().map(PageRef::Person).map_err(|_| ApiError::NotFound);
    let is_script = is_by_script(&request);
    let (actor, upload, page) = match (actor, upload, page) {
        (Ok(actor), Ok(upload), Ok(page)) => (actor, upload, page),
        (Err(error), Ok(upload), Ok(page)) if !is_script => {
            return edit_form::send_again(&state, as_form(request, &page), upload.values, error).await;
        }
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) if is_script => return told(&error),
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
            return error_page::answer(&state, request, error).await;
        }
    };
    if is_script {
        return answer_script(&state, &page, upload.file, actor).await.unwrap_or_else(|error| told(&error));
    }
    let values = upload.values.clone();
    match answer_form(&state, &page, upload, actor).await {
        Ok((_, StatusCode::OK)) => Redirect::to(&form_path(&page)).into_response(),
        Ok((answer, status)) => pages::with_answer(&state, as_form(request, &page), answer, status).await,
        Err(error) => edit_form::send_again(&state, as_form(request, &page), values, error).await,
    }
}

async fn answer_script(
    state: &AppState,
    page: &PageRef,
    file: Option<UploadedFile>,
    actor: Actor,
) -> Result<Response, ApiError> {
    let person = page.item(&state.store).await?;
    Ok(match keep(state, file, person, actor).await? {
        Ok(id) => script(StatusCode::OK, &json!({ "image": id.as_str() })),
        Err((problem, status)) => script(status, &json!({ "problem": problem })),
    })
}

/// Keeps the form's texts, and the picture as the portrait; `OK` where nothing is wrong with either.
async fn answer_form(
    state: &AppState,
    page: &PageRef,
    upload: Upload,
    actor: Actor,
) -> Result<(FormAnswer, StatusCode), ApiError> {
    let person = page.item(&state.store).await?;
    let mut answer = edit_form::keep_texts(state, &upload.values, actor).await?;
    let mut status = match (answer.conflicts.is_empty(), answer.problems.is_empty()) {
        (false, _) => StatusCode::CONFLICT,
        (true, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::OK,
    };
    match keep(state, upload.file, person, actor).await? {
        Ok(id) => save(state, person, id.as_str(), actor).await?,
        Err((problem, problem_status)) => {
            let field = FieldRef { item: person, field: FieldName::Portrait };
            answer.problems.push((field.to_string(), problem.to_owned()));
            answer.message.get_or_insert_with(|| words::FORM_HAS_PROBLEMS.to_owned());
            status = problem_status;
        }
    }
    Ok((answer, status))
}

/// Keeps a picture of a person; or what to tell, and with which status.
async fn keep(
    state: &AppState,
    file: Option<UploadedFile>,
    person: ItemId,
    actor: Actor,
) -> Result<Result<ImageId, (&'static str, StatusCode)>, ApiError> {
    let problem = |words| Ok(Err((words, StatusCode::UNPROCESSABLE_ENTITY)));
    let original = match file {
        None => return problem(words::NO_PORTRAIT_CHOSEN),
        Some(UploadedFile::TooLarge) => return Ok(Err((words::PORTRAIT_TOO_LARGE, StatusCode::PAYLOAD_TOO_LARGE))),
        Some(UploadedFile::Whole(original)) => original,
    };
    match prepare_in_turn(original).await {
        Ok(image) => {
            state.store.add_image(&image, Some((actor, person))).await?;
            Ok(Ok(image.id))
        }
        Err(PhotoProblem::NotAPicture) => problem(words::NOT_A_PICTURE),
        Err(PhotoProblem::TooSmall) => problem(words::PORTRAIT_TOO_SMALL),
        Err(PhotoProblem::TooManyPixels) => problem(words::PORTRAIT_HAS_TOO_MANY_PIXELS),
    }
}

/// Makes a picture, or none, the draft of a person's portrait, whatever it was before: the history holds that.
pub(super) async fn save(state: &AppState, person: ItemId, text: &str, actor: Actor) -> Result<(), ApiError> {
    let (language, field) = (Language::German, FieldRef { item: person, field: FieldName::Portrait });
    let drafts = state.store.drafts(&[person], language).await?;
    let base_version =
        drafts.iter().find(|draft| draft.field == field).map(|draft| draft.version).ok_or(ApiError::NotFound)?;
    let save = Save { field, language, base_version, text, operation: Uuid::new_v4(), actor };
    state.store.save_draft(&save).await.map(drop).map_err(|error| error.for_field(field))
}

fn form_path(page: &PageRef) -> String {
    format!("{}?bearbeiten", page.path())
}

/// The same request for the person's form, which is where its answer is shown.
fn as_form(mut request: Request, page: &PageRef) -> Request {
    if let Ok(uri) = form_path(page).parse() {
        *request.uri_mut() = uri;
    }
    request
}

fn told(error: &ApiError) -> Response {
    script(error_page::status_of(error), &json!({ "problem": i18n::error(error) }))
}

fn script(status: StatusCode, answer: &Value) -> Response {
    let headers = [(header::CACHE_CONTROL, CachePolicy::KeptNowhere.value())];
    (status, headers, Json(answer)).into_response()
}
