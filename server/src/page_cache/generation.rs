//! The pages of one content version.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use axum::body::Bytes;
use moka::future::Cache;

use super::kept_page::KeptPage;
use super::rendered::Rendered;

/// How much memory pages may take together.
pub(super) const LARGEST: u64 = 64 << 20;
/// How much memory the pictures on them may take together.
const LARGEST_PICTURES: u64 = 16 << 20;

/// All that is kept of one content version. What was begun under it ends in it, so it never gets into the next one.
#[derive(Debug)]
pub(super) struct Generation {
    pub(super) version: i64,
    pages: Cache<String, Arc<KeptPage>>,
    pictures: Cache<String, Bytes>,
}

impl Generation {
    pub(super) fn new(version: i64, largest: u64) -> Self {
        let size = |key: &String, page: &Arc<KeptPage>| u32::try_from(key.len() + page.size()).unwrap_or(u32::MAX);
        let picture_size = |key: &String, picture: &Bytes| u32::try_from(key.len() + picture.len()).unwrap_or(u32::MAX);
        Self {
            version,
            pages: Cache::builder().max_capacity(largest).weigher(size).build(),
            pictures: Cache::builder().max_capacity(LARGEST_PICTURES).weigher(picture_size).build(),
        }
    }

    pub(super) async fn picture(&self, path: &str) -> Option<Bytes> {
        self.pictures.get(path).await
    }

    pub(super) async fn keep_picture(&self, path: &str, bytes: Bytes) {
        self.pictures.insert(path.to_owned(), bytes).await;
    }

    /// What is kept and at hand at once. Where the cache is just being tidied up it may be none, and is found by
    /// [`get_or_make`](Self::get_or_make).
    pub(super) fn get(&self, key: &str) -> Option<Arc<KeptPage>> {
        match pin!(self.pages.get(key)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(page) => page,
            Poll::Pending => None,
        }
    }

    /// What is kept, or else is to be. However many ask at once, one makes it; what is not to be kept, all of them get.
    pub(super) async fn get_or_make(
        &self,
        key: &str,
        make: impl Future<Output = Result<Arc<KeptPage>, Box<Rendered>>>,
    ) -> Result<Arc<KeptPage>, Arc<Box<Rendered>>> {
        self.pages.try_get_with_by_ref(key, make).await
    }

    /// How many pages there are, and how much memory they take, about.
    pub(super) fn size(&self) -> (u64, u64) {
        (self.pages.entry_count(), self.pages.weighted_size())
    }

    /// Does now what is done now and then: evict, and count.
    #[cfg(test)]
    pub(super) async fn tidy(&self) {
        self.pages.run_pending_tasks().await;
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    #[tokio::test]
    async fn however_many_pages_are_asked_for_they_take_no_more_than_the_bound() {
        let generation = Generation::new(1, 1 << 20);
        for number in 0..100 {
            let body = Bytes::from(format!("{number}").repeat(10_000));
            let page = Rendered { status: StatusCode::OK, headers: HeaderMap::new(), body, is_for_many: true };
            let page = KeptPage::new(&page).expect("a page");
            assert!(generation.get_or_make(&format!("/{number}"), async { Ok(Arc::new(page)) }).await.is_ok());
        }
        generation.tidy().await;
        let (pages, bytes) = generation.size();
        assert!(pages > 10 && bytes <= 1 << 20, "{pages} pages, {bytes} bytes");
    }

    #[tokio::test]
    async fn what_is_not_to_be_kept_is_made_again() {
        let generation = Generation::new(1, LARGEST);
        for _ in 0..2 {
            let (headers, body) = (HeaderMap::new(), Bytes::from_static(b"404"));
            let page = Rendered { status: StatusCode::NOT_FOUND, headers, body, is_for_many: true };
            let answer = generation.get_or_make("/", async { Err(Box::new(page)) }).await;
            assert!(answer.is_err_and(|page| page.status == StatusCode::NOT_FOUND));
        }
        assert!(generation.get("/").is_none());
    }
}
