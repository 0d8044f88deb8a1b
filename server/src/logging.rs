//! What is logged, and how its lines look.

use std::io::{self, IsTerminal};
use std::str::FromStr;
use std::{env, fmt};

use tracing_subscriber::EnvFilter;

use crate::cli::Failure;

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = [Self::Text, Self::Json].into_iter().find(|format| format.to_string() == text);
        known.ok_or_else(|| "THEMENSEITE_LOG_FORMAT: möglich sind text und json".to_owned())
    }
}

/// From now on lines go to standard error.
///
/// # Errors
/// `RUST_LOG` cannot be read.
pub(crate) fn begin(format: LogFormat) -> Result<(), Failure> {
    let lines = tracing_subscriber::fmt().with_env_filter(what_is_logged()?).with_writer(io::stderr);
    match format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().with_current_span(false).init(),
    }
    Ok(())
}

/// What `RUST_LOG` asks for; but from nobody who tells whole addresses, with the tokens in them.
#[expect(clippy::expect_used, reason = "a constant")]
fn what_is_logged() -> Result<EnvFilter, Failure> {
    let asked = env::var(EnvFilter::DEFAULT_ENV).unwrap_or_else(|_| "info".to_owned());
    let asked = EnvFilter::try_new(asked)
        .map_err(|error| format!("RUST_LOG ist nicht lesbar: {error}. Möglich ist etwa info oder debug."))?;
    Ok(asked.add_directive("tower_http::csrf=info".parse().expect("a directive")))
}
