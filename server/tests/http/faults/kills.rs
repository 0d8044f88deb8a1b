//! R1: the server and PostgreSQL are killed in the middle of writes; no acknowledged write is lost, doubled or half done.

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::editors::Editors;
use super::postgres::{OutsidePostgres, postmaster};
use super::program::Program;
use super::{ALONE, count, verdict};
use crate::test_app::{Client, PATIENCE, Random, TestDatabase};

const NAMES: [&str; 4] = ["anna", "berta", "carla", "dora"];

pub async fn editors(program: &Program, options: &PgConnectOptions, seed: u64, longer: usize) -> Editors {
    let mut clients: Vec<Client> = Vec::new();
    for name in NAMES {
        clients.push(program.log_in_as(name, options).await);
    }
    let mut db = options.connect().await.expect("a connection");
    let topic = sqlx::query_scalar("select id from topic where slug = 'migration'").fetch_one(&mut db).await;
    db.close().await.expect("an end");
    Editors::begin(clients, topic.expect("the topic"), seed, longer)
}

pub async fn judge(what: &str, editors: Editors, options: &PgConnectOptions) {
    let deeds = editors.end().await;
    let mut db = PgConnection::connect_with(options).await.expect("a connection");
    let figures = verdict::judge(&mut db, &deeds).await;
    db.close().await.expect("an end");
    println!(
        "{what}: {} acknowledged writes, each there once; {} sent again; {} left without an answer, there or not",
        figures.acknowledged, figures.retries, figures.given_up
    );
}

/// Until it answers out of its store again.
pub async fn until_ready(client: &Client) -> Duration {
    let start = Instant::now();
    while client.get("/readyz").attempt().await.is_none_or(|answer| answer.status != 200) {
        assert!(start.elapsed() < PATIENCE, "it is not ready again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    start.elapsed()
}

fn slowest(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[times.len() - 1])
}

/// `make soak` kills it 1,000 times.
#[tokio::test]
async fn no_write_is_lost_doubled_or_half_done_however_often_the_server_is_killed() {
    let _alone = ALONE.lock().await;
    let kills = count("THEMENSEITE_KILLS", 10);
    let database = TestDatabase::with_demonstration().await;
    let mut program = Program::start(&[("DATABASE_URL", &database.url())]).await;
    let editors = editors(&program, &database.options, 1, 0).await;
    let (mut random, mut starts) = (Random(2), Vec::new());
    for _ in 0..kills {
        editors.until_answered().await;
        tokio::time::sleep(Duration::from_millis(random.below(300))).await;
        program.end(Signal::KILL).await;
        starts.push(program.start_again().await);
    }
    let (median, last) = slowest(&mut starts);
    println!("R1: kill -9 of the server, {kills} times; served again after {median:?} (median), {last:?} (longest)");
    judge("R1: the server", editors, &database.options).await;
    assert!(!program.log().contains("panicked"), "{}", program.log());
    assert!(program.end(Signal::TERM).await.success());
}

/// `make soak` crashes it 100 times.
#[tokio::test]
async fn no_write_is_lost_doubled_or_half_done_however_often_an_outside_postgresql_crashes() {
    let _alone = ALONE.lock().await;
    let kills = count("THEMENSEITE_POSTGRES_KILLS", 3);
    let postgres = OutsidePostgres::start();
    let options = postgres.options();
    let url = options.to_url_lossy().to_string();
    let mut program = Program::start(&[("DATABASE_URL", &url)]).await;
    let editors = editors(&program, &options, 3, 0).await;
    let (mut random, mut returns) = (Random(4), Vec::new());
    for _ in 0..kills {
        editors.until_answered().await;
        tokio::time::sleep(Duration::from_millis(random.below(700))).await;
        postgres.crash();
        tokio::time::sleep(Duration::from_millis(random.below(300))).await;
        postgres.run();
        returns.push(until_ready(&program.reader()).await);
    }
    let (median, last) = slowest(&mut returns);
    println!(
        "R1: an outside PostgreSQL stopped at once, {kills} times; {median:?} (median), {last:?} (longest) after it was back"
    );
    judge("R1: an outside PostgreSQL", editors, &options).await;
    assert!(program.end(Signal::TERM).await.success());
}

/// The same, with nobody who starts it again but the program.
#[tokio::test]
async fn no_write_is_lost_doubled_or_half_done_however_often_the_programs_own_postgresql_crashes() {
    let _alone = ALONE.lock().await;
    let kills = count("THEMENSEITE_POSTGRES_KILLS", 3);
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let mut program = Program::start(&[("THEMENSEITE_DATA", data.to_str().expect("a path"))]).await;
    let options = own_options(&data);
    let editors = editors(&program, &options, 5, 0).await;
    let (mut random, mut returns) = (Random(6), Vec::new());
    for _ in 0..kills {
        editors.until_answered().await;
        tokio::time::sleep(Duration::from_millis(random.below(700))).await;
        let server = postmaster(&data.join("postgres")).expect("a server");
        kill_process(server, Signal::QUIT).expect("a signal");
        // It may take a moment until it is away.
        while postmaster(&data.join("postgres")) == Some(server) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        returns.push(until_ready(&program.reader()).await);
    }
    let (median, last) = slowest(&mut returns);
    println!(
        "R1: the program's own PostgreSQL stopped at once, {kills} times; ready again {median:?} (median), {last:?} (longest) later"
    );
    judge("R1: the program's own PostgreSQL", editors, &options).await;
    assert!(program.end(Signal::TERM).await.success());
}

/// How one connects to the program's own PostgreSQL, as the owner of its tables.
pub fn own_options(data: &Path) -> PgConnectOptions {
    let socket = data.join("postgres.socket");
    let options = PgConnectOptions::new_without_pgpass().host("localhost").socket(socket).password("");
    options.username("themenseite").database("themenseite")
}
