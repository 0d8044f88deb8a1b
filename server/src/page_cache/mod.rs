//! The readers' page cache: a published page is rendered once for each version of the content.

mod asked;
mod encoding;
mod figures;
mod generation;
mod inline_scripts;
mod kept_page;
mod rendered;
mod watch;

use std::ops::RangeInclusive;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;
use std::{fmt, io};

use app::store::{Store, StoreError, StoredImageFile};
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, Uri};

pub(crate) use asked::{ReadersPage, is_from_a_reader};
use figures::Counters;
pub use figures::PageCacheFigures;
use generation::{Generation, LARGEST};
use kept_page::KeptPage;
use rendered::Rendered;
pub use watch::watch as watch_content;

use crate::cache_policy::CachePolicy;
use crate::state::AppState;
use crate::{error_page, headers, render, request_id, session};

/// The cache; copies share it. It keeps nothing before [`watch_content`] runs.
#[derive(Clone, Default)]
pub struct PageCache(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// None as long as no version is known.
    current: RwLock<Option<Arc<Generation>>>,
    counters: Counters,
}

impl fmt::Debug for PageCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageCache").field("version", &self.version()).field("figures", &self.figures()).finish()
    }
}

impl PageCache {
    /// What is kept and asked for, if a reader asks for it.
    pub(crate) fn find(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
        if !asked::is_from_a_reader(method, headers) {
            return None;
        }
        let key = asked::key(uri)?;
        let page = self.current()?.get(&key)?;
        self.0.counters.hit();
        Some(page.answer(method, headers))
    }

    /// Answers a reader with what is kept, or renders it and keeps it.
    pub(crate) async fn answer(
        &self,
        state: &AppState,
        asked: &ReadersPage,
        method: &Method,
        headers: &HeaderMap,
    ) -> Response {
        self.0.counters.miss();
        let Some(generation) = self.current() else {
            return self.render(state, asked).await.1.response();
        };
        match generation.get_or_make(asked.key(), self.make(state, asked, generation.version)).await {
            Ok(page) => page.answer(method, headers),
            Err(page) => page.response(),
        }
    }

    /// Renders a page that is to be kept among those of a version; an error is what is not to be kept.
    async fn make(&self, state: &AppState, asked: &ReadersPage, version: i64) -> Result<Arc<KeptPage>, Box<Rendered>> {
        let (rendered_at, mut page) = self.render(state, asked).await;
        // Not what the store knew before: it may have been put back, or read from one that lags behind.
        if page.status != StatusCode::OK || !page.is_for_many || rendered_at.is_none_or(|at| at < version) {
            request_id::sign(&mut page.headers);
            return Err(Box::new(page));
        }
        let bare = page.clone();
        headers::complete(&mut page.headers, &state.public_url, CachePolicy::ReadersPage);
        let kept = tokio::task::spawn_blocking(move || KeptPage::new(&page)).await;
        kept.map_err(io::Error::other).flatten().map(Arc::new).map_err(|error| {
            tracing::error!(%error, "a page could not be compressed");
            Box::new(bare)
        })
    }

    /// Renders a page, with a version that it is at least as new as; without one where the store is away.
    async fn render(&self, state: &AppState, asked: &ReadersPage) -> (Option<i64>, Rendered) {
        self.0.counters.render();
        let start = Instant::now();
        let rendered = self.render_newest(state, asked).await;
        if rendered.0.is_some() {
            state.metrics.rendered(start.elapsed());
        }
        rendered
    }

    async fn render_newest(&self, state: &AppState, asked: &ReadersPage) -> (Option<i64>, Rendered) {
        let known = self.version();
        if let Some(known) = known
            && let Some(page) = self.render_from_replica(state, asked, known..=known).await
        {
            return page;
        }
        let version = match state.store.unless_silent(state.store.content_version()).await {
            Ok(version) => version,
            Err(error) => {
                // The primary made a version, and was gone before it could tell.
                let newer = known.map_or(0, |known| known + 1)..=i64::MAX;
                return match self.render_from_replica(state, asked, newer).await {
                    Some(page) => page,
                    None => (None, whole(error_page::answer(state, asked.request(), error.into()).await).await),
                };
            }
        };
        self.saw(version);
        (Some(version), whole(render::page(state, asked.request(), || {}).await).await)
    }

    /// The bytes of a picture that readers see, by its path, if they are kept.
    pub(crate) async fn picture(&self, path: &str) -> Option<Bytes> {
        self.current()?.picture(path).await
    }

    /// Reads a picture, and keeps it beside the pages of the version that it was read under, if readers see it.
    pub(crate) async fn read_picture<E: From<StoreError>>(
        &self,
        store: &Store,
        path: &str,
        read: impl Future<Output = Result<Option<StoredImageFile>, E>>,
    ) -> Result<Option<(Bytes, StoredImageFile)>, E> {
        let generation = self.current();
        // As with pages: not what the store knew before.
        let read_at = store.unless_silent(store.content_version()).await?;
        let Some(mut file) = read.await? else { return Ok(None) };
        let bytes = Bytes::from(std::mem::take(&mut file.bytes));
        if let Some(generation) = generation
            && file.is_public
            && read_at >= generation.version
        {
            generation.keep_picture(path, bytes.clone()).await;
        }
        Ok(Some((bytes, file)))
    }

    /// The same from the replica, if it has a version that is wanted.
    async fn render_from_replica(
        &self,
        state: &AppState,
        asked: &ReadersPage,
        wanted: RangeInclusive<i64>,
    ) -> Option<(Option<i64>, Rendered)> {
        let request = asked.request();
        let make = async move |state: AppState| render::page(&state, request, || {}).await;
        let (version, page) = state.replica.as_ref()?.answer(state, wanted, make).await?;
        self.saw(version);
        Some((Some(version), whole(page).await))
    }

    /// A version that the store has, or had. Whatever is kept of an earlier one is dropped.
    pub(crate) fn saw(&self, version: i64) {
        self.replace_if(version, |current| current.is_some_and(|current| current < version));
    }

    /// The version that the store has, asked for when `before` was the known one. Is it smaller than that, the store was put back
    /// to an earlier state.
    fn compare(&self, before: Option<i64>, version: i64) {
        self.replace_if(version, |current| {
            current.is_none_or(|current| current < version || before.is_some_and(|before| version < before))
        });
    }

    fn replace_if(&self, version: i64, is_due: impl FnOnce(Option<i64>) -> bool) {
        let mut current = self.0.current.write().unwrap_or_else(PoisonError::into_inner);
        if is_due(current.as_ref().map(|current| current.version)) {
            let dropped = current.replace(Arc::new(Generation::new(version, LARGEST)));
            if dropped.is_some() {
                self.0.counters.drop();
            }
        }
    }

    fn current(&self) -> Option<Arc<Generation>> {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest version that is known; none where none was heard of yet.
    pub fn version(&self) -> Option<i64> {
        self.current().map(|current| current.version)
    }

    /// Whether changes are heard of as they happen.
    pub(crate) fn hears(&self) -> bool {
        self.0.counters.hears.load(Relaxed)
    }

    fn set_hears(&self, hears: bool) {
        self.0.counters.hears.store(hears, Relaxed);
    }

    /// What the cache has done, and how large it is.
    pub fn figures(&self) -> PageCacheFigures {
        let (pages, bytes) = self.current().map(|current| current.size()).unwrap_or_default();
        PageCacheFigures { pages, bytes, ..self.0.counters.read() }
    }
}

/// Waits for a whole answer.
async fn whole(response: Response) -> Rendered {
    match Rendered::of(response).await {
        Ok(page) => page,
        Err(error) => {
            tracing::error!(%error, "a page was not rendered to its end");
            Rendered {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                headers: HeaderMap::new(),
                body: Bytes::new(),
                is_for_many: false,
            }
        }
    }
}

/// Whoever has published something sees it at once: this server does not wait to be told of what it did itself.
pub(crate) async fn drop_what_was_changed(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let may_change = !request.method().is_safe() && session::token_of(request.headers()).is_some();
    let response = next.run(request).await;
    let is_done = response.status().is_success() || response.status().is_redirection();
    if may_change
        && is_done
        && let Ok(version) = state.store.unless_silent(state.store.content_version()).await
    {
        state.page_cache.saw(version);
    }
    response
}
