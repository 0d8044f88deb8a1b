//! `POST /neu`: makes a topic, a person or a page, and goes there.

use app::api::{ApiError, PageRef};
use app::components::FormAnswer;
use app::i18n;
use app::model::{FieldName, FieldProblem, Language, NewKind};
use app::pages::new_names as names;
use app::store::{Actor, NewItem, SaveError};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use super::pages;
use crate::error_page;
use crate::form::{self, FormValues};
use crate::session;
use crate::state::AppState;

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let made = match (values, session::editor_of(&request)) {
        (Ok(values), Ok(actor)) => make(&state, &values, actor).await,
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    match made {
        // The fragment switches `Bearbeiten` on where JavaScript runs.
        Ok(Ok(page)) => Redirect::to(&format!("{}#bearbeiten", page.path())).into_response(),
        Ok(Err(answer)) => pages::with_answer(&state, request, answer, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// The page of what was made, or what is wrong with the name.
async fn make(state: &AppState, values: &FormValues, actor: Actor) -> Result<Result<PageRef, FormAnswer>, ApiError> {
    let kind: NewKind = values.get(names::KIND).parse().map_err(|_| ApiError::BadRequest)?;
    let operation = values.get(names::OPERATION).parse().map_err(|_| ApiError::BadRequest)?;
    let name = values.get(names::NAME).trim();
    let new = NewItem { kind, name, language: Language::German, actor, operation };
    let made = if name.is_empty() {
        Err(SaveError::Problem(FieldProblem::Empty))
    } else {
        state.store.create_item(&new).await
    };
    match (made, kind) {
        (Ok(slug), kind) => Ok(Ok(PageRef::new(kind.into(), slug))),
        (Err(SaveError::Problem(problem)), _) => {
            let field = if kind == NewKind::Person { FieldName::Name } else { FieldName::Title };
            let problems = vec![(names::NAME.to_owned(), i18n::problem(field, problem))];
            Ok(Err(FormAnswer { values: values.0.clone(), problems, ..FormAnswer::default() }))
        }
        (Err(SaveError::Store(error)), _) => Err(error.into()),
        (Err(_), _) => Err(ApiError::BadRequest),
    }
}
