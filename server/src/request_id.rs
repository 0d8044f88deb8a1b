//! Each request's id: it stands in every line that is logged for it, in its answer, and on the page of an error.

use std::fmt;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::Instrument;

use crate::client_address;
use crate::state::AppState;

/// The header that tells it.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// What a proxy may choose: a UUID has 36 characters.
const SHORTEST: usize = 8;
const LONGEST: usize = 64;

/// A request's id, as its extension. It says nothing of who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestId(Arc<str>);

tokio::task_local! {
    static CURRENT: RequestId;
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl RequestId {
    /// 64 random bits, as 16 hexadecimal digits.
    fn new() -> Self {
        // An id that is not random is a nuisance, and no reason to answer nothing.
        let bits = getrandom::u64().unwrap_or_default();
        Self(format!("{bits:016x}").into())
    }

    /// The one that a proxy chose, where it can be one.
    fn chosen(headers: &HeaderMap) -> Option<Self> {
        let mut ids = headers.get_all(HEADER).iter();
        let (Some(id), None) = (ids.next(), ids.next()) else { return None };
        let id = id.to_str().ok()?;
        let is_one = (SHORTEST..=LONGEST).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        is_one.then(|| Self(id.into()))
    }

    pub(crate) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

/// A request's id.
pub(crate) fn of(request: &Request) -> Option<RequestId> {
    request.extensions().get().cloned()
}

/// Signs a page that is rendered for many with the id of the request that it is rendered for; it knows nothing else of that.
pub(crate) fn sign(headers: &mut HeaderMap) {
    let id = CURRENT.try_with(RequestId::header).ok().flatten();
    headers.extend(id.map(|id| (HEADER, id)));
}

/// Gives a request its id, and its answer, unless many may keep that one.
pub(crate) async fn carry(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let chosen =
        client_address::is_from_proxy(&state, &request).then(|| RequestId::chosen(request.headers())).flatten();
    let id = chosen.unwrap_or_else(RequestId::new);
    request.extensions_mut().insert(id.clone());
    // Of the highest level, so that it is there whatever the log is told to leave out.
    let span = tracing::error_span!("request", %id);
    let mut response = CURRENT.scope(id.clone(), next.run(request)).instrument(span).await;
    let kept = response.headers().get(header::CACHE_CONTROL).is_some_and(|it| it.as_bytes().starts_with(b"public"));
    match id.header() {
        Some(id) if !kept => drop(response.headers_mut().insert(HEADER, id)),
        _ => drop(response.headers_mut().remove(HEADER)),
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(ids: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for id in ids {
            headers.append(HEADER, HeaderValue::from_str(id).expect("a header"));
        }
        RequestId::chosen(&headers).map(|id| id.to_string())
    }

    #[test]
    fn a_proxy_chooses_an_id_that_looks_like_one() {
        for id in ["0123abcd", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "abc_DEF-0123456789", &"a".repeat(64)] {
            assert_eq!(chosen(&[id]).as_deref(), Some(id));
        }
        for id in ["", "0123abc", "ich@beispiel.de", "0123 abcd", "0123abcd;x", "0123abcdä", &"a".repeat(65)] {
            assert_eq!(chosen(&[id]), None, "{id}");
        }
        assert_eq!(chosen(&["0123abcd", "0123abcd"]), None);
        assert_eq!(chosen(&[]), None);
    }

    #[test]
    fn each_is_another_one_of_16_digits() {
        let (one, other) = (RequestId::new().to_string(), RequestId::new().to_string());
        assert!(one.len() == 16 && one.bytes().all(|byte| byte.is_ascii_hexdigit()), "{one}");
        assert_ne!(one, other);
    }
}
