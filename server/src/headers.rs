//! Headers that keep pages safe.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

use crate::cache_policy::CachePolicy;
use crate::session;
use crate::state::AppState;

/// What a page may load and do, but for its scripts. There is no `manifest-src`, `font-src`, `worker-src`, …, since a page has none
/// of these.
const PAGE: [(&str, &str); 9] = [
    // What is not named is not needed.
    ("default-src", "'none'"),
    // One file of this site; nothing inline.
    ("style-src", "'self'"),
    // Portraits and the icon.
    ("img-src", "'self'"),
    // Server functions, and the wasm.
    ("connect-src", "'self'"),
    // Nobody makes a form send what is typed elsewhere.
    ("form-action", "'self'"),
    // Nobody bends the page's links.
    ("base-uri", "'none'"),
    // Nobody frames the site to have its buttons pressed.
    ("frame-ancestors", "'none'"),
    // Text becomes HTML in a browser only through the one policy of `frontend/boot.js`.
    ("require-trusted-types-for", "'script'"),
    ("trusted-types", "default"),
];

/// Scripts: the site's files, the page's own under its nonce, and compiling wasm, which is not `eval`.
pub(crate) fn page_policy(nonce: &Nonce) -> HeaderValue {
    let mut policy = format!("script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'");
    for (directive, sources) in PAGE {
        policy.extend(["; ", directive, " ", sources]);
    }
    HeaderValue::from_str(&policy).unwrap_or(NOTHING)
}

/// What is no page loads nothing.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

/// What begins so holds a token: whoever reads the address may use it. It is told to no other site, and found by no search.
const TOKENS: [&str; 4] = ["/vorschau/", "/einrichten/", "/einladung/", "/passwort/"];

/// No page uses any of these; neither does what someone may smuggle into one. Only what browsers know, since they warn of the rest.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), \
    geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// Two years, as for the lists that browsers come with.
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// Sets what every answer carries; an answer's own headers go first.
pub(crate) async fn add(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_staffed = session::token_of(request.headers()).is_some();
    let has_token = TOKENS.iter().any(|beginning| request.uri().path().starts_with(beginning));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if has_token {
        headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("strict-origin"));
    }
    let is_private = is_staffed || has_token || headers.contains_key(header::SET_COOKIE);
    if is_private {
        headers.entry("x-robots-tag").or_insert(HeaderValue::from_static("noindex, nofollow"));
    }
    // Staff's pages are nobody else's; readers' pages are asked for anew, so that what is published is seen at once.
    let policy = if is_private { CachePolicy::KeptNowhere } else { CachePolicy::AskedAnew };
    complete(headers, &state.public_url, policy);
    response
}

/// Adds what every answer carries to an answer's own headers.
pub(crate) fn complete(headers: &mut HeaderMap, public_url: &str, policy: CachePolicy) {
    let mut add = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    add(header::CONTENT_SECURITY_POLICY, NOTHING);
    add(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    add(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    add(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    add(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    add(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    if public_url.starts_with("https://") {
        add(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
    }
    policy.complete(headers);
}
