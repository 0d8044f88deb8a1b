//! Sessions: the cookie, and who holds it.

use app::api::ApiError;
use app::model::{Role, Viewer};
use app::store::{Actor, NewSession, Proof, Standing, Store};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use crate::state::AppState;
use crate::{client_address, error_page, token};

/// `__Host-`: only over a safe connection, only from this very host, for the whole site.
const COOKIE: &str = "__Host-sitzung";

/// Someone who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    pub(crate) viewer: Viewer,
    /// A second factor is required and the account has none: until it has, it may only get one.
    owes_factor: bool,
}

/// Who is logged in, as a request's extension.
#[derive(Clone, Debug)]
struct Current(Result<Option<SignedIn>, ApiError>);

/// Who is logged in, also where a second factor is owed: for what [`Access::Account`](crate::Access) may do, and nothing else.
pub(crate) fn signed_in(request: &Request) -> Result<Option<SignedIn>, ApiError> {
    request.extensions().get::<Current>().map_or(Ok(None), |current| current.0.clone())
}

/// Who is logged in; an error where the store could not say. Who owes a second factor is nobody, everywhere: no handler has to
/// think of it.
pub(crate) fn viewer_of(request: &Request) -> Result<Option<Viewer>, ApiError> {
    let signed_in = signed_in(request)?;
    Ok(signed_in.filter(|signed_in| !signed_in.owes_factor).map(|signed_in| signed_in.viewer))
}

/// Whether the one thing that whoever is logged in may do is to get a second factor.
pub(crate) fn owes_factor(request: &Request) -> bool {
    matches!(signed_in(request), Ok(Some(signed_in)) if signed_in.owes_factor)
}

/// Who is logged in and does what the request asks for, and from where.
pub(crate) fn editor_of(request: &Request) -> Result<Actor, ApiError> {
    let viewer = viewer_of(request)?.ok_or(ApiError::SignedOut)?;
    Ok(Actor { account: Some(viewer.account), address: Some(client_address::of(request)) })
}

/// From now on the request is this viewer's, who was changed by it.
pub(crate) fn set_viewer(request: &mut Request, viewer: Viewer) {
    request.extensions_mut().insert(Current(Ok(Some(SignedIn { viewer, owes_factor: false }))));
}

/// Who does what a request asks for, and from where.
pub(crate) fn actor_of(request: &Request) -> Actor {
    let viewer = viewer_of(request).ok().flatten();
    Actor { account: viewer.map(|viewer| viewer.account), address: Some(client_address::of(request)) }
}

/// The token in the request's cookie.
pub(crate) fn token_of(headers: &HeaderMap) -> Option<&str> {
    cookie_of(headers, COOKIE)
}

/// The value of the request's cookie of a name.
pub(crate) fn cookie_of<'a>(headers: &'a HeaderMap, cookie: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie).map(|(_, value)| value)
}

/// What the store keeps of a session's new token, and the header that gives it to the browser.
pub(crate) fn new_token() -> Result<(Vec<u8>, HeaderValue), ApiError> {
    let token = token::new().map_err(|_| ApiError::Internal)?;
    let seconds = i64::from(Store::SESSION_HOURS) * 3600;
    let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    Ok((token::hash(&token), HeaderValue::from_str(&cookie).map_err(|_| ApiError::Internal)?))
}

/// The header that ends it.
pub(crate) fn closing_cookie() -> HeaderValue {
    HeaderValue::from_static("__Host-sitzung=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// A new session for whoever has shown to be an account; an older one of this browser ends. Answers the header that opens it; none
/// where what was shown does not hold any more.
pub(crate) async fn open(
    state: &AppState,
    headers: &HeaderMap,
    actor: Actor,
    account: i64,
    proof: Proof<'_>,
) -> Result<Option<HeaderValue>, ApiError> {
    let (token_hash, cookie) = new_token()?;
    let before = token_of(headers).map(token::hash);
    let new = NewSession {
        token_hash: &token_hash,
        account,
        proof,
        user_agent: headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default(),
        replaces: before.as_deref(),
    };
    Ok(state.store.open_session(new, actor).await?.then_some(cookie))
}

/// Finds out who is logged in.
pub(crate) async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    find_holder(&state, &mut request).await;
    next.run(request).await
}

/// Asks the store who holds the session of a request; nothing where it has none.
pub(crate) async fn find_holder(state: &AppState, request: &mut Request) {
    let current = match token_of(request.headers()) {
        None => Ok(None),
        Some(token) => state.store.unless_silent(holder(state, &token::hash(token))).await,
    };
    request.extensions_mut().insert(Current(current));
}

/// Who holds a session, if it opens anything.
async fn holder(state: &AppState, session_hash: &[u8]) -> Result<Option<SignedIn>, ApiError> {
    let Some((viewer, standing)) = state.store.session_holder(session_hash).await? else { return Ok(None) };
    Ok(match standing {
        Standing::Full => Some(SignedIn { viewer, owes_factor: false }),
        Standing::OwesFactor => Some(SignedIn { viewer, owes_factor: true }),
        Standing::Unproven => None,
    })
}

/// Lets those through who are logged in, also where they owe a second factor.
pub(crate) async fn require_account(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match signed_in(&request) {
        Ok(Some(_)) => next.run(request).await,
        Ok(None) => error_page::answer(&state, request, ApiError::SignedOut).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
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
        Ok(Some(_)) => refuse(&state, request).await,
        Ok(None) => error_page::answer(&state, request, ApiError::SignedOut).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// Tells someone who is logged in that they may not; the log remembers it, without what else stands in the address, and once in a
/// while, so that nobody fills it.
async fn refuse(state: &AppState, request: Request) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let logged = match editor_of(&request) {
        Ok(actor) => state.store.log_refusal(actor, &path).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    error_page::answer(state, request, logged.err().unwrap_or(ApiError::NotAllowed)).await
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
