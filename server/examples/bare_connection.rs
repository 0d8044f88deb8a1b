//! For `make bench`: the least that a connection costs. Answers every request with the same bytes.
//!
//! `bare_connection hyper|axum ADDRESS FILE`: with hyper alone, or with `axum::serve`.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (how, address) = (arguments.next().ok_or("hyper or axum")?, arguments.next().ok_or("ADDRESS")?);
    let answer = Bytes::from(std::fs::read(arguments.next().ok_or("FILE")?)?);
    let listener = TcpListener::bind(address).await?;
    if how == "axum" {
        let router = Router::new().fallback(move || std::future::ready(answer.clone()));
        axum::serve(listener, router).await?;
        return Ok(());
    }
    loop {
        let (stream, _) = listener.accept().await?;
        let answer = answer.clone();
        let service =
            service_fn(move |_| std::future::ready(Ok::<_, Infallible>(Response::new(Body::from(answer.clone())))));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
