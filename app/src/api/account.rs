//! Accounts: all of them for administrators, one's own for everyone.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{RequestContext, error::answer};
use crate::model::{Accounts, OwnAccount};

/// All accounts, and who is invited.
///
/// # Errors
/// No administrator is logged in; the store is away.
#[server(endpoint = "get_accounts", input = GetUrl)]
pub async fn get_accounts() -> Result<Accounts, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        context.admin()?;
        Ok(context.store.listed_accounts().await?)
    })
    .await
}

/// The account of whoever asks, and where it is logged in.
///
/// # Errors
/// Nobody is logged in; the store is away.
#[server(endpoint = "get_own_account", input = GetUrl)]
pub async fn get_own_account() -> Result<OwnAccount, ApiError> {
    answer(async {
        let context = RequestContext::current()?;
        let viewer = context.viewer.as_ref().ok_or(ApiError::SignedOut)?;
        context.store.own_account(viewer.account, viewer.session).await?.ok_or(ApiError::SignedOut)
    })
    .await
}
