//! What every handler knows.

use std::ops::Deref;
use std::sync::Arc;

use app::BuiltFiles;
use app::store::Store;

use crate::client_address::TrustedProxies;
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::page_cache::PageCache;
use crate::rate_limit::RateLimiter;
use crate::replica::Replica;

/// One pointer: each layer of the router holds a copy, and makes more of them for each request.
#[derive(Clone)]
pub struct AppState(Arc<StateParts>);

/// What an [`AppState`] is made of.
#[derive(Clone)]
pub struct StateParts {
    /// The store.
    pub store: Store,
    /// What readers are answered from where it is up to date.
    pub replica: Option<Replica>,
    /// Addresses of the built files.
    pub files: Arc<BuiltFiles>,
    /// The public address, without a slash at its end.
    pub public_url: Arc<str>,
    /// Folder of the built files.
    pub site: Arc<std::path::Path>,
    /// Proxies whose word on whom they ask for is taken.
    pub trusted_proxies: TrustedProxies,
    /// How often this server may be asked for what costs.
    pub rate_limiter: RateLimiter,
    /// Sends mail, where that is set up.
    pub mailer: Option<Mailer>,
    /// Readers' pages, as they are kept.
    pub page_cache: PageCache,
    /// What is counted while requests are answered.
    pub metrics: Metrics,
}

impl Deref for AppState {
    type Target = StateParts;

    fn deref(&self) -> &StateParts {
        &self.0
    }
}

impl From<StateParts> for AppState {
    fn from(parts: StateParts) -> Self {
        Self(Arc::new(parts))
    }
}

impl AppState {
    /// A state that answers nothing, for listing the addresses.
    pub(crate) fn for_listing() -> Self {
        Self::from(StateParts {
            store: Store::new(sqlx::postgres::PgConnectOptions::new_without_pgpass(), 1),
            replica: None,
            files: Arc::default(),
            public_url: "".into(),
            site: std::path::Path::new("").into(),
            trusted_proxies: TrustedProxies::default(),
            rate_limiter: RateLimiter::default(),
            mailer: None,
            page_cache: PageCache::default(),
            metrics: Metrics::default(),
        })
    }
}
