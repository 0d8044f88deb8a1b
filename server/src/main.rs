//! The program `themenseite`; everything it does is in the library.

use std::process::ExitCode;

use clap::Parser;
use themenseite::cli::{self, Cli};
use themenseite::panics;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    panics::log_without_words();
    cli::run(Cli::parse())
}
