//! A page as it was rendered for nobody in particular, and for as many as want it.

use axum::body::{self, Body, Bytes};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::inline_scripts;

/// A page that can be sent more than once. It may be an error.
#[derive(Clone, Debug)]
pub(super) struct Rendered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether it knows its scripts by what is in them, so that many may have it for long.
    pub(super) is_for_many: bool,
}

impl Rendered {
    /// Waits for the whole page.
    pub(super) async fn of(response: Response) -> Result<Self, axum::Error> {
        let (parts, body) = response.into_parts();
        let body = body::to_bytes(body, usize::MAX).await?;
        let rendered = Self { status: parts.status, headers: parts.headers, body, is_for_many: false };
        Ok(rendered.without_nonce().unwrap_or(rendered))
    }

    fn without_nonce(&self) -> Option<Self> {
        let policy = self.headers.get(header::CONTENT_SECURITY_POLICY)?.to_str().ok()?;
        let (policy, html) = inline_scripts::hashed(policy, std::str::from_utf8(&self.body).ok()?)?;
        let mut headers = self.headers.clone();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).ok()?);
        Some(Self { status: self.status, headers, body: html.into(), is_for_many: true })
    }

    /// The page, once.
    pub(super) fn response(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        response
    }
}
