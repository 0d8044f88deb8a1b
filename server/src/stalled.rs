//! HTTP/2 clients that ask and do not take the answers: their window is full, so nothing is written that could time out.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::sync::Notify;

/// Looked at so often; who took nothing between three looks is given up, after 10 to 15 seconds.
const LOOK: Duration = Duration::from_secs(5);

/// What goes on in a connection.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Answers that are not out.
    open: AtomicUsize,
    /// Counts whatever is taken.
    steps: AtomicUsize,
    opened: Notify,
}

impl Progress {
    /// Ends when the client has taken nothing for too long, of answers that it asked for.
    pub(crate) async fn stalled(&self) {
        let (mut last, mut looks) = (0, 0);
        loop {
            if self.open.load(Ordering::Relaxed) == 0 {
                self.opened.notified().await;
                looks = 0;
            }
            tokio::time::sleep(LOOK).await;
            let steps = self.steps.load(Ordering::Relaxed);
            looks = if steps == last && self.open.load(Ordering::Relaxed) > 0 { looks + 1 } else { 0 };
            last = steps;
            if looks == 2 {
                return;
            }
        }
    }

    fn step(&self) {
        self.steps.fetch_add(1, Ordering::Relaxed);
    }
}

/// An answer's body that tells how far it is.
#[derive(Debug)]
pub(crate) struct WatchedBody {
    body: Body,
    progress: Arc<Progress>,
}

impl WatchedBody {
    pub(crate) fn new(body: Body, progress: Arc<Progress>) -> Self {
        progress.step();
        if progress.open.fetch_add(1, Ordering::Relaxed) == 0 {
            progress.opened.notify_one();
        }
        Self { body, progress }
    }
}

impl Drop for WatchedBody {
    fn drop(&mut self) {
        self.progress.step();
        self.progress.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl HttpBody for WatchedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.progress.step();
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
