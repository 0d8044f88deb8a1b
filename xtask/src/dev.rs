//! `xtask dev`: builds, starts the server, and does both again whenever a file changes.

use crate::files::{walk, write_atomically};
use crate::{Mode, site};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

const WATCHED: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "app",
    "server",
    "frontend/src",
    "frontend/boot.js",
    "frontend/rich_text/src",
    "style",
    "public",
    "content",
];
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// A file of the site that changes with every start of the server.
pub(crate) const STARTED: &str = "dev.txt";
/// Added to the boot script: an open page reloads when that file has changed.
pub(crate) const RELOAD: &str = "\
let started;
setInterval(() => fetch('/dev.txt', { cache: 'no-store' })
  .then((answer) => answer.ok ? answer.text() : started)
  .then((text) => { if (started && text !== started) location.reload(); started = text; })
  .catch(() => {}), 700);
";

/// Runs until it is interrupted. A mistake in the code is shown, and the next change is waited for.
pub(crate) fn run(server_arguments: &[&str]) -> Result<()> {
    let mut server: Option<Child> = None;
    loop {
        let seen = state()?;
        match site::build(Mode::Dev).and_then(|()| build_server()) {
            Ok(()) => {
                if let Some(old) = server.take() {
                    stop(old)?;
                }
                server = Some(start(server_arguments)?);
            }
            Err(error) => eprintln!("error: {error:#}; waiting for the next change"),
        }
        while state()? == seen {
            sleep(LOOK_EVERY);
            if let Some(status) = server.as_mut().map(Child::try_wait).transpose()?.flatten() {
                eprintln!("the server ended ({status}); waiting for the next change");
                server = None;
            }
        }
    }
}

fn build_server() -> Result<()> {
    let status = Command::new("cargo")
        .args(["build", "--package", "server"])
        .env("CARGO_TARGET_DIR", "target")
        .env("DISABLE_SERVER_FN_HASH", "true")
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "cargo could not build the server");
    Ok(())
}

fn start(arguments: &[&str]) -> Result<Child> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis();
    write_atomically(&Path::new(site::SITE).join(STARTED), now.to_string().as_bytes())?;
    Command::new("target/debug/themenseite")
        .arg("serve")
        .args(arguments)
        .spawn()
        .context("cannot start target/debug/themenseite")
}

/// Asks the server to end, which gives it the time to finish; after ten seconds it is ended.
fn stop(mut server: Child) -> Result<()> {
    Command::new("kill").arg(server.id().to_string()).status().context("cannot run kill")?;
    for _ in 0..100 {
        if server.try_wait()?.is_some() {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    server.kill()?;
    server.wait()?;
    Ok(())
}

/// Every watched file with the time of its last change.
fn state() -> Result<Vec<(PathBuf, Option<SystemTime>)>> {
    let mut state = Vec::new();
    for watched in WATCHED.map(Path::new) {
        let files = if watched.is_dir() { walk(watched)? } else { vec![watched.to_path_buf()] };
        for file in files {
            let modified = file.metadata().and_then(|metadata| metadata.modified()).ok();
            state.push((file, modified));
        }
    }
    Ok(state)
}
