//! Serving: from the settings to answered requests, until told to stop.

use std::convert::Infallible;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::BuiltFiles;
use app::model::{Lack, Language};
use app::store::Store;
use axum::body::Body;
use http::Version;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use rustix::net::sockopt::set_socket_send_buffer_size;
use tokio::net::{TcpListener, TcpStream};

use crate::cli::Failure;
use crate::client_address::Peer;
use crate::config::Settings;
use crate::connections::{Connections, Place};
use crate::database::Database;
use crate::mail::Mailer;
use crate::page_cache::{PageCache, watch_content};
use crate::patient_stream::PatientStream;
use crate::rate_limit::RateLimiter;
use crate::site::Site;
use crate::stalled::{Progress, WatchedBody};
use crate::state::AppState;
use crate::{connections, content, router, token};

/// A client has this long to send its request's head.
const HEADER_PATIENCE: Duration = Duration::from_secs(15);
/// A request's head is no larger, by far: cookies and addresses take two or three KB.
const LARGEST_HEAD: u32 = 64 << 10;
/// Requests of one HTTP/2 connection at a time, and such that it took back before they were looked at.
const HTTP2_REQUESTS: u32 = 100;
const HTTP2_TAKEN_BACK: usize = 20;
/// An answer's bytes that are kept for a stream until the client takes them.
const HTTP2_SENDING: usize = 64 << 10;
/// So much of an answer waits in the system for its client. By itself Linux makes it up to 4 MB, which a thousand slow readers would
/// fill; with this, 5 MB a second still go across the Atlantic.
const SENDING: usize = 256 << 10;
/// What is running when the server is told to stop has this long.
const STOP_PATIENCE: Duration = Duration::from_secs(10);

/// `themenseite serve`
pub(crate) async fn run(settings: Settings) -> Result<(), Failure> {
    connections::raise_file_limit();
    let public_url = settings.public_url()?;
    let mailer = settings.mailer()?;
    let files = built_files(&settings)?;
    let database = Database::open(&settings).await?;
    let result = serve_from(&settings, &database, public_url, files, mailer).await;
    database.close().await;
    result
}

async fn serve_from(
    settings: &Settings,
    database: &Database,
    public_url: String,
    files: BuiltFiles,
    mailer: Option<Mailer>,
) -> Result<(), Failure> {
    let store = &database.store;
    if let Some(counts) = content::import_demonstration(store).await? {
        tracing::info!(items = counts.added, "the store was empty and got the demonstration content");
    }
    let listener = TcpListener::bind(settings.addr)
        .await
        .map_err(|error| format!("THEMENSEITE_ADDR: {} lässt sich nicht öffnen: {error}", settings.addr))?;
    let mut out = std::io::stdout();
    writeln!(out, "Themenseite: {public_url}")?;
    let link = token::new().map_err(|error| error.to_string())?;
    if store.set_setup_link(&token::hash(&link)).await? {
        writeln!(out, "Noch gibt es kein Konto. Das erste entsteht hier, einmalig: {public_url}/einrichten/{link}")?;
    }
    out.flush()?;
    tell_unfinished_pages(store).await?;
    let clean_up = tokio::spawn(clean_up_now_and_then(store.clone()));
    let schedule = tokio::spawn(publish_when_due(store.clone()));
    let state = AppState {
        store: store.clone(),
        files: Arc::new(files),
        public_url: public_url.into(),
        site: settings.site.clone().into(),
        trusted_proxies: settings.trusted_proxies.clone(),
        rate_limiter: RateLimiter::default(),
        mailer,
        page_cache: PageCache::default(),
    };
    let watch = tokio::spawn(watch_content(state.page_cache.clone(), database.listening.clone()));
    serve(listener, router::build(state), stop_signal()).await;
    watch.abort();
    clean_up.abort();
    schedule.abort();
    Ok(())
}

/// What is due goes out. Several servers may do this at once.
async fn publish_when_due(store: Store) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut is_away = false;
    loop {
        seconds.tick().await;
        match store.publish_due().await {
            Ok(outcome) => {
                is_away = false;
                if let Some(outcome) = outcome {
                    tracing::info!(?outcome, "the time of a publication had come");
                    // There may be another one.
                    seconds.reset_immediately();
                }
            }
            Err(error) if is_away => tracing::debug!(cause = error.cause(), "the schedule still cannot be read"),
            Err(error) => {
                is_away = true;
                tracing::warn!(cause = error.cause(), "the schedule cannot be read; tried again every second");
            }
        }
    }
}

/// Tells the operator which of the pages that the law asks for are not finished, in one line.
async fn tell_unfinished_pages(store: &Store) -> Result<(), Failure> {
    let pages = store.unfinished_pages(Language::German).await?;
    if !pages.is_empty() {
        let pages: Vec<_> = pages.iter().map(|page| format!("{}: {}", page.path, in_the_log(&page.lack))).collect();
        tracing::warn!("pages that the law asks for are not finished, see /verwaltung: {}", pages.join("; "));
    }
    Ok(())
}

fn in_the_log(lack: &Lack) -> String {
    match lack {
        Lack::Page => "missing".to_owned(),
        Lack::Publication => "not published".to_owned(),
        Lack::Text => "empty".to_owned(),
        Lack::Details(found) => format!("placeholders left: {}", found.count),
    }
}

/// What was deleted or done long enough ago goes for good. Several servers may do this at once.
async fn clean_up_now_and_then(store: Store) {
    let mut hours = tokio::time::interval(Duration::from_hours(1));
    loop {
        hours.tick().await;
        match store.remove_unnamed_images().await {
            Ok(0) => {}
            Ok(images) => tracing::info!(images, "pictures that nothing names any more were removed"),
            Err(error) => {
                tracing::warn!(cause = error.cause(), "pictures could not be removed; tried again in an hour");
            }
        }
        match store.empty_bin().await {
            Ok(0) => {}
            Ok(items) => tracing::info!(items, "the bin was emptied of what was deleted 30 days ago"),
            Err(error) => tracing::warn!(cause = error.cause(), "the bin could not be emptied; tried again in an hour"),
        }
        match store.forget_barrier_reports().await {
            Ok(0) => {}
            Ok(reports) => tracing::info!(reports, "barrier reports that were done 90 days ago were removed"),
            Err(error) => {
                tracing::warn!(cause = error.cause(), "barrier reports could not be removed; tried again in an hour");
            }
        }
        match store.shorten_log_addresses().await {
            Ok(0) => {}
            Ok(entries) => tracing::info!(entries, "addresses in the log that were a week old were shortened"),
            Err(error) => {
                tracing::warn!(cause = error.cause(), "addresses in the log are not shortened; tried again in an hour");
            }
        }
        forget_what_lets_in_no_more(&store).await;
    }
}

async fn forget_what_lets_in_no_more(store: &Store) {
    match store.forget_sessions().await {
        Ok(0) => {}
        Ok(sessions) => tracing::info!(sessions, "sessions had come to their end"),
        Err(error) => tracing::warn!(cause = error.cause(), "sessions could not be removed; tried again in an hour"),
    }
    match store.forget_account_links().await {
        Ok(0) => {}
        Ok(links) => tracing::info!(links, "invitations and links for passwords had come to their end"),
        Err(error) => tracing::warn!(cause = error.cause(), "links could not be removed; tried again in an hour"),
    }
}

fn built_files(settings: &Settings) -> Result<BuiltFiles, Failure> {
    let path = settings.site.join("site.json");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        format!("THEMENSEITE_SITE: {} fehlt ({error}). „make run“ baut die Dateien.", path.display())
    })?;
    serde_json::from_str(&text)
        .map_err(|error| format!("THEMENSEITE_SITE: {} ist nicht lesbar: {error}", path.display()).into())
}

/// Ends with SIGTERM or Ctrl-C.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::error!(%error, "no signals: stops only by Ctrl-C");
            return drop(tokio::signal::ctrl_c().await);
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Answers on a listener until `stop` ends; then what is running may finish.
pub async fn serve(listener: TcpListener, site: impl Into<Site>, stop: impl Future<Output = ()>) {
    let site = site.into();
    let graceful = GracefulShutdown::new();
    let connections = Connections::new();
    // Whatever is accepted inherits it.
    if let Err(error) = set_socket_send_buffer_size(&listener, SENDING) {
        tracing::warn!(%error, "SO_SNDBUF");
    }
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            (room, accepted) = async { (connections.room().await, listener.accept().await) } => match accepted {
                Ok((stream, peer)) => match connections.take(room, peer.ip()) {
                    Some(place) => answer_connection(stream, peer, place, site.clone(), &graceful),
                    None => tracing::debug!(%peer, "has too many connections"),
                },
                Err(error) => {
                    // Out of file handles, most likely; others will be closed.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(STOP_PATIENCE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

fn answer_connection(stream: TcpStream, peer: SocketAddr, place: Place, site: Site, graceful: &GracefulShutdown) {
    // Without it a streamed page waits for an ACK, some 40 ms.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let progress = Arc::new(Progress::default());
    let watched = progress.clone();
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let progress = (request.version() == Version::HTTP_2).then(|| watched.clone());
        let answer = site.clone().answer(request, move |request| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            request
        });
        async move {
            let response = answer.await?;
            Ok::<_, Infallible>(match progress {
                Some(progress) => response.map(|body| Body::new(WatchedBody::new(body, progress))),
                None => response,
            })
        }
    });
    let io = TokioIo::new(PatientStream::new(stream));
    let connection = graceful.watch(builder().serve_connection(io, service).into_owned());
    tokio::spawn(async move {
        let _place = place;
        tokio::select! {
            ended = connection => if let Err(error) = ended {
                tracing::debug!(error, "a connection broke");
            },
            () = progress.stalled() => tracing::debug!("a client does not take its answers"),
        }
    });
}

/// HTTP/1.1 and HTTP/2, with limits on what a client may make us keep.
fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_PATIENCE).max_buf_size(LARGEST_HEAD as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEADER_PATIENCE)
        .max_concurrent_streams(HTTP2_REQUESTS)
        .max_pending_accept_reset_streams(HTTP2_TAKEN_BACK)
        .max_header_list_size(LARGEST_HEAD)
        .max_send_buf_size(HTTP2_SENDING);
    builder
}
