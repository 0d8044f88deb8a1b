//! `/bilder/{id}/{file}`: a portrait, in one of its sizes and formats.

use app::api::ApiError;
use app::model::{ImageId, Viewer};
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use crate::cache_policy::CachePolicy;
use crate::state::AppState;
use crate::{error_page, session};

pub(crate) async fn get(
    State(state): State<AppState>,
    Path((id, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    // What is kept is for everyone, also while the store is away.
    let found = match state.page_cache.picture(request.uri().path()).await {
        Some(bytes) => Ok((bytes, CachePolicy::ForEver)),
        None => find(&state, request.uri().path(), (&id, &file), session::viewer_of(&request)).await,
    };
    match found {
        Ok((bytes, policy)) => {
            let headers = [(header::CONTENT_TYPE, media_type(&file)), (header::CACHE_CONTROL, policy.value())];
            (headers, bytes).into_response()
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// What readers see is for everyone. What is only a draft is for editors, and for those who look at it by a preview link: as long
/// as there is one, for whoever knows its id, which nobody can guess. What is only in a history is for editors alone.
async fn find(
    state: &AppState,
    path: &str,
    (id, file): (&str, &str),
    viewer: Result<Option<Viewer>, ApiError>,
) -> Result<(Bytes, CachePolicy), ApiError> {
    let id: ImageId = id.parse().map_err(|_| ApiError::NotFound)?;
    let read = state.store.image_file(&id, file);
    let (bytes, file) = state.page_cache.read_picture(&state.store, path, read).await?.ok_or(ApiError::NotFound)?;
    if file.is_public {
        return Ok((bytes, CachePolicy::ForEver));
    }
    let may_see = file.may_be_previewed || viewer?.is_some();
    may_see.then_some((bytes, CachePolicy::KeptNowhere)).ok_or(ApiError::NotFound)
}

fn media_type(file: &str) -> HeaderValue {
    HeaderValue::from_static(match file.rsplit_once('.') {
        Some((_, "webp")) => "image/webp",
        _ => "image/jpeg",
    })
}
