//! A store of any earlier version, brought up to date: what was in it is whole, and the site serves it.

use std::path::{Path, PathBuf};

use app::store::Store;
use serde_json::json;
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use tempfile::TempDir;

use crate::test_app::{PASSWORD, PUBLIC_URL, TestApp, TestDatabase};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/migrations")
}

/// The first migrations, as a program of their time had them.
async fn first(number: usize) -> Migrator {
    let copy = TempDir::new().expect("a folder");
    let mut files: Vec<_> =
        std::fs::read_dir(folder()).expect("a folder").map(|file| file.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    assert!(number <= files.len());
    for file in &files[..number] {
        std::fs::copy(file, copy.path().join(file.file_name().expect("a name"))).expect("a copy");
    }
    Migrator::new(copy.path()).await.expect("migrations")
}

fn newest() -> usize {
    Store::known_migrations().len()
}

/// A database as the first version of this program had it, with a bit of everything.
pub async fn of_the_first_version() -> (TestDatabase, PgPool) {
    let database = TestDatabase::empty().await;
    let db = PgPool::connect_lazy_with(database.options.clone());
    sqlx::raw_sql("drop schema public cascade; create schema public").execute(&db).await.expect("nothing");
    first(1).await.run(&db).await.expect("the first migration");
    let hash = themenseite::hash_password(PASSWORD).expect("a hash");
    sqlx::raw_sql(include_str!("first_version.sql")).execute(&db).await.expect("rows");
    sqlx::query("update account set password_hash = $1").bind(hash).execute(&db).await.expect("a password");
    (database, db)
}

/// What was written, in words that every version of the schema knows.
async fn told(db: &PgPool) -> Vec<String> {
    let query = "select 'topic ' || slug || title || introduction from topic join topic_text on topic_id = id
        union all select 'person ' || slug || email || name || pronouns || role from person join person_text on person_id = id
        union all select 'post ' || slug || published_on || title || teaser || body from post join post_text on post_id = id
        union all select 'page ' || slug || title || body from page join page_text on page_id = id
        union all select 'place ' || topic_id || post_id || coalesce(published_on::text, '-') from topic_post
        union all select 'contact ' || topic_id || person_id from topic_contact
        union all select 'draft ' || item_id || field || version || coalesce(draft, '-') || drafted_by from field_state
        union all select 'edit ' || operation_id || item_id || field || version || coalesce(text, '-') || account_id || edited_at from edit
        union all select 'revision ' || id || item_id || coalesce(account_id, 0) || published_at || content from revision
        union all select 'account ' || id || email || name || role || password_hash || coalesce(disabled_at::text, '-') from account
        order by 1";
    let mut connection = db.acquire().await.expect("a connection");
    sqlx::raw_sql("set timezone = utc").execute(&mut *connection).await.expect("a setting");
    sqlx::query_scalar(query).fetch_all(&mut *connection).await.expect("what is there")
}

#[test]
fn no_released_migration_was_edited() {
    let known: Vec<_> = std::fs::read_to_string(folder().join("checksums.txt"))
        .expect("a list")
        .lines()
        .map(|line| {
            let (checksum, file) = line.split_once("  ").expect("a checksum and a file");
            (file[..4].parse::<i64>().expect("a number"), checksum.to_owned())
        })
        .collect();
    // A new one is added with: sha384sum 0*.sql > checksums.txt; no line of the list ever changes.
    assert_eq!(Store::known_migrations().into_iter().collect::<Vec<_>>(), known);
}

#[tokio::test]
async fn a_store_of_the_first_version_goes_through_every_version_and_loses_nothing() {
    let (_database, db) = of_the_first_version().await;
    let before = told(&db).await;
    assert_eq!(before.len(), 25, "{before:#?}");
    for number in 2..=newest() {
        first(number).await.run(&db).await.unwrap_or_else(|error| panic!("{number}: {error}"));
        assert_eq!(told(&db).await, before, "migration {number}");
    }
}

#[tokio::test]
async fn a_store_of_the_first_version_is_served_by_this_one() {
    let (database, db) = of_the_first_version().await;
    let before = told(&db).await;
    let store = Store::new(database.options.clone(), 1);
    store.migrate().await.expect("today's schema");
    store.grant(database.run_options.get_username()).await.expect("the rights");
    store.close().await;
    assert_eq!(told(&db).await, before);

    let options = database.run_options.clone();
    let app = TestApp::start_with(database, options, PUBLIC_URL).await;
    let reader = app.reader();
    reader.get("/themen/wohnen").await.assert_page(200, "Bezahlbar wohnen in der ganzen Stadt.");
    assert_eq!(reader.get("/themen/wohnen").await.html().elements("article").len(), 2);
    reader.get("/meldungen/2023-05-04-neue-wohnungen").await.assert_page(200, "Am Kronsberg entstehen");
    reader.get("/impressum").await.assert_page(200, "Angaben zum Anbieter");
    reader.get("/suche?q=Kronsberg").await.assert_page(200, "Neue Wohnungen");
    reader.get("/personen/erika-gross").await.assert_page(200, "Erika Groß");
    assert!(reader.get("/feed.atom").await.text().contains("Neue Wohnungen"));

    let mut editor = app.reader();
    assert_eq!(editor.log_in("erika@redaktion.example", PASSWORD).await.status, 303);
    assert_eq!(app.reader().log_in("gesperrt@redaktion.example", PASSWORD).await.status, 401);
    let topic = app.item("wohnen").await;
    let page = editor.get("/api/get_topic?slug=wohnen").await.json();
    let title = json!({ "item": topic, "field": "title" });
    let fields = page["drafts"]["fields"].as_array().expect("fields");
    let field = fields.iter().find(|draft| draft["field"] == title).expect("the title");
    assert_eq!((&field["draft"], &field["version"]), (&json!("Wohnen und Miete"), &json!(3)));
    // The history of the title, and the draft goes out.
    editor.get("/verlauf/themen/wohnen").await.assert_page(200, "Entwurf verworfen");
    assert_eq!(editor.publish(&[(topic, "title", 3)]).await.status, 200);
    reader.get("/themen/wohnen").await.assert_page(200, "Wohnen und Miete");
}
