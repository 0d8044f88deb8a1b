//! Whatever is logged, no secret is: no token, no password, no cookie.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use crate::test_app::{Client, PASSWORD, TestDatabase, site_folder};
use crate::verwaltung_cli::program;

#[tokio::test]
async fn not_even_a_log_of_everything_holds_a_token_a_password_or_a_cookie() {
    log_everything("text").await;
}

#[tokio::test]
async fn neither_does_one_for_programs_in_which_each_line_is_an_object() {
    let log = log_everything("json").await;
    // The end may have come within the last one.
    let (whole, _) = log.rsplit_once('\n').expect("lines");
    for line in whole.lines() {
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line).expect(line);
    }
}

/// Does what secrets are needed for; answers the log, in which none is.
async fn log_everything(format: &str) -> String {
    let database = TestDatabase::empty().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let (url, site, addr) = (database.url(), site_folder(), address.to_string());
    let settings = [
        ("DATABASE_URL", url.as_str()),
        ("THEMENSEITE_SITE", site.to_str().expect("a path")),
        ("THEMENSEITE_ADDR", addr.as_str()),
        ("RUST_LOG", "trace"),
        ("THEMENSEITE_LOG_FORMAT", format),
    ];
    let mut child =
        program(&["serve"], &settings).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let mut log = child.stderr.take().expect("a log");
    let reading = tokio::spawn(async move {
        let mut text = Vec::new();
        log.read_to_end(&mut text).await.expect("a log");
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut out = BufReader::new(child.stdout.take().expect("an output")).lines();
    out.next_line().await.expect("an output");
    let line = out.next_line().await.expect("an output").expect("the set-up link");
    let token = line.rsplit('/').next().expect("a token").to_owned();

    let mut client = Client::new(address);
    let link = format!("/einrichten/{token}");
    assert_eq!(client.get(&link).await.status, 200);
    let form = [("name", "Erika"), ("email", "erika@redaktion.example"), ("password", PASSWORD)];
    client.cookie = client.post(&link).form(&form).await.session_cookie();
    let cookie = client.cookie.clone().expect("a session");
    assert_eq!(client.get("/themen/migration").await.status, 200);
    let wrong = "ein falsches Passwort mit Hasen";
    assert_eq!(client.clone().log_in("erika@redaktion.example", wrong).await.status, 401);
    assert_eq!(client.clone().log_in("erika@redaktion.example", PASSWORD).await.status, 303);
    // What a stranger calls an id is none.
    let header = "geheime-kennung-0123456789abcdef";
    client.get("/suche").header("x-request-id", header).await;
    let preview = "geheimer-vorschau-token-0123456789abcdef";
    assert_eq!(client.get(&format!("/vorschau/{preview}")).await.status, 404);
    for path in ["/einladung/", "/passwort/"] {
        client.get(&format!("{path}{preview}")).await;
        client.post(&format!("{path}{preview}")).form(&[("password", PASSWORD)]).await;
    }
    // HTTP/2 has a log of its own.
    let stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let (h2, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
    let connection = tokio::spawn(connection);
    let request = http::Request::get(format!("http://{address}{link}")).header("cookie", &cookie).body(()).expect("it");
    let (answer, _) = h2.ready().await.expect("a connection").send_request(request, true).expect("a stream");
    answer.await.expect("an answer");
    connection.abort();

    child.kill().await.expect("an end");
    let log = reading.await.expect("a log");
    assert!(log.contains("TRACE") && log.len() > 10_000, "everything is logged: {} bytes", log.len());
    let session = cookie.split_once('=').expect("a value").1;
    for (what, secret) in [
        ("the set-up link", token.as_str()),
        ("the session", session),
        ("a password", PASSWORD),
        ("a password as a form sends it", "sechs+Hasen"),
        ("a wrong password", "falsches"),
        ("a preview link", preview),
        ("an id that a stranger chose", header),
        ("an address", "erika@redaktion"),
        ("a password's hash", "$argon2id$"),
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{what} is logged: {}", line.unwrap_or_default());
    }
    log
}
