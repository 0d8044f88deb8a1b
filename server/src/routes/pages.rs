//! Pages of the app; also any address that nothing else answers.

use app::api::{ApiError, PageRef};
use app::components::FormAnswer;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, Uri, header};
use leptos::prelude::provide_context;
use percent_encoding::percent_decode_str;

use crate::error_page;
use crate::page_cache::ReadersPage;
use crate::state::AppState;
use crate::{render, replica, request_id};

pub(crate) async fn page(State(state): State<AppState>, request: Request) -> Response {
    if !is_readable(request.uri().path()) {
        return error_page::answer(&state, request, ApiError::NotFound).await;
    }
    let (uri, id) = (request.uri().clone(), request_id::of(&request));
    let mut response = match ReadersPage::of(request.method(), &uri, request.headers()) {
        Some(asked) => state.page_cache.answer(&state, &asked, request.method(), request.headers()).await,
        None if uri.path() == PageRef::Search.path() => {
            replica::answer(state.clone(), request, async |state, request| render::page(&state, request, || {}).await)
                .await
        }
        None => render::page(&state, request, || {}).await,
    };
    if response.status().is_server_error() {
        return error_page::in_place_of(&state, response, uri, id).await;
    }
    if response.status() == StatusCode::NOT_FOUND
        && let Some(address) = new_address(&state, &uri).await
    {
        *response.status_mut() = StatusCode::MOVED_PERMANENTLY;
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

/// Where what was at an address is now, with the same query; none where that is not known.
async fn new_address(state: &AppState, uri: &Uri) -> Option<HeaderValue> {
    let page = PageRef::from_path(uri.path())?;
    let item = state.store.item_at(page.kind(), page.slug()?).await.ok()??;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let address = format!("{}{query}", PageRef::new(page.kind(), item.moved_to?).path());
    HeaderValue::from_str(&address).ok()
}

/// Leptos' router panics on a path that is not UTF-8 once decoded, or that begins like a host; and it takes `/..` for `/`.
fn is_readable(path: &str) -> bool {
    let Ok(decoded) = percent_decode_str(path).decode_utf8() else { return false };
    !path.starts_with("//") && !decoded.split('/').any(|segment| segment == "." || segment == "..")
}

/// The page of a form, with what was typed and what is wrong with it.
pub(crate) async fn with_answer(
    state: &AppState,
    request: Request,
    answer: FormAnswer,
    status: StatusCode,
) -> Response {
    let mut response = render::page(state, request, move || provide_context(answer.clone())).await;
    if response.status() == StatusCode::OK {
        error_page::set_status(&mut response, status);
    }
    response
}
