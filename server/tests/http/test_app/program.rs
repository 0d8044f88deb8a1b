//! The program itself, with its log and its figures.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use app::model::Role;
use app::store::{NewAccount, Store};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

use super::{Client, Figures, PASSWORD, PASSWORD_HASH, PATIENCE, TestDatabase, email_of, site_folder};
use crate::verwaltung_cli::program;

/// A running program; it ends with this value.
pub struct Program {
    /// Someone who is not logged in.
    pub reader: Client,
    /// Someone who asks for figures.
    pub watcher: Client,
    _child: Child,
    log: Arc<Mutex<Vec<String>>>,
}

fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}

impl Program {
    /// On a database, reached by some address; with more settings.
    pub async fn start(url: &str, more: &[(&str, &str)]) -> Self {
        let (address, metrics) = (free_address(), free_address());
        let (site, addr, metrics_addr) = (site_folder(), address.to_string(), metrics.to_string());
        let settings = [
            ("DATABASE_URL", url),
            ("THEMENSEITE_SITE", site.to_str().expect("a path")),
            ("THEMENSEITE_ADDR", addr.as_str()),
            ("THEMENSEITE_METRICS_ADDR", metrics_addr.as_str()),
        ];
        let mut command = program(&["serve"], &[&settings, more].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
        let log = Arc::new(Mutex::new(Vec::new()));
        let (lines, kept) = (BufReader::new(child.stderr.take().expect("a log")).lines(), log.clone());
        tokio::spawn(async move {
            let mut lines = lines;
            while let Ok(Some(line)) = lines.next_line().await {
                kept.lock().expect("the log").push(line);
            }
        });
        let mut out = BufReader::new(child.stdout.take().expect("an output")).lines();
        let first = out.next_line().await.expect("an output");
        assert_eq!(first.as_deref(), Some(format!("Themenseite: http://{address}").as_str()), "{:?}", log.lock());
        // What it prints next, someone must read.
        tokio::spawn(async move { while let Ok(Some(_)) = out.next_line().await {} });
        Self { reader: Client::new(address), watcher: Client::new(metrics), _child: child, log }
    }

    /// Someone logged in, with a new account in its database.
    pub async fn log_in_as(&self, database: &TestDatabase, name: &str) -> Client {
        let email = email_of(name);
        let account = NewAccount { email: &email, name, role: Role::Editor, password_hash: &PASSWORD_HASH };
        Store::new(database.run_options.clone(), 1).add_account(&account).await.expect("an account");
        let mut editor = self.reader.clone();
        let answer = editor.log_in(&email, PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        editor
    }

    /// The figures as they are now.
    pub async fn figures(&self) -> Figures {
        let answer = self.watcher.get("/metrics").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        Figures::parse(answer.text())
    }

    /// Lines of the log that hold a text; waits for the first.
    pub async fn lines_with(&self, text: &str) -> Vec<String> {
        let start = Instant::now();
        loop {
            let lines: Vec<_> = self.log().into_iter().filter(|line| line.contains(text)).collect();
            if !lines.is_empty() {
                return lines;
            }
            assert!(start.elapsed() < PATIENCE, "{text} is not in the log: {:#?}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// All lines of the log so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().expect("the log").clone()
    }
}
