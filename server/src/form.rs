//! Reading a form.

use std::time::Duration;

use app::api::ApiError;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use http::header;

/// No form or call is larger, by far: the longest text has 100 000 characters.
pub(crate) const LARGEST_BODY: usize = 2 << 20;

/// Names and values, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormValues(pub(crate) Vec<(String, String)>);

impl FormValues {
    /// The first value of a name; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All values of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A client has this long to send its request's body.
const PATIENCE: Duration = Duration::from_secs(15);

/// Reads a body that is neither too large nor too slow.
pub(crate) async fn read_body(body: Body) -> Result<Bytes, ApiError> {
    match tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST_BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(ApiError::TooLarge),
        Err(_) => Err(ApiError::BadRequest),
    }
}

/// Takes the form out of a request, and answers the request without it.
pub(crate) async fn read(request: Request) -> (Request, Result<FormValues, ApiError>) {
    let (parts, body) = request.into_parts();
    let content_type =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = content_type.split(';').next().is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded");
    let values = if is_form {
        read_body(body).await.map(|bytes| FormValues(form_urlencoded::parse(&bytes).into_owned().collect()))
    } else {
        Err(ApiError::UnsupportedMediaType)
    };
    (Request::from_parts(parts, Body::empty()), values)
}
