//! Any other address.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::components::ErrorMessage;
use crate::navigation::Arrived;

/// There is nothing at this address.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <ErrorMessage error=ApiError::NotFound/> <Arrived/> }
}
