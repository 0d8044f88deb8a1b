//! Requests that no browser of ours would send: each is answered clearly, in German or as JSON, and changes nothing.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::test_app::{TOPIC, TestApp, fresh_operation};

#[tokio::test]
async fn a_method_that_an_address_does_not_have_is_told_with_405_and_with_those_it_has() {
    let app = TestApp::start().await;
    let reader = app.reader();
    for (method, path) in
        [("GET", "/abmelden"), ("POST", "/healthz"), ("GET", "/personen/christine-jochem/adresse"), ("PUT", TOPIC)]
    {
        let answer = reader.request(method, path).await;
        answer.assert_page(405, "Diese Adresse lässt sich so nicht aufrufen.");
        assert!(answer.header("allow").is_some_and(|methods| !methods.is_empty()), "{method} {path}: the header Allow");
    }
    for (method, path) in [("GET", "/api/save_draft"), ("POST", "/api/get_topic"), ("DELETE", "/api/publish")] {
        reader.request(method, path).await.assert_json(405, &json!("method_not_allowed"));
    }
}

#[tokio::test]
async fn a_body_of_three_megabytes_is_refused_whether_it_says_so_or_not() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let before = app.everything().await;
    let large = vec![b'x'; 3 << 20];
    let form = "application/x-www-form-urlencoded";
    for path in ["/anmelden", "/themen/migration?bearbeiten", "/einrichten/x", "/barriere-melden", "/verwaltung"] {
        editor.post(path).body(form, large.clone()).await.assert_page(413, "Das ist zu viel auf einmal.");
        editor.post(path).chunked(form, large.clone()).await.assert_page(413, "Das ist zu viel auf einmal.");
    }
    for function in ["save_draft", "publish", "get_changes"] {
        let path = format!("/api/{function}");
        editor.post(&path).body("application/json", large.clone()).await.assert_json(413, &json!("too_large"));
        editor.post(&path).chunked("application/json", large.clone()).await.assert_json(413, &json!("too_large"));
    }
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn a_content_type_that_is_not_asked_for_is_told_with_415() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "text/json", ""]
    {
        for function in ["save_draft", "publish", "discard_drafts", "create_post", "get_changes"] {
            let answer = editor.post(&format!("/api/{function}")).body(kind, "{}").await;
            answer.assert_json(415, &json!("unsupported_media_type"));
        }
    }
    editor.post("/api/save_draft").await.assert_json(415, &json!("unsupported_media_type"));
    for path in ["/anmelden", "/themen/migration?bearbeiten", "/barriere-melden", "/verwaltung"] {
        for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
            editor.post(path).body(kind, "{}").await.assert_page(415, "Dieses Format versteht die Seite nicht.");
        }
    }
}

#[tokio::test]
async fn json_that_is_none_or_says_something_else_is_told_with_400() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let before = app.everything().await;
    let topic = app.item("migration").await;
    let operation = fresh_operation();
    let field = json!({ "item": topic, "field": "title" });
    let bodies = [
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\u{feff}{}".to_owned(),
        "\"x\"".to_owned(),
        "[".repeat(100_000),
        json!({ "field": field, "base_version": 0, "text": "x" }).to_string(),
        json!({ "field": field, "base_version": "0", "text": "x", "operation": operation }).to_string(),
        json!({ "field": field, "base_version": 0, "text": 7, "operation": operation }).to_string(),
        json!({ "field": field, "base_version": 0, "text": "x", "operation": "keine" }).to_string(),
        json!({ "field": field, "base_version": 1e99, "text": "x", "operation": operation }).to_string(),
        json!({ "field": { "item": topic, "field": "size" }, "base_version": 0, "text": "x", "operation": operation })
            .to_string(),
        "{\"text\":\"\\ud800\"}".to_owned(),
    ];
    for body in bodies {
        let answer = editor.post("/api/save_draft").body("application/json", body.clone()).await;
        assert_eq!((answer.status, answer.json()), (400, json!("bad_request")), "{}", &body[..body.len().min(200)]);
    }
    let not_utf8 = editor.post("/api/save_draft").body("application/json", b"{\"text\":\"\xff\"}".to_vec()).await;
    assert_eq!((not_utf8.status, not_utf8.json()), (400, json!("bad_request")));
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn a_call_by_get_that_cannot_be_read_is_told_with_400_and_what_is_not_there_with_404() {
    let app = TestApp::start().await;
    let reader = app.reader();
    for path in [
        "/api/get_topic",
        "/api/get_topic?slug=",
        "/api/get_topic?slug=Ä",
        "/api/get_topic?slug[a]=b",
        "/api/get_topic?slug=%ff",
        "/api/get_post?slug=../x",
        "/api/get_topic?slug=migration&slug=migration",
    ] {
        let answer = reader.get(path).await;
        assert_eq!((answer.status, answer.json()), (400, json!("bad_request")), "{path}");
    }
    reader
        .get("/api/get_topic?slug=migration&range[before]=x")
        .await
        .assert_json(400, &json!({ "invalid_query": "vor" }));
    reader
        .get("/api/get_topic?slug=migration&range[year]=x")
        .await
        .assert_json(400, &json!({ "invalid_query": "jahr" }));
    for path in [
        "/api/get_topic?slug=gibt-es-nicht",
        "/api/get_post?slug=x",
        "/api/get_person?slug=x",
        "/api/get_page?slug=migration",
    ] {
        reader.get(path).await.assert_json(404, &json!("not_found"));
    }
    let unknown = reader.get("/api/gibt_es_nicht").await;
    assert_eq!(unknown.status, 404);
    let unknown = reader.call("gibt_es_nicht", &json!({})).await;
    assert_eq!(unknown.status, 404, "{}", unknown.text());
}

#[tokio::test]
async fn a_call_is_never_redirected_to_where_it_says_it_came_from() {
    let app = TestApp::start().await;
    let referrer = "https://boese.example/?x";
    for path in ["/api/get_topic?slug=gibt-es-nicht", "/api/get_home"] {
        let answer = app.reader().get(path).header("accept", "text/html").header("referer", referrer).await;
        assert!(answer.status == 200 || answer.status == 404, "{path}: {}", answer.status);
        assert_eq!(answer.header("location"), None, "{path}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn no_answer_shows_internals() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let answers = [
        editor.get("/themen/migration?vor=x").await,
        editor.post("/api/save_draft").body("application/json", "{").await,
        editor.get("/api/get_topic?slug=%00").await,
        editor.get("/gibt-es-nicht").await,
        editor.post("/anmelden").body("text/plain", "x").await,
        editor.save((1, "title"), 0, "\0").await,
    ];
    for answer in answers {
        assert!((400..500).contains(&answer.status), "{}", answer.text());
        let text = answer.text().to_lowercase();
        for inner in ["serde", "sqlx", "postgres", "panicked", "src/", ".rs:", "expected", "line 1", "column"] {
            assert!(!text.contains(inner), "{inner} in {text}");
        }
    }
}

#[tokio::test]
async fn strange_addresses_are_not_found_and_nothing_breaks() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    for path in [
        "//",
        "/%",
        "/%zz",
        "/themen/%E0%A4%A",
        "/.git/config",
        "/themen/migration/",
        "/themen//migration",
        "/THEMEN/migration",
        "/*",
        "/\\..\\x",
    ] {
        for client in [&app.reader(), &editor] {
            let answer = client.get(path).await;
            assert!([200, 400, 404].contains(&answer.status), "{path}: {}", answer.status);
        }
    }
    let long = format!("/themen/{}", "a".repeat(20_000));
    let status = app.reader().get(&long).await.status;
    assert!([404, 414].contains(&status), "{status}");
}

#[tokio::test]
async fn what_is_not_http_is_dropped_and_others_are_answered() {
    let app = TestApp::start().await;
    for bytes in [
        b"\x16\x03\x01\x02\x00".as_slice(),
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\0\0\0",
        b"GET /\x00 HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(app.address).await.expect("a connection");
        stream.write_all(bytes).await.expect("sent");
        stream.shutdown().await.expect("sent");
        let mut answer = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "{bytes:?} is dropped");
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(app.reader().get("/").await.status, 200);
}

#[tokio::test]
async fn a_head_that_never_ends_is_dropped_after_fifteen_seconds() {
    let app = TestApp::start().await;
    let mut stream = TcpStream::connect(app.address).await.expect("a connection");
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n").await.expect("sent");
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(17), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "dropped");
}

#[tokio::test]
async fn a_body_that_never_comes_is_dropped_after_fifteen_seconds() {
    let app = TestApp::start().await;
    let mut stream = TcpStream::connect(app.address).await.expect("a connection");
    let head = b"POST /anmelden HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nemail=";
    stream.write_all(head).await.expect("sent");
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(17), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "dropped");
}
