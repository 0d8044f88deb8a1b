//! What no browser of ours sends: heads without end, rubbish in addresses, compressed bombs, floods. Each is answered with the status
//! that says so, and nothing is 5xx.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::TcpStream;

use crate::test_app::{Random, TOPIC, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";

#[track_caller]
fn status(answer: &str) -> u16 {
    let status = answer.strip_prefix("HTTP/1.1 ").or_else(|| answer.strip_prefix("HTTP/1.0 "));
    status.and_then(|rest| rest.get(..3)?.parse().ok()).unwrap_or_else(|| panic!("no status: {answer:?}"))
}

#[tokio::test]
async fn an_address_or_a_head_that_is_too_long_is_told_so() {
    let app = TestApp::start().await;
    let long = app.reader().get(&format!("/themen/{}", "a".repeat(9_000))).await;
    long.assert_page(414, "Die Anfrage war nicht lesbar.");
    app.reader()
        .get(&format!("/api/get_topic?slug={}", "a".repeat(9_000)))
        .await
        .assert_json(414, &json!("bad_request"));
    assert_eq!(app.reader().get(&format!("/themen/{}", "a".repeat(7_000))).await.status, 404);
    for length in [70_000, 1_000_000] {
        let address = app.raw(&format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(length))).await;
        assert!([414, 431].contains(&status(&address)), "{length}: {address:.50}");
        let value = app.raw(&format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "a".repeat(length))).await;
        assert_eq!(status(&value), 431, "{length}");
    }
    let many = "x: y\r\n".repeat(200);
    assert_eq!(status(&app.raw(&format!("GET / HTTP/1.1\r\nhost: x\r\n{many}\r\n")).await), 431);
    assert_eq!(app.reader().get("/").header("cookie", &"a=b; ".repeat(2_000)).await.status, 200);
}

#[tokio::test]
async fn a_host_that_is_missing_twice_there_or_none_is_refused() {
    let app = TestApp::start().await;
    for hosts in [
        "",
        "host: a\r\nhost: b\r\n",
        "host: a\r\nHost: a\r\n",
        "host: a b\r\n",
        "host: ich@a\r\n",
        "host: \r\n",
        "host: a/b\r\n",
    ] {
        let answer = app.raw(&format!("GET / HTTP/1.1\r\n{hosts}connection: close\r\n\r\n")).await;
        assert_eq!(status(&answer), 400, "{hosts:?}");
    }
    let old = app.raw("GET /healthz HTTP/1.0\r\n\r\n").await;
    assert_eq!(status(&old), 200, "HTTP/1.0 knows no host");
}

#[tokio::test]
async fn two_lengths_or_a_length_and_chunks_are_never_read_as_two_requests() {
    let app = TestApp::start().await;
    for head in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: 0\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: x\r\n",
        "content-length: -1\r\n",
        "content-length: +5\r\n",
        "content-length: 99999999999999999999\r\n",
    ] {
        let smuggled = "0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let answer = app
            .raw(&format!("POST /anmelden HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {FORM}\r\n{head}\r\n{smuggled}"))
            .await;
        assert!((400..500).contains(&status(&answer)), "{head:?}: {answer:.80}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{head:?}");
    }
}

#[tokio::test]
async fn what_is_compressed_is_refused_and_not_unpacked() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    // What it says of itself is enough; these would be bytes of a bomb.
    let bomb = vec![0x1f; 1 << 20];
    for encoding in ["gzip", "br", "deflate", "zstd", "gzip, gzip", "x"] {
        let page = editor.post("/anmelden").header("content-encoding", encoding).body(FORM, bomb.clone()).await;
        page.assert_page(415, "Dieses Format versteht die Seite nicht.");
        let call = editor.post("/api/save_draft").header("content-encoding", encoding);
        call.body("application/json", bomb.clone()).await.assert_json(415, &json!("unsupported_media_type"));
    }
    let plain = app.reader().post("/abmelden").header("content-encoding", "identity").await;
    assert_eq!(plain.status, 303);
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    let app = TestApp::start().await;
    let start = Instant::now();
    for (path, kind) in [("/anmelden", FORM), ("/api/save_draft", "application/json")] {
        let said = app.reader().post(path).header("content-length", "99999999999").body(kind, "x").await;
        assert!([400, 401, 413].contains(&said.status), "{path}: {}", said.status);
    }
    let endless = app.log_in_as("erika").await.post("/anmelden").chunked(FORM, vec![b'x'; 8 << 20]).await;
    endless.assert_page(413, "Das ist zu viel auf einmal.");
    let many: String = "a=&".repeat(10_001);
    app.reader().post("/anmelden").body(FORM, many).await.assert_page(413, "Das ist zu viel auf einmal.");
    assert!(start.elapsed() < Duration::from_secs(14), "not by waiting");
}

#[tokio::test]
async fn what_a_method_gets_is_the_same_everywhere() {
    let app = TestApp::start().await;
    let reader = app.reader();
    for path in ["/", TOPIC, "/healthz", "/feed.atom", "/pkg/site.1.css", "/icon.svg", "/bild/themen/migration.png"] {
        let (get, head) = (reader.get(path).await, reader.request("HEAD", path).await);
        assert_eq!((head.status, head.header("content-type")), (get.status, get.header("content-type")), "{path}");
        assert!(head.body.is_empty(), "{path}");
        for method in ["OPTIONS", "TRACE", "PATCH", "PROPFIND", "get", "X"] {
            let answer = reader.request(method, path).await;
            let allow = answer.header("allow").unwrap_or_default();
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(allow.contains("GET") && allow.contains("HEAD"), "{method} {path}: {allow:?}");
        }
    }
    let preflight = reader.request("OPTIONS", "/api/save_draft").header("origin", "https://boese.example");
    let answer = preflight.header("access-control-request-method", "POST").await;
    assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control-")), "{:?}", answer.headers);
}

#[tokio::test]
async fn rubbish_in_an_address_is_never_our_fault() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let pieces = [
        "%",
        "%0",
        "%00",
        "%0a",
        "%zz",
        "%ff",
        "%c3",
        "%e2%80%ae",
        "%2e%2e",
        "%2f",
        "%5c",
        "..",
        ".",
        "/",
        "//",
        ";",
        "?",
        "&",
        "=",
        "[",
        "]",
        "{",
        "}",
        "+",
        "'",
        "%22",
        "%3Cscript%3E",
        "a",
        "ä",
        "migration",
        "vor",
        "jahr",
        "q",
        "%F0%9F%8C%BB",
        "-1",
        "1e9",
        "99999999999999999999",
        "\\",
        "|",
        "^",
        "~",
        "*",
        "$",
        "@",
        ":",
        ",",
    ];
    let beginnings = [
        "/",
        "/themen/",
        "/meldungen/",
        "/personen/",
        "/suche?",
        "/suche?q=",
        "/themen/migration?vor=",
        "/themen/migration?jahr=",
        "/bild/",
        "/bilder/",
        "/pkg/",
        "/verlauf/",
        "/vorschau/",
        "/vorschau-links/",
        "/einrichten/",
        "/api/get_topic?slug=",
        "/api/get_search?search=",
        "/api/",
        "/sitemap-",
        "/anmelden?weiter=",
        "/neu?",
        "/barriere-melden?",
    ];
    let mut random = Random(20_261_124);
    for round in 0..400 {
        let mut path = (*random.one_of(&beginnings).expect("a beginning")).to_owned();
        for _ in 0..=random.below(5) {
            path += random.one_of(&pieces).expect("a piece");
        }
        let client = if round % 2 == 0 { &editor } else { &app.reader() };
        let answer = client.get(&path).await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
    }
}

/// A flood over one HTTP/2 connection; `make soak` asks for 100,000.
#[tokio::test]
async fn thousands_of_requests_over_http2_are_answered_and_others_are_not_kept_waiting() {
    let total: usize = std::env::var("THEMENSEITE_H2_REQUESTS").map_or(2_000, |count| count.parse().expect("a number"));
    let app = TestApp::start().await;
    let mut alone = waits(&app, 40).await;
    let stream = TcpStream::connect(app.address).await.expect("a connection");
    let (client, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
    let connection = tokio::spawn(connection);
    let flood = async {
        let mut client = client.ready().await.expect("a connection");
        let mut answered = 0;
        while answered < total {
            let mut answers = Vec::new();
            for _ in 0..100.min(total - answered) {
                client = client.ready().await.expect("a stream");
                let request =
                    http::Request::get(format!("http://{}/healthz", app.address)).body(()).expect("a request");
                answers.push(client.send_request(request, true).expect("a stream").0);
            }
            for answer in answers {
                assert_eq!(answer.await.expect("an answer").status(), 200);
                answered += 1;
            }
        }
        answered
    };
    let start = Instant::now();
    let (answered, mut beside) = tokio::join!(flood, waits(&app, 40));
    println!("R5: {answered} HTTP/2 requests in {:.1} s", start.elapsed().as_secs_f32());
    connection.abort();
    alone.sort_unstable();
    beside.sort_unstable();
    println!("R5: others' p95 {:?} alone, {:?} meanwhile", alone[37], beside[37]);
    assert_eq!(answered, total);
    assert!(beside[37] < Duration::from_secs(2), "{:?}", beside[37]);
}

/// Requests that are taken back as soon as they are sent (CVE-2023-44487): the connection ends, the server does not.
#[tokio::test]
async fn a_flood_of_requests_that_are_taken_back_ends_with_its_connection() {
    let app = TestApp::start().await;
    let stream = TcpStream::connect(app.address).await.expect("a connection");
    let (client, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
    let connection = tokio::spawn(connection);
    let mut client = client.ready().await.expect("a connection");
    for _ in 0..20_000 {
        let request = http::Request::get(format!("http://{}{TOPIC}", app.address)).body(()).expect("a request");
        let Ok((_, mut stream)) = client.send_request(request, true) else { break };
        stream.send_reset(h2::Reason::CANCEL);
        let Ok(ready) = client.ready().await else { break };
        client = ready;
        tokio::task::yield_now().await;
    }
    connection.abort();
    assert_eq!(app.reader().get(TOPIC).await.status, 200);
}

/// How long each of so many pages takes, one after another.
async fn waits(app: &TestApp, count: usize) -> Vec<Duration> {
    let mut waits = Vec::new();
    for _ in 0..count {
        let start = Instant::now();
        assert_eq!(app.reader().get(TOPIC).await.status, 200);
        waits.push(start.elapsed());
    }
    waits
}
