//! Tasks that Leptos spawns to load what a page shows log under the request that they are for.

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use tracing::Instrument;

struct InSpan;

impl CustomExecutor for InSpan {
    fn spawn(&self, task: PinnedFuture<()>) {
        tokio::spawn(task.in_current_span());
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(task.in_current_span());
    }

    fn poll_local(&self) {}
}

/// Lets Leptos spawn tasks; a second call finds it done.
pub(crate) fn spawn_tasks() {
    let _ = Executor::init_custom_executor(InSpan);
}
