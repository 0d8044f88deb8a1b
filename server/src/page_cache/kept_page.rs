//! A page as it is kept: complete answers, so that sending one costs next to nothing.

use std::io;

use axum::body::{Body, Bytes};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use sha2::{Digest, Sha256};

use super::encoding::Encoding;
use super::rendered::Rendered;
use crate::conditional;

/// What a page takes beside its bytes, about: headers, and its place.
const OVERHEAD: usize = 4096;

/// A page in all its forms.
#[derive(Debug)]
pub(super) struct KeptPage {
    brotli: Variant,
    gzip: Variant,
    plain: Variant,
}

#[derive(Debug)]
struct Variant {
    tag: String,
    headers: HeaderMap,
    /// The headers for those who have it already.
    headers_of_known: HeaderMap,
    body: Bytes,
}

impl KeptPage {
    /// Makes all forms of a page, with the headers that every answer carries. It takes some milliseconds.
    pub(super) fn new(page: &Rendered) -> io::Result<Self> {
        Ok(Self {
            brotli: Variant::new(page, Encoding::Brotli)?,
            gzip: Variant::new(page, Encoding::Gzip)?,
            plain: Variant::new(page, Encoding::Plain)?,
        })
    }

    /// How much memory it takes, about.
    pub(super) fn size(&self) -> usize {
        OVERHEAD + self.brotli.body.len() + self.gzip.body.len() + self.plain.body.len()
    }

    /// The answer to a reader's request.
    pub(super) fn answer(&self, method: &Method, request: &HeaderMap) -> Response {
        let variant = match Encoding::best(request) {
            Encoding::Brotli => &self.brotli,
            Encoding::Gzip => &self.gzip,
            Encoding::Plain => &self.plain,
        };
        if conditional::is_known(request, &variant.tag, None) {
            return answer(StatusCode::NOT_MODIFIED, &variant.headers_of_known, Body::empty());
        }
        if method == Method::HEAD {
            let mut response = answer(StatusCode::OK, &variant.headers, Body::empty());
            response.headers_mut().insert(header::CONTENT_LENGTH, variant.body.len().into());
            return response;
        }
        answer(StatusCode::OK, &variant.headers, Body::from(variant.body.clone()))
    }
}

fn answer(status: StatusCode, headers: &HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().clone_from(headers);
    response
}

impl Variant {
    fn new(page: &Rendered, encoding: Encoding) -> io::Result<Self> {
        let body = encoding.encode(&page.body)?;
        // With its policy, since who has the page keeps that with it.
        let mut hash = Sha256::new_with_prefix(&body);
        hash.update(page.headers.get(header::CONTENT_SECURITY_POLICY).map_or(&[][..], HeaderValue::as_bytes));
        let tag = format!("\"{:.32}\"", format!("{:x}", hash.finalize()));
        let mut headers_of_known = page.headers.clone();
        headers_of_known.remove(header::CONTENT_LENGTH);
        headers_of_known.remove(header::CONTENT_TYPE);
        headers_of_known.insert(header::ETAG, HeaderValue::from_str(&tag).map_err(io::Error::other)?);
        // Whoever is logged in gets another page.
        headers_of_known.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
        let mut headers = headers_of_known.clone();
        if let Some(content_type) = page.headers.get(header::CONTENT_TYPE) {
            headers.insert(header::CONTENT_TYPE, content_type.clone());
        }
        if let Some(name) = encoding.name() {
            headers.insert(header::CONTENT_ENCODING, name);
        }
        // Without `Content-Length`: hyper writes it. Each name here is memory of every open connection, since hyper keeps the map of the
        // last answer for the next request.
        Ok(Self { tag, headers, headers_of_known, body })
    }
}
