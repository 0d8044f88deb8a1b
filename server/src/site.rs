//! The site: what is kept goes out before anything else is looked at, and the router answers the rest.

use std::convert::Infallible;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use tower::ServiceExt;

use crate::page_cache::PageCache;

/// Answers requests; cheap to clone.
#[derive(Clone, Debug)]
pub struct Site {
    router: Router,
    page_cache: PageCache,
}

impl Site {
    pub(crate) fn new(router: Router, page_cache: PageCache) -> Self {
        Self { router, page_cache }
    }

    /// Answers a request; `more` of it is only asked for where the answer is not at hand.
    pub(crate) async fn answer<B>(
        self,
        request: http::Request<B>,
        more: impl FnOnce(http::Request<B>) -> Request,
    ) -> Result<Response, Infallible> {
        let kept = self.page_cache.find(request.method(), request.uri(), request.headers()).await;
        match kept {
            Some(answer) => Ok(answer),
            None => self.router.oneshot(more(request)).await,
        }
    }
}

/// A router whose pages are not kept.
impl From<Router> for Site {
    fn from(router: Router) -> Self {
        Self::new(router, PageCache::default())
    }
}
