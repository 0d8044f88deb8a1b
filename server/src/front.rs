//! Threads that hold the connections and answer with what is kept. Whatever takes work is done by the others.
//!
//! A kept page costs less than handing a request from one thread to another: where all threads share all connections, they wake
//! each other for work that is done before they are there. And a thread that renders keeps nobody waiting who asks for a kept page.

use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// The threads; they end with it, and what is still open on them.
#[derive(Debug)]
pub(crate) struct Fronts {
    threads: Vec<Front>,
    next: AtomicUsize,
}

#[derive(Debug)]
struct Front {
    handle: Handle,
    /// Dropped, it ends the thread.
    _end: oneshot::Sender<Infallible>,
}

impl Fronts {
    /// One for two cores: one fills a network of a gigabit with pages many times over, and the rest is for rendering.
    pub(crate) fn start() -> io::Result<Self> {
        let count = thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        Ok(Self { threads: (0..count).map(|_| Front::start()).collect::<io::Result<_>>()?, next: AtomicUsize::new(0) })
    }

    /// Whose turn it is to take a connection.
    pub(crate) fn next(&self) -> &Handle {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        &self.threads[turn % self.threads.len()].handle
    }
}

impl Front {
    fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("front".into()).spawn(move || drop(runtime.block_on(ended)))?;
        Ok(Self { handle, _end: end })
    }
}

/// From now on a connection wakes this thread, and no other.
pub(crate) fn moved_to(front: &Handle, stream: TcpStream) -> io::Result<TcpStream> {
    let stream = stream.into_std()?;
    let _entered = front.enter();
    TcpStream::from_std(stream)
}
