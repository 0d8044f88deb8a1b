//! Sessions: the cookie, and who holds it.

use app::api::ApiError;
use app::model::{Role, Viewer};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, header};

use crate::error_page;
use crate::state::AppState;
use crate::token;

/// `__Host-`: only over a safe connection, only from this very host, for the whole site.
const COOKIE: &str = "__Host-sitzung";

/// A session ends after this many hours, whatever happens.
pub(crate) const HOURS: i32 = 24 * 14;

/// Who is logged in, as a request's extension.
#[derive(Clone, Debug)]
pub(crate) struct CurrentViewer(Result<Option<Viewer>, ApiError>);

/// Who is logged in; an error where the store could not say.
pub(crate) fn viewer_of(request: &Request) -> Result<Option<Viewer>, ApiError> {
    request.extensions().get::<CurrentViewer>().map_or(Ok(None), |viewer| viewer.0.clone())
}

/// The token in the request's cookie.
pub(crate) fn token_of(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

/// The header that opens a session in the browser.
pub(crate) fn opening_cookie(token: &str) -> Option<HeaderValue> {
    let seconds = i64::from(HOURS) * 3600;
    HeaderValue::from_str(&format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")).ok()
}

/// The header that ends it.
pub(crate) fn closing_cookie() -> HeaderValue {
    HeaderValue::from_static("__Host-sitzung=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// A new session for every log-in; an older one of this browser ends.
pub(crate) async fn open(state: &AppState, request: Request, account: i64, next: &str) -> Response {
    let old = token_of(request.headers()).map(token::hash);
    let opened = async {
        if let Some(old) = old {
            state.store.close_session(&old).await?;
        }
        let token = token::new().map_err(|_| ApiError::Internal)?;
        state.store.open_session(&token::hash(&token), account, HOURS).await?;
        opening_cookie(&token).ok_or(ApiError::Internal)
    };
    match opened.await {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response(),
        Err(error) => error_page::answer(state, request, error).await,
    }
}

/// Finds out who is logged in. A request without the cookie asks the store nothing.
pub(crate) async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let viewer = match token_of(request.headers()) {
        None => Ok(None),
        Some(token) => state.store.viewer(&token::hash(token)).await.map_err(ApiError::from),
    };
    request.extensions_mut().insert(CurrentViewer(viewer));
    next.run(request).await
}

/// Lets only those through who are logged in.
pub(crate) async fn require_editor(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match viewer_of(&request) {
        Ok(Some(_)) => next.run(request).await,
        Ok(None) => error_page::answer(&state, request, ApiError::SignedOut).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// Lets only administrators through.
pub(crate) async fn require_admin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match viewer_of(&request) {
        Ok(Some(viewer)) if viewer.role == Role::Admin => next.run(request).await,
        Ok(Some(_)) => error_page::answer(&state, request, ApiError::NotAllowed).await,
        Ok(None) => error_page::answer(&state, request, ApiError::SignedOut).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; __Host-sitzung=abc; c=d"));
        assert_eq!(token_of(&headers), Some("abc"));
        headers.insert(header::COOKIE, HeaderValue::from_static("sitzung=abc"));
        assert_eq!(token_of(&headers), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_cookies_say_a_token_is_a_part_of_them(cookies in "(__Host-sitzung|[a=;, \u{7f}-ÿ\"\t]){0,12}") {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(cookies.as_bytes()) {
                headers.insert(header::COOKIE, value);
            }
            proptest::prop_assert!(token_of(&headers).is_none_or(|token| cookies.contains(token) && !token.contains(';')));
        }
    }
}
