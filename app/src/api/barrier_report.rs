//! Barriers that readers reported.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
use crate::model::BarrierReport;

/// What was reported: what is open, then what is done, the newest first.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "get_barrier_reports", input = GetUrl)]
pub async fn get_barrier_reports() -> Result<Vec<BarrierReport>, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        Ok(context.store.barrier_reports().await?)
    })
    .await
}
