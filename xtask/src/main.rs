//! The builder: `xtask site [--dev]` writes `target/site`, `xtask dev` rebuilds and restarts on every change,
//! `xtask size CRATE` tells how large a crate's program is in the browser, `xtask parts CRATE` of what.
//!
//! It is run from the workspace's root, by `scripts/xtask`.
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "it talks to whoever runs it")]

mod compress;
mod css;
mod dev;
mod files;
mod names;
mod parts;
mod script;
mod site;
mod wasm;

use std::process::ExitCode;

/// What is built: small and slow to build, or quick to build and large.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Release,
    Dev,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["site"] => site::build(Mode::Release),
        ["site", "--dev"] => site::build(Mode::Dev),
        ["size", package] => wasm::compressed_size(package).map(|bytes| println!("{bytes}")),
        ["parts", package] => wasm::parts_of(package).map(|table| print!("{table}")),
        ["dev", server_arguments @ ..] => dev::run(server_arguments),
        _ => {
            eprintln!(
                "usage: xtask site [--dev] | xtask size CRATE | xtask parts CRATE | xtask dev [arguments of the server]"
            );
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
