//! The patience with a request's head, at next to no cost.
//!
//! hyper starts a timer before each request and drops it with the head. Here only the moment is noted; a connection has one real timer,
//! which goes on to the latest moment when it fires.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};

/// One connection's timer.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeadTimer {
    running: Arc<Mutex<Option<Pin<Box<tokio::time::Sleep>>>>>,
}

#[derive(Debug)]
struct Deadline {
    at: Instant,
    timer: HeadTimer,
}

impl Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    fn sleep_until(&self, at: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Deadline { at, timer: self.clone() })
    }
}

impl Sleep for Deadline {}

impl Future for Deadline {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut running = self.timer.running.lock().unwrap_or_else(PoisonError::into_inner);
        // Deadlines only grow, so one that runs already is none too late.
        let sleep = running.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(self.at.into())));
        while sleep.as_mut().poll(cx).is_ready() {
            if sleep.deadline() >= self.at.into() {
                *running = None;
                return Poll::Ready(());
            }
            sleep.as_mut().reset(self.at.into());
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_head_has_its_whole_time() {
        let (timer, start) = (HeadTimer::default(), Instant::now());
        let short = Duration::from_millis(50);
        // Three heads that come in time.
        for _ in 0..3 {
            let mut head = timer.sleep(short * 4);
            assert!(tokio::time::timeout(short, &mut head).await.is_err());
        }
        timer.sleep_until(start + short * 10).await;
        assert!(start.elapsed() >= short * 10);
        timer.sleep(short).await;
        assert!(start.elapsed() >= short * 11);
    }
}
