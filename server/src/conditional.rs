//! Answers that whoever has them already need not load again: RFC 9110, 13.

use std::time::{Duration, SystemTime};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

/// A text, or 304 where the request says that it is there already. `changed_at` is in seconds since 1970.
pub(crate) fn answer(
    request: &HeaderMap,
    content_type: &'static str,
    text: String,
    changed_at: Option<u64>,
) -> Response {
    // A weak one: compressed or not, it is the same text.
    let tag = format!("W/\"{:.32}\"", format!("{:x}", Sha256::digest(&text)));
    let changed_at = changed_at.map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    let mut response = if is_known(request, &tag, changed_at) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))], text).into_response()
    };
    let changed_at = changed_at.map(httpdate::fmt_http_date);
    for (name, value) in [(header::ETAG, Some(tag)), (header::LAST_MODIFIED, changed_at)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Whether who asks has it already. Where both are asked, the tag alone decides: it also tells what changes within a second.
pub(crate) fn is_known(request: &HeaderMap, tag: &str, changed_at: Option<SystemTime>) -> bool {
    if request.contains_key(header::IF_NONE_MATCH) {
        let lists = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        return lists.flat_map(|list| list.split(',')).any(|known| known.trim() == "*" || opaque(known) == opaque(tag));
    }
    let since = request.get(header::IF_MODIFIED_SINCE).and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| httpdate::parse_http_date(since).ok());
    since.zip(changed_at).is_some_and(|(since, changed_at)| changed_at <= since)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(name: header::HeaderName, value: &str) -> StatusCode {
        let request = HeaderMap::from_iter([(name, value.parse().expect("a header"))]);
        answer(&request, "text/plain", "a".into(), Some(784_111_777)).status()
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        let response = answer(&HeaderMap::new(), "text/plain", "a".into(), Some(784_111_777));
        let header = |name| response.headers()[name].to_str().expect("a text");
        assert_eq!(header("last-modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
        let tag = header("etag");
        for known in [tag, tag.trim_start_matches("W/"), "*", &format!("\"x\", {tag}")] {
            assert_eq!(status(header::IF_NONE_MATCH, known), StatusCode::NOT_MODIFIED, "{known}");
        }
        assert_eq!(status(header::IF_NONE_MATCH, "\"x\""), StatusCode::OK);
        for (since, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", StatusCode::NOT_MODIFIED),
            ("Sun, 06 Nov 1994 08:49:38 GMT", StatusCode::NOT_MODIFIED),
            ("Sun, 06 Nov 1994 08:49:36 GMT", StatusCode::OK),
            ("gestern", StatusCode::OK),
        ] {
            assert_eq!(status(header::IF_MODIFIED_SINCE, since), expected, "{since}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_condition_says_there_is_an_answer(value in "(W/|\"|\\*|,|Sun, 06 Nov 1994 08:49:37 GMT|[ -ÿ]){0,8}") {
            for name in [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE] {
                if let Ok(value) = http::HeaderValue::from_bytes(value.as_bytes()) {
                    let request = HeaderMap::from_iter([(name, value)]);
                    let status = answer(&request, "text/plain", "a".into(), Some(784_111_777)).status();
                    proptest::prop_assert!([StatusCode::OK, StatusCode::NOT_MODIFIED].contains(&status));
                }
            }
        }
    }
}
