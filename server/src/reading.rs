//! Whether a request's body is just being read.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use http_body::{Frame, SizeHint};
use tokio::sync::watch;

/// Tells whether somebody is in the middle of reading a body.
#[derive(Debug)]
pub(crate) struct Reading(watch::Receiver<bool>);

impl Reading {
    /// Has the body of a request watched.
    pub(crate) fn of(request: Request) -> (Request, Self) {
        let (goes_on, reading) = watch::channel(false);
        let request =
            request.map(|body| if body.is_end_stream() { body } else { Body::new(WatchedBody { body, goes_on }) });
        (request, Self(reading))
    }

    /// Whether it has begun and not ended.
    pub(crate) fn goes_on(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends once it does not go on.
    pub(crate) async fn ends(&mut self) {
        // An error says that the body is gone.
        let _ = self.0.wait_for(|goes_on| !goes_on).await;
    }
}

#[derive(Debug)]
struct WatchedBody {
    body: Body,
    goes_on: watch::Sender<bool>,
}

impl HttpBody for WatchedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        let goes_on = !matches!(frame, Poll::Ready(None | Some(Err(_)))) && !self.body.is_end_stream();
        self.goes_on.send_if_modified(|went_on| std::mem::replace(went_on, goes_on) != goes_on);
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for WatchedBody {
    fn drop(&mut self) {
        self.goes_on.send_replace(false);
    }
}
