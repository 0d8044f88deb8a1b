//! The soak: readers and editors at the machine's limit, for as long as asked. Memory stays flat, nothing fails, and a table says how
//! long answers took.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use super::ALONE;
use super::away::KEPT;
use super::kills::own_options;
use super::postgres::{family, postmaster};
use super::program::Program;
use crate::test_app::{Client, PASSWORD, TOPIC, email_of, fresh_operation};

/// Behind so much more than it was before, memory counts as growing: 5 %, and what an allocator keeps now and then.
const SLACK: u64 = 8 << 20;
/// In shorter runs nothing is settled.
const JUDGED_FROM: Duration = Duration::from_mins(3);

/// What was asked for, and how it went; times in microseconds.
#[derive(Default)]
struct Tally(BTreeMap<&'static str, Kind>);

#[derive(Default)]
struct Kind {
    times: Vec<u32>,
    statuses: BTreeMap<u16, u64>,
}

impl Tally {
    fn add(&mut self, kind: &'static str, time: Duration, status: u16) {
        let kind = self.0.entry(kind).or_default();
        kind.times.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
        *kind.statuses.entry(status).or_default() += 1;
    }

    fn append(&mut self, other: Self) {
        for (name, other) in other.0 {
            let kind = self.0.entry(name).or_default();
            kind.times.extend(other.times);
            for (status, count) in other.statuses {
                *kind.statuses.entry(status).or_default() += count;
            }
        }
    }

    /// Prints the table; answers whatever is no success.
    fn print(&mut self) -> Vec<String> {
        let mut failures = Vec::new();
        println!("{:<12} {:>10} {:>9} {:>9} {:>9}  answers", "", "requests", "p50 ms", "p99 ms", "max ms");
        for (name, kind) in &mut self.0 {
            kind.times.sort_unstable();
            let at = |hundredths: usize| {
                let index = (kind.times.len() * hundredths / 100).min(kind.times.len().saturating_sub(1));
                f64::from(kind.times.get(index).copied().unwrap_or_default()) / 1000.0
            };
            let statuses: Vec<_> = kind.statuses.iter().map(|(status, count)| format!("{status}: {count}")).collect();
            let (count, statuses_text) = (kind.times.len(), statuses.join(", "));
            println!("{name:<12} {count:>10} {:>9.2} {:>9.2} {:>9.2}  {statuses_text}", at(50), at(99), at(100));
            let failed = kind.statuses.keys().filter(|status| ![200, 303].contains(*status));
            failures.extend(failed.map(|status| format!("{name}: {status}")));
        }
        failures
    }
}

/// A connection that is kept, from a network address of its own.
struct Line {
    to: SocketAddr,
    from: IpAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl Line {
    fn new(to: SocketAddr, number: u8) -> Self {
        Self { to, from: IpAddr::V4(Ipv4Addr::new(127, 0, 1, number)), stream: None }
    }

    /// The status; 0 where none came, also over a new connection.
    async fn get(&mut self, path: &str, headers: &str) -> u16 {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", self.to);
        for _ in 0..2 {
            if let Some(status) = self.exchange(request.as_bytes()).await {
                return status;
            }
            // A connection that was kept may end at any time; what was asked on it is asked again.
            self.stream = None;
        }
        0
    }

    async fn exchange(&mut self, request: &[u8]) -> Option<u16> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let socket = TcpSocket::new_v4().ok()?;
                socket.bind(SocketAddr::new(self.from, 0)).ok()?;
                BufReader::new(socket.connect(self.to).await.ok()?)
            }
        };
        stream.write_all(request).await.ok()?;
        let (status, length) = read_head(&mut stream).await?;
        match length {
            Some(length) => {
                stream.read_exact(&mut vec![0; length]).await.ok()?;
            }
            None => read_chunks(&mut stream).await?,
        }
        self.stream = Some(stream);
        Some(status)
    }
}

/// The status, and the body's length where it is told.
async fn read_head(stream: &mut BufReader<TcpStream>) -> Option<(u16, Option<usize>)> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut length = None;
    loop {
        line.clear();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { return Some((status, length)) };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok();
        }
    }
}

async fn read_chunks(stream: &mut BufReader<TcpStream>) -> Option<()> {
    let mut line = String::new();
    loop {
        line.clear();
        stream.read_line(&mut line).await.ok()?;
        let length = usize::from_str_radix(line.trim_end(), 16).ok()?;
        stream.read_exact(&mut vec![0; length + 2]).await.ok()?;
        if length == 0 {
            return Some(());
        }
    }
}

/// A reader of some pages, one after the other.
struct Reader {
    kind: &'static str,
    paths: Vec<String>,
    headers: &'static str,
    pause: Duration,
}

impl Reader {
    fn read(self, mut line: Line, stop: Arc<AtomicBool>) -> JoinHandle<Tally> {
        tokio::spawn(async move {
            let mut tally = Tally::default();
            for path in self.paths.iter().cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let start = Instant::now();
                let status = line.get(path, self.headers).await;
                tally.add(self.kind, start.elapsed(), status);
                tokio::time::sleep(self.pause).await;
            }
            tally
        })
    }
}

fn readers() -> Vec<Reader> {
    let paths = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    let words = ["Migration", "Hannover", "Stadt", "Kita", "Rat", "queer"];
    let searches: Vec<_> = words.iter().map(|word| format!("/suche?q={word}")).collect();
    let feeds = ["/feed.atom", "/feed.json", "/themen/migration/feed.atom", "/sitemap.xml"];
    let br = "accept-encoding: br\r\n";
    let mut readers: Vec<_> =
        (0..6).map(|_| Reader { kind: "kept page", paths: paths(&KEPT), headers: br, pause: Duration::ZERO }).collect();
    // A cookie that opens nothing: the page is rendered for this one request.
    let stranger = "cookie: __Host-sitzung=x\r\naccept-encoding: br\r\n";
    for _ in 0..2 {
        readers.push(Reader { kind: "fresh page", paths: paths(&KEPT), headers: stranger, pause: Duration::ZERO });
        readers.push(Reader {
            kind: "search",
            paths: searches.clone(),
            headers: br,
            pause: Duration::from_millis(120),
        });
    }
    readers.push(Reader { kind: "feed", paths: paths(&feeds), headers: br, pause: Duration::from_millis(20) });
    let picture = paths(&["/bild/themen/migration.png", "/bild/personen/christine-jochem.png"]);
    readers.push(Reader { kind: "picture", paths: picture, headers: "", pause: Duration::from_millis(120) });
    readers
}

/// An editor with a post of their own, as the browser works: at most some fifteen changes a second.
struct Editor {
    name: &'static str,
    client: Client,
    tally: Tally,
    post: i64,
    version: i64,
    tomorrow: String,
}

impl Editor {
    async fn work(mut self, stop: Arc<AtomicBool>, session: Duration) -> Tally {
        let mut logged_in = Instant::now();
        let operation = fresh_operation();
        let input = json!({ "topic": "migration", "operation": operation });
        self.post = self.call("create", "create_post", &input).await.as_i64().expect("an id");
        for round in 0_u64.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            for step in 0..6 {
                self.save(&format!("Teaser {round}.{step} von {}", self.name)).await;
            }
            match round % 4 {
                0 => self.finish("schedule", "schedule_publication").await,
                1 => self.finish("discard", "discard_drafts").await,
                _ => self.finish("publish", "publish").await,
            }
            if logged_in.elapsed() > session {
                self.log_in_again().await;
                logged_in = Instant::now();
            }
        }
        self.tally
    }

    async fn call(&mut self, kind: &'static str, function: &str, input: &Value) -> Value {
        tokio::time::sleep(Duration::from_millis(70)).await;
        let start = Instant::now();
        let answer = self.client.call(function, input).attempt().await;
        self.tally.add(kind, start.elapsed(), answer.as_ref().map_or(0, |answer| answer.status));
        let answer = answer.filter(|answer| answer.status == 200);
        answer.map_or(Value::Null, |answer| answer.json())
    }

    async fn save(&mut self, text: &str) {
        let field = json!({ "item": self.post, "field": "teaser" });
        let operation = fresh_operation();
        let input = json!({ "field": field, "base_version": self.version, "text": text, "operation": operation });
        let saved = self.call("save", "save_draft", &input).await;
        self.version = saved["version"].as_i64().unwrap_or(self.version);
    }

    /// The teaser; its day was a draft from the start, and goes with the first publication.
    async fn finish(&mut self, kind: &'static str, function: &str) {
        let field = |field: &str, version: i64| json!([{ "item": self.post, "field": field }, version]);
        let mut input = json!({ "chosen": [field("teaser", self.version)] });
        match kind {
            "discard" => self.version += 1,
            "schedule" => {
                input["chosen"] = json!([field("teaser", self.version), field("published_on", 1)]);
                input["at"] = json!(self.tomorrow);
            }
            _ => input["chosen"] = json!([field("teaser", self.version), field("published_on", 1)]),
        }
        self.call(kind, function, &input).await;
    }

    async fn log_in_again(&mut self) {
        let start = Instant::now();
        let out = self.client.post("/abmelden").attempt().await.map_or(0, |answer| answer.status);
        self.tally.add("log out", start.elapsed(), out);
        let start = Instant::now();
        let form = [("email", email_of(self.name)), ("password", PASSWORD.to_owned())];
        let mut client = self.client.clone();
        client.cookie = None;
        let answer = client.post("/anmelden").form(&form).attempt().await;
        self.tally.add("log in", start.elapsed(), answer.as_ref().map_or(0, |answer| answer.status));
        client.cookie = answer.and_then(|answer| answer.session_cookie());
        self.client = client;
    }
}

/// A number of bytes from a file under `/proc` that gives kilobytes.
fn bytes(pid: Pid, file: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{}/{file}", pid.as_raw_nonzero())).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse::<u64>().ok()).unwrap_or_default() << 10
}

/// What the server has in memory, and what PostgreSQL's processes have for themselves; what they share is of a fixed size, and fills.
fn memory(server: Pid, postgres: Pid) -> (u64, u64) {
    let own = family(postgres).into_iter().map(|process| bytes(process, "smaps_rollup", "Pss_Anon:")).sum();
    (bytes(server, "status", "VmRSS:"), own)
}

fn median(values: &[u64]) -> u64 {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Whether the last third of the samples is about as the second.
fn is_flat(samples: &[u64]) -> bool {
    let third = samples.len() / 3;
    let (second, last) = (median(&samples[third..2 * third]), median(&samples[2 * third..]));
    last <= second + second / 20 + SLACK
}

/// `make soak` lets it last for 30 minutes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_and_editors_at_the_machines_limit_meet_no_error_and_memory_stays_flat() {
    let _alone = ALONE.lock().await;
    let asked: Option<u64> = std::env::var("THEMENSEITE_SOAK_MINUTES").ok().map(|text| text.parse().expect("a number"));
    let time = asked.map_or(Duration::from_secs(12), Duration::from_mins);
    let each = if asked.is_some() { Duration::from_secs(10) } else { Duration::from_secs(1) };
    let session = asked.map_or(Duration::from_secs(5), |_| Duration::from_mins(2));
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let mut program = Program::start(&[("THEMENSEITE_DATA", data.to_str().expect("a path"))]).await;
    let options = own_options(&data);
    let stop = Arc::new(AtomicBool::new(false));
    let mut editing = Vec::new();
    let tomorrow = tomorrow(&options).await;
    for name in ["anna", "berta", "carla"] {
        let client = program.log_in_as(name, &options).await;
        let editor = Editor { name, client, tally: Tally::default(), post: 0, version: 0, tomorrow: tomorrow.clone() };
        editing.push(editor.work(stop.clone(), session));
    }
    assert_eq!(program.reader().get(TOPIC).await.status, 200);
    let mut working: Vec<_> = editing.into_iter().map(tokio::spawn).collect();
    let lines = (1..).map(|number| Line::new(program.address, number));
    working.extend(readers().into_iter().zip(lines).map(|(reader, line)| reader.read(line, stop.clone())));
    let postgres = postmaster(&data.join("postgres")).expect("a server");
    let (mut of_server, mut of_postgres) = (Vec::new(), Vec::new());
    let start = Instant::now();
    while start.elapsed() < time {
        tokio::time::sleep(each).await;
        let (server, own) = memory(program.pid(), postgres);
        of_server.push(server);
        of_postgres.push(own);
    }
    stop.store(true, Ordering::Relaxed);
    let mut tally = Tally::default();
    for working in working {
        tally.append(working.await.expect("work"));
    }
    println!("soak: {:?} of readers and editors at the machine's limit", start.elapsed());
    let failures = tally.print();
    for (what, samples) in [("server, RSS", &of_server), ("PostgreSQL's own", &of_postgres)] {
        let third = samples.len() / 3;
        let medians: Vec<_> = samples.chunks(third.max(1)).take(3).map(|chunk| median(chunk) >> 20).collect();
        let verdict = if is_flat(samples) { "flat" } else { "GROWS" };
        println!(
            "memory: {what}: {medians:?} MB (medians of thirds), largest {} MB: {verdict}",
            samples.iter().max().unwrap_or(&0) >> 20
        );
        assert!(time < JUDGED_FROM || is_flat(samples), "{what}: {samples:?}");
    }
    assert_eq!(failures, [""; 0], "{}", program.log());
    assert!(!program.log().contains("panicked"), "{}", program.log());
    assert!(program.end(Signal::TERM).await.success());
}

/// As a form gives it.
async fn tomorrow(options: &PgConnectOptions) -> String {
    let mut db = options.connect().await.expect("a connection");
    let query = "select to_char(now() at time zone 'Europe/Berlin' + interval '1 day', 'YYYY-MM-DD\"T\"HH24:MI')";
    sqlx::query_scalar(query).fetch_one(&mut db).await.expect("a time")
}
