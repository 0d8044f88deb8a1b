//! What breaks: processes are killed, stopped, frozen and cut off, a disk is filled up (targets R1 and R2). Each with its count from the
//! environment: samples in `make test`, all of them in `make soak`.

mod away;
mod editors;
mod full_disk;
mod kills;
mod postgres;
mod program;
mod soak;
mod verdict;

use std::time::Duration;

use tokio::sync::Mutex;

/// One at a time: each has bounds by name, on a machine that others use, too.
static ALONE: Mutex<()> = Mutex::const_new(());

/// A bound of the targets. Samples run beside other tests, on cores that are busy with them, and have three times as long.
fn bound(target: Duration) -> Duration {
    if std::env::var_os("THEMENSEITE_AWAY_SECONDS").is_some() { target } else { 3 * target }
}

/// A count from the environment.
fn count(name: &str, sample: u64) -> u64 {
    std::env::var(name).map_or(sample, |count| count.parse().expect("a number"))
}
