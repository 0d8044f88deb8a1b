//! `POST /vorschau-links/…`: makes a link that shows a page's drafts, or ends one.

use app::api::{ApiError, PageRef};
use app::components::FormAnswer;
use app::i18n::{self, words};
use app::model::{Language, PreviewLinks};
use app::pages::preview_link_names as names;
use app::store::{Actor, NewPreviewLink};
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;

use super::pages;
use crate::form::{self, FormValues};
use crate::session;
use crate::state::AppState;
use crate::{error_page, token};

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let path = request.uri().path().strip_prefix("/vorschau-links");
    let page = path.and_then(PageRef::from_path).ok_or(ApiError::NotFound);
    let result = match (values, session::editor_of(&request), page) {
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => Err(error),
        (Ok(values), Ok(actor), Ok(page)) => act(&state, &values, actor, &page).await,
    };
    match result {
        Ok(answer) => {
            let status = if answer.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            pages::with_answer(&state, request, answer, status).await
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

async fn act(state: &AppState, values: &FormValues, actor: Actor, page: &PageRef) -> Result<FormAnswer, ApiError> {
    let item = page.item(&state.store).await?;
    if let Some(link) = values.all(names::REVOKE).next() {
        let link = link.parse().map_err(|_| ApiError::BadRequest)?;
        let revoked = state.store.revoke_preview_link(item, link, actor).await?;
        let message = Some(words::PREVIEW_LINK_REVOKED.to_owned());
        return revoked.then(|| FormAnswer { message, ..FormAnswer::default() }).ok_or(ApiError::NotFound);
    }
    let days = values.get(names::DAYS).parse().ok().filter(|days| PreviewLinks::DAYS.contains(days));
    let days = days.ok_or(ApiError::BadRequest)?;
    let token = token::new().map_err(|_| ApiError::Internal)?;
    let link = NewPreviewLink { token_hash: &token::hash(&token), item, language: Language::German, actor, days };
    let mut answer = FormAnswer { values: vec![(names::DAYS.to_owned(), days.to_string())], ..FormAnswer::default() };
    if state.store.create_preview_link(&link).await? {
        answer.values.push((names::LINK.to_owned(), format!("{}/vorschau/{token}", state.public_url)));
    } else {
        answer.problems.push((names::DAYS.to_owned(), i18n::too_many_preview_links()));
    }
    Ok(answer)
}
