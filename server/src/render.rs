//! Rendering pages: Leptos, with what it must know of the request.

use app::api::{LoadedTopic, PageRef, RequestContext};
use app::components::PublicUrl;
use app::model::{FACTORS_PAGE, PostRange, Slug};
use app::{Program, shell, staff_shell, static_shell};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, Uri, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use memchr::memchr_iter;

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
    let topic = load_topic(state, &request).await;
    let context = move || {
        if let Some(topic) = topic.clone() {
            provide_context(topic);
        }
        context();
    };
    whole(state, request, context, move || shell(&files, program)).await
}

/// What the page of a topic is going to ask for, loaded beforehand: rendered in one go, it takes less than if it waits in the middle.
fn load_topic(state: &AppState, request: &Request) -> impl Future<Output = Option<LoadedTopic>> + use<> {
    let asked = topic_of(request.uri()).map(|(slug, range)| (request_context(state, request), slug, range));
    Box::pin(async {
        let (context, slug, range) = asked?;
        Some(LoadedTopic::load(&context, slug, range).await)
    })
}

/// Which topic is at an address, and which part of its timeline.
fn topic_of(uri: &Uri) -> Option<(Slug, PostRange)> {
    let PageRef::Topic(slug) = PageRef::from_path(uri.path())? else { return None };
    let query: Vec<_> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
    // As the page reads it: the last one counts.
    let value = |key| query.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.clone().into_owned());
    Some((slug, PostRange::of_query(value)))
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
    let request_context = request_context(state, request);
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

fn request_context(state: &AppState, request: &Request) -> RequestContext {
    let viewer = session::viewer_of(request).ok().flatten();
    let account = session::signed_in(request).ok().flatten().map(|signed_in| signed_in.viewer.account);
    RequestContext { store: state.store.clone(), viewer, account, address: client_address::of(request) }
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
    let mut whole = Vec::with_capacity(html.len() + html.len() / 16);
    let mut from = 0;
    for at in memchr_iter(b'!', html) {
        if html[..at].ends_with(b"<") && html[at + 1..].starts_with(b">") {
            whole.extend_from_slice(&html[from..at]);
            whole.extend_from_slice(b"!----");
            from = at + 1;
        }
    }
    whole.extend_from_slice(&html[from..]);
    whole
}
