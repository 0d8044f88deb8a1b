//! What a server function knows of its request.

use leptos::prelude::use_context;

use super::{ApiError, PageRef};
use crate::model::{ItemId, ItemKind, Slug, Viewer};
use crate::store::{ItemAt, Store};

/// Provided to every rendering and every server function.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// The store.
    pub store: Store,
    /// Who is logged in, if anyone.
    pub viewer: Option<Viewer>,
}

impl RequestContext {
    /// The context of the request that is being answered.
    ///
    /// # Errors
    /// Called outside a request: a fault of this program.
    pub fn current() -> Result<Self, ApiError> {
        use_context::<Self>().ok_or(ApiError::Internal)
    }

    /// What stands at an address where readers see nothing; editors see its drafts there.
    ///
    /// # Errors
    /// [`ApiError::Gone`] where it is in the bin; [`ApiError::Moved`] where it has another address now;
    /// [`ApiError::NotFound`] where there is nothing, or for a reader; the store is away.
    pub async fn unpublished(&self, kind: ItemKind, slug: &Slug) -> Result<ItemId, ApiError> {
        match self.store.item_at(kind, slug).await? {
            Some(item) if item.is_deleted => Err(ApiError::Gone),
            Some(ItemAt { moved_to: Some(slug), .. }) => Err(ApiError::Moved(PageRef::new(kind, slug).path())),
            Some(item) if self.viewer.is_some() => Ok(item.id),
            _ => Err(ApiError::NotFound),
        }
    }

    /// The account of an editor.
    ///
    /// # Errors
    /// Nobody is logged in.
    pub fn editor(&self) -> Result<i64, ApiError> {
        self.viewer.as_ref().map(|viewer| viewer.account).ok_or(ApiError::SignedOut)
    }
}
