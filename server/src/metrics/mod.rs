//! Figures for Prometheus, on an address of their own: the site's never tells them.

mod address;
mod figures;
mod process;
mod requests;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use app::store::Store;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

pub(crate) use address::{answer, open};
use figures::Figures;
use process::Process;
pub(crate) use requests::observe;
use requests::{Answered, Asked};

use crate::state::AppState;

/// From what a kept page's neighbour takes to what nobody waits for, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How often a connection is asked for, only to see how long that takes.
const PROBE: Duration = Duration::from_secs(1);

/// What is counted while requests are answered; copies share it.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    requests: Family<Answered, Counter>,
    durations: Family<Asked, Histogram>,
    rate_limited: Counter,
    renders: Histogram,
    waits: Histogram,
    failed_waits: Counter,
}

fn seconds() -> Histogram {
    Histogram::new(SECONDS)
}

impl Default for Counted {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(seconds),
            rate_limited: Counter::default(),
            renders: seconds(),
            waits: seconds(),
            failed_waits: Counter::default(),
        }
    }
}

impl Metrics {
    /// Counts a page that was rendered for readers.
    pub(crate) fn rendered(&self, took: Duration) {
        self.0.renders.observe(took.as_secs_f64());
    }

    /// All that is told of a server.
    pub(crate) fn registry(state: &AppState) -> Registry {
        let counted = &state.metrics.0;
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Process { started: SystemTime::now() }));
        let own = registry.sub_registry_with_prefix("themenseite");
        own.register(
            "http_requests",
            "Requests by method, route and class of status. Kept pages are counted by themenseite_page_cache_hits_total instead",
            counted.requests.clone(),
        );
        own.register(
            "http_request_duration_seconds",
            "Time until the head of an answer, by method and route, without kept pages",
            counted.durations.clone(),
        );
        own.register("rate_limited_requests", "Requests that were answered with 429", counted.rate_limited.clone());
        own.register(
            "page_render_duration_seconds",
            "Time to render a page for readers, queries included",
            counted.renders.clone(),
        );
        own.register(
            "database_wait_duration_seconds",
            "Time to get a connection from the pool, tried once a second",
            counted.waits.clone(),
        );
        own.register(
            "database_wait_failures",
            "Tries that got no connection: the database is away, or the pool is worn out",
            counted.failed_waits.clone(),
        );
        own.register_collector(Box::new(Figures::of(state)));
        registry
    }

    /// Asks for a connection now and then, for as long as it runs.
    pub(crate) async fn probe(self, store: Store) {
        let mut seconds = tokio::time::interval(PROBE);
        seconds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            seconds.tick().await;
            match store.unless_silent(store.wait_for_connection()).await {
                Ok(took) => self.0.waits.observe(took.as_secs_f64()),
                Err(_) => drop(self.0.failed_waits.inc()),
            }
        }
    }
}
