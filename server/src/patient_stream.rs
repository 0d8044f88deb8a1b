//! A connection that waits for its client to take what is sent, but not for ever: hyper has no time-out for writing.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A client that takes nothing has this long.
const PATIENCE: Duration = Duration::from_secs(15);
/// So much taken gives as long again: about 1 KB a second, less than any phone's connection brings.
const ENOUGH: usize = 16 << 10;

/// What `tokio-io-timeout` does, but that one byte now and then is not enough.
#[derive(Debug)]
pub(crate) struct PatientStream<S> {
    stream: S,
    /// Runs while the client is behind. An idle connection has none.
    deadline: Option<Pin<Box<Sleep>>>,
    taken: usize,
    patience: Duration,
}

impl<S> PatientStream<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, deadline: None, taken: 0, patience: PATIENCE }
    }

    /// Judges a try to write so many bytes.
    fn judge(&mut self, cx: &mut Context<'_>, asked: usize, tried: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match tried {
            Poll::Ready(Ok(taken)) => {
                self.taken += taken;
                if taken == asked || self.taken >= ENOUGH {
                    self.deadline = None;
                    self.taken = 0;
                }
                Poll::Ready(Ok(taken))
            }
            Poll::Pending => {
                let patience = self.patience;
                let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(patience)));
                ready!(deadline.as_mut().poll(cx));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not take its answer")))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PatientStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PatientStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.judge(cx, bytes.len(), tried)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.judge(cx, slices.iter().map(|slice| slice.len()).sum(), tried)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

    use super::*;

    const SHORT: Duration = Duration::from_millis(300);

    /// A client, and the stream to it, which is less patient than outside tests.
    fn pair(room: usize) -> (DuplexStream, PatientStream<DuplexStream>) {
        let (client, server) = tokio::io::duplex(room);
        (client, PatientStream { patience: SHORT, ..PatientStream::new(server) })
    }

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (_client, mut stream) = pair(100);
        let start = Instant::now();
        let error = stream.write_all(&[0; 1_000]).await.expect_err("it is given up");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(start.elapsed() >= SHORT);
    }

    #[tokio::test]
    async fn one_that_takes_a_byte_now_and_then_too() {
        let (mut client, mut stream) = pair(100);
        let reading = tokio::spawn(async move {
            while client.read_u8().await.is_ok() {
                sleep(SHORT / 10).await;
            }
        });
        assert!(stream.write_all(&[0; 1_000]).await.is_err());
        reading.abort();
    }

    #[tokio::test]
    async fn one_that_keeps_on_taking_gets_all_of_it() {
        let (mut client, mut stream) = pair(2 << 10);
        let reading = tokio::spawn(async move {
            let mut bytes = vec![0; 2 << 10];
            let mut count = 0;
            while let Ok(read @ 1..) = client.read(&mut bytes).await {
                count += read;
                sleep(SHORT / 30).await;
            }
            count
        });
        stream.write_all(&vec![0; 100 << 10]).await.expect("all of it");
        drop(stream);
        assert_eq!(reading.await.expect("a count"), 100 << 10);
    }

    #[tokio::test]
    async fn a_pause_between_two_answers_is_not_held_against_anyone() {
        let (mut client, mut stream) = pair(100);
        for _ in 0..3 {
            let (written, read) = tokio::join!(stream.write_all(&[0; 150]), async {
                sleep(SHORT / 6).await;
                client.read_exact(&mut [0; 150]).await
            });
            assert!(written.is_ok() && read.is_ok());
            sleep(SHORT * 2).await;
        }
    }
}
