//! `/bild/….png`: the picture that others show beside a link to a page; axum's router takes no ending after a parameter.

use app::api::{ApiError, PictureText, page_of_picture, picture_path, picture_text};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::cache_policy::CachePolicy;
use crate::state::AppState;
use crate::{error_page, picture};

pub(crate) async fn get(State(state): State<AppState>, request: Request) -> Response {
    match answer(&state, request.uri().path(), request.headers()).await {
        Ok(response) => response,
        Err(ApiError::Moved(page)) => {
            (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, picture_path(&page))]).into_response()
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

async fn answer(state: &AppState, path: &str, request: &HeaderMap) -> Result<Response, ApiError> {
    let page = page_of_picture(path).ok_or(ApiError::NotFound)?;
    let text = picture_text(&state.store, &page).await?;
    let tag = tag(&text);
    let headers = [
        (header::CACHE_CONTROL, CachePolicy::ForADay.value()),
        (header::ETAG, HeaderValue::from_str(&tag).map_err(|_| ApiError::Internal)?),
        // It is made to be shown by others.
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    if is_known(request, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let png = picture::png(text).await?;
    Ok((headers, [(header::CONTENT_TYPE, "image/png")], png).into_response())
}

/// The same for as long as the picture is; another version of this program may draw another one.
fn tag(text: &PictureText) -> String {
    let said = format!("{}\n{}\n{}", env!("CARGO_PKG_VERSION"), text.line, text.title);
    let hash = Sha256::digest(said.as_bytes());
    let hex = hash.iter().take(12).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    format!("\"{hex}\"")
}

/// Whether who asks has the picture already.
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let known = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|tags| tags.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}
