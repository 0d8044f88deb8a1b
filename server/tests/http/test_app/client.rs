//! A client that shows an answer as it is: it follows no redirect, keeps no cookie but the session's, and may send anything.

use std::net::SocketAddr;
use std::pin::Pin;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Html, PATIENCE};

/// Someone who sends requests.
#[derive(Clone, Debug)]
pub struct Client {
    address: SocketAddr,
    /// `name=value`, while logged in.
    pub cookie: Option<String>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cookie: None }
    }

    pub fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }

    pub fn post(&self, path: &str) -> Request {
        self.request("POST", path)
    }

    /// A connection that nothing is sent on.
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }

    pub fn request(&self, method: &str, path: &str) -> Request {
        let host = ("host".to_owned(), self.address.to_string());
        let cookie = self.cookie.clone().map(|cookie| ("cookie".to_owned(), cookie));
        Request {
            address: self.address,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: std::iter::once(host).chain(cookie).collect(),
            body: Body::Whole(Vec::new()),
        }
    }

    /// Calls a server function.
    pub fn call(&self, function: &str, input: &Value) -> Request {
        self.post(&format!("/api/{function}")).json(input)
    }

    /// Logs in, and keeps the session where that works.
    pub async fn log_in(&mut self, email: &str, password: &str) -> Answer {
        let answer = self.post("/anmelden").form(&[("email", email), ("password", password)]).await;
        if answer.status == 303 {
            self.cookie = answer.session_cookie();
        }
        answer
    }
}

/// A request that is sent when it is awaited.
#[derive(Clone, Debug)]
pub struct Request {
    address: SocketAddr,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    Whole(Vec<u8>),
    /// Its length is not told beforehand.
    Chunked(Vec<u8>),
}

impl Request {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Whole(body.into());
        self.header("content-type", content_type)
    }

    pub fn chunked(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Chunked(body.into());
        self.header("content-type", content_type)
    }

    pub fn json(self, value: &Value) -> Self {
        self.body("application/json", value.to_string())
    }

    pub fn form<K: AsRef<str>, V: AsRef<str>>(self, values: &[(K, V)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(values).finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
        }
        match &self.body {
            Body::Whole(body) if body.is_empty() && self.method == "GET" => (head + "\r\n").into_bytes(),
            Body::Whole(body) => [format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat(),
            Body::Chunked(body) => {
                let mut bytes = (head + "transfer-encoding: chunked\r\n\r\n").into_bytes();
                for chunk in body.chunks(1 << 16) {
                    bytes.extend(format!("{:x}\r\n", chunk.len()).bytes());
                    bytes.extend(chunk);
                    bytes.extend(b"\r\n");
                }
                bytes.extend(b"0\r\n\r\n");
                bytes
            }
        }
    }

    /// The answer, if a whole one comes: whoever is asked may be killed meanwhile.
    pub async fn attempt(self) -> Option<Answer> {
        let to = format!("{} {}", self.method, self.path);
        let exchange = async {
            let mut stream = TcpStream::connect(self.address).await.ok()?;
            stream.write_all(&self.bytes()).await.ok()?;
            let mut received = Vec::new();
            stream.read_to_end(&mut received).await.ok()?;
            is_whole(&received).then_some(received)
        };
        let received = tokio::time::timeout(PATIENCE, exchange).await;
        Some(Answer::parse(to.clone(), &received.unwrap_or_else(|_| panic!("no answer to {to}"))?))
    }

    /// Sends all but the last byte of the body.
    pub async fn begin(self) -> BegunRequest {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        let bytes = self.bytes();
        let (last, before) = bytes.split_last().expect("a request");
        stream.write_all(before).await.expect("sent");
        BegunRequest { to: format!("{} {}", self.method, self.path), stream, last: *last }
    }

    async fn send(self) -> Answer {
        let (mut reader, mut writer) = TcpStream::connect(self.address).await.expect("a connection").into_split();
        let bytes = self.bytes();
        // An answer may come before the whole request is out, and end it.
        let writing = tokio::spawn(async move {
            let _ = writer.write_all(&bytes).await;
            writer
        });
        let mut received = Vec::new();
        // The connection may be reset behind a complete answer; an incomplete one is told when it is read.
        let _ = reader.read_to_end(&mut received).await;
        writing.abort();
        Answer::parse(format!("{} {}", self.method, self.path), &received)
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let what = format!("{} {}", self.method, self.path);
            tokio::time::timeout(PATIENCE, self.send()).await.unwrap_or_else(|_| panic!("no answer to {what}"))
        })
    }
}

/// A request whose body is not all there.
pub struct BegunRequest {
    to: String,
    stream: TcpStream,
    last: u8,
}

impl BegunRequest {
    /// Sends the rest of it.
    pub async fn finish(mut self) -> Answer {
        let mut received = Vec::new();
        let exchange = async {
            self.stream.write_all(&[self.last]).await.expect("it is still read");
            self.stream.read_to_end(&mut received).await.expect("an answer");
        };
        tokio::time::timeout(PATIENCE, exchange).await.expect("an answer in time");
        Answer::parse(self.to, &received)
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Method and path of the request.
    pub to: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    fn parse(to: String, received: &[u8]) -> Self {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut response = httparse::Response::new(&mut headers);
        let parsed = response.parse(received).expect("an answer in HTTP/1.1");
        let httparse::Status::Complete(length) = parsed else { panic!("half an answer to {to}: {received:?}") };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("a header in UTF-8");
        let status = response.code.expect("a status");
        let headers = response.headers.iter().map(|header| (header.name.to_lowercase(), text(header.value))).collect();
        let has_body = !to.starts_with("HEAD ");
        let mut answer = Self { to, status, headers, body: received[length..].to_vec() };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = unchunked(&answer.body);
        } else if let Some(length) = answer.header("content-length").filter(|_| has_body) {
            assert_eq!(length.parse(), Ok(answer.body.len()), "the whole body");
        }
        answer
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a text in UTF-8")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.text()))
    }

    #[track_caller]
    pub fn html(&self) -> Html {
        assert_eq!(self.header("content-type"), Some("text/html; charset=utf-8"), "{}: {}", self.to, self.text());
        Html::parse(self.text())
    }

    /// The session's cookie as a browser would send it.
    /// What a list says, entry by entry, where each entry has a heading.
    pub fn headed_entries(&self) -> Vec<String> {
        let html = self.html();
        html.elements("li").iter().filter(|entry| entry.all("h2").len() == 1).map(Html::text).collect()
    }

    pub fn session_cookie(&self) -> Option<String> {
        self.header("set-cookie").and_then(|cookie| cookie.split(';').next()).map(str::to_owned)
    }

    /// What a person is told.
    #[track_caller]
    pub fn words(&self) -> String {
        let is_page = self.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if is_page { self.html().text() } else { self.text().to_owned() }
    }

    /// A page in the site's look, with this status and these words.
    #[track_caller]
    pub fn assert_page(&self, status: u16, words: &str) {
        assert_eq!(self.status, status, "{}: {}", self.to, self.words());
        let html = self.html();
        assert!(html.text().contains(words), "{}: {words:?} is not in {}", self.to, html.text());
        assert_eq!((html.all("main").len(), html.all("footer").len()), (1, 1), "{}", self.to);
    }

    /// A call's answer, with this status and this JSON.
    #[track_caller]
    pub fn assert_json(&self, status: u16, json: &Value) {
        assert_eq!((self.status, &self.json()), (status, json), "{}", self.to);
        assert_eq!(self.header("content-type"), Some("application/json"), "{}", self.to);
    }
}

/// Whether an answer came to its end.
fn is_whole(received: &[u8]) -> bool {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(start)) = response.parse(received) else { return false };
    let body = &received[start..];
    let value = |name: &str| {
        let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(header.value).ok()
    };
    match value("content-length").and_then(|length| length.parse::<usize>().ok()) {
        Some(length) => body.len() == length,
        None => value("transfer-encoding").is_none() || body.ends_with(b"0\r\n\r\n"),
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((start, length))) = httparse::parse_chunk_size(rest) else {
            panic!("half a chunk: {rest:?}");
        };
        let length = usize::try_from(length).expect("a length");
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&rest[start..start + length]);
        rest = &rest[start + length + 2..];
    }
}
