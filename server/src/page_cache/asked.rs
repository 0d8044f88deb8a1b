//! What a reader asks for, and nothing else of the request: who has only this cannot render anything for someone logged in.

use std::borrow::Cow;

use app::api::PageRef;
use axum::body::Body;
use axum::extract::Request;
use http::{HeaderMap, Method, Uri, header};

use crate::session;

/// Query keys that topic pages know, in the order in which a key of the cache has them. No other page that is kept knows any.
const KNOWN: [&str; 3] = ["vor", "nach", "jahr"];

/// A readers' page, by its path and the query keys that it knows. It has neither cookie nor any other header, so whatever is
/// rendered from it is rendered for nobody in particular.
#[derive(Clone, Debug)]
pub(crate) struct ReadersPage {
    key: String,
    uri: Uri,
}

impl ReadersPage {
    /// The readers' page that a request asks for; none where it is something else, or may be for someone logged in.
    pub(crate) fn of(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Self> {
        if !is_from_a_reader(method, headers) {
            return None;
        }
        let page = PageRef::from_path(uri.path()).filter(|page| *page != PageRef::Search)?;
        if page.path() != uri.path() {
            return None;
        }
        let key = key(uri)?.into_owned();
        Some(Self { uri: key.parse().ok()?, key })
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The request to render.
    pub(super) fn request(&self) -> Request {
        let mut request = Request::new(Body::empty());
        request.uri_mut().clone_from(&self.uri);
        request
    }
}

/// Whether a request may have what is kept. Not one with a session's cookie, whether or not that opens anything.
pub(crate) fn is_from_a_reader(method: &Method, headers: &HeaderMap) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
        && session::token_of(headers).is_none()
        && !headers.contains_key(header::AUTHORIZATION)
}

/// Under which an address is kept. None where what the page would make of a query is not plain to see.
pub(super) fn key(uri: &Uri) -> Option<Cow<'_, str>> {
    let path = uri.path();
    match uri.query() {
        Some(query) if path.starts_with("/themen/") => with_query(path, query),
        _ => Some(path.into()),
    }
}

fn with_query<'a>(path: &'a str, query: &str) -> Option<Cow<'a, str>> {
    let mut values: [Option<Cow<'_, str>>; KNOWN.len()] = [const { None }; KNOWN.len()];
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let Some(place) = KNOWN.iter().position(|known| *known == name) else { continue };
        // Cursors and years are made of these, so they need no escaping.
        let is_plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'.');
        if !is_plain || values[place].replace(value).is_some() {
            return None;
        }
    }
    let mut key = Cow::Borrowed(path);
    for (name, value) in KNOWN.iter().zip(values) {
        if let Some(value) = value {
            let separator = if key.contains('?') { '&' } else { '?' };
            key = format!("{key}{separator}{name}={value}").into();
        }
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(uri: &str) -> Option<String> {
        let page = ReadersPage::of(&Method::GET, &uri.parse().expect("an address"), &HeaderMap::new());
        page.map(|page| page.key)
    }

    #[test]
    fn a_key_holds_the_path_and_what_the_page_knows_of_the_query() {
        for (uri, key) in [
            ("/", "/"),
            ("/?utm_source=x", "/"),
            ("/impressum?vor=2024-01-01.1", "/impressum"),
            ("/themen/migration?", "/themen/migration"),
            ("/themen/migration?fbclid=1&bearbeiten", "/themen/migration"),
            ("/themen/migration?jahr=2024&x=y&vor=2024-01-01.17", "/themen/migration?vor=2024-01-01.17&jahr=2024"),
            ("/themen/migration?%76or=2024-01-01.17", "/themen/migration?vor=2024-01-01.17"),
        ] {
            assert_eq!(key_of(uri).as_deref(), Some(key), "{uri}");
        }
    }

    #[test]
    fn what_is_no_readers_page_or_not_plain_has_none() {
        for uri in [
            "/suche?q=a",
            "/suche",
            "/anmelden",
            "/verwaltung",
            "/themen/",
            "/themen/migration/",
            "/themen/a/feed.atom",
            "/pkg/x",
            "/themen/migration?vor=",
            "/themen/migration?vor=%00",
            "/themen/migration?jahr=2024&jahr=2023",
            "/personen/a.vcf",
            "/Impressum",
            "/%69mpressum",
        ] {
            assert_eq!(key_of(uri), None, "{uri}");
        }
    }

    #[test]
    fn whoever_may_be_logged_in_has_none_and_nothing_of_a_request_is_left() {
        let uri = "/themen/migration".parse().expect("an address");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-host", http::HeaderValue::from_static("a"));
        let page = ReadersPage::of(&Method::HEAD, &uri, &headers).expect("a readers' page");
        assert!(page.request().headers().is_empty() && page.request().extensions().is_empty());
        assert!(ReadersPage::of(&Method::POST, &uri, &headers).is_none());
        for (name, value) in [("cookie", "a=b; __Host-sitzung="), ("authorization", "Basic eDp5")] {
            let headers = HeaderMap::from_iter([(name.parse().expect("a name"), value.parse().expect("a value"))]);
            assert!(ReadersPage::of(&Method::GET, &uri, &headers).is_none(), "{name}");
        }
    }
}
