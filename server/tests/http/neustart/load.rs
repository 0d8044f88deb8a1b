//! Readers and editors who ask without a pause, and note whatever is not answered.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::test_app::{PATIENCE, TOPIC, fresh_operation};

/// Kept pages, one that is rendered each time, and what is no page.
const READ: [(&str, &str); 5] =
    [(TOPIC, ""), ("/", ""), (TOPIC, "authorization: x\r\n"), ("/feed.atom", ""), ("/healthz", "")];
/// Less than an account may save in a second, and less than a connection stays open that is not used.
const BETWEEN_SAVES: Duration = Duration::from_millis(80);
const BETWEEN_PAGES: Duration = Duration::from_millis(10);

/// What came of it.
#[derive(Debug, Default)]
pub struct Tally {
    pub answered: usize,
    pub saved: usize,
    /// GETs on a kept connection that was closed at that moment, and what crossed with a goodbye of HTTP/2: asked once more.
    pub retried: usize,
    pub failures: Vec<String>,
}

/// It goes on until it is ended.
pub struct Load {
    over: Arc<AtomicBool>,
    clients: JoinSet<Tally>,
}

impl Load {
    /// `cookie` is an editor's session.
    pub fn start(address: SocketAddr, cookie: &str, topic: i64) -> Self {
        let (over, mut clients) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
        for keeps in [true, false, true, false] {
            clients.spawn(read(Visitor::new(address, keeps), over.clone()));
        }
        clients.spawn(read_by_http2(address, over.clone()));
        for (keeps, field) in [(true, "title"), (false, "introduction")] {
            clients.spawn(save(Visitor::new(address, keeps), over.clone(), cookie.to_owned(), (topic, field)));
        }
        Self { over, clients }
    }

    pub async fn end(mut self) -> Tally {
        self.over.store(true, Ordering::Relaxed);
        let mut all = Tally::default();
        while let Some(tally) = self.clients.join_next().await {
            let tally = tally.expect("a client");
            all.answered += tally.answered;
            all.saved += tally.saved;
            all.retried += tally.retried;
            all.failures.extend(tally.failures);
        }
        all
    }
}

/// One client with one connection at a time.
struct Visitor {
    address: SocketAddr,
    keeps: bool,
    stream: Option<BufReader<TcpStream>>,
    tally: Tally,
}

struct Answer {
    status: u16,
    closes: bool,
    body: Vec<u8>,
}

impl Visitor {
    fn new(address: SocketAddr, keeps: bool) -> Self {
        Self { address, keeps, stream: None, tally: Tally::default() }
    }

    /// Asks; a GET once more where the connection had been kept and was closed before anything came.
    async fn ask(&mut self, method: &str, path: &str, rest: &str) -> Option<Answer> {
        let connection = if self.keeps { "keep-alive" } else { "close" };
        let request =
            format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: {connection}\r\n{rest}", self.address);
        loop {
            let was_kept = self.stream.is_some();
            let answer = tokio::time::timeout(PATIENCE, self.exchange(&request)).await;
            match answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
                Ok(answer) => {
                    if answer.closes {
                        self.stream = None;
                    }
                    if answer.status == 200 {
                        self.tally.answered += 1;
                        return Some(answer);
                    }
                    let text = String::from_utf8_lossy(&answer.body);
                    self.tally.failures.push(format!("{method} {path}: {} {text}", answer.status));
                    return None;
                }
                Err(_) if was_kept && method == "GET" => {
                    self.stream = None;
                    self.tally.retried += 1;
                }
                Err(error) => {
                    self.stream = None;
                    self.tally.failures.push(format!("{method} {path} (kept: {was_kept}): {error}"));
                    return None;
                }
            }
        }
    }

    async fn exchange(&mut self, request: &str) -> io::Result<Answer> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => none.insert(BufReader::new(TcpStream::connect(self.address).await?)),
        };
        stream.write_all(request.as_bytes()).await?;
        read_answer(stream).await
    }
}

async fn read_answer(stream: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_until(b'\n', &mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let head = String::from_utf8(head).expect("a head in UTF-8").to_lowercase();
    let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let mut body = Vec::new();
    if let Some(length) = value("content-length:") {
        body.resize(length.parse().expect("a length"), 0);
        stream.read_exact(&mut body).await?;
    } else {
        loop {
            let mut length = String::new();
            stream.read_line(&mut length).await?;
            let length = usize::from_str_radix(length.trim(), 16).map_err(|_| io::ErrorKind::UnexpectedEof)?;
            let mut chunk = vec![0; length + 2];
            stream.read_exact(&mut chunk).await?;
            if length == 0 {
                break;
            }
            body.extend(&chunk[..length]);
        }
    }
    Ok(Answer { status, closes: value("connection:") == Some("close"), body })
}

async fn read(mut visitor: Visitor, over: Arc<AtomicBool>) -> Tally {
    for (path, headers) in READ.iter().cycle() {
        if over.load(Ordering::Relaxed) {
            break;
        }
        visitor.ask("GET", path, &format!("{headers}\r\n")).await;
        tokio::time::sleep(BETWEEN_PAGES).await;
    }
    visitor.tally
}

/// Saves a text again and again, each on the version that the last answer named.
async fn save(mut visitor: Visitor, over: Arc<AtomicBool>, cookie: String, (item, field): (i64, &str)) -> Tally {
    let mut version = 0;
    while !over.load(Ordering::Relaxed) {
        let text = format!("{field} nach {version}");
        let field = json!({ "item": item, "field": field });
        let operation = fresh_operation();
        let input =
            json!({ "field": field, "base_version": version, "text": text, "operation": operation }).to_string();
        let rest = format!(
            "cookie: {cookie}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{input}",
            input.len()
        );
        let Some(answer) = visitor.ask("POST", "/api/save_draft", &rest).await else { break };
        let answer: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        version = answer["version"].as_i64().expect("a version");
        visitor.tally.saved += 1;
        tokio::time::sleep(BETWEEN_SAVES).await;
    }
    visitor.tally
}

/// HTTP/2 says goodbye before it ends, so that a client knows of each request whether it was looked at.
async fn read_by_http2(address: SocketAddr, over: Arc<AtomicBool>) -> Tally {
    let mut tally = Tally::default();
    while !over.load(Ordering::Relaxed) {
        if let Err(error) = on_one_http2_connection(address, &over, &mut tally).await {
            tally.failures.push(format!("HTTP/2: {error}"));
        }
    }
    tally
}

async fn on_one_http2_connection(
    address: SocketAddr,
    over: &AtomicBool,
    tally: &mut Tally,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let stream = TcpStream::connect(address).await?;
    let (mut client, connection) = h2::client::handshake(stream).await?;
    let connection = tokio::spawn(connection);
    while !over.load(Ordering::Relaxed) {
        // An error here is the goodbye.
        let Ok(ready) = client.ready().await else { break };
        client = ready;
        let request = http::Request::get(format!("http://{address}{TOPIC}")).body(())?;
        let Ok((answer, _)) = client.send_request(request, true) else { break };
        let answer = match tokio::time::timeout(PATIENCE, answer).await? {
            // It crossed with the goodbye, which names the last request that was looked at: this one was not.
            Err(error) if error.is_go_away() && error.is_remote() => {
                tally.retried += 1;
                break;
            }
            answer => answer?,
        };
        let (status, mut body) = (answer.status(), answer.into_body());
        while let Some(data) = body.data().await {
            let data = data?;
            body.flow_control().release_capacity(data.len())?;
        }
        if status != 200 {
            return Err(status.to_string().into());
        }
        tally.answered += 1;
        tokio::time::sleep(BETWEEN_PAGES).await;
    }
    connection.abort();
    Ok(())
}
