//! Who else is on a page.

#![expect(missing_docs, reason = "the macro makes a type of each function; the function has the docs")]

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use uuid::Uuid;

use super::{ApiError, PageRef};
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
use crate::model::{FieldRef, Present};

/// Says that a window is on no page any more. What it said before this one, with a lower `beat`, changes nothing if it arrives later.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "leave_page", input = Json)]
pub async fn leave_page(tab: Uuid, #[server(default)] beat: i32) -> Result<(), ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        let account = context.editor()?;
        Ok(context.store.leave_page(tab, beat, account).await?)
    })
    .await
}

/// Says that a window is on a page, in a text or in none; answers who else is. To be said again every 3 seconds; `beat` counts what the
/// window says of itself.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "be_present", input = Json)]
pub async fn be_present(
    page: PageRef,
    tab: Uuid,
    #[server(default)] beat: i32,
    text: Option<FieldRef>,
) -> Result<Vec<Present>, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        let account = context.editor()?;
        Ok(context.store.be_present(tab, beat, account, &page.path(), text).await?)
    })
    .await
}
