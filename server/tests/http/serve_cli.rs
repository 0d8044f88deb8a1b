//! `themenseite serve`, the program itself.

use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

use crate::test_app::{Client, PASSWORD, TOPIC, TestDatabase, saved_version, site_folder};
use crate::verwaltung_cli::program;

struct Server {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    client: Client,
}

impl Server {
    async fn start(database: &TestDatabase) -> Self {
        // Free a moment ago; nobody else takes ports by number here.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let (url, site, addr) = (database.url(), site_folder(), address.to_string());
        let settings = [
            ("DATABASE_URL", url.as_str()),
            ("THEMENSEITE_SITE", site.to_str().expect("a path")),
            ("THEMENSEITE_ADDR", addr.as_str()),
        ];
        let mut child = program(&["serve"], &settings).stdout(Stdio::piped()).spawn().expect("the program");
        let mut out = BufReader::new(child.stdout.take().expect("an output")).lines();
        let first = out.next_line().await.expect("an output").expect("a line");
        assert_eq!(first, format!("Themenseite: http://{address}"));
        Self { child, out, client: Client::new(address) }
    }

    /// The path of the set-up link, which is the next thing that is printed.
    async fn set_up_path(&mut self) -> String {
        let line = self.out.next_line().await.expect("an output").expect("a line");
        let path = line.split("/einrichten/").nth(1).unwrap_or_else(|| panic!("{line}"));
        format!("/einrichten/{path}")
    }

    fn signal(&self, signal: Signal) {
        let id = self.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)).expect("a process");
        kill_process(id, signal).expect("a signal");
    }

    async fn end(&mut self) -> std::process::ExitStatus {
        tokio::time::timeout(Duration::from_secs(15), self.child.wait()).await.expect("an end").expect("a status")
    }
}

#[tokio::test]
async fn an_empty_store_gets_content_a_set_up_link_and_stops_when_told() {
    let database = TestDatabase::empty().await;
    let mut server = Server::start(&database).await;
    let link = server.set_up_path().await;
    assert!(server.client.get(TOPIC).await.text().contains("Hannover verfolgt"));
    server.client.get(&link).await.assert_page(200, "Erstes Konto einrichten");
    let form = [("name", "Erika"), ("email", "erika@redaktion.example"), ("password", PASSWORD)];
    assert_eq!(server.client.post(&link).form(&form).await.status, 303);
    server.signal(Signal::TERM);
    assert_eq!(server.end().await.code(), Some(0));

    // Where there is an account, no link is printed.
    let mut server = Server::start(&database).await;
    assert_eq!(server.client.get(TOPIC).await.status, 200);
    server.signal(Signal::INT);
    assert_eq!(server.end().await.code(), Some(0));
    assert_eq!(server.out.next_line().await.expect("an output"), None);
}

#[tokio::test]
async fn what_was_saved_before_a_kill_is_there_after_a_new_start() {
    let database = TestDatabase::empty().await;
    let mut server = Server::start(&database).await;
    let link = server.set_up_path().await;
    let form = [("name", "Erika"), ("email", "erika@redaktion.example"), ("password", PASSWORD)];
    let mut editor = server.client.clone();
    editor.cookie = server.client.post(&link).form(&form).await.session_cookie();
    let topic = editor.get("/api/get_topic?slug=migration").await.json()["topic"]["id"].as_i64().expect("an id");
    let mut version = 0;
    for number in 0..10 {
        version = saved_version(&editor.save((topic, "title"), version, &format!("Fassung {number}")).await);
    }
    server.signal(Signal::KILL);
    server.end().await;

    let server = Server::start(&database).await;
    let cookie = editor.cookie;
    let mut editor = server.client.clone();
    editor.cookie = cookie;
    assert_eq!(editor.field((topic, "title")).await["draft"], serde_json::json!("Fassung 9"));
}

#[tokio::test]
async fn several_servers_on_one_new_store_start_at_once_and_show_the_same() {
    let database = TestDatabase::empty().await;
    let (one, other) = tokio::join!(Server::start(&database), Server::start(&database));
    for server in [&one, &other] {
        assert_eq!(server.client.get(TOPIC).await.html().elements("article").len(), 6);
    }
}
