//! Headers that keep pages safe.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

use crate::session;
use crate::state::AppState;

/// What a page may load and do. Each directive has its reason:
/// - `default-src 'none'`: what is not named is not needed;
/// - `script-src`: the site's files, the page's own data under its nonce, and compiling wasm;
/// - `style-src`, `img-src`, `connect-src`, `form-action`: this site only;
/// - `base-uri`, `frame-ancestors`: nobody bends links, nobody frames the site.
pub(crate) fn page_policy(nonce: &Nonce) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(NOTHING)
}

const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

/// Sets what every answer carries; an answer's own headers go first.
pub(crate) async fn add(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_staffed = session::token_of(request.headers()).is_some();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    add(header::CONTENT_SECURITY_POLICY, NOTHING);
    add(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    add(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    add(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    add(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    add(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    add(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    );
    // Staff's pages are nobody else's; readers' pages are asked for anew, so that what is published is seen at once.
    add(header::CACHE_CONTROL, HeaderValue::from_static(if is_staffed { "no-store" } else { "no-cache" }));
    if state.public_url.starts_with("https://") {
        add(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}
