//! Reading a form.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use app::api::ApiError;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use http::request::Parts;
use http::{Uri, header};
use http_body::{Frame, SizeHint};
use multer::{Constraints, Multipart, SizeLimit};
use serde::de::DeserializeOwned;

use crate::session;
use crate::state::AppState;

/// No form or call is larger, by far: the longest text has 100 000 characters.
pub(crate) const LARGEST_BODY: usize = 2 << 20;

/// No form has so many controls: a page of the timeline has some two hundred. Each takes memory, however short it is.
const MOST_FIELDS: usize = 10_000;

/// Names and values, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormValues(pub(crate) Vec<(String, String)>);

impl FormValues {
    /// The first value of a name; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// What stands in an address.
    pub(crate) fn of_query(uri: &Uri) -> Self {
        Self(form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect())
    }

    fn push(&mut self, name: String, value: String) -> Result<(), ApiError> {
        if self.0.len() == MOST_FIELDS {
            return Err(ApiError::TooLarge);
        }
        self.0.push((name, value));
        Ok(())
    }

    /// All values of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A client has this long to send its request's body.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// Reads a body that is neither too large nor too slow.
pub(crate) async fn read_body(body: Body) -> Result<Bytes, ApiError> {
    match tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST_BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(ApiError::TooLarge),
        Err(_) => Err(ApiError::BadRequest),
    }
}

/// A form with a file.
#[derive(Debug, Default)]
pub(crate) struct Upload {
    /// Everything else.
    pub(crate) values: FormValues,
    /// The file, if one came.
    pub(crate) file: Option<UploadedFile>,
}

/// What came as a file.
#[derive(Debug)]
pub(crate) enum UploadedFile {
    /// Its bytes.
    Whole(Vec<u8>),
    /// More bytes than are kept; they are gone.
    TooLarge,
}

/// How a form with a file is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UploadLimits {
    /// The name of the file's control.
    pub(crate) name: &'static str,
    /// So many bytes of the file are kept, or none of it.
    pub(crate) largest_file: usize,
    /// So many bytes of everything are read: what is beyond the file's limit still lets the form's texts come in. The texts alone
    /// are never more than [`LARGEST_BODY`].
    pub(crate) largest: usize,
    /// Whether the texts that came count where the rest was not read.
    pub(crate) takes_part: bool,
    /// How long the client may take.
    pub(crate) patience: Duration,
}

/// Takes a form with a file (`multipart/form-data`) out of a request, and answers the request without it.
pub(crate) async fn read_upload(
    state: &AppState,
    request: Request,
    limits: UploadLimits,
) -> (Request, Result<Upload, ApiError>) {
    let (parts, body) = request.into_parts();
    let content_type =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let upload = match multer::parse_boundary(content_type) {
        Ok(boundary) => {
            let body = SharedBody(Arc::new(Mutex::new(body)));
            let mut upload = Upload::default();
            let reading = read_parts(Body::new(body.clone()), boundary, limits, &mut upload);
            match tokio::time::timeout(limits.patience, reading).await {
                Ok(Err(ApiError::TooLarge)) | Err(_) if limits.takes_part => {
                    tokio::spawn(pass_over(body));
                    Ok(upload)
                }
                Ok(read) => read.map(|()| upload),
                Err(_) => Err(ApiError::BadRequest),
            }
        }
        Err(_) => Err(ApiError::UnsupportedMediaType),
    };
    (without_body(state, parts).await, upload)
}

/// A body of which the rest can still be had when its reader is gone.
#[derive(Clone, Debug)]
struct SharedBody(Arc<Mutex<Body>>);

impl HttpBody for SharedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).poll_frame(cx)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

/// Keeps nothing of the rest of a body: a browser that is still sending when the connection ends shows no answer. Not for longer
/// than any body may take.
async fn pass_over(mut body: SharedBody) {
    let rest = async { while let Some(Ok(_)) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {} };
    // Whoever is slower is cut off.
    let _ = tokio::time::timeout(PATIENCE, rest).await;
}

async fn read_parts(body: Body, boundary: String, limits: UploadLimits, upload: &mut Upload) -> Result<(), ApiError> {
    let sizes = SizeLimit::new()
        .whole_stream(limits.largest as u64)
        .per_field(LARGEST_BODY as u64)
        .for_field(limits.name, limits.largest as u64);
    let constraints = Constraints::new().size_limit(sizes);
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let mut room = LARGEST_BODY;
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != limits.name {
            let text = part.text().await.map_err(unreadable)?;
            room = room.checked_sub(name.len() + text.len()).ok_or(ApiError::TooLarge)?;
            upload.values.push(name, text)?;
            continue;
        }
        let mut file = Some(Vec::new());
        while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
            file = file.filter(|file| file.len() + chunk.len() <= limits.largest_file);
            if let Some(file) = &mut file {
                file.extend_from_slice(&chunk);
            }
        }
        // A browser sends an empty file where none was chosen.
        upload.file = match file {
            Some(file) if file.is_empty() => None,
            Some(file) => Some(UploadedFile::Whole(file)),
            None => Some(UploadedFile::TooLarge),
        };
    }
    Ok(())
}

fn unreadable(error: multer::Error) -> ApiError {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => ApiError::TooLarge,
        _ => ApiError::BadRequest,
    }
}

/// Takes JSON out of a request, and answers the request without it.
pub(crate) async fn read_json<T: DeserializeOwned>(
    state: &AppState,
    request: Request,
) -> (Request, Result<T, ApiError>) {
    let (parts, body) = request.into_parts();
    let is_json =
        parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let read = if is_json {
        read_body(body).await.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|_| ApiError::BadRequest))
    } else {
        Err(ApiError::UnsupportedMediaType)
    };
    (without_body(state, parts).await, read)
}

/// Takes the form out of a request, and answers the request without it.
pub(crate) async fn read(state: &AppState, request: Request) -> (Request, Result<FormValues, ApiError>) {
    let (parts, body) = request.into_parts();
    let content_type =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = content_type.split(';').next().is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded");
    let values = if is_form {
        read_body(body).await.and_then(|bytes| {
            let mut values = FormValues::default();
            for (name, value) in form_urlencoded::parse(&bytes) {
                values.push(name.into_owned(), value.into_owned())?;
            }
            Ok(values)
        })
    } else {
        Err(ApiError::UnsupportedMediaType)
    };
    (without_body(state, parts).await, values)
}

/// The request of a body that has come. That may have taken its time: whoever is logged in is who is logged in now.
pub(crate) async fn without_body(state: &AppState, parts: Parts) -> Request {
    let mut request = Request::from_parts(parts, Body::empty());
    if request.method().is_safe() {
        return request;
    }
    session::find_holder(state, &mut request).await;
    request
}
