//! A replica that readers are answered from, for as long as it holds the newest version that this server knows of.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use app::store::{Store, StoreError};
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use tokio::time::timeout;

use crate::page_cache::is_from_a_reader;
use crate::state::{AppState, StateParts};

/// A replica has this long to tell its version: the primary is there.
const PATIENCE: Duration = Duration::from_millis(250);
/// And this long for a whole answer.
const PATIENCE_FOR_ALL: Duration = Duration::from_secs(2);
/// One that did not answer is left alone so long, so that it holds up few.
const PAUSE: Duration = Duration::from_secs(1);

/// Its address must lead to one and the same server: what it shows never goes back while it runs, which does not hold of several.
#[derive(Clone, Debug)]
pub struct Replica {
    store: Store,
    /// Until when it is left alone; none while it answers.
    away: Arc<Mutex<Option<Instant>>>,
}

impl Replica {
    /// A replica, which may be away.
    pub fn new(store: Store) -> Self {
        Self { store, away: Arc::default() }
    }

    /// Ends all connections.
    pub(crate) async fn close(&self) {
        self.store.close().await;
    }

    /// An answer read from it, with a version that it is at least as new as. None where its version is not one of those that are
    /// wanted, and where the answer is none to be sure of: what is not there may only not be there yet.
    pub(crate) async fn answer<F: Future<Output = Response>>(
        &self,
        state: &AppState,
        wanted: RangeInclusive<i64>,
        make: impl FnOnce(AppState) -> F,
    ) -> Option<(i64, Response)> {
        let version = self.version().await?;
        if !wanted.contains(&version) {
            self.is_there();
            return None;
        }
        let parts = StateParts { store: self.store.clone(), replica: None, ..StateParts::clone(state) };
        let Ok(response) = timeout(PATIENCE_FOR_ALL, make(parts.into())).await else {
            self.is_away(&StoreError::silent());
            return None;
        };
        // Not before: one that tells its version may still be too slow for its pages.
        self.is_there();
        matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED).then_some((version, response))
    }

    /// Its version; none while it is away.
    async fn version(&self) -> Option<i64> {
        if !self.may_be_asked() {
            return None;
        }
        let version = timeout(PATIENCE, self.store.content_version()).await;
        version.unwrap_or_else(|_| Err(StoreError::silent())).inspect_err(|error| self.is_away(error)).ok()
    }

    /// After each pause by one request; meanwhile all others go elsewhere.
    fn may_be_asked(&self) -> bool {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        match *away {
            Some(until) if Instant::now() < until => false,
            Some(_) => {
                *away = Some(Instant::now() + PAUSE);
                true
            }
            None => true,
        }
    }

    fn is_there(&self) {
        let before = self.away.lock().unwrap_or_else(PoisonError::into_inner).take();
        if before.is_some() {
            tracing::info!("the replica answers again");
        }
    }

    fn is_away(&self, error: &StoreError) {
        let until = Instant::now() + PAUSE;
        let before = self.away.lock().unwrap_or_else(PoisonError::into_inner).replace(until);
        if before.is_none() {
            tracing::warn!(cause = error.cause(), "the replica does not answer; everything is read from the primary");
        }
    }
}

/// Answers a reader from the replica where that holds what is known to be the newest. Everyone else, and whatever changes anything,
/// is for the primary.
pub(crate) async fn answer<F: Future<Output = Response>>(
    state: AppState,
    request: Request,
    make: impl Fn(AppState, Request) -> F + Copy,
) -> Response {
    if let Some(replica) = &state.replica
        && let Some(known) = state.page_cache.version()
        && is_from_a_reader(request.method(), request.headers())
    {
        let copy = without_body(&request);
        if let Some((_, response)) = replica.answer(&state, known..=known, move |state| make(state, copy)).await {
            return response;
        }
    }
    make(state, request).await
}

/// What a reader asks with.
fn without_body(request: &Request) -> Request {
    let mut copy = Request::new(Body::empty());
    copy.method_mut().clone_from(request.method());
    copy.uri_mut().clone_from(request.uri());
    copy.headers_mut().clone_from(request.headers());
    copy.extensions_mut().clone_from(request.extensions());
    copy
}
