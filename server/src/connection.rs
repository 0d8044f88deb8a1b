//! One connection: which HTTP the client speaks, and the answers to it, until its end.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::Request;
use http::header::{CONNECTION, HeaderValue};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

use crate::client_address::Peer;
use crate::connections::Place;
use crate::departure::{Guest, Sign, Standing};
use crate::front;
use crate::head_timer::HeadTimer;
use crate::patient_stream::PatientStream;
use crate::site::{Answering, Site};
use crate::stalled::{Progress, WatchedBody};

/// A client has this long to send anything, and then to send its request's head.
const HEADER_PATIENCE: Duration = Duration::from_secs(15);
/// A request's head is no larger, by far: cookies and addresses take two or three KB.
const LARGEST_HEAD: u32 = 64 << 10;
/// Requests of one HTTP/2 connection at a time, and such that it took back before they were looked at.
const HTTP2_REQUESTS: u32 = 100;
const HTTP2_TAKEN_BACK: usize = 20;
/// A stream takes no more of an answer while so many bytes of it wait for the client.
const HTTP2_SENDING: usize = 64 << 10;
/// What HTTP/2 begins with (RFC 9113, 3.4), and no request of HTTP/1.1. All of it, since hyper would wait for the rest for ever.
const HTTP2_BEGIN: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// When it is looked again for the rest of that.
const NEXT_LOOK: Duration = Duration::from_millis(10);

type Io = TokioIo<PatientStream<TcpStream>>;

/// A client's connection, as it was accepted.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pub(crate) peer: SocketAddr,
    pub(crate) place: Place,
    pub(crate) guest: Guest,
    pub(crate) sign: Sign,
}

impl Connection {
    /// Answers on a thread of its own kind; what is not kept is made by the threads of whoever calls.
    pub(crate) fn answer(self, site: Site, front: &Handle) {
        let Self { stream, peer, place, mut guest, sign } = self;
        // Without it a streamed page waits for an ACK, some 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let stream = match front::moved_to(front, stream) {
            Ok(stream) => stream,
            Err(error) => return tracing::warn!(%error, "a connection was not taken"),
        };
        // Each connection counts its own copies of the sign, so that cores do not wait for each other.
        let answers = Answers { site, peer, sign: Arc::new(sign), workers: Handle::current() };
        front.spawn(async move {
            let _place = place;
            let looked = guest.unless_closed(timeout(HEADER_PATIENCE, speaks_http2(&stream))).await;
            let Some(Ok(Ok(speaks_http2))) = looked else { return };
            let io = TokioIo::new(PatientStream::new(stream));
            let ended =
                if speaks_http2 { answers.by_http2(io, guest).await } else { answers.by_http1(io, guest).await };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection broke");
            }
        });
    }
}

/// Looks at the first bytes, and leaves them where they are. hyper's own way, a connection that may become either, takes 5 KB more.
async fn speaks_http2(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0; HTTP2_BEGIN.len()];
    loop {
        let count = stream.peek(&mut first).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if count == first.len() || !HTTP2_BEGIN.starts_with(&first[..count]) {
            return Ok(first == *HTTP2_BEGIN);
        }
        sleep(NEXT_LOOK).await;
    }
}

/// What answers requests of one client.
#[derive(Clone, Debug)]
struct Answers {
    site: Site,
    peer: SocketAddr,
    sign: Arc<Sign>,
    workers: Handle,
}

impl Answers {
    fn to(&self, request: Request<Incoming>) -> Answering {
        let standing = self.sign.standing();
        self.site.answer(request, &self.workers, |request| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(self.peer));
            if standing != Standing::Serving {
                request.extensions_mut().insert(standing);
            }
            request
        })
    }

    async fn by_http1(self, io: Io, guest: Guest) -> hyper::Result<()> {
        let service = service_fn(move |request| {
            let (answer, sign) = (self.to(request), self.sign.clone());
            async move {
                let mut response = answer.await;
                // It may have begun to stop since.
                if sign.standing() != Standing::Serving {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, Infallible>(response)
            }
        });
        let connection = http1::Builder::new()
            .timer(HeadTimer::default())
            .header_read_timeout(HEADER_PATIENCE)
            // Looked at between two reads, of which each may bring as much again.
            .max_buf_size(LARGEST_HEAD as usize / 2)
            .serve_connection(io, service);
        // In a box, since an `async` block would hold it several times over, in memory that idle connections keep.
        guest.stay(Box::pin(connection), false).await
    }

    async fn by_http2(self, io: Io, guest: Guest) -> hyper::Result<()> {
        let progress = Arc::new(Progress::default());
        let watched = progress.clone();
        let service = service_fn(move |request| {
            let (answer, progress) = (self.to(request), watched.clone());
            async move { Ok::<_, Infallible>(answer.await.map(|body| Body::new(WatchedBody::new(body, &progress)))) }
        });
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(HEADER_PATIENCE)
            .max_concurrent_streams(HTTP2_REQUESTS)
            .max_pending_accept_reset_streams(HTTP2_TAKEN_BACK)
            .max_header_list_size(LARGEST_HEAD)
            .max_send_buf_size(HTTP2_SENDING)
            .serve_connection(io, service);
        let stay = guest.stay(Box::pin(connection), true);
        tokio::select! {
            ended = stay => ended,
            () = progress.stalled() => {
                tracing::debug!("a client does not take its answers");
                Ok(())
            }
        }
    }
}
