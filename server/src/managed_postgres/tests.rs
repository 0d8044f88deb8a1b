//! Against a real PostgreSQL; as root and as an ordinary user alike.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::os::unix::fs::symlink;

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::*;

/// A data folder of its own for each test, below one that only we can enter, as a home is.
fn folder() -> (TempDir, PathBuf) {
    let home = TempDir::new().unwrap();
    let data = home.path().join(".data");
    (home, data)
}

async fn connect(postgres: &ManagedPostgres) -> PgConnection {
    PgConnection::connect_with(&postgres.connect_options()).await.unwrap()
}

async fn run(postgres: &ManagedPostgres, sql: &'static str) {
    let mut connection = connect(postgres).await;
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn count(postgres: &ManagedPostgres) -> i64 {
    let mut connection = connect(postgres).await;
    let rows = sqlx::query_scalar("SELECT count(*) FROM note").fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    rows
}

async fn setting(postgres: &ManagedPostgres, name: &str) -> String {
    let mut connection = connect(postgres).await;
    sqlx::query_scalar("SELECT current_setting($1)").bind(name).fetch_one(&mut connection).await.unwrap()
}

fn pid(data: &Path) -> String {
    let text = fs::read_to_string(data.join("postgres/postmaster.pid")).unwrap();
    text.lines().next().unwrap().to_owned()
}

fn kill(signal: &str, pid: &str) {
    assert!(std::process::Command::new("kill").args([signal, pid]).status().unwrap().success());
}

fn runs(data: &Path) -> bool {
    locks::is_alive(&Places::of(&fs::canonicalize(data).unwrap())).unwrap()
}

#[tokio::test]
async fn what_was_written_is_there_after_stop_and_start() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (id int); INSERT INTO note VALUES (1), (2)").await;
    postgres.stop().await.unwrap();
    assert!(!runs(&data));
    assert!(!data.join("postgres/postmaster.pid").exists());
    let postgres = start(&data).await.unwrap();
    assert_eq!(count(&postgres).await, 2);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_new_store_is_german_utf8_durable_and_not_on_the_network() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    for (name, value) in [
        ("server_encoding", "UTF8"),
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
    ] {
        assert_eq!(setting(&postgres, name).await, value, "{name}");
    }
    let mut connection = connect(&postgres).await;
    let words: Vec<String> = sqlx::query_scalar(
        "SELECT w FROM unnest(ARRAY['Zug', 'Äpfel', 'apfel', 'Straße', 'Strasse', 'Öl']) w ORDER BY w",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(words, ["apfel", "Äpfel", "Öl", "Strasse", "Straße", "Zug"]);
    let lexemes: String =
        sqlx::query_scalar("SELECT to_tsvector('simple', 'ÄNDERUNG')::text").fetch_one(&mut connection).await.unwrap();
    assert_eq!(lexemes, "'änderung':1");
    // The site's role is no superuser, but may do what the migrations need.
    let superuser: bool = sqlx::query_scalar("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert!(!superuser);
    sqlx::raw_sql("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn who_serves_logs_in_as_a_role_of_its_own_that_makes_nothing() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (id int); GRANT SELECT ON note TO themenseite_run").await;
    let mut server = PgConnection::connect_with(&postgres.run_options()).await.unwrap();
    sqlx::raw_sql("SELECT * FROM note").execute(&mut server).await.unwrap();
    for statement in [
        "DELETE FROM note",
        "DROP TABLE note",
        "CREATE TABLE other (id int)",
        "CREATE DATABASE other",
        "CREATE ROLE other",
        "SET ROLE themenseite",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ] {
        let error = sqlx::raw_sql(statement).execute(&mut server).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{statement}");
    }
    server.close().await.unwrap();
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_that_an_earlier_version_left_running_gets_the_role_and_its_rules() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    let rules = "local all themenseite,postgres peer map=themenseite\n";
    fs::write(data.join("postgres/pg_hba.conf"), rules).unwrap();
    let administrator = connect_options(postgres.socket_dir()).username(SUPERUSER).database("postgres");
    let mut administrator = PgConnection::connect_with(&administrator).await.unwrap();
    sqlx::raw_sql("DROP ROLE themenseite_run; SELECT pg_reload_conf()").execute(&mut administrator).await.unwrap();
    administrator.close().await.unwrap();
    drop(postgres);
    let before = pid(&data);
    let postgres = start(&data).await.unwrap();
    assert_eq!(pid(&data), before);
    PgConnection::connect_with(&postgres.run_options()).await.unwrap().close().await.unwrap();
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_in_a_row_gets_into_no_log() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (text text UNIQUE); INSERT INTO note VALUES ('geheim')").await;
    let mut connection = connect(&postgres).await;
    let twice = sqlx::query("INSERT INTO note VALUES ($1)").bind("geheim").execute(&mut connection).await;
    assert!(twice.is_err());
    connection.close().await.unwrap();
    postgres.stop().await.unwrap();
    let log = fs::read_to_string(data.join("postgres.log")).unwrap();
    assert!(log.contains("note_text_key") && !log.contains("geheim"), "{log}");
}

#[tokio::test]
async fn when_one_of_two_users_leaves_the_other_still_works() {
    let (_home, data) = folder();
    let first = start(&data).await.unwrap();
    let second = start(&data).await.unwrap();
    run(&first, "CREATE TABLE note (id int); INSERT INTO note VALUES (1)").await;
    first.stop().await.unwrap();
    assert_eq!(count(&second).await, 1);
    second.stop().await.unwrap();
    assert!(!runs(&data));
}

#[tokio::test]
async fn users_that_leave_at_the_same_time_leave_nothing_running() {
    let (_home, data) = folder();
    let mut users = Vec::new();
    for _ in 0..4 {
        users.push(start(&data).await.unwrap());
    }
    let leaving: Vec<_> = users.into_iter().map(|user| tokio::spawn(user.stop())).collect();
    for left in leaving {
        left.await.unwrap().unwrap();
    }
    assert!(!runs(&data));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_first_starts_make_one_cluster() {
    let (_home, data) = folder();
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let data = data.clone();
            tokio::spawn(async move { start(&data).await })
        })
        .collect();
    let mut users = Vec::new();
    for started in starts {
        users.push(started.await.unwrap().unwrap());
    }
    run(&users[0], "CREATE TABLE note (id int); INSERT INTO note VALUES (1)").await;
    for user in &users {
        assert_eq!(count(user).await, 1);
    }
    for user in users {
        user.stop().await.unwrap();
    }
    assert!(!runs(&data));
}

#[tokio::test]
async fn a_cluster_left_running_is_taken_over() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (id int); INSERT INTO note VALUES (1)").await;
    let before = pid(&data);
    drop(postgres);
    assert!(runs(&data));
    let postgres = start(&data).await.unwrap();
    assert_eq!(pid(&data), before);
    assert_eq!(count(&postgres).await, 1);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_server_recovers_at_the_next_start_with_all_that_was_committed() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (id int); INSERT INTO note SELECT generate_series(1, 1000)").await;
    drop(postgres);
    kill("-9", &pid(&data));
    let postgres = start(&data).await.unwrap();
    assert_eq!(count(&postgres).await, 1000);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_dies_under_its_user_comes_back() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (id int); INSERT INTO note VALUES (1)").await;
    kill("-9", &pid(&data));
    let deadline = Instant::now() + Duration::from_secs(30);
    while PgConnection::connect_with(&postgres.connect_options()).await.is_err() {
        assert!(Instant::now() < deadline);
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(count(&postgres).await, 1);
    postgres.stop().await.unwrap();
    assert!(!runs(&data));
}

#[tokio::test]
async fn a_process_number_that_after_a_reboot_is_somebody_else_is_no_hindrance() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (id int); INSERT INTO note VALUES (1)").await;
    let socket = postgres.socket_dir().join(".s.PGSQL.5432.lock");
    let (lines, socket_lines) =
        (fs::read_to_string(data.join("postgres/postmaster.pid")).unwrap(), fs::read_to_string(&socket).unwrap());
    let server = pid(&data);
    postgres.stop().await.unwrap();
    // A process of the cluster's own account, which PostgreSQL would take for the old server.
    let places = Places::of(&fs::canonicalize(&data).unwrap());
    let account = Account::for_cluster(&places).await.unwrap();
    let mut other = account.command(Path::new("sleep")).arg("60").kill_on_drop(true).spawn().unwrap();
    let number = other.id().unwrap().to_string();
    fs::write(data.join("postgres/postmaster.pid"), lines.replacen(&server, &number, 1)).unwrap();
    fs::write(&socket, socket_lines.replacen(&server, &number, 1)).unwrap();
    let postgres = start(&data).await.unwrap();
    assert_eq!(count(&postgres).await, 1);
    postgres.stop().await.unwrap();
    assert!(other.try_wait().unwrap().is_none());
    other.kill().await.unwrap();
}

#[tokio::test]
async fn an_empty_or_broken_pid_file_is_no_hindrance() {
    let (_home, data) = folder();
    start(&data).await.unwrap().stop().await.unwrap();
    for text in ["", "\0\0\0\0", "99999999\n/x\n"] {
        fs::write(data.join("postgres/postmaster.pid"), text).unwrap();
        start(&data).await.unwrap().stop().await.unwrap();
    }
}

#[tokio::test]
async fn a_half_done_initdb_is_removed() {
    let (_home, data) = folder();
    let half = data.join("postgres.unfinished");
    fs::create_dir_all(half.join("base")).unwrap();
    fs::write(half.join("PG_VERSION"), "15\n").unwrap();
    let postgres = start(&data).await.unwrap();
    assert!(!half.exists());
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_path_with_blanks_umlauts_quotes_and_far_too_many_letters_works() {
    let (home, _) = folder();
    let data = home.path().join("Ein Ordner, \"größer\" als $HOME's `ls`").join("ü".repeat(60)).join(".data");
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (id int); INSERT INTO note VALUES (1)").await;
    let socket = postgres.socket_dir().to_path_buf();
    assert!(socket.starts_with("/tmp"));
    postgres.stop().await.unwrap();
    let postgres = start(&data).await.unwrap();
    assert_eq!(count(&postgres).await, 1);
    postgres.stop().await.unwrap();
    fs::remove_dir_all(socket).unwrap();

    let data = home.path().join("a, \"b\" ö'$c");
    let postgres = start(&data).await.unwrap();
    assert!(postgres.socket_dir().starts_with(fs::canonicalize(&data).unwrap()));
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_foreign_folder_or_link_in_the_place_of_the_socket_is_refused() {
    let (home, data) = folder();
    fs::create_dir_all(&data).unwrap();
    let elsewhere = home.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, data.join("postgres.socket")).unwrap();
    assert!(matches!(start(&data).await, Err(ManagedPostgresError::UnsafeSocketFolder { .. })));
}

#[tokio::test]
async fn data_of_another_version_are_left_alone_with_a_message() {
    let (_home, data) = folder();
    start(&data).await.unwrap().stop().await.unwrap();
    fs::write(data.join("postgres/PG_VERSION"), "9\n").unwrap();
    let error = start(&data).await.unwrap_err();
    assert!(error.to_string().contains("postgresql-9"), "{error}");
}

#[tokio::test]
async fn a_folder_that_is_no_cluster_is_left_alone_with_a_message() {
    let (_home, data) = folder();
    fs::create_dir_all(data.join("postgres")).unwrap();
    fs::write(data.join("postgres/keep"), "me").unwrap();
    assert!(matches!(start(&data).await, Err(ManagedPostgresError::NoCluster { .. })));
    assert!(data.join("postgres/keep").exists());
}

#[tokio::test]
async fn a_server_that_does_not_start_says_why_in_its_own_words() {
    let (_home, data) = folder();
    start(&data).await.unwrap().stop().await.unwrap();
    let file = data.join("postgres/postgresql.conf");
    fs::write(&file, fs::read_to_string(&file).unwrap() + "\nshared_bufers = 1\n").unwrap();
    let error = start(&data).await.unwrap_err();
    assert!(error.to_string().contains("postgresql.conf"), "{error}");
}

#[tokio::test]
async fn a_cluster_copied_by_root_or_too_open_is_put_right() {
    use std::os::unix::fs::PermissionsExt;
    let (home, data) = folder();
    let postgres = start(&data).await.unwrap();
    run(&postgres, "CREATE TABLE note (id int); INSERT INTO note VALUES (1)").await;
    postgres.stop().await.unwrap();
    let copy = home.path().join("copy");
    let copied = std::process::Command::new("cp").arg("-r").args([&data, &copy]).status().unwrap();
    assert!(copied.success());
    fs::set_permissions(copy.join("postgres"), fs::Permissions::from_mode(0o755)).unwrap();
    let postgres = start(&copy).await.unwrap();
    assert_eq!(count(&postgres).await, 1);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_change_of_the_sorting_rules_rebuilds_the_indexes() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    let mut administrator =
        PgConnection::connect_with(&connect_options(postgres.socket_dir()).username(SUPERUSER).database(SITE))
            .await
            .unwrap();
    sqlx::raw_sql("UPDATE pg_database SET datcollversion = '1' WHERE datname = 'themenseite'")
        .execute(&mut administrator)
        .await
        .unwrap();
    administrator.close().await.unwrap();
    postgres.stop().await.unwrap();
    let postgres = start(&data).await.unwrap();
    let mut connection = connect(&postgres).await;
    let version: String = sqlx::query_scalar("SELECT datcollversion FROM pg_database WHERE datname = 'themenseite'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_ne!(version, "1");
    connection.close().await.unwrap();
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_dropped_database_is_created_again() {
    let (_home, data) = folder();
    let postgres = start(&data).await.unwrap();
    let mut administrator =
        PgConnection::connect_with(&connect_options(postgres.socket_dir()).username(SUPERUSER).database("postgres"))
            .await
            .unwrap();
    sqlx::raw_sql("DROP DATABASE themenseite").execute(&mut administrator).await.unwrap();
    administrator.close().await.unwrap();
    postgres.stop().await.unwrap();
    let postgres = start(&data).await.unwrap();
    connect(&postgres).await.close().await.unwrap();
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_long_log_is_put_aside() {
    let (_home, data) = folder();
    start(&data).await.unwrap().stop().await.unwrap();
    let log = data.join("postgres.log");
    File::options().write(true).open(&log).unwrap().set_len(11 << 20).unwrap();
    start(&data).await.unwrap().stop().await.unwrap();
    assert!(fs::metadata(&log).unwrap().len() < 1 << 20);
    assert_eq!(fs::metadata(data.join("postgres.log.1")).unwrap().len(), 11 << 20);
}

#[test]
fn the_reason_is_the_last_fatal_line_without_its_time() {
    let said =
        "2024-01-01 LOG:  starting\n2024-01-01 FATAL:  could not write: No space left on device\nHINT: x\nLOG: down\n";
    assert_eq!(store::last_words(said).unwrap(), "could not write: No space left on device");
    let full = "FATAL:  could not write: No space left on device\nPANIC:  cannot abort transaction 1\n";
    assert_eq!(store::last_words(full).unwrap(), "could not write: No space left on device");
    let early = "FATAL:  lock file is empty\nFATAL:  the database system is starting up\n";
    assert_eq!(store::last_words(early).unwrap(), "lock file is empty");
    let initdb = "initdb: error: directory \"/x\" exists\ninitdb: removing contents\n";
    assert_eq!(store::last_words(initdb).unwrap(), "directory \"/x\" exists");
}

#[test]
fn versions_are_read_from_release_and_preview_numbers() {
    let majors = ["15", "16.2\n", "18beta1", "x"].map(binaries::parse_major);
    assert_eq!(majors, [Some(15), Some(16), Some(18), None]);
}
