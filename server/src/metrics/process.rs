//! What the process takes of its machine, under the names that Prometheus has for it.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use rustix::process::{Resource, getrlimit};
use rustix::time::{ClockId, clock_gettime};

use super::figures::{counter, gauge};

#[derive(Debug)]
pub(super) struct Process {
    pub(super) started: SystemTime,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let to = &mut encoder;
        counter(to, "process_cpu_seconds", "CPU time that the process took.", cpu_seconds())?;
        if let Some(bytes) = resident_bytes() {
            gauge(to, "process_resident_memory_bytes", "Memory that the process takes.", bytes)?;
        }
        if let Some(files) = open_files() {
            gauge(to, "process_open_fds", "File handles that are open, connections among them.", files)?;
        }
        if let Some(most) = getrlimit(Resource::Nofile).current {
            gauge(to, "process_max_fds", "File handles that there may be.", most)?;
        }
        let started = self.started.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        gauge(to, "process_start_time_seconds", "When the process started, in seconds since 1970.", started)
    }
}

#[expect(clippy::cast_precision_loss, reason = "seconds and nanoseconds are small")]
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(kilobytes.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

fn open_files() -> Option<u64> {
    u64::try_from(std::fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}
