//! What a server function knows of its request.

use std::net::IpAddr;

use leptos::prelude::use_context;

use super::{ApiError, PageRef};
use crate::model::{ItemId, ItemKind, Role, Slug, Viewer};
use crate::store::{Actor, ItemAt, Store};

/// For whom a page is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// They get what is published.
    Readers,
    /// Editors, and whoever has a preview link: they get the drafts beside it.
    WithDrafts,
}

/// What stands at an address where readers see nothing; others see its drafts there.
///
/// # Errors
/// [`ApiError::Gone`] where it is in the bin, or was; [`ApiError::Moved`] where it has another address now;
/// [`ApiError::NotFound`] where there is nothing, or for a reader; the store is away.
pub(super) async fn unpublished(
    store: &Store,
    audience: Audience,
    kind: ItemKind,
    slug: &Slug,
) -> Result<ItemId, ApiError> {
    match store.item_at(kind, slug).await? {
        Some(item) if item.is_deleted => Err(ApiError::Gone),
        Some(ItemAt { moved_to: Some(slug), .. }) => Err(ApiError::Moved(PageRef::new(kind, slug).path())),
        Some(item) if audience == Audience::WithDrafts => Ok(item.id),
        _ if store.is_gone(kind, slug).await? => Err(ApiError::Gone),
        _ => Err(ApiError::NotFound),
    }
}

/// Why readers see nothing at an address.
pub async fn absence(store: &Store, kind: ItemKind, slug: &Slug) -> ApiError {
    unpublished(store, Audience::Readers, kind, slug).await.err().unwrap_or(ApiError::NotFound)
}

/// Provided to every rendering and every server function.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// The store.
    pub store: Store,
    /// Who is logged in, if anyone.
    pub viewer: Option<Viewer>,
    /// The same account; also where it owes a second factor, and is nobody yet.
    pub account: Option<i64>,
    /// The client's network address.
    pub address: IpAddr,
}

impl RequestContext {
    /// The context of the request that is being answered.
    ///
    /// # Errors
    /// Called outside a request: a fault of this program.
    pub fn current() -> Result<Self, ApiError> {
        use_context::<Self>().ok_or(ApiError::Internal)
    }

    /// Who may see what is not published: editors.
    pub(super) fn audience(&self) -> Audience {
        if self.viewer.is_some() { Audience::WithDrafts } else { Audience::Readers }
    }

    /// Who does what this request asks for, and from where.
    pub fn actor(&self) -> Actor {
        Actor { account: self.viewer.as_ref().map(|viewer| viewer.account), address: Some(self.address) }
    }

    /// The account of an editor.
    ///
    /// # Errors
    /// Nobody is logged in.
    pub fn editor(&self) -> Result<i64, ApiError> {
        self.viewer.as_ref().map(|viewer| viewer.account).ok_or(ApiError::SignedOut)
    }

    /// The account of an administrator.
    ///
    /// # Errors
    /// Nobody is logged in, or someone who is none.
    pub fn admin(&self) -> Result<i64, ApiError> {
        match &self.viewer {
            Some(viewer) if viewer.role == Role::Admin => Ok(viewer.account),
            Some(_) => Err(ApiError::NotAllowed),
            None => Err(ApiError::SignedOut),
        }
    }
}
