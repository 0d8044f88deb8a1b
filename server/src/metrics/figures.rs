//! What is counted elsewhere, read when it is asked for.

use std::fmt;

use app::store::Store;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use crate::jobs::Job;
use crate::page_cache::PageCache;
use crate::state::AppState;
use crate::{connections, panics};

#[derive(Debug)]
pub(super) struct Figures {
    store: Store,
    page_cache: PageCache,
}

impl Figures {
    pub(super) fn of(state: &AppState) -> Self {
        Self { store: state.store.clone(), page_cache: state.page_cache.clone() }
    }
}

impl Collector for Figures {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let to = &mut encoder;
        gauges(to, "build_info", "The running version.", "version", [(env!("CARGO_PKG_VERSION"), 1_u64)])?;
        self.page_cache(to)?;
        self.store(to)?;
        jobs(to)?;
        gauge(to, "connections_open", "Connections of clients.", connections::open())?;
        counter(
            to,
            "connections_refused",
            "Connections that were dropped, since their client has too many.",
            connections::refused(),
        )?;
        counter(to, "panics", "Faults of this program; where, is in the log.", panics::count())
    }
}

impl Figures {
    fn page_cache(&self, to: &mut DescriptorEncoder) -> fmt::Result {
        let figures = self.page_cache.figures();
        counter(to, "page_cache_hits", "Requests that were answered with a kept page.", figures.hits)?;
        counter(to, "page_cache_misses", "Requests for readers' pages that were not kept.", figures.misses)?;
        counter(to, "page_cache_renders", "Pages that were rendered for readers.", figures.renders)?;
        counter(to, "page_cache_drops", "How often all kept pages were dropped.", figures.drops)?;
        gauge(to, "page_cache_pages", "Pages that are kept.", figures.pages)?;
        gauge(to, "page_cache_bytes", "Memory that kept pages take.", figures.bytes)?;
        if let Some(version) = self.page_cache.version() {
            gauge(to, "content_version", "The newest version of the content that is known.", version)?;
        }
        gauge(
            to,
            "content_listening",
            "Whether the server hears of changes: 1, or 0 while it does not.",
            u32::from(self.page_cache.hears()),
        )
    }

    fn store(&self, to: &mut DescriptorEncoder) -> fmt::Result {
        let figures = self.store.figures();
        counter(to, "saves", "Texts that were saved as drafts.", figures.saves)?;
        counters(
            to,
            "conflicts",
            "Saves and publications that met a change by someone else.",
            "of",
            [("publication", figures.publish_conflicts), ("save", figures.save_conflicts)],
        )?;
        counters(
            to,
            "publications",
            "Publications, by who sent them.",
            "by",
            [("editor", figures.publications), ("schedule", figures.scheduled_publications)],
        )?;
        counters(
            to,
            "log_ins",
            "Log-ins, and those with a wrong password or second factor.",
            "outcome",
            [("failed", figures.failed_log_ins), ("succeeded", figures.log_ins)],
        )?;
        let used = figures.connections.saturating_sub(figures.idle_connections);
        gauges(
            to,
            "database_connections",
            "Connections to the database.",
            "state",
            [("idle", figures.idle_connections), ("used", used)],
        )?;
        gauge(to, "database_connections_max", "Connections that there may be.", figures.most_connections)
    }
}

fn jobs(to: &mut DescriptorEncoder) -> fmt::Result {
    let done = Job::ALL.into_iter().filter_map(|job| Some((job.as_str(), job.last_done()?)));
    gauges(
        to,
        "job_last_success_timestamp_seconds",
        "When a job last went well, in seconds since 1970.",
        "name",
        done,
    )?;
    let failures = Job::ALL.map(|job| (job.as_str(), job.failures()));
    counters(to, "job_failures", "How often a job failed; it is tried again.", "name", failures)
}

/// Tells a count.
pub(super) fn counter<N>(to: &mut DescriptorEncoder, name: &str, help: &str, value: N) -> fmt::Result
where
    ConstCounter<N>: EncodeMetric,
    N: EncodeCounterValue,
{
    ConstCounter::new(value).encode(to.encode_descriptor(name, help, None, MetricType::Counter)?)
}

/// Tells a state.
pub(super) fn gauge<N>(to: &mut DescriptorEncoder, name: &str, help: &str, value: N) -> fmt::Result
where
    ConstGauge<N>: EncodeMetric,
    N: EncodeGaugeValue,
{
    ConstGauge::new(value).encode(to.encode_descriptor(name, help, None, MetricType::Gauge)?)
}

fn counters(
    to: &mut DescriptorEncoder,
    name: &str,
    help: &str,
    label: &str,
    values: impl IntoIterator<Item = (&'static str, u64)>,
) -> fmt::Result {
    let mut metric = to.encode_descriptor(name, help, None, MetricType::Counter)?;
    for (value, count) in values {
        ConstCounter::new(count).encode(metric.encode_family(&[(label, value)])?)?;
    }
    Ok(())
}

fn gauges<N>(
    to: &mut DescriptorEncoder,
    name: &str,
    help: &str,
    label: &str,
    values: impl IntoIterator<Item = (&'static str, N)>,
) -> fmt::Result
where
    ConstGauge<N>: EncodeMetric,
{
    let mut metric = to.encode_descriptor(name, help, None, MetricType::Gauge)?;
    for (value, state) in values {
        ConstGauge::new(state).encode(metric.encode_family(&[(label, value)])?)?;
    }
    Ok(())
}
