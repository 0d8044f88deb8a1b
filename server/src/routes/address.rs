//! `/personen/{slug}/adresse`: a person's address, on the reader's action.

use app::api::ApiError;
use app::components::Unlisted;
use app::model::{Contact, EmailAddress, Language, Slug};
use app::pages::{AddressPage, RevealedAddress};
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header;
use leptos::prelude::provide_context;
use serde_json::json;

use crate::cache_policy::CachePolicy;
use crate::state::AppState;
use crate::{client_address, error_page, render};

/// Addresses one reader can ask for within [`MINUTES`]: enough for people, too few for harvesters.
const PER_PEER: i64 = 60;
const MINUTES: i32 = 15;

pub(crate) async fn post(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let mut response = match reveal(&state, &client_address::counted(&request).to_string(), &slug).await {
        Err(error) => error_page::answer(&state, request, error).await,
        Ok((_, address)) if is_by_script(&request) => Json(json!({ "address": address.plain() })).into_response(),
        Ok((contact, address)) => {
            let path = format!("/personen/{}", contact.slug);
            let revealed = RevealedAddress { name: contact.name, path, address: address.plain() };
            let context = move || {
                // Programs are told nothing of this page.
                provide_context(Unlisted);
                provide_context(revealed.clone());
            };
            render::static_page(&state, request, context, AddressPage).await
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, CachePolicy::KeptNowhere.value());
    response
}

/// A person and their address, counted against what one reader can ask for.
pub(super) async fn reveal(state: &AppState, peer: &str, slug: &str) -> Result<(Contact, EmailAddress), ApiError> {
    let slug: Slug = slug.parse().map_err(|_| ApiError::NotFound)?;
    let key = format!("address:peer:{peer}");
    if !state.store.count_attempt(&key, PER_PEER, MINUTES).await? {
        return Err(ApiError::TooManyAttempts);
    }
    let contact = state.store.person(&slug, Language::German).await?.ok_or(ApiError::NotFound)?;
    let address = state.store.email_address(&slug).await?.ok_or(ApiError::NotFound)?;
    Ok((contact, address))
}

/// Whether a script asks, which says that it takes JSON or, by itself, anything; and not a browser that follows a form.
fn is_by_script(request: &Request) -> bool {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (accept, content) = (header(header::ACCEPT), header(header::CONTENT_TYPE));
    let is_form = ["application/x-www-form-urlencoded", "multipart/form-data"].iter().any(|it| content.starts_with(it));
    let takes_json = accept.contains("application/json") || (accept.contains("*/*") && !is_form);
    takes_json && !accept.contains("text/html")
}
