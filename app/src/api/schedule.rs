//! Publications at a set time.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
#[cfg(feature = "ssr")]
use crate::model::Language;
use crate::model::{FieldRef, ScheduledPublication};

/// Sets the time at which drafts go out, each named with the version that was shown. `at` is a time in Berlin, with
/// or without seconds: `2026-11-25T18:00`.
///
/// # Errors
/// [`ApiError::NotAhead`] where that is no time of the coming year; else as [`publish`](super::publish).
#[server(endpoint = "schedule_publication", input = Json)]
pub async fn schedule_publication(chosen: Vec<(FieldRef, i64)>, at: String) -> Result<(), ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        let at = at.parse().map_err(|_| ApiError::NotAhead)?;
        Ok(context.store.schedule(&chosen, at, Language::German, context.actor()).await?)
    })
    .await
}

/// What waits for its time, and what did not go out.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "get_schedule", input = GetUrl)]
pub async fn get_schedule() -> Result<Vec<ScheduledPublication>, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        Ok(context.store.scheduled(Language::German).await?)
    })
    .await
}
