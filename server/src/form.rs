//! Reading a form.

use std::time::Duration;

use app::api::ApiError;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use http::header;
use multer::{Constraints, Multipart, SizeLimit};

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
    /// So many bytes of everything are read: what is beyond the file's limit still lets the form's texts come in.
    pub(crate) largest: u64,
    /// How long the client may take.
    pub(crate) patience: Duration,
}

/// Takes a form with a file (`multipart/form-data`) out of a request, and answers the request without it.
pub(crate) async fn read_upload(request: Request, limits: UploadLimits) -> (Request, Result<Upload, ApiError>) {
    let (parts, body) = request.into_parts();
    let content_type =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let upload = match multer::parse_boundary(content_type) {
        Ok(boundary) => {
            let reading = read_parts(body, boundary, limits);
            tokio::time::timeout(limits.patience, reading).await.unwrap_or(Err(ApiError::BadRequest))
        }
        Err(_) => Err(ApiError::UnsupportedMediaType),
    };
    (Request::from_parts(parts, Body::empty()), upload)
}

async fn read_parts(body: Body, boundary: String, limits: UploadLimits) -> Result<Upload, ApiError> {
    let sizes = SizeLimit::new()
        .whole_stream(limits.largest)
        .per_field(LARGEST_BODY as u64)
        .for_field(limits.name, limits.largest);
    let constraints = Constraints::new().size_limit(sizes);
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let mut upload = Upload::default();
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != limits.name {
            upload.values.0.push((name, part.text().await.map_err(unreadable)?));
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
    Ok(upload)
}

fn unreadable(error: multer::Error) -> ApiError {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => ApiError::TooLarge,
        _ => ApiError::BadRequest,
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
