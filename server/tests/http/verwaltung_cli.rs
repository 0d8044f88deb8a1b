//! The command line: accounts, import, export, settings; with the program itself.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::test_app::{PASSWORD, TOPIC, TestApp, TestDatabase};

pub struct Output {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The program, with no setting from outside.
pub fn program(arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    // A program built otherwise can be tried, too.
    let built = std::env::var_os("THEMENSEITE_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_themenseite").into());
    let mut command = Command::new(built);
    for (name, _) in std::env::vars()
        .filter(|(name, _)| name.starts_with("THEMENSEITE_") || name == "DATABASE_URL" || name == "RUST_LOG")
    {
        command.env_remove(name);
    }
    command.args(arguments).envs(settings.iter().copied()).kill_on_drop(true);
    command
}

pub async fn run(arguments: &[&str], settings: &[(&str, &str)], input: &str) -> Output {
    use std::process::Stdio;
    let mut command = program(arguments, settings);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let mut stdin = child.stdin.take().expect("an input");
    // The program may end without reading.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.expect("the program's end");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Output { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

pub async fn on(database: &TestDatabase, arguments: &[&str], input: &str) -> Output {
    run(arguments, &[("DATABASE_URL", &database.url())], input).await
}

fn add<'a>(email: &'a str, name: &'a str, role: &'a str) -> [&'a str; 9] {
    ["user", "add", "--email", email, "--name", name, "--role", role, "--password-stdin"]
}

#[tokio::test]
async fn an_account_made_on_the_command_line_logs_in_while_the_server_runs() {
    let app = TestApp::start().await;
    let made =
        on(&app.database, &add("Erika@Redaktion.example", "Erika Groß", "editor"), &format!("{PASSWORD}\n")).await;
    assert_eq!((made.code, made.out.as_str()), (Some(0), "Konto angelegt: Erika@Redaktion.example\n"), "{}", made.err);
    // The end of the line is not part of the password, with or without a carriage return.
    assert_eq!(app.reader().log_in("erika@redaktion.example", PASSWORD).await.status, 303);
    let made =
        on(&app.database, &add("otto@redaktion.example", "Otto", "admin"), &format!("{PASSWORD}\r\nzweite Zeile"))
            .await;
    assert_eq!(made.code, Some(0), "{}", made.err);
    assert_eq!(app.reader().log_in("otto@redaktion.example", PASSWORD).await.status, 303);
    assert_eq!(app.text("select string_agg(role, ',' order by email) from account").await, "editor,admin");
}

#[tokio::test]
async fn where_the_address_is_taken_the_exit_code_is_3_and_nothing_is_changed() {
    let app = TestApp::start().await;
    assert_eq!(on(&app.database, &add("erika@redaktion.example", "Erika", "editor"), PASSWORD).await.code, Some(0));
    let before = app.everything().await;
    let again = on(&app.database, &add("ERIKA@redaktion.example", "Andere", "admin"), "ein anderes Passwort").await;
    assert_eq!(again.code, Some(3));
    assert!(again.err.contains("ERIKA@redaktion.example hat schon ein Konto."), "{}", again.err);
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn what_is_no_account_is_told_in_german_and_not_made() {
    let database = TestDatabase::empty().await;
    for (arguments, input, words) in [
        (add("keine Adresse", "Erika", "editor"), PASSWORD, "--email: „keine Adresse“ ist keine E-Mail-Adresse."),
        (add("e@x.de", "  ", "editor"), PASSWORD, "--name: Gebraucht wird ein Name mit höchstens 100 Zeichen."),
        (add("e@x.de", "Erika", "editor"), "zu kurz\n", "Das Passwort hat nur 7 Zeichen"),
        (add("e@x.de", "Erika", "editor"), "", "Das Passwort hat nur 0 Zeichen"),
    ] {
        let refused = on(&database, &arguments, input).await;
        assert_eq!(refused.code, Some(1), "{}", refused.err);
        assert!(refused.err.contains(words), "{}", refused.err);
        assert!(!refused.err.contains("zu kurz"), "{}", refused.err);
    }
    let role = on(&database, &add("e@x.de", "Erika", "chef"), PASSWORD).await;
    assert_eq!(role.code, Some(2));
    assert!(role.err.contains("möglich sind editor und admin"), "{}", role.err);
    assert_eq!(on(&database, &["user", "list"], "").await.out, "");
}

#[tokio::test]
async fn accounts_are_listed_disabled_enabled_and_get_new_passwords() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    app.log_in_as("otto").await;
    let email = "erika@redaktion.example";
    assert_eq!(on(&app.database, &["user", "disable", "--email", email], "").await.code, Some(0));
    assert!(!editor.get(TOPIC).await.text().contains("Abmelden"), "out at once");
    let list = on(&app.database, &["user", "list"], "").await;
    assert_eq!(list.out, format!("{email}\terika\teditor\tgesperrt\notto@redaktion.example\totto\teditor\taktiv\n"));
    assert_eq!(app.reader().log_in(email, PASSWORD).await.status, 401);
    assert_eq!(on(&app.database, &["user", "enable", "--email", email], "").await.code, Some(0));
    assert_eq!(app.reader().log_in(email, PASSWORD).await.status, 303);

    let new =
        on(&app.database, &["user", "password", "--email", email, "--password-stdin"], "ein neues Passwort\n").await;
    assert_eq!(new.code, Some(0), "{}", new.err);
    assert_eq!(app.reader().log_in(email, PASSWORD).await.status, 401);
    assert_eq!(app.reader().log_in(email, "ein neues Passwort").await.status, 303);

    for command in ["disable", "enable"] {
        let unknown = on(&app.database, &["user", command, "--email", "niemand@x.de"], "").await;
        assert_eq!(unknown.code, Some(1));
        assert!(unknown.err.contains("Ein Konto mit der Adresse niemand@x.de gibt es nicht."), "{}", unknown.err);
    }
    let unknown =
        on(&app.database, &["user", "password", "--email", "niemand@x.de", "--password-stdin"], PASSWORD).await;
    assert_eq!(unknown.code, Some(1));
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for kind in fs::read_dir(folder).expect("a folder") {
        for file in fs::read_dir(kind.expect("an entry").path()).expect("a folder") {
            let path = file.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("a file inside").to_string_lossy().into_owned();
            files.push((name, fs::read(&path).expect("a file")));
        }
    }
    files.sort();
    files
}

#[tokio::test]
async fn export_import_export_is_the_same_byte_for_byte() {
    let app = TestApp::start().await;
    for (number, text) in
        ["+++\n\"\"\"'''\\", "„unbalanced\" ", "  ä e\u{301} 👩\u{200d}👩\u{200d}👧\t "].iter().enumerate()
    {
        app.add_post(&format!("p-{number}"), "2024-01-01", text).await;
    }
    let (one, other) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let (one, other) = (one.path().to_str().expect("a path"), other.path().to_str().expect("a path"));
    let exported = on(&app.database, &["export", one], "").await;
    assert_eq!(
        (exported.code, exported.out.as_str()),
        (Some(0), "Geschrieben: 14 Dateien; unverändert: 0.\n"),
        "{}",
        exported.err
    );
    let empty = TestDatabase::empty().await;
    let imported = on(&empty, &["import", one], "").await;
    assert_eq!(
        (imported.code, imported.out.as_str()),
        (Some(0), "Eingelesen: 14 neu, 0 geändert, 0 unverändert.\n"),
        "{}",
        imported.err
    );
    assert_eq!(on(&empty, &["import", one], "").await.out, "Eingelesen: 0 neu, 0 geändert, 14 unverändert.\n");
    assert_eq!(on(&empty, &["export", other], "").await.code, Some(0));
    assert_eq!(files(Path::new(one)).len(), 14);
    assert!(files(Path::new(one)) == files(Path::new(other)));
}

#[tokio::test]
async fn a_broken_header_is_named_with_file_and_line_and_nothing_is_imported() {
    let app = TestApp::start().await;
    let before = app.everything().await;
    let folder = TempDir::new().expect("a folder");
    fs::create_dir_all(folder.path().join("seiten")).expect("a folder");
    fs::write(folder.path().join("seiten/impressum.md"), "+++\ntitle = \"Neu\"\n+++\n\nText\n").expect("a file");
    fs::write(folder.path().join("seiten/kaputt.md"), "+++\n# Kommentar\ntitle = \"Er sagt \"nein\"\"\n+++\n")
        .expect("a file");
    let refused = on(&app.database, &["import", folder.path().to_str().expect("a path")], "").await;
    assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""));
    assert!(refused.err.contains("seiten/kaputt.md:3: `title` ist kein gültiges TOML"), "{}", refused.err);
    assert_eq!(app.everything().await, before);
    let missing = on(&app.database, &["import", "/nicht/da"], "").await;
    assert_eq!(missing.code, Some(1));
    assert!(missing.err.contains("/nicht/da: Das lässt sich nicht lesen"), "{}", missing.err);
}

#[tokio::test]
async fn migrating_again_is_fine_and_several_may_do_it_at_once() {
    let database = TestDatabase::empty().await;
    let migrate = || on(&database, &["migrate"], "");
    for output in <[Output; 3]>::from(tokio::join!(migrate(), migrate(), migrate())) {
        assert_eq!(
            (output.code, output.out.as_str()),
            (Some(0), "Die Datenbank ist auf dem Stand dieses Programms.\n"),
            "{}",
            output.err
        );
    }
}

#[tokio::test]
async fn a_postgresql_that_cannot_be_reached_is_waited_for_and_then_told() {
    let start = Instant::now();
    let url = "postgres://name:geheimes-passwort@127.0.0.1:1/themen";
    let output = run(&["migrate"], &[("DATABASE_URL", url)], "").await;
    assert_eq!(output.code, Some(1));
    assert!(
        output.err.contains("PostgreSQL ist nicht erreichbar (DATABASE_URL zeigt auf 127.0.0.1:1/themen)"),
        "{}",
        output.err
    );
    assert!(!output.err.contains("geheimes-passwort"), "{}", output.err);
    let patience = Duration::from_secs(14)..Duration::from_secs(20);
    assert!(patience.contains(&start.elapsed()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_wrong_setting_stops_the_start_and_is_named() {
    let site = crate::test_app::site_folder();
    let site = site.to_str().expect("a path");
    let smtp = "smtps://name:geheim@mail.example";
    let cases: [(&[(&str, &str)], &str); 14] = [
        (&[("DATABASE_URL", "unsinn")], "DATABASE_URL ist nicht lesbar"),
        (&[("THEMENSEITE_ADDR", "unsinn")], "THEMENSEITE_ADDR ist keine Adresse mit Port"),
        (&[("THEMENSEITE_PUBLIC_URL", "beispiel.de")], "THEMENSEITE_PUBLIC_URL ist keine Adresse wie"),
        (&[("THEMENSEITE_PUBLIC_URL", "https://:8443")], "THEMENSEITE_PUBLIC_URL ist keine Adresse wie"),
        (&[("THEMENSEITE_PUBLIC_URL", "https://beispiel.de:99999")], "THEMENSEITE_PUBLIC_URL ist keine Adresse wie"),
        (&[("RUST_LOG", "a=b=c")], "RUST_LOG ist nicht lesbar"),
        (&[("THEMENSEITE_ADDR", "0.0.0.0:0"), ("THEMENSEITE_SITE", site)], "THEMENSEITE_PUBLIC_URL fehlt"),
        (&[("THEMENSEITE_SITE", "/nicht/da")], "THEMENSEITE_SITE: /nicht/da/site.json fehlt"),
        (&[("THEMENSEITE_DATABASE_CONNECTIONS", "0")], "database-connections"),
        (&[("THEMENSEITE_SMTP_URL", smtp)], "THEMENSEITE_MAIL_FROM fehlt"),
        (&[("THEMENSEITE_MAIL_FROM", "a@b.de")], "THEMENSEITE_SMTP_URL fehlt"),
        (&[("THEMENSEITE_SMTP_URL", smtp), ("THEMENSEITE_MAIL_FROM", "x")], "THEMENSEITE_MAIL_FROM ist keine"),
        (&[("THEMENSEITE_SMTP_URL", "geheim"), ("THEMENSEITE_MAIL_FROM", "a@b.de")], "THEMENSEITE_SMTP_URL ist nicht"),
        (
            &[("THEMENSEITE_SMTP_URL", "smtp://a:geheim@b.de"), ("THEMENSEITE_MAIL_FROM", "a@b.de")],
            "THEMENSEITE_SMTP_URL: Unverschlüsselt",
        ),
    ];
    for (settings, words) in cases {
        let base = [("DATABASE_URL", "postgres://x@127.0.0.1:1/x"), ("THEMENSEITE_SITE", site)];
        let settings: Vec<_> = base.iter().chain(settings).copied().collect();
        let output = run(&["serve"], &settings, "").await;
        assert!(output.code.is_some_and(|code| code != 0), "{words}");
        assert!(output.err.contains(words), "{words}: {}", output.err);
        assert!(!output.err.contains("geheim"), "{words}: {}", output.err);
    }
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_one_is_named() {
    let site = crate::test_app::site_folder();
    let settings = [("THEMENSEITE_DATA", "/dev/null/daten"), ("THEMENSEITE_SITE", site.to_str().expect("a path"))];
    let output = run(&["serve"], &settings, "").await;
    assert!(output.code.is_some_and(|code| code != 0) && output.err.contains("THEMENSEITE_DATA"), "{}", output.err);
}

#[tokio::test]
async fn another_way_that_leads_elsewhere_or_is_refused_stops_the_start_and_is_named() {
    let (own, other) = (TestDatabase::with_demonstration().await, TestDatabase::with_demonstration().await);
    // Both are copies of one database.
    let mut db = other.options.connect().await.expect("a connection");
    sqlx::query("update content_version set store = gen_random_uuid()").execute(&mut db).await.expect("another store");
    db.close().await.expect("an end");
    let (url, elsewhere) = (own.url(), other.url());
    let refused = elsewhere.rsplit_once('/').expect("a database").0.to_owned() + "/gibt_es_nicht";
    for setting in ["THEMENSEITE_LISTEN_DATABASE_URL", "THEMENSEITE_READ_DATABASE_URL"] {
        for (wrong, words) in [(&elsewhere, "nicht die Datenbank aus DATABASE_URL"), (&refused, "nicht erreichbar")] {
            let output = run(&["migrate"], &[("DATABASE_URL", &url), (setting, wrong)], "").await;
            assert!(output.code.is_some_and(|code| code != 0), "{setting}={wrong}");
            assert!(output.err.contains(setting) && output.err.contains(words), "{setting}: {}", output.err);
        }
        // The same store by the same way, and one that is not there now.
        for right in [url.as_str(), "postgres://x@127.0.0.1:1/x"] {
            let output = run(&["migrate"], &[("DATABASE_URL", &url), (setting, right)], "").await;
            assert_eq!(output.code, Some(0), "{setting}={right}: {}", output.err);
        }
    }
}

#[tokio::test]
async fn help_names_every_setting_as_a_flag_and_an_environment_variable() {
    let help = run(&["--help"], &[], "").await;
    assert_eq!(help.code, Some(0));
    for (flag, variable) in [
        ("--database-url", "DATABASE_URL"),
        ("--addr", "THEMENSEITE_ADDR"),
        ("--public-url", "THEMENSEITE_PUBLIC_URL"),
        ("--drain-seconds", "THEMENSEITE_DRAIN_SECONDS"),
        ("--data", "THEMENSEITE_DATA"),
        ("--site", "THEMENSEITE_SITE"),
        ("--smtp-url", "THEMENSEITE_SMTP_URL"),
        ("--mail-from", "THEMENSEITE_MAIL_FROM"),
        ("--migrate-database-url", "THEMENSEITE_MIGRATE_DATABASE_URL"),
        ("--listen-database-url", "THEMENSEITE_LISTEN_DATABASE_URL"),
        ("--read-database-url", "THEMENSEITE_READ_DATABASE_URL"),
        ("--database-connections", "THEMENSEITE_DATABASE_CONNECTIONS"),
        ("--trusted-proxies", "THEMENSEITE_TRUSTED_PROXIES"),
        ("--metrics-addr", "THEMENSEITE_METRICS_ADDR"),
        ("--log-format", "THEMENSEITE_LOG_FORMAT"),
    ] {
        assert!(help.out.contains(flag) && help.out.contains(variable), "{flag} {variable} in {}", help.out);
    }
}
