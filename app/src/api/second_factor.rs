//! The second factor of a log-in.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
#[cfg(feature = "ssr")]
use crate::model::Role;
use crate::model::{Factors, Security};

/// What the account that asks logs in with. The one server function that an account may call that owes a factor.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "get_factors", input = GetUrl)]
pub async fn get_factors() -> Result<Factors, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        let account = context.account.ok_or(ApiError::SignedOut)?;
        Ok(context.store.factors(account).await?)
    })
    .await
}

/// Whether everyone needs a second factor, and who has one.
///
/// # Errors
/// No administrator is logged in; the store is away.
#[server(endpoint = "get_security", input = GetUrl)]
pub async fn get_security() -> Result<Security, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.editor()?;
        context.viewer.as_ref().filter(|viewer| viewer.role == Role::Admin).ok_or(ApiError::NotAllowed)?;
        Ok(context.store.security().await?)
    })
    .await
}
