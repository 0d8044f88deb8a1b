//! Serving: from the settings to answered requests, until told to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::BuiltFiles;
use app::model::{Lack, Language};
use app::store::Store;
use rustix::io::Errno;
use rustix::net::sockopt::set_socket_send_buffer_size;
use rustix::net::{SocketFlags, acceptfrom_with};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;

use crate::cli::Failure;
use crate::config::Settings;
use crate::connection::Connection;
use crate::connections::{Connections, Place};
use crate::database::{self, Database};
use crate::departure::{Departures, Standing, Stay};
use crate::front::Fronts;
use crate::hand_over::{Offer, Successor};
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::page_cache::{PageCache, watch_content};
use crate::rate_limit::RateLimiter;
use crate::site::Site;
use crate::socket::{self, Socket};
use crate::state::{AppState, StateParts};
use crate::{connections, content, jobs, metrics, router, token};

/// So much of an answer waits in the system for its client. By itself Linux makes it up to 4 MB, which a thousand slow readers would
/// fill; with this, 5 MB a second still go across the Atlantic.
const SENDING: usize = 256 << 10;
/// When the server is told to stop, connections have a second to be used once more, and what is running ten. Others wait for it to end.
const STOP: Stay = Stay { idle: Duration::from_secs(1), busy: Duration::from_secs(9) };
/// Nobody waits where another server has taken over: long enough for the slowest portrait (3 minutes, and 30 seconds for its answer).
const HANDED_OVER: Stay = Stay { idle: Duration::from_secs(10), busy: Duration::from_mins(4) };

/// `themenseite serve`
pub(crate) async fn run(mut settings: Settings) -> Result<(), Failure> {
    connections::raise_file_limit();
    let given = socket::given()?;
    if let Some(listener) = &given {
        settings.addr = listener.local_addr()?;
    }
    let public_url = settings.public_url()?;
    let mailer = settings.mailer()?;
    let files = built_files(&settings)?;
    let socket = Socket::find(settings.addr, &format!("{public_url} {}", database::which(&settings)?), given).await?;
    let database = Database::open(&settings).await?;
    let result = serve_from(&settings, &database, socket, public_url, files, mailer).await;
    database.close().await;
    result
}

async fn serve_from(
    settings: &Settings,
    database: &Database,
    socket: Socket,
    public_url: String,
    files: BuiltFiles,
    mailer: Option<Mailer>,
) -> Result<(), Failure> {
    let store = &database.store;
    if let Some(counts) = content::import_demonstration(store).await? {
        tracing::info!(items = counts.added, "the store was empty and got the demonstration content");
    }
    let metrics_listener = settings.metrics_addr.map(metrics::open).transpose()?;
    let mut words = format!("Themenseite: {public_url}\n");
    let link = token::new().map_err(|error| error.to_string())?;
    if store.set_setup_link(&token::hash(&link)).await? {
        words.extend([
            "Noch gibt es kein Konto. Das erste entsteht hier, einmalig: ",
            &public_url,
            "/einrichten/",
            &link,
            "\n",
        ]);
    }
    tell_unfinished_pages(store).await?;
    let state = AppState::from(StateParts {
        store: store.clone(),
        replica: database.replica.clone(),
        files: Arc::new(files),
        public_url: public_url.into(),
        site: settings.site.clone().into(),
        trusted_proxies: settings.trusted_proxies.clone(),
        rate_limiter: RateLimiter::default(),
        mailer,
        page_cache: PageCache::default(),
        metrics: Metrics::default(),
    });
    // Their end is this function's.
    let mut running = JoinSet::new();
    running.spawn(jobs::clean_up_now_and_then(store.clone()));
    running.spawn(jobs::publish_when_due(store.clone()));
    running.spawn(watch_content(state.page_cache.clone(), database.listening.clone(), store.clone()));
    if let Some(listener) = metrics_listener {
        metrics::answer(listener, Metrics::registry(&state))?;
        running.spawn(state.metrics.clone().probe(store.clone()));
    }
    let site = router::build(state);
    let mut signals = Signals::new()?;
    let is_kept_by_others = socket.is_kept_by_others();
    let drain = Duration::from_secs(settings.drain_seconds);
    let fronts = Fronts::start()?;
    // From here on nothing may fail: where there was another server, it goes.
    let (listener, offer) = socket.open().await?;
    let mut out = std::io::stdout();
    if let Err(error) = out.write_all(words.as_bytes()).and_then(|()| out.flush()) {
        tracing::warn!(%error, "the address could not be told on the standard output");
    }
    serve_until_told(Server::new(listener, site, &fronts), offer, &mut signals, drain, is_kept_by_others).await;
    Ok(())
}

/// Answers until there is a signal, or another server that takes over; then sees everyone off.
async fn serve_until_told(
    server: Server<'_>,
    mut offer: Option<Offer>,
    signals: &mut Signals,
    drain: Duration,
    is_kept_by_others: bool,
) {
    let told = server.answer_until(Told::wait(&mut offer, signals.next())).await;
    let told = match told {
        Told::ToStop if !drain.is_zero() => {
            tracing::info!(seconds = drain.as_secs(), "stops soon; the load balancer is told at /readyz");
            server.departures.begin(Standing::Stopping);
            let enough = async {
                tokio::select! { () = tokio::time::sleep(drain) => {}, () = signals.next() => {} }
            };
            server.answer_until(Told::wait(&mut offer, enough)).await
        }
        told => told,
    };
    match told {
        Told::ToHandOver(successor) => {
            tracing::info!("another server takes over; what is running here comes to its end");
            server.departures.begin(Standing::HandedOver);
            let departures = server.stop_accepting(false).await;
            drop(offer);
            successor.go_ahead().await;
            tokio::select! {
                cut = departures.all_gone(HANDED_OVER) => return tell_who_was_cut(cut),
                () = signals.next() => {}
            }
            see_off(&departures, signals).await;
        }
        Told::ToStop => {
            server.departures.begin(Standing::Stopping);
            // Whoever has the socket answers them.
            let is_kept = is_kept_by_others || offer.as_ref().is_some_and(Offer::is_shared);
            let departures = server.stop_accepting(!is_kept).await;
            drop(offer);
            see_off(&departures, signals).await;
        }
    }
}

/// What made a server stop.
enum Told {
    ToStop,
    ToHandOver(Successor),
}

impl Told {
    async fn wait(offer: &mut Option<Offer>, stop: impl Future<Output = ()>) -> Self {
        let Some(offer) = offer else {
            stop.await;
            return Self::ToStop;
        };
        tokio::select! {
            () = stop => Self::ToStop,
            successor = offer.taken() => Self::ToHandOver(successor),
        }
    }
}

/// Gives everyone the usual time; one more signal ends it.
async fn see_off(departures: &Departures, signals: &mut Signals) {
    let cut = tokio::select! {
        cut = departures.all_gone(STOP) => cut,
        () = signals.next() => departures.cut().await,
    };
    tell_who_was_cut(cut);
}

fn tell_who_was_cut(connections: usize) {
    if connections > 0 {
        tracing::warn!("{connections} connections did not end in time and were cut");
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

fn built_files(settings: &Settings) -> Result<BuiltFiles, Failure> {
    let path = settings.site.join("site.json");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        format!("THEMENSEITE_SITE: {} fehlt ({error}). „make run“ baut die Dateien.", path.display())
    })?;
    serde_json::from_str(&text)
        .map_err(|error| format!("THEMENSEITE_SITE: {} ist nicht lesbar: {error}", path.display()).into())
}

/// SIGTERM and Ctrl-C.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Answers on a listener until `stop` ends; then what is running may finish.
pub async fn serve(listener: TcpListener, site: impl Into<Site>, stop: impl Future<Output = ()>) {
    let fronts = match Fronts::start() {
        Ok(fronts) => fronts,
        Err(error) => return tracing::error!(%error, "no threads for connections"),
    };
    let server = Server::new(listener, site.into(), &fronts);
    server.answer_until(stop).await;
    server.departures.begin(Standing::Stopping);
    tell_who_was_cut(server.stop_accepting(true).await.all_gone(STOP).await);
}

/// What answers on a listener.
struct Server<'a> {
    listener: TcpListener,
    site: Site,
    fronts: &'a Fronts,
    connections: Connections,
    departures: Departures,
}

impl<'a> Server<'a> {
    fn new(listener: TcpListener, site: Site, fronts: &'a Fronts) -> Self {
        // Whatever is accepted inherits it.
        if let Err(error) = set_socket_send_buffer_size(&listener, SENDING) {
            tracing::warn!(%error, "SO_SNDBUF");
        }
        Self { listener, site, fronts, connections: Connections::new(), departures: Departures::new() }
    }

    async fn answer_until<T>(&self, end: impl Future<Output = T>) -> T {
        let mut end = std::pin::pin!(end);
        loop {
            tokio::select! {
                (room, accepted) = async { (self.connections.room().await, self.listener.accept().await) } => match accepted {
                    Ok((stream, peer)) => self.answer(stream, peer, self.connections.take(room, peer.ip())),
                    Err(error) => {
                        // Out of file handles, most likely; others will be closed.
                        tracing::warn!(%error, "a connection was not accepted");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                },
                ended = &mut end => return ended,
            }
        }
    }

    fn answer(&self, stream: TcpStream, peer: SocketAddr, place: Option<Place>) {
        let Some(place) = place else {
            return tracing::debug!(%peer, "has too many connections");
        };
        let (guest, sign) = (self.departures.guest(), self.departures.sign());
        Connection { stream, peer, place, guest, sign }.answer(self.site.clone(), self.fronts.next());
    }

    /// Closes the listener. What waits in its queue would be lost where nobody else has it, so it is answered first.
    async fn stop_accepting(self, answers_the_queue: bool) -> Departures {
        if answers_the_queue {
            // No room at once: it is full of others.
            while let Ok(room) = tokio::time::timeout(Duration::ZERO, self.connections.room()).await
                && let Some((stream, peer)) = self.accept_who_waits()
            {
                self.answer(stream, peer, self.connections.take(room, peer.ip()));
            }
        }
        self.departures
    }

    /// Asks the system itself: the runtime may not have heard yet of who has just come.
    fn accept_who_waits(&self) -> Option<(TcpStream, SocketAddr)> {
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        loop {
            match acceptfrom_with(&self.listener, flags) {
                Ok((stream, Some(peer))) => {
                    let peer = SocketAddr::try_from(peer).ok()?;
                    return Some((TcpStream::from_std(stream.into()).ok()?, peer));
                }
                // One that has gone again; others may wait behind it.
                Ok((_, None)) | Err(Errno::CONNABORTED | Errno::INTR) => {}
                Err(_) => return None,
            }
        }
    }
}
