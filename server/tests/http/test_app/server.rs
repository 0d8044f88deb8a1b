//! A server: the real router over real TCP, and the cache before it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::store::Store;
use sqlx::postgres::PgConnectOptions;
use themenseite::{
    AppState, Mailer, Metrics, PageCache, RateLimiter, Replica, StateParts, TrustedProxies, build_router, serve,
    watch_content,
};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{Client, PATIENCE, built_files, on_runtime, site_folder};

/// What a server is told beyond its database and its address.
#[derive(Default)]
pub struct Told {
    pub trusted_proxies: TrustedProxies,
    pub mailer: Option<Mailer>,
    /// Another way to its database, to hear of changes.
    pub listening: Option<PgConnectOptions>,
    /// What readers are answered from.
    pub replica: Option<PgConnectOptions>,
}

/// A running server; it stops with this value.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it keeps.
    pub page_cache: PageCache,
    stop: Option<oneshot::Sender<()>>,
}

impl Server {
    /// On a database; with a public address.
    pub async fn start(options: PgConnectOptions, public_url: &str) -> Self {
        Self::start_as(options, public_url, Told::default()).await
    }

    /// The same, with more settings.
    pub async fn start_as(options: PgConnectOptions, public_url: &str, told: Told) -> Self {
        let (public_url, page_cache): (Arc<str>, _) = (public_url.into(), PageCache::default());
        let (stop, stopped) = oneshot::channel::<()>();
        let cache = page_cache.clone();
        let address = on_runtime(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("an address");
            let listening = Store::new(told.listening.unwrap_or_else(|| options.clone()), 1);
            let store = Store::new(by_the_pooler(options), 4);
            let site = site_folder().into();
            let watching = watch_content(cache.clone(), listening, store.clone());
            let state = AppState::from(StateParts {
                store,
                replica: told.replica.map(|options| Replica::new(Store::new(options, 4))),
                files: Arc::new(built_files()),
                public_url,
                site,
                trusted_proxies: told.trusted_proxies,
                rate_limiter: RateLimiter::default(),
                mailer: told.mailer,
                page_cache: cache,
                metrics: Metrics::default(),
            });
            let serving = serve(listener, build_router(state), async {
                // An error means that the test is over, too.
                let _ = stopped.await;
            });
            tokio::spawn(async {
                tokio::select! { () = serving => {}, () = watching => {} }
            });
            address
        })
        .await;
        Self { address, page_cache, stop: Some(stop) }
    }

    /// Someone who is not logged in.
    pub fn reader(&self) -> Client {
        Client::new(self.address)
    }

    /// Waits until it knows a version of what readers see.
    pub async fn knows(&self, version: i64) {
        let waiting = async {
            while self.page_cache.version().is_none_or(|known| known < version) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("the server hears of the version");
    }
}

/// `TEST_POOLER_PORT` names the port of a pooler on this machine that knows all of the tests' databases and roles: servers work through
/// it then, and only listen without it.
fn by_the_pooler(options: PgConnectOptions) -> PgConnectOptions {
    match std::env::var("TEST_POOLER_PORT") {
        Ok(port) => options.host("127.0.0.1").port(port.parse().expect("a port")),
        Err(_) => options,
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Where the server has stopped already, that is just as well.
            let _ = stop.send(());
        }
    }
}
