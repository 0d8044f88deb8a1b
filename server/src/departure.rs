//! How open connections end when the server stops: they are told to leave, then closed where nothing runs, and cut at last.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use hyper_util::server::graceful::GracefulConnection;
use tokio::sync::watch;
use tokio::time::timeout;

/// A connection that is cut ends as soon as its task is looked at.
const CUT: Duration = Duration::from_secs(1);

/// How the server stands to whoever is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It serves.
    Serving,
    /// It stops, and nobody takes its place.
    Stopping,
    /// Another one answers at its address.
    HandedOver,
}

/// What is asked of connections, each more than the one before.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Nothing,
    Leave,
    Close,
    End,
}

/// How long connections may stay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stay {
    /// What is not used for so long is closed.
    pub(crate) idle: Duration,
    /// What runs has so long from then on.
    pub(crate) busy: Duration,
}

/// Sees all connections off.
#[derive(Debug)]
pub(crate) struct Departures {
    asked: watch::Sender<Asked>,
    standing: Sign,
}

/// What each request looks at; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Sign(Arc<AtomicU8>);

impl Sign {
    pub(crate) fn standing(&self) -> Standing {
        match self.0.load(Ordering::Relaxed) {
            0 => Standing::Serving,
            1 => Standing::Stopping,
            _ => Standing::HandedOver,
        }
    }
}

impl Departures {
    pub(crate) fn new() -> Self {
        let (asked, _) = watch::channel(Asked::Nothing);
        Self { asked, standing: Sign(Arc::default()) }
    }

    pub(crate) fn sign(&self) -> Sign {
        self.standing.clone()
    }

    pub(crate) fn guest(&self) -> Guest {
        Guest(self.asked.subscribe())
    }

    /// From now on each answer says that the connection ends with it: whoever asks again comes by a new one, on which nothing is lost.
    pub(crate) fn begin(&self, standing: Standing) {
        let code = match standing {
            Standing::Serving => 0,
            Standing::Stopping => 1,
            Standing::HandedOver => 2,
        };
        self.standing.0.store(code, Ordering::Relaxed);
        self.asked.send_replace(Asked::Leave);
    }

    /// Ends when all have gone; answers how many were cut.
    pub(crate) async fn all_gone(&self, stay: Stay) -> usize {
        if timeout(stay.idle, self.asked.closed()).await.is_ok() {
            return 0;
        }
        self.asked.send_replace(Asked::Close);
        if timeout(stay.busy, self.asked.closed()).await.is_ok() {
            return 0;
        }
        self.cut().await
    }

    /// Ends what is left at once; answers how many that were.
    pub(crate) async fn cut(&self) -> usize {
        let left = self.asked.receiver_count();
        self.asked.send_replace(Asked::End);
        let _ = timeout(CUT, self.asked.closed()).await;
        left
    }
}

/// One connection, as it hears what is asked of it.
#[derive(Debug)]
pub(crate) struct Guest(watch::Receiver<Asked>);

impl Guest {
    /// Waits for what comes before the first answer; none where the connection is to be closed.
    pub(crate) async fn unless_closed<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = work => Some(done),
            _ = self.0.wait_for(|asked| matches!(asked, Asked::Close | Asked::End)) => None,
        }
    }

    /// Answers on a connection until its end, or until it is cut. HTTP/2 has a way of its own to say goodbye.
    pub(crate) async fn stay<C: GracefulConnection>(
        mut self,
        mut connection: Pin<Box<C>>,
        speaks_http2: bool,
    ) -> Result<(), C::Error> {
        // What was asked before counts, too.
        self.0.mark_changed();
        loop {
            tokio::select! {
                // Before it is closed, it is looked whether something came.
                biased;
                ended = &mut connection => return ended,
                told = self.0.changed() => match told.map(|()| *self.0.borrow_and_update()) {
                    Ok(Asked::Leave) if speaks_http2 => connection.as_mut().graceful_shutdown(),
                    Ok(Asked::Nothing | Asked::Leave) => {}
                    Ok(Asked::Close) => connection.as_mut().graceful_shutdown(),
                    Ok(Asked::End) | Err(_) => return Ok(()),
                },
            }
        }
    }
}
