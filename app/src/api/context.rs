//! What a server function knows of its request.

use leptos::prelude::use_context;

use super::ApiError;
use crate::model::Viewer;
use crate::store::Store;

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

    /// The account of an editor.
    ///
    /// # Errors
    /// Nobody is logged in.
    pub fn editor(&self) -> Result<i64, ApiError> {
        self.viewer.as_ref().map(|viewer| viewer.account).ok_or(ApiError::SignedOut)
    }
}
