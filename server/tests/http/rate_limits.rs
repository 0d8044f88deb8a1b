//! How often what costs may be asked for, and how that is told.

use serde_json::json;

use crate::test_app::{Answer, Client, TOPIC, TestApp, fresh_operation};

/// Sends until it is too much, or so many were sent.
async fn until_too_many(most: usize, send: impl AsyncFn() -> Answer) -> Option<Answer> {
    for _ in 0..most {
        let answer = send().await;
        if answer.status == 429 {
            return Some(answer);
        }
        assert!(answer.status < 400, "{}: {}", answer.status, answer.words());
    }
    None
}

fn seconds(answer: &Answer) -> u64 {
    answer.header("retry-after").expect("the header Retry-After").parse().expect("seconds")
}

fn from(client: &Client, address: &str, path: &str) -> impl Future<Output = Answer> {
    client.get(path).header("x-forwarded-for", address).into_future()
}

#[tokio::test]
async fn searches_are_limited_per_address_and_pages_are_not() {
    let app = TestApp::start_trusting("127.0.0.1").await;
    let reader = app.reader();
    let answer = until_too_many(400, async || from(&reader, "198.51.100.7", "/suche?q=migration").await).await;
    let answer = answer.expect("too many at some time");
    answer.assert_page(429, "Das waren zu viele Anfragen auf einmal.");
    let wait = seconds(&answer);
    assert_eq!(wait, 1);
    // Nobody is kept waiting for calling a search a form.
    let form = "application/x-www-form-urlencoded";
    let pretended = async || {
        let search = reader.get("/suche?q=migration").header("x-forwarded-for", "198.51.100.7");
        search.header("content-type", form).await
    };
    assert!(until_too_many(60, pretended).await.is_some(), "it is refused");
    // The browser's program asks for the same.
    let call = until_too_many(60, async || from(&reader, "198.51.100.7", "/api/get_search?search=q%3Dx").await).await;
    if let Some(call) = call {
        call.assert_json(429, &json!("too_many_attempts"));
    }
    assert_eq!(from(&reader, "198.51.100.8", "/suche?q=migration").await.status, 200, "others are not held up");
    for _ in 0..50 {
        assert_eq!(from(&reader, "198.51.100.7", TOPIC).await.status, 200);
    }
    tokio::time::sleep(std::time::Duration::from_secs(wait)).await;
    assert_eq!(from(&reader, "198.51.100.7", "/suche?q=migration").await.status, 200, "after the time that was told");
}

#[tokio::test]
async fn pictures_beside_links_are_limited_per_address() {
    let app = TestApp::start().await;
    let reader = app.reader();
    let answer = until_too_many(400, async || reader.get("/bild/themen/migration.png").await).await;
    let answer = answer.expect("too many at some time");
    assert!(seconds(&answer) >= 1);
    assert_eq!(reader.get(TOPIC).await.status, 200);
}

#[tokio::test]
async fn what_editors_write_is_limited_per_account() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let read = |client: &Client| client.call("get_changes", &json!({ "page": { "topic": "migration" } })).into_future();
    let answer = until_too_many(3_000, async || read(&erika).await).await.expect("too many at some time");
    answer.assert_json(429, &json!("too_many_attempts"));
    assert!(seconds(&answer) >= 1);
    assert_eq!(read(&otto).await.status, 200);
    assert_eq!(erika.get(TOPIC).await.status, 200, "and pages stay open");
    // Nothing that was refused is half done.
    let before = app.everything().await;
    let topic = app.item("migration").await;
    let save = erika.save_again((topic, "title"), 0, "Zu schnell", &fresh_operation()).await;
    assert!(save.status == 200 || app.everything().await == before);
}

#[tokio::test]
async fn a_form_that_comes_too_soon_waits_for_its_turn_so_that_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let read = async || erika.call("get_changes", &json!({ "page": { "topic": "migration" } })).await;
    until_too_many(3_000, read).await.expect("too many at some time");
    for number in 0..40 {
        let answer = erika.post("/themen/migration?bearbeiten").form(&[("schritt", "veroeffentlichen")]).await;
        assert!(answer.status < 400, "form {number}: {} {}", answer.status, answer.words());
    }
}

#[tokio::test]
async fn who_tries_too_often_to_log_in_is_told_when_to_come_back() {
    let app = TestApp::start().await;
    let mut reader = app.reader();
    let mut answer = reader.log_in("niemand@redaktion.example", "x").await;
    for _ in 0..10 {
        answer = reader.log_in("niemand@redaktion.example", "x").await;
    }
    answer.assert_page(429, "Das waren zu viele Versuche.");
    assert!((1..=900).contains(&seconds(&answer)));
}
