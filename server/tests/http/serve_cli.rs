//! `themenseite serve`, the program itself.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use app::model::Role;
use app::store::{NewAccount, Store};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::test_app::{Client, PASSWORD, PATIENCE, TOPIC, TestDatabase, saved_version, site_folder};
use crate::verwaltung_cli::program;

/// The program as it serves, in a process of its own.
pub struct Server {
    pub child: Child,
    out: Lines<BufReader<ChildStdout>>,
    pub client: Client,
}

/// Free a moment ago; nobody else takes ports by number here.
pub fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}

impl Server {
    async fn start(database: &TestDatabase) -> Self {
        Self::start_with(database, Stdio::inherit()).await
    }

    async fn start_with(database: &TestDatabase, log: Stdio) -> Self {
        let address = free_address();
        let mut command = serve_command(database, address);
        command.stderr(log);
        Self::run(command, address).await
    }

    /// Runs a command until it serves.
    pub async fn run(mut command: Command, address: SocketAddr) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
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

    pub fn signal(&self, signal: Signal) {
        let id = self.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)).expect("a process");
        kill_process(id, signal).expect("a signal");
    }

    pub async fn end(&mut self) -> std::process::ExitStatus {
        tokio::time::timeout(Duration::from_secs(15), self.child.wait()).await.expect("an end").expect("a status")
    }
}

/// `serve` on a database and an address.
pub fn serve_command(database: &TestDatabase, address: SocketAddr) -> Command {
    let (url, site, addr) = (database.url(), site_folder(), address.to_string());
    let settings = [
        ("DATABASE_URL", url.as_str()),
        ("THEMENSEITE_SITE", site.to_str().expect("a path")),
        ("THEMENSEITE_ADDR", addr.as_str()),
    ];
    program(&["serve"], &settings)
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

#[tokio::test]
async fn a_start_tells_in_one_line_which_pages_of_the_law_are_not_finished() {
    let database = TestDatabase::with_demonstration().await;
    let log = async || {
        let mut server = Server::start_with(&database, Stdio::piped()).await;
        assert_eq!(server.client.get("/healthz").await.status, 200);
        server.signal(Signal::TERM);
        let mut text = String::new();
        server.child.stderr.take().expect("a log").read_to_string(&mut text).await.expect("a text");
        assert!(server.end().await.success());
        text
    };
    let text = log().await;
    let lines: Vec<_> = text.lines().filter(|line| line.contains("pages that the law asks for")).collect();
    assert_eq!(lines.len(), 1, "{text}");
    for path in ["/impressum", "/datenschutz", "/barrierefreiheit"] {
        assert!(lines[0].contains(&format!("{path}: placeholders left: ")), "{}", lines[0]);
    }
    let db = sqlx::PgPool::connect_lazy_with(database.options.clone());
    sqlx::raw_sql("update page_text set body = 'Fertig.'").execute(&db).await.expect("a change");
    let text = log().await;
    assert!(!text.contains("the law asks for"), "{text}");
}

#[tokio::test]
async fn two_servers_on_one_store_publish_at_the_set_time_once() {
    let database = TestDatabase::with_demonstration().await;
    let (one, other) = (Server::start(&database).await, Server::start(&database).await);
    let store = Store::new(database.run_options.clone(), 2);
    let account =
        NewAccount { email: "erika@redaktion.example", name: "Erika", role: Role::Editor, password_hash: "x" };
    store.add_account(&account).await.expect("an account");
    let db = sqlx::PgPool::connect_lazy_with(database.options.clone());
    let number =
        async |query: &'static str| sqlx::query_scalar::<_, i64>(query).fetch_one(&db).await.expect("a number");
    let revisions = number("select count(*) from revision").await;
    sqlx::raw_sql(
        "with new as (insert into schedule (language, scheduled_for, account_id)
                      select 'de', now() + interval '1 second', id from account returning id)
         insert into scheduled_text (schedule_id, item_id, field, version, text)
         select new.id, topic.id, 'title', 1, 'Zur rechten Zeit' from new, topic",
    )
    .execute(&db)
    .await
    .expect("a time");
    let has_gone_out = async |server: &Server| server.client.get(TOPIC).await.text().contains("Zur rechten Zeit");
    assert!(!has_gone_out(&one).await);
    let end = std::time::Instant::now() + PATIENCE;
    while !(has_gone_out(&one).await && has_gone_out(&other).await) {
        assert!(std::time::Instant::now() < end, "it does not go out");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Both have looked again since.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(number("select count(*) from revision").await, revisions + 1);
    for mut server in [one, other] {
        server.signal(Signal::TERM);
        assert!(server.end().await.success());
    }
}
