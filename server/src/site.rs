//! The site: what is kept goes out before anything else is looked at, and the router answers the rest.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
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

    /// Answers a request; `more` of it is only asked for where the answer is not at hand. Then `workers` make it.
    pub(crate) fn answer<B>(
        &self,
        request: http::Request<B>,
        workers: &Handle,
        more: impl FnOnce(http::Request<B>) -> Request,
    ) -> Answering {
        match self.page_cache.find(request.method(), request.uri(), request.headers()) {
            Some(kept) => Answering::Kept(Some(kept)),
            None => Answering::Made(workers.spawn(self.router.clone().oneshot(more(request)))),
        }
    }
}

/// An answer on its way. Who drops it does not want it any more.
pub(crate) enum Answering {
    Kept(Option<Response>),
    Made(JoinHandle<Result<Response, Infallible>>),
}

impl fmt::Debug for Answering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kept(_) => "Kept",
            Self::Made(_) => "Made",
        })
    }
}

impl Future for Answering {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        match &mut *self {
            Self::Kept(kept) => Poll::Ready(kept.take().unwrap_or_default()),
            Self::Made(made) => Pin::new(made).poll(cx).map(|made| match made {
                Ok(Ok(made)) => made,
                // It panicked outside of what catches panics, or the program ends.
                Err(error) => {
                    tracing::error!(%error, "a request was not answered");
                    StatusCode::INTERNAL_SERVER_ERROR.into_response()
                }
            }),
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        if let Self::Made(made) = self {
            made.abort();
        }
    }
}

/// A router whose pages are not kept.
impl From<Router> for Site {
    fn from(router: Router) -> Self {
        Self::new(router, PageCache::default())
    }
}
