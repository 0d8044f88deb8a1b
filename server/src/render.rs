//! Rendering pages: Leptos, with what it must know of the request.

use app::api::RequestContext;
use app::components::PublicUrl;
use app::model::FACTORS_PAGE;
use app::{Program, shell, staff_shell, static_shell};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use memchr::memmem;

use crate::state::AppState;
use crate::{client_address, headers, session};

/// A page of the app, hydrated in the browser.
pub(crate) async fn page(
    state: &AppState,
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let path = request.uri().path();
    let logs_in = ["/anmelden", FACTORS_PAGE].contains(&path) || path.starts_with("/einrichten/");
    let program = if logs_in { Program::OfEditors } else { Program::OfViewer };
    let files = state.files.clone();
    whole(state, request, context, move || shell(&files, program)).await
}

/// A page that stands for itself and is never hydrated: it may hold what must not be in a script.
pub(crate) async fn static_page<V: IntoView + 'static>(
    state: &AppState,
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    body: fn() -> V,
) -> Response {
    let files = state.files.clone();
    whole(state, request, context, move || static_shell(&files, body)).await
}

/// The same for staff.
pub(crate) async fn staff_page<V: IntoView + 'static>(
    state: &AppState,
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    body: fn() -> V,
) -> Response {
    let files = state.files.clone();
    whole(state, request, context, move || staff_shell(&files, body)).await
}

async fn whole<V: IntoView + 'static>(
    state: &AppState,
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    document: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let context = page_context(state, &request, context);
    let render = render_app_async_with_context(context, document);
    finish(render(as_get(request)).await).await
}

fn page_context(
    state: &AppState,
    request: &Request,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> impl Fn() + Clone + Send + Sync + 'static {
    let viewer = session::viewer_of(request).ok().flatten();
    let account = session::signed_in(request).ok().flatten().map(|signed_in| signed_in.viewer.account);
    let address = client_address::of(request);
    let request_context = RequestContext { store: state.store.clone(), viewer, account, address };
    let public_url = PublicUrl(state.public_url.to_string());
    move || {
        provide_context(request_context.clone());
        provide_context(public_url.clone());
        if let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) {
            response.insert_header(header::CONTENT_SECURITY_POLICY, headers::page_policy(&nonce));
        }
        more();
    }
}

/// The answer to a form is a page like any other.
fn as_get(request: Request) -> Request {
    let (mut parts, _) = request.into_parts();
    parts.method = Method::GET;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    Request::from_parts(parts, Body::empty())
}

/// Leptos marks places by `<!>`, which browsers read as an empty comment, and the HTML standard calls a mistake.
async fn finish(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(html) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(with_whole_comments(&html)))
}

fn with_whole_comments(html: &[u8]) -> Vec<u8> {
    const MARK: &[u8] = b"<!>";
    let mut whole = Vec::with_capacity(html.len() + html.len() / 16);
    let mut from = 0;
    for at in memmem::find_iter(html, MARK) {
        whole.extend_from_slice(&html[from..at]);
        whole.extend_from_slice(b"<!---->");
        from = at + MARK.len();
    }
    whole.extend_from_slice(&html[from..]);
    whole
}
