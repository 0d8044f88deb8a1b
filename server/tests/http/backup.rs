//! `themenseite backup` and `themenseite restore`: everything comes back, and nothing is lost by a mistake.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use app::model::LogAction;
use serde_json::json;
use sqlx::{ConnectOptions, PgPool};
use tempfile::TempDir;

use crate::migrations::of_the_first_version;
use crate::test_app::{PASSWORD, PATIENCE, PUBLIC_URL, TOPIC, TestApp, TestDatabase, email_of, saved_version};
use crate::verwaltung_cli::{Output, program, run};

/// The settings of an operator whose PostgreSQL has two roles.
fn settings(database: &TestDatabase, data: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("DATABASE_URL", database.run_options.to_url_lossy().to_string()),
        ("THEMENSEITE_MIGRATE_DATABASE_URL", database.url()),
        ("THEMENSEITE_DATA", data.display().to_string()),
    ]
}

async fn on(database: &TestDatabase, data: &Path, arguments: &[&str]) -> Output {
    let settings = settings(database, data);
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    run(arguments, &settings, "").await
}

async fn back_up(database: &TestDatabase, folder: &TempDir) -> PathBuf {
    let file = folder.path().join("sicherung.dump");
    let output = on(database, folder.path(), &["backup", text(&file)]).await;
    assert_eq!(output.code, Some(0), "{}{}", output.out, output.err);
    assert!(output.out.contains("Gesichert: ") && output.out.contains("Geprüft: "), "{}", output.out);
    file
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn files(folder: &Path) -> Vec<String> {
    let name = |file: fs::DirEntry| file.file_name().into_string().expect("UTF-8");
    let mut names: Vec<_> = fs::read_dir(folder).expect("a folder").map(|file| name(file.expect("a file"))).collect();
    names.sort();
    names
}

/// A database without a table.
async fn bare() -> TestDatabase {
    let database = TestDatabase::empty().await;
    let db = PgPool::connect_lazy_with(database.options.clone());
    sqlx::raw_sql("drop schema public cascade; create schema public").execute(&db).await.expect("nothing");
    database
}

/// Everything but what a restore changes on purpose.
const KEPT: &str = "select string_agg(table_name || E'\n' || content, E'\n' order by table_name)
    from (select table_name, query_to_xml(format('select md5(r::text) from %I as r %s order by 1', table_name,
                 case table_name when 'log_entry' then 'where action <> ''store_restored''' end), true, false, '')::text as content
          from information_schema.tables
          where table_schema = 'public' and table_type = 'BASE TABLE'
            and table_name not in ('session', 'setup_link', 'account_link', 'ceremony', 'log_in_step', 'content_version')) as tables";

/// Who may do what, and what guards it.
const RIGHTS: &str = "select string_agg(line, E'\n' order by line) from (
    select 'table ' || relname || array_to_string(array(select unnest(relacl)::text order by 1), ' ') as line from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'S')
    union all select 'column ' || attrelid::regclass || attname || attacl::text from pg_attribute where attacl is not null
        and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
    union all select 'function ' || oid::regprocedure || coalesce(array_to_string(array(select unnest(proacl)::text order by 1), ' '), '-')
        || prosecdef from pg_proc where pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
    union all select 'trigger ' || tgrelid::regclass || tgname || tgenabled::text from pg_trigger where not tgisinternal
    union all select 'schema create ' || has_schema_privilege($1, 'public', 'create') || ' usage ' || has_schema_privilege($1, 'public', 'usage')
) as lines";

async fn answer(database: &TestDatabase, query: &'static str, role: Option<&str>) -> String {
    let db = PgPool::connect_lazy_with(database.options.clone());
    let query = sqlx::query_scalar(query);
    let query = if let Some(role) = role { query.bind(role.to_owned()) } else { query };
    query.fetch_one(&db).await.expect("an answer")
}

#[tokio::test]
async fn a_backup_while_editors_save_holds_all_that_was_acknowledged_before_it_and_comes_back_elsewhere() {
    let app = TestApp::start().await;
    app.run(
        "insert into image (id, original, media_type, width, height)
             values (repeat('ab', 16), decode(repeat('ff00e29c', 500000), 'hex'), 'image/jpeg', 1, 1);
         insert into image_file values (repeat('ab', 16), '96.jpg', decode(repeat('00fe27', 9999), 'hex'));
         update person set portrait = repeat('ab', 16) where slug = 'christine-jochem'",
    )
    .await;
    let editor = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let acknowledged = Arc::new(AtomicI64::new(0));
    let counter = Arc::clone(&acknowledged);
    let saving = tokio::spawn(async move {
        let mut version = 0;
        loop {
            let answer = editor.save((topic, "title"), version, &format!("Fassung {}", version + 1)).await;
            version = saved_version(&answer);
            counter.store(version, Ordering::SeqCst);
        }
    });
    while acknowledged.load(Ordering::SeqCst) < 5 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let folder = TempDir::new().expect("a folder");
    let before = acknowledged.load(Ordering::SeqCst);
    let file = back_up(&app.database, &folder).await;
    let after = acknowledged.load(Ordering::SeqCst);
    saving.abort();
    assert!(after > before, "saving went on meanwhile");

    let other = bare().await;
    let restored = on(&other, folder.path(), &["restore", text(&file)]).await;
    assert_eq!(restored.code, Some(0), "{}{}", restored.out, restored.err);
    let options = other.run_options.clone();
    let elsewhere = TestApp::start_with(other, options, PUBLIC_URL).await;
    let kept = elsewhere.number("select version from field_state where field = 'title' and draft is not null").await;
    assert!((before..=after).contains(&kept), "{before} {kept} {after}");
    // One state, not several: each version up to that one, and its text is the draft.
    assert_eq!(elsewhere.number("select count(*) from edit where field = 'title'").await, kept);
    assert_eq!(
        elsewhere.text("select draft from field_state where draft is not null").await,
        format!("Fassung {kept}")
    );
    let images = "select md5(string_agg(md5(original) || md5(bytes), '')) from image join image_file on image_id = id";
    assert_eq!(elsewhere.text(images).await, app.text(images).await);
}

#[tokio::test]
async fn what_comes_back_is_the_same_row_by_row_and_so_are_rights_and_guards() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let version = saved_version(&editor.save((topic, "title"), 0, "Zuwanderung").await);
    assert_eq!(editor.publish(&[(topic, "title", version)]).await.status, 200);
    let folder = TempDir::new().expect("a folder");
    let file = back_up(&app.database, &folder).await;
    let other = bare().await;
    let restored = on(&other, folder.path(), &["restore", text(&file)]).await;
    assert_eq!(restored.code, Some(0), "{}{}", restored.out, restored.err);

    let role = app.database.run_options.get_username();
    assert_eq!(answer(&other, KEPT, None).await, answer(&app.database, KEPT, None).await);
    assert_eq!(answer(&other, RIGHTS, Some(role)).await, answer(&app.database, RIGHTS, Some(role)).await);
    let mut owner = other.options.connect().await.expect("a connection");
    let mut server = other.run_options.connect().await.expect("a connection");
    for (connection, code) in [(&mut owner, "P0001"), (&mut server, "42501")] {
        let refused = sqlx::raw_sql("delete from log_entry").execute(connection).await.expect_err("a refusal");
        assert_eq!(refused.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref(), Some(code));
    }
    // Only who had been logged in is not any more, and the log tells of it.
    assert_eq!(answer(&other, "select count(*)::text from session", None).await, "0");
    let told = answer(&other, "select string_agg(action, '') from log_entry where detail ~ '^[0-9]'", None).await;
    assert_eq!(told, LogAction::StoreRestored.as_str());
}

#[tokio::test]
async fn a_backup_is_for_its_owner_s_eyes_and_takes_no_other_file_s_place() {
    let database = TestDatabase::with_demonstration().await;
    let folder = TempDir::new().expect("a folder");
    let file = back_up(&database, &folder).await;
    assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&file).expect("a file");
    let again = on(&database, folder.path(), &["backup", text(&file)]).await;
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("gibt es schon"), "{}", again.err);
    assert!(fs::read(&file).expect("a file") == bytes);
    // Into a folder it goes under a name with the day.
    assert_eq!(on(&database, folder.path(), &["backup", text(folder.path())]).await.code, Some(0));
    let names = files(folder.path());
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names[1].starts_with("themenseite-20") && Path::new(&names[1]).extension().is_some_and(|end| end == "dump"),
        "{names:?}"
    );
    // Where it cannot be written nothing is left behind.
    let nowhere = on(&database, folder.path(), &["backup", text(&folder.path().join("gibt/es/nicht"))]).await;
    assert_eq!(nowhere.code, Some(1));
    assert_eq!(files(folder.path()), names);
    let scratch = "select count(*)::text from pg_database where datname = left(current_database(), 50) || '_pruefung'";
    assert_eq!(answer(&database, scratch, None).await, "0");
}

#[tokio::test]
async fn a_role_that_may_make_no_database_backs_up_and_is_told_that_it_was_not_tried() {
    let database = TestDatabase::with_demonstration().await;
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("sicherung.dump");
    let url = database.run_options.to_url_lossy().to_string();
    let output = run(&["backup", text(&file)], &[("DATABASE_URL", &url)], "").await;
    assert_eq!(output.code, Some(4), "{}", output.err);
    assert!(output.err.contains("nicht durch Zurückspielen geprüft"), "{}", output.err);
    assert!(output.out.contains("Gesichert") && !output.out.contains("Geprüft"), "{}", output.out);
    let other = bare().await;
    assert_eq!(on(&other, folder.path(), &["restore", text(&file)]).await.code, Some(0));
}

#[tokio::test]
async fn a_damaged_cut_foreign_or_newer_file_is_refused_before_anything_changes() {
    let app = TestApp::start().await;
    let folder = TempDir::new().expect("a folder");
    let file = back_up(&app.database, &folder).await;
    let good = fs::read(&file).expect("a file");
    let before = app.everything().await;
    let mark = b"\nthemenseite-backup 1 ";
    let end = good.windows(mark.len()).rposition(|bytes| bytes == mark).expect("a last line");
    let mut flipped = good.clone();
    flipped[end / 2] ^= 1;
    let mut flipped_at_the_start = good.clone();
    flipped_at_the_start[100] ^= 0x20;
    let line = String::from_utf8(good[end..].to_vec()).expect("UTF-8");
    let changed = |from: &str, to: &str| {
        assert!(line.contains(from), "{line}");
        [&good[..end], line.replacen(from, to, 1).as_bytes()].concat()
    };
    let first = line.split("\"1\":\"").nth(1).expect("the first migration")[..96].to_owned();
    for (name, bytes, words) in [
        ("flipped", flipped, "Prüfsumme"),
        ("flipped at the start", flipped_at_the_start, "Prüfsumme"),
        ("cut at its end", good[..good.len() - 2].to_vec(), "ihr Ende fehlt"),
        ("cut in the middle", good[..end / 2].to_vec(), "ihr Ende fehlt"),
        ("without its beginning", good[1..].to_vec(), "Länge"),
        ("empty", Vec::new(), "ihr Ende fehlt"),
        ("a plain dump", good[..end].to_vec(), "ihr Ende fehlt"),
        ("of a newer program", changed("\"migrations\":{", "\"migrations\":{\"9999\":\"00\","), "neueren Fassung"),
        ("of another program", changed(&first, &"0".repeat(96)), "anderen Programm"),
        ("with other rows", changed("{\"rows\":1,", "{\"rows\":7,"), "stimmen diese Tabellen nicht"),
    ] {
        let path = folder.path().join("anders.dump");
        fs::write(&path, bytes).expect("a file");
        let output = on(&app.database, folder.path(), &["restore", "--replace", text(&path)]).await;
        assert_eq!(output.code, Some(1), "{name}: {}", output.out);
        assert!(output.err.contains(words), "{name}: {}", output.err);
        assert!(app.everything().await == before, "{name}");
    }
}

#[tokio::test]
async fn what_is_there_is_replaced_only_when_told_and_after_a_backup_of_it_under_a_running_server() {
    let app = TestApp::start().await;
    let folder = TempDir::new().expect("a folder");
    let file = back_up(&app.database, &folder).await;
    let editor = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let version = saved_version(&editor.save((topic, "title"), 0, "Ein Versehen").await);
    assert_eq!(editor.publish(&[(topic, "title", version)]).await.status, 200);
    let reader = app.reader();
    assert_eq!(reader.get(TOPIC).await.html().the("h1").text(), "Ein Versehen");
    let everything = app.everything().await;
    let refused = on(&app.database, folder.path(), &["restore", text(&file)]).await;
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("--replace"), "{}", refused.err);
    assert!(app.everything().await == everything);
    let version = app.number("select version from content_version").await;

    let restored = on(&app.database, folder.path(), &["restore", "--replace", text(&file)]).await;
    assert_eq!(restored.code, Some(0), "{}{}", restored.out, restored.err);
    let end = Instant::now() + PATIENCE;
    while reader.get(TOPIC).await.html().the("h1").text() != "Migration" {
        assert!(Instant::now() < end, "the server does not notice");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(app.number("select version from content_version").await > version);
    // Whoever was logged in is not, and this server takes writes on the tables that are new to it.
    editor.save((topic, "title"), 0, "x").await.assert_json(401, &json!("signed_out"));
    let editor = app.log_in_as("yusuf").await;
    let topic = app.item("migration").await;
    let saved = saved_version(&editor.save((topic, "title"), 0, "Danach").await);
    assert_eq!(editor.publish(&[(topic, "title", saved)]).await.status, 200);
    assert_eq!(reader.get(TOPIC).await.html().the("h1").text(), "Danach");

    // The mistake can be undone: what was replaced lies in the data folder.
    let kept = files(&folder.path().join("vor-restore"));
    assert_eq!(kept.len(), 1, "{kept:?}");
    let kept = folder.path().join("vor-restore").join(&kept[0]);
    let other = bare().await;
    assert_eq!(on(&other, folder.path(), &["restore", text(&kept)]).await.code, Some(0));
    let title = "select title from topic_text join topic on id = topic_id where slug = 'migration'";
    assert_eq!(answer(&other, title, None).await, "Ein Versehen");
}

#[tokio::test]
async fn where_nothing_is_the_backup_says_so() {
    let folder = TempDir::new().expect("a folder");
    let output = on(&bare().await, folder.path(), &["backup", text(&folder.path().join("sicherung.dump"))]).await;
    assert_eq!(output.code, Some(1));
    assert!(output.err.contains("In dieser Datenbank ist nichts"), "{}", output.err);
    assert_eq!(files(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn tables_of_another_program_are_never_replaced() {
    let database = TestDatabase::with_demonstration().await;
    let folder = TempDir::new().expect("a folder");
    let file = back_up(&database, &folder).await;
    let other = bare().await;
    let db = PgPool::connect_lazy_with(other.options.clone());
    sqlx::raw_sql("create table diary (line text); insert into diary values ('mine')")
        .execute(&db)
        .await
        .expect("a table");
    let output = on(&other, folder.path(), &["restore", "--replace", text(&file)]).await;
    assert_eq!(output.code, Some(1));
    assert!(output.err.contains("eines anderen Programms"), "{}", output.err);
    assert_eq!(answer(&other, "select line from diary", None).await, "mine");
}

#[tokio::test]
async fn a_backup_of_the_first_version_is_brought_up_to_date() {
    let (database, _) = of_the_first_version().await;
    let folder = TempDir::new().expect("a folder");
    // Backing up changes no schema, so that one can before a new version's first start.
    let file = back_up(&database, &folder).await;
    assert_eq!(answer(&database, "select max(version)::text from _sqlx_migrations", None).await, "1");
    let other = bare().await;
    let restored = on(&other, folder.path(), &["restore", text(&file)]).await;
    assert_eq!(restored.code, Some(0), "{}{}", restored.out, restored.err);
    let options = other.run_options.clone();
    let app = TestApp::start_with(other, options, PUBLIC_URL).await;
    app.reader().get("/themen/wohnen").await.assert_page(200, "Bezahlbar wohnen in der ganzen Stadt.");
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 303);
}

#[tokio::test]
async fn the_program_s_own_postgresql_is_backed_up_and_restored_while_nothing_runs() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let own = [("THEMENSEITE_DATA", text(&data))];
    let add = ["user", "add", "--email", "ida@beispiel.de", "--name", "Ida", "--role", "admin", "--password-stdin"];
    let added = run(&add, &own, PASSWORD).await;
    assert_eq!(added.code, Some(0), "{}", added.err);
    let file = folder.path().join("sicherung.dump");
    let output = run(&["backup", text(&file)], &own, "").await;
    assert_eq!(output.code, Some(0), "{}", output.err);
    assert!(output.out.contains("Geprüft"), "{}", output.out);
    let elsewhere = folder.path().join("woanders");
    let own = [("THEMENSEITE_DATA", text(&elsewhere))];
    let restored = run(&["restore", text(&file)], &own, "").await;
    assert_eq!(restored.code, Some(0), "{}", restored.err);
    assert_eq!(run(&["user", "list"], &own, "").await.out, "ida@beispiel.de\tIda\tadmin\taktiv\n");
    let again = run(&["restore", text(&file)], &own, "").await;
    assert!(again.code == Some(1) && again.err.contains("--replace"), "{}", again.err);
}

#[tokio::test]
async fn a_backup_that_is_killed_leaves_no_file_that_looks_like_one_and_the_next_one_works() {
    let database = TestDatabase::with_demonstration().await;
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("sicherung.dump");
    let settings = settings(&database, folder.path());
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for wait in [50, 150, 300, 500, 800] {
        let mut child = program(&["backup", text(&file)], &settings).spawn().expect("the program");
        tokio::time::sleep(Duration::from_millis(wait)).await;
        child.kill().await.expect("an end");
        if file.exists() {
            // It had come to its end: then it is a whole one.
            let other = bare().await;
            assert_eq!(on(&other, folder.path(), &["restore", text(&file)]).await.code, Some(0), "{wait}");
            fs::remove_file(&file).expect("a file");
        }
    }
    back_up(&database, &folder).await;
    assert_eq!(files(folder.path()), ["sicherung.dump"]);
}
