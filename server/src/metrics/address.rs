//! The address where figures are told, and nothing else.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use std::{io, thread};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{Method, Request, StatusCode, header};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use prometheus_client::encoding::prometheus_text::{CONTENT_TYPE, encode};
use prometheus_client::registry::Registry;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Semaphore;

/// A connection has so long for all of it: a request, and an answer of some 100 KB.
const PATIENCE: Duration = Duration::from_secs(10);
/// Whoever watches comes alone, or with a second one.
const CONNECTIONS: usize = 16;
/// So many may wait for that.
const WAITING: u32 = 64;

/// Takes the address. While a server hands over to its successor, both have it.
pub(crate) fn open(address: SocketAddr) -> Result<TcpListener, String> {
    listener(address).map_err(|error| format!("THEMENSEITE_METRICS_ADDR: {address} lässt sich nicht öffnen: {error}"))
}

fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)?.into_std()
}

/// Answers in a thread of its own, so that figures come also while all others are busy. It ends with the program.
pub(crate) fn answer(listener: TcpListener, registry: Registry) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let thread = thread::Builder::new().name("metrics".to_owned());
    thread.spawn(move || runtime.block_on(accept(listener, Arc::new(registry))))?;
    Ok(())
}

async fn accept(listener: TcpListener, registry: Arc<Registry>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::error!(%error, "no figures are told"),
    };
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _)) => {
                let registry = registry.clone();
                tokio::spawn(async move {
                    let _place = place;
                    // Who is not done by then is gone.
                    let _ = tokio::time::timeout(PATIENCE, answer_connection(stream, registry)).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection for figures was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn answer_connection(stream: TcpStream, registry: Arc<Registry>) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let registry = registry.clone();
        async move { Ok::<_, Infallible>(response(request.method(), request.uri().path(), &registry)) }
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).keep_alive(false);
    if let Err(error) = builder.serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(error, "a connection for figures broke");
    }
}

fn response(method: &Method, path: &str, registry: &Registry) -> Response {
    if path != "/metrics" {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let mut text = String::new();
    match encode(&mut text, registry) {
        Ok(()) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], Body::from(text)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
