//! HTTP/2 clients that ask and do not take the answers: their window is full, so nothing is written that could time out.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::sync::Notify;

/// Looked at so often; who took nothing between three looks is given up, after 10 to 15 seconds.
const LOOK: Duration = Duration::from_secs(5);
/// So much taken is a step: about 1 KB a second at least, as by HTTP/1.1.
const PIECE: usize = 16 << 10;

/// What goes on in a connection.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Answers, and pieces of them, that are not out.
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

/// Something that is not out.
#[derive(Debug)]
struct Open(Arc<Progress>);

impl Open {
    fn new(progress: &Arc<Progress>) -> Self {
        progress.step();
        if progress.open.fetch_add(1, Ordering::Relaxed) == 0 {
            progress.opened.notify_one();
        }
        Self(Arc::clone(progress))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.step();
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A part of an answer. h2 drops it once all of it is written, which may be long after the body was read to its end.
struct Piece {
    bytes: Bytes,
    _open: Open,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// An answer's body that tells how far it is.
#[derive(Debug)]
pub(crate) struct WatchedBody {
    body: Body,
    /// What was read of it and not handed out.
    rest: Bytes,
    open: Open,
}

impl WatchedBody {
    pub(crate) fn new(body: Body, progress: &Arc<Progress>) -> Self {
        Self { body, rest: Bytes::new(), open: Open::new(progress) }
    }

    fn next_piece(&mut self) -> Bytes {
        let bytes = self.rest.split_to(self.rest.len().min(PIECE));
        Bytes::from_owner(Piece { bytes, _open: Open::new(&self.open.0) })
    }
}

impl HttpBody for WatchedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.open.0.step();
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(cx)).map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => self.rest = data,
                Some(Ok(Err(trailers))) => return Poll::Ready(Some(Ok(trailers))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        Poll::Ready(Some(Ok(Frame::data(self.next_piece()))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (body, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(body.lower() + rest);
        if let Some(upper) = body.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}
