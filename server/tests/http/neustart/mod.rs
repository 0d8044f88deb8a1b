//! A new version goes live without one failed request: handing over, socket activation, and what a stop does to whoever is connected.

mod load;

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::time::Duration;

use app::model::Role;
use app::store::{NewAccount, Store};
use rustix::process::Signal;
use sqlx::postgres::PgPool;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::serve_cli::{Server, free_address, serve_command};
use crate::test_app::{Client, PASSWORD, PATIENCE, TOPIC, TestDatabase};
use load::Load;

/// How often the server is restarted in one run.
fn restarts() -> usize {
    std::env::var("THEMENSEITE_RESTARTS").map_or(5, |count| count.parse().expect("THEMENSEITE_RESTARTS is a number"))
}

/// So much is asked before and after each restart.
const MEANWHILE: Duration = Duration::from_millis(300);

/// An editor's session on a server, and the id of the topic.
async fn log_in(database: &TestDatabase, address: SocketAddr) -> (String, i64) {
    let store = Store::new(database.run_options.clone(), 1);
    let hash = themenseite::hash_password(PASSWORD).expect("a hash");
    let account =
        NewAccount { email: "erika@redaktion.example", name: "Erika", role: Role::Editor, password_hash: &hash };
    store.add_account(&account).await.expect("an account");
    let mut editor = Client::new(address);
    assert_eq!(editor.log_in("erika@redaktion.example", PASSWORD).await.status, 303);
    let topic = editor.get("/api/get_topic?slug=migration").await.json()["topic"]["id"].as_i64().expect("an id");
    (editor.cookie.expect("a session"), topic)
}

/// Ends the load; R3.
async fn assert_nothing_failed(load: Load, database: &TestDatabase, what: &str) {
    tokio::time::sleep(MEANWHILE).await;
    let tally = load.end().await;
    let (restarts, failed) = (restarts(), tally.failures.len());
    println!(
        "R3: {what}, {restarts} restarts, {} requests answered ({} saves), {} retried, {failed} failed",
        tally.answered, tally.saved, tally.retried
    );
    assert!(tally.failures.is_empty(), "{:#?}", tally.failures);
    assert!(tally.answered > restarts * 20 && tally.saved > restarts * 2, "{tally:?}");
    // Each once, since none was sent twice.
    let db = PgPool::connect_lazy_with(database.options.clone());
    let saves: i64 = sqlx::query_scalar("select count(*) from edit").fetch_one(&db).await.expect("a number");
    assert_eq!(usize::try_from(saves), Ok(tally.saved));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_by_a_new_server_that_takes_over_fails_no_request() {
    let database = TestDatabase::with_demonstration().await;
    let address = free_address();
    let mut server = Server::run(serve_command(&database, address), address).await;
    let (cookie, topic) = log_in(&database, address).await;
    let load = Load::start(address, &cookie, topic);
    for _ in 0..restarts() {
        tokio::time::sleep(MEANWHILE).await;
        let next = Server::run(serve_command(&database, address), address).await;
        assert_eq!(server.end().await.code(), Some(0));
        server = next;
    }
    assert_nothing_failed(load, &database, "handed over").await;
}

/// The program as systemd starts it: the listening socket is its file handle 3.
fn activated(database: &TestDatabase, address: SocketAddr, socket: OwnedFd) -> Command {
    let serve = serve_command(database, address);
    let mut command = Command::new("sh");
    let script = "exec 3<&0 </dev/null; export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$0\" serve";
    command.arg("-c").arg(script).arg(serve.as_std().get_program()).stdin(Stdio::from(socket)).kill_on_drop(true);
    for (name, value) in serve.as_std().get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    // The socket's address counts.
    command.env_remove("THEMENSEITE_ADDR");
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_under_a_socket_that_systemd_keeps_fails_no_request() {
    let database = TestDatabase::with_demonstration().await;
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = socket.local_addr().expect("an address");
    let command = || activated(&database, address, socket.try_clone().expect("a copy").into());
    let mut server = Server::run(command(), address).await;
    let (cookie, topic) = log_in(&database, address).await;
    let load = Load::start(address, &cookie, topic);
    for _ in 0..restarts() {
        tokio::time::sleep(MEANWHILE).await;
        server.signal(Signal::TERM);
        assert_eq!(server.end().await.code(), Some(0));
        server = Server::run(command(), address).await;
    }
    assert_nothing_failed(load, &database, "socket kept").await;
}

#[tokio::test]
async fn a_socket_that_is_none_to_listen_on_is_named() {
    let database = TestDatabase::empty().await;
    let udp = std::net::UdpSocket::bind("127.0.0.1:0").expect("a port");
    let (code, err) = ended(activated(&database, udp.local_addr().expect("an address"), udp.into())).await;
    assert!(code == Some(1) && err.contains("LISTEN_FDS: "), "{code:?} {err}");
}

/// Runs a command that does not begin to serve.
async fn ended(mut command: Command) -> (Option<i32>, String) {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("an end").expect("a status");
    assert!(output.stdout.is_empty(), "it serves");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

/// Waits until nobody can connect any more.
async fn refused(address: SocketAddr) {
    let waiting = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("an end of listening");
}

/// Half of a log-in, with the rest to come.
async fn half_a_request(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = "POST /anmelden HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 20\r\n\r\nemail=a";
    stream.write_all(head.as_bytes()).await.expect("sent");
    // What was answered after it was sent shows that it was read.
    assert_eq!(Client::new(address).get("/healthz").await.status, 200);
    stream
}

async fn rest_of_the_answer(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    let reading = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("an end");
    reading.expect("an answer");
    answer
}

#[tokio::test]
async fn a_request_that_runs_when_the_server_is_told_to_stop_is_answered_and_its_connection_ends() {
    let database = TestDatabase::with_demonstration().await;
    let address = free_address();
    let mut server = Server::run(serve_command(&database, address), address).await;
    let mut running = half_a_request(address).await;
    let mut fresh = TcpStream::connect(address).await.expect("a connection");
    assert_eq!(Client::new(address).get("/healthz").await.status, 200);
    server.signal(Signal::TERM);
    refused(address).await;
    running.write_all(b"&password=xyz").await.expect("sent");
    let answer = rest_of_the_answer(&mut running).await;
    assert!(answer.starts_with("HTTP/1.1 4") && answer.contains("connection: close\r\n"), "{answer}");
    assert!(answer.contains("</html>"), "{answer}");
    // Whoever was connected and had not asked yet may do so.
    fresh.write_all(format!("GET {TOPIC} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.expect("sent");
    let answer = rest_of_the_answer(&mut fresh).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("connection: close\r\n"), "{answer}");
    assert_eq!(server.end().await.code(), Some(0));
}

#[tokio::test]
async fn a_second_signal_does_not_wait_for_what_runs_and_the_log_says_how_many_were_cut() {
    let database = TestDatabase::with_demonstration().await;
    let address = free_address();
    let mut command = serve_command(&database, address);
    command.stderr(Stdio::piped());
    let mut server = Server::run(command, address).await;
    let running = [half_a_request(address).await, half_a_request(address).await];
    server.signal(Signal::TERM);
    refused(address).await;
    server.signal(Signal::TERM);
    let mut log = String::new();
    server.child.stderr.take().expect("a log").read_to_string(&mut log).await.expect("a text");
    assert_eq!(server.end().await.code(), Some(0));
    let told = log.split_once(" connections did not end in time and were cut").expect(&log).0;
    let count: usize = told.rsplit(|c: char| !c.is_ascii_digit()).next().expect("a word").parse().expect("a number");
    assert!(count >= running.len(), "{log}");
    drop(running);
}

#[tokio::test]
async fn a_load_balancer_is_told_before_connections_are_refused_where_a_drain_time_is_set() {
    let database = TestDatabase::with_demonstration().await;
    let address = free_address();
    let mut command = serve_command(&database, address);
    command.env("THEMENSEITE_DRAIN_SECONDS", "3600");
    let mut server = Server::run(command, address).await;
    let reader = Client::new(address);
    assert_eq!(reader.get("/readyz").await.status, 200);
    server.signal(Signal::TERM);
    let told = async {
        while reader.get("/readyz").await.status == 200 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, told).await.expect("it is told");
    let answer = reader.get("/readyz").await;
    assert_eq!((answer.status, answer.text()), (503, "stopping\n"));
    assert_eq!(reader.get("/healthz").await.status, 200);
    assert_eq!(reader.get(TOPIC).await.status, 200);
    let answer = reader.post("/anmelden").form(&[("email", "a"), ("password", "b")]).await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    server.signal(Signal::TERM);
    assert_eq!(server.end().await.code(), Some(0));
}

#[tokio::test]
async fn another_program_on_the_port_is_named() {
    let database = TestDatabase::empty().await;
    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = other.local_addr().expect("an address");
    let (code, err) = ended(serve_command(&database, address)).await;
    assert!(code == Some(1) && err.contains(&format!("THEMENSEITE_ADDR: {address} lässt sich nicht öffnen")), "{err}");
}

#[tokio::test]
async fn another_site_that_is_told_to_use_the_same_port_gets_an_error_and_not_the_port() {
    let (database, others) = (TestDatabase::with_demonstration().await, TestDatabase::empty().await);
    let address = free_address();
    let server = Server::run(serve_command(&database, address), address).await;
    let mut with_another_name = serve_command(&database, address);
    with_another_name.env("THEMENSEITE_PUBLIC_URL", "https://andere.example");
    for command in [with_another_name, serve_command(&others, address)] {
        let (code, err) = ended(command).await;
        assert!(code == Some(1) && err.contains("lässt sich nicht öffnen"), "{err}");
    }
    assert_eq!(server.client.get(TOPIC).await.status, 200);
}

/// A lock on what a start looks at. Whoever starts meanwhile has asked for the socket, and does not become ready.
struct HeldUp(sqlx::PgConnection);

impl HeldUp {
    async fn new(database: &TestDatabase) -> Self {
        let mut connection = database.options.connect().await.expect("a connection");
        let lock = "begin; lock table _sqlx_migrations in access exclusive mode";
        sqlx::raw_sql(lock).execute(&mut connection).await.expect("a lock");
        Self(connection)
    }

    async fn end(self) {
        self.0.close().await.expect("an end");
    }
}

/// A server that has the socket of another one and is not ready; its output.
async fn starting(database: &TestDatabase, address: SocketAddr) -> Child {
    let mut command = serve_command(database, address);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let log = child.stderr.as_mut().expect("a log");
    let mut text = Vec::new();
    while !String::from_utf8_lossy(&text).contains("takes over from the server that runs") {
        assert!(log.read_buf(&mut text).await.expect("a text") > 0, "{}", String::from_utf8_lossy(&text));
    }
    child
}

#[tokio::test]
async fn a_server_that_ends_before_it_is_ready_leaves_the_old_one_serving() {
    let database = TestDatabase::with_demonstration().await;
    let address = free_address();
    let mut server = Server::run(serve_command(&database, address), address).await;
    // Killed:
    let held_up = HeldUp::new(&database).await;
    let mut killed = starting(&database, address).await;
    killed.kill().await.expect("an end");
    held_up.end().await;
    assert_eq!(server.client.get("/readyz").await.status, 200);
    // Failed, since the store is newer than it:
    let db = PgPool::connect_lazy_with(database.options.clone());
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 values (9999, 'newer', true, '', 0)";
    sqlx::raw_sql(newer).execute(&db).await.expect("a row");
    let (code, err) = ended(serve_command(&database, address)).await;
    assert!(code == Some(1) && err.contains("takes over from") && err.contains("9999"), "{err}");
    for path in ["/readyz", TOPIC, "/feed.atom"] {
        let answer = server.client.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    // And the next one gets it.
    sqlx::raw_sql("delete from _sqlx_migrations where version = 9999").execute(&db).await.expect("a change");
    let next = Server::run(serve_command(&database, address), address).await;
    assert_eq!(server.end().await.code(), Some(0));
    assert_eq!(next.client.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn whoever_connects_while_the_old_one_has_ended_and_the_new_one_is_not_ready_is_answered_by_the_new_one() {
    let database = TestDatabase::with_demonstration().await;
    let address = free_address();
    let mut server = Server::run(serve_command(&database, address), address).await;
    let held_up = HeldUp::new(&database).await;
    let mut next = starting(&database, address).await;
    server.signal(Signal::TERM);
    assert_eq!(server.end().await.code(), Some(0));
    let reader = Client::new(address);
    let waiting = tokio::spawn(async move { reader.get(TOPIC).await });
    tokio::time::sleep(MEANWHILE).await;
    assert!(!waiting.is_finished());
    held_up.end().await;
    assert_eq!(waiting.await.expect("an answer").status, 200);
    next.kill().await.expect("an end");
}

#[tokio::test]
async fn of_several_that_start_at_once_one_serves_in_the_end_whether_or_not_one_served_before() {
    let database = TestDatabase::with_demonstration().await;
    let address = free_address();
    let run = || Server::run(serve_command(&database, address), address);
    let (one, other) = tokio::join!(run(), run());
    let mut last = one_is_left(vec![one, other]).await;
    let (one, other, third) = tokio::join!(run(), run(), run());
    assert_eq!(last.end().await.code(), Some(0));
    last = one_is_left(vec![one, other, third]).await;
    assert_eq!(last.client.get(TOPIC).await.status, 200);
    // It is the one that hands over.
    let next = run().await;
    assert_eq!(last.end().await.code(), Some(0));
    assert_eq!(next.client.get(TOPIC).await.status, 200);
}

/// The one that stays when all others have gone, in good order.
async fn one_is_left(mut servers: Vec<Server>) -> Server {
    let end = std::time::Instant::now() + PATIENCE;
    while servers.len() > 1 {
        assert!(std::time::Instant::now() < end, "{} stay", servers.len());
        tokio::time::sleep(Duration::from_millis(20)).await;
        servers.retain_mut(|server| match server.child.try_wait().expect("a status") {
            Some(status) => {
                assert!(status.success(), "{status}");
                false
            }
            None => true,
        });
    }
    servers.pop().expect("one is left")
}

#[tokio::test]
async fn the_program_s_own_postgresql_goes_on_under_the_new_server_and_ends_with_the_last() {
    let database = TestDatabase::empty().await;
    let data = TempDir::new().expect("a folder");
    let address = free_address();
    let run = async || {
        let mut command = serve_command(&database, address);
        command.env_remove("DATABASE_URL").env("THEMENSEITE_DATA", data.path().join("data"));
        Server::run(command, address).await
    };
    let postgres = data.path().join("data/postgres/postmaster.pid");
    let process = || std::fs::read_to_string(&postgres).expect("a process").lines().next().map(str::to_owned);
    let mut server = run().await;
    let before = process();
    let mut next = run().await;
    assert_eq!(server.end().await.code(), Some(0));
    assert_eq!(process(), before);
    assert_eq!(next.client.get(TOPIC).await.status, 200);
    next.signal(Signal::TERM);
    assert_eq!(next.end().await.code(), Some(0));
    assert!(!postgres.exists());
}
