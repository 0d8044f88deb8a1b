//! The program `themenseite`; everything it does is in the library.

use std::process::ExitCode;

use clap::Parser;
use themenseite::cli::{self, Cli};
use themenseite::panics;
use tracing_subscriber::EnvFilter;

/// What `RUST_LOG` asks for; but from nobody who tells whole addresses, with the tokens in them.
#[expect(clippy::expect_used, reason = "a constant")]
fn what_is_logged() -> EnvFilter {
    let asked = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    asked.add_directive("tower_http::csrf=info".parse().expect("a directive"))
}

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_env_filter(what_is_logged()).with_writer(std::io::stderr).init();
    panics::log_without_words();
    cli::run(Cli::parse())
}
