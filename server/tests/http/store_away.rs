//! What the site says while PostgreSQL is away, and that nothing is lost by it.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::test_app::{PASSWORD, TOPIC, TestApp, Way, email_of, fresh_operation, saved_version};

const WORDS: &str = "Die Inhalte sind gerade nicht erreichbar.";

#[tokio::test]
async fn each_page_says_so_in_the_sites_look_with_503_and_nothing_internal() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    let editor = app.log_in_as("erika").await;
    for way in [Way::Cut, Way::Frozen] {
        proxy.set(way);
        for path in [
            "/",
            TOPIC,
            "/meldungen/2024-10-30-sehr-geehrte-kollegen-von",
            "/personen/christine-jochem",
            "/personen/christine-jochem.vcf",
            "/impressum",
            "/einrichten/x",
        ] {
            for client in [&app.reader(), &editor] {
                let start = Instant::now();
                let answer = client.get(path).await;
                answer.assert_page(503, WORDS);
                assert!(start.elapsed() < Duration::from_secs(3), "{path} {way:?}: {:?}", start.elapsed());
                for inner in ["sqlx", "postgres", "Postgres", "pool", "os error", "panicked"] {
                    assert!(!answer.text().contains(inner), "{inner} in {path}");
                }
            }
        }
        // What needs no store is there.
        assert_eq!(app.reader().get("/anmelden").await.status, 200);
        assert_eq!(app.reader().get("/gibt/es/nicht").await.status, 404);
    }
}

#[tokio::test]
async fn a_topic_page_is_there_though_all_connections_have_died_unnoticed() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    for year in 2020..2025 {
        assert_eq!(app.reader().get(&format!("{TOPIC}?jahr={year}")).await.status, 200);
        proxy.set(Way::Cut);
        proxy.set(Way::Open);
    }
}

#[tokio::test]
async fn a_save_is_told_with_503_and_is_kept_once_the_store_is_back() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    let editor = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let operation = fresh_operation();
    for way in [Way::Cut, Way::Frozen] {
        proxy.set(way);
        let start = Instant::now();
        let answer = editor.save_again((topic, "title"), 0, "Ankommen", &operation).await;
        answer.assert_json(503, &json!("store_away"));
        assert!(start.elapsed() < Duration::from_secs(1), "{way:?}: {:?}", start.elapsed());
    }
    assert_eq!(app.number("select count(*) from edit").await, 0);
    proxy.set(Way::Cut);
    proxy.set(Way::Open);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let answer = editor.save_again((topic, "title"), 0, "Ankommen", &operation).await;
    assert_eq!(saved_version(&answer), 1);
}

#[tokio::test]
async fn forms_say_so_too() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    let editor = app.log_in_as("erika").await;
    proxy.set(Way::Cut);
    app.reader().log_in(&email_of("erika"), PASSWORD).await.assert_page(503, WORDS);
    app.reader().post("/personen/christine-jochem/adresse").await.assert_page(503, WORDS);
    editor.post("/themen/migration?bearbeiten").form(&[("schritt", "uebernehmen")]).await.assert_page(503, WORDS);
    editor.post("/abmelden").await.assert_page(503, WORDS);
    let report = app.reader().post("/barriere-melden").form(&[("beschreibung", "Noch nicht verloren")]).await;
    report.assert_page(503, WORDS);
    let kept = ("beschreibung".to_owned(), "Noch nicht verloren".to_owned());
    assert!(report.html().form_values().contains(&kept), "{}", report.text());
    app.reader().get("/api/get_topic?slug=migration").await.assert_json(503, &json!("store_away"));
}

#[tokio::test]
async fn a_form_that_arrives_slowly_is_given_back_too() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    for way in [Way::Cut, Way::Frozen] {
        proxy.set(way);
        // Now it is known.
        assert_eq!(app.reader().get(TOPIC).await.status, 503);
        let mut stream = app.reader().connect().await;
        let head = "POST /barriere-melden HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
                    content-type: application/x-www-form-urlencoded\r\ncontent-length: 32\r\n\r\nbeschreibung=";
        stream.write_all(head.as_bytes()).await.expect("sent");
        tokio::time::sleep(Duration::from_millis(1500)).await;
        stream.write_all(b"Noch+nicht+verloren").await.expect("it is still read");
        let start = Instant::now();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("Noch nicht verloren"), "{way:?}: {answer}");
        assert!(start.elapsed() < Duration::from_secs(1), "{way:?}: {:?}", start.elapsed());
    }
}

#[tokio::test]
async fn the_site_is_well_again_two_seconds_after_the_store_is() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    let search = "/suche?q=Migration";
    assert_eq!(app.reader().get(search).await.status, 200);
    proxy.set(Way::Cut);
    assert_eq!(app.reader().get(search).await.status, 503);
    proxy.set(Way::Open);
    tokio::time::sleep(Duration::from_secs(2)).await;
    for path in [search, TOPIC, search, "/", search, "/impressum"] {
        assert_eq!(app.reader().get(path).await.status, 200, "{path}");
    }
}
