//! R2: PostgreSQL away under load. Kept pages are all there, other pages and writes are told so at once, and all is well two seconds
//! after it is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;
use sqlx::{ConnectOptions, Connection};
use tokio::task::JoinHandle;

use super::postgres::OutsidePostgres;
use super::program::Program;
use super::{ALONE, bound, count};
use crate::test_app::{Answer, Client, PATIENCE, Proxy, Request, TOPIC, Way, fresh_operation};

pub const WORDS: &str = "Die Inhalte sind gerade nicht erreichbar.";
/// Target R2.
const WRITE_WITHIN: Duration = Duration::from_secs(1);
/// Target R2.
const WELL_WITHIN: Duration = Duration::from_secs(2);

pub const KEPT: [&str; 5] =
    ["/", TOPIC, "/meldungen/2024-10-30-sehr-geehrte-kollegen-von", "/personen/christine-jochem", "/impressum"];
/// What needs the store each time.
const OTHERS: [&str; 3] = ["/suche?q=Migration", "/feed.atom", "/personen/christine-jochem.vcf"];

#[derive(Clone, Copy, Debug)]
enum Absence {
    /// `pg_ctl stop -m immediate`.
    Stopped,
    /// All its processes stand still.
    Frozen,
    /// Connections end, and new ones, too.
    Cut,
    /// Connections stay, and nothing comes through.
    Silent,
}

/// When something was asked for, and what came.
struct Visit {
    start: Instant,
    end: Instant,
    answer: Answer,
}

/// Asks again and again, until told to stop.
fn ask(
    stop: &Arc<AtomicBool>,
    pause: Duration,
    mut next: impl FnMut(Option<&Visit>) -> Request + Send + 'static,
) -> JoinHandle<Vec<Visit>> {
    let stop = stop.clone();
    tokio::spawn(async move {
        let mut visits: Vec<Visit> = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let (request, start) = (next(visits.last()), Instant::now());
            let answer = request.await;
            visits.push(Visit { start, end: Instant::now(), answer });
            tokio::time::sleep(pause).await;
        }
        visits
    })
}

fn read(stop: &Arc<AtomicBool>, client: Client, pages: &'static [&'static str], pause: u64) -> JoinHandle<Vec<Visit>> {
    let mut pages = pages.iter().cycle();
    ask(stop, Duration::from_millis(pause), move |_| client.get(pages.next().expect("a page")))
}

/// Saves one text after the other; what was not kept is sent again under the same operation.
fn save(stop: &Arc<AtomicBool>, client: Client, topic: i64, field: &'static str) -> JoinHandle<Vec<Visit>> {
    let (mut version, mut number, mut operation) = (0, 0_u64, fresh_operation());
    ask(stop, Duration::from_millis(20), move |last| {
        if let Some(last) = last.filter(|last| last.answer.status == 200) {
            version = last.answer.json()["version"].as_i64().expect("a version");
            (number, operation) = (number + 1, fresh_operation());
        }
        // What was saved before this absence.
        if let Some(last) = last.filter(|last| last.answer.status == 409) {
            version = last.answer.json()["conflict"]["version"].as_i64().expect("a version");
            operation = fresh_operation();
        }
        let field = json!({ "item": topic, "field": field });
        let text = format!("Text {number} ab {version}");
        client.call(
            "save_draft",
            &json!({ "field": field, "base_version": version, "text": text, "operation": operation }),
        )
    })
}

struct Site {
    postgres: OutsidePostgres,
    proxy: Proxy,
    program: Program,
    editors: Vec<(Client, i64, &'static str)>,
}

impl Site {
    async fn start() -> Self {
        let postgres = OutsidePostgres::start();
        let options = postgres.options();
        let proxy = Proxy::start(&options).await;
        let url = proxy.options.to_url_lossy().to_string();
        let program = Program::start(&[("DATABASE_URL", &url)]).await;
        let mut db = options.connect().await.expect("a connection");
        let item = "select id from topic union all select id from person order by id";
        let items: Vec<i64> = sqlx::query_scalar(item).fetch_all(&mut db).await.expect("items");
        let topic: i64 = sqlx::query_scalar("select id from topic").fetch_one(&mut db).await.expect("the topic");
        let person = items.into_iter().find(|item| *item != topic).expect("a person");
        db.close().await.expect("an end");
        let mut editors = Vec::new();
        for (name, item, field) in
            [("anna", topic, "title"), ("berta", topic, "introduction"), ("carla", person, "role")]
        {
            editors.push((program.log_in_as(name, &options).await, item, field));
        }
        Self { postgres, proxy, program, editors }
    }

    /// Until all of these are kept.
    async fn keep(&self) {
        let start = Instant::now();
        for page in KEPT {
            while self.program.reader().get(page).await.header("etag").is_none() {
                assert!(start.elapsed() < PATIENCE, "{page} is not kept");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    fn leave(&self, absence: Absence) {
        match absence {
            Absence::Stopped => self.postgres.crash(),
            Absence::Frozen => self.postgres.signal_all(Signal::STOP),
            Absence::Cut => self.proxy.set(Way::Cut),
            Absence::Silent => self.proxy.set(Way::Frozen),
        }
    }

    fn come_back(&self, absence: Absence) {
        match absence {
            Absence::Stopped => self.postgres.run(),
            Absence::Frozen => self.postgres.signal_all(Signal::CONT),
            Absence::Cut | Absence::Silent => self.proxy.set(Way::Open),
        }
    }
}

async fn all(visits: Vec<JoinHandle<Vec<Visit>>>) -> Vec<Visit> {
    let mut all = Vec::new();
    for visits in visits {
        all.extend(visits.await.expect("visits"));
    }
    all
}

fn longest<'a>(visits: impl Iterator<Item = &'a Visit>) -> Duration {
    visits.map(|visit| visit.end - visit.start).max().unwrap_or_default()
}

/// `make soak` lets it be away for 60 seconds each time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_postgresql_is_stopped_frozen_or_cut_off_readers_read_and_writers_are_told_within_a_second() {
    let _alone = ALONE.lock().await;
    let seconds = count("THEMENSEITE_AWAY_SECONDS", 3);
    let site = Site::start().await;
    for absence in [Absence::Stopped, Absence::Frozen, Absence::Cut, Absence::Silent] {
        site.keep().await;
        let stop = Arc::new(AtomicBool::new(false));
        let kept = (0..4).map(|_| read(&stop, site.program.reader(), &KEPT, 2)).collect();
        let others = (0..2).map(|_| read(&stop, site.program.reader(), &OTHERS, 120)).collect();
        let editors = site.editors.iter().cloned();
        let writes = editors.map(|(client, item, field)| save(&stop, client, item, field)).collect();
        tokio::time::sleep(Duration::from_secs(1)).await;
        site.leave(absence);
        let away = Instant::now();
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let until = Instant::now();
        site.come_back(absence);
        let back = Instant::now();
        tokio::time::sleep(bound(WELL_WITHIN) + WELL_WITHIN).await;
        stop.store(true, Ordering::Relaxed);
        let (kept, others, writes) = (all(kept).await, all(others).await, all(writes).await);
        judge(absence, (away, until, back), &kept, &others, &writes);
    }
    let edits: i64 = {
        let mut db = site.postgres.options().connect().await.expect("a connection");
        sqlx::query_scalar("select count(*) from edit").fetch_one(&mut db).await.expect("a number")
    };
    println!("R2: {edits} edits at the end");
    assert!(!site.program.log().contains("panicked"), "{}", site.program.log());
}

fn judge(
    absence: Absence,
    (away, until, back): (Instant, Instant, Instant),
    kept: &[Visit],
    others: &[Visit],
    writes: &[Visit],
) {
    let meanwhile = |visit: &&Visit| visit.start > away && visit.end < until;
    for visit in kept {
        assert_eq!(visit.answer.status, 200, "{absence:?}: {}, which is kept", visit.answer.to);
    }
    let told = |visits: &[Visit]| visits.iter().filter(meanwhile).count();
    for visit in others.iter().filter(meanwhile) {
        visit.answer.assert_page(503, WORDS);
    }
    for visit in writes.iter().filter(meanwhile) {
        visit.answer.assert_json(503, &json!("store_away"));
    }
    for visit in writes {
        assert!([200, 409, 503].contains(&visit.answer.status), "{absence:?}: {}", visit.answer.text());
        let time = visit.end - visit.start;
        let is_concerned = visit.answer.status == 503 || (visit.start < until && visit.end > away);
        assert!(
            !is_concerned || time < bound(WRITE_WITHIN),
            "{absence:?}: a write {:?} after it went was answered with {} after {time:?}",
            visit.start.saturating_duration_since(away),
            visit.answer.status
        );
    }
    for visit in others.iter().chain(writes).filter(|visit| visit.start > back + bound(WELL_WITHIN)) {
        assert_eq!(visit.answer.status, 200, "{absence:?}: {} too long after it was back", visit.answer.to);
    }
    let is_well = |visit: &&Visit| visit.answer.status != 200 && visit.end > back;
    let well = others.iter().chain(writes).filter(is_well).map(|visit| visit.end - back).max().unwrap_or_default();
    assert!(told(others) > 0 && told(writes) > 0, "nobody asked meanwhile");
    println!(
        "R2: {absence:?} for {:?}: {} kept pages, all 200, longest {:?}; {} other pages 503; {} writes 503, longest {:?}; \
         the last 503 {well:?} after it was back",
        until - away,
        kept.iter().filter(meanwhile).count(),
        longest(kept.iter().filter(meanwhile)),
        told(others),
        told(writes),
        longest(writes.iter().filter(|visit| visit.answer.status == 503)),
    );
}
