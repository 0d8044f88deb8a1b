//! Several servers on one store: all show what one publishes, what is due happens once, and nobody is shown the past.

use std::time::{Duration, Instant};

use app::store::{Store, StoreError};
use serde_json::json;
use sqlx::PgPool;

use crate::test_app::{
    Answer, Client, Cluster, PATIENCE, PUBLIC_URL, Proxy, Server, TOPIC, TestApp, TestDatabase, Told, Way,
    saved_version,
};

/// S7: what is published shows on every server so soon.
const LIMIT: Duration = Duration::from_millis(250);
/// Beside other tests, on cores that are busy with them, half must keep to it, and none may take longer than this.
const LIMIT_OF_SAMPLES: Duration = Duration::from_secs(2);
/// An editor may write so often at once, and no more.
const PUBLICATIONS_OF_ONE: usize = 200;

fn heading(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}: {}", answer.to, answer.words());
    answer.html().the("h1").text()
}

/// The number in the title that a server shows.
async fn shown_by(server: &Client) -> usize {
    heading(&server.get(TOPIC).await).strip_prefix("Fassung ").map_or(0, |number| number.parse().expect("a number"))
}

/// Gives the topic another title; answers the text's new version.
async fn publish(editor: &Client, topic: i64, base: i64, title: &str) -> i64 {
    let version = saved_version(&editor.save((topic, "title"), base, title).await);
    let answer = editor.publish(&[(topic, "title", version)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    version
}

/// How long it takes from a publication until a server shows it, and how often it shows what was before, later than it may.
async fn until_shown(server: Client, number: usize, published: Instant, limit: Duration) -> (Duration, usize) {
    let mut stale = 0;
    loop {
        let begun = published.elapsed();
        let shown = shown_by(&server).await;
        if shown == number {
            return (published.elapsed(), stale);
        }
        assert_eq!(shown, number - 1, "no server goes back");
        assert!(begun < PATIENCE, "a server never shows it");
        stale += usize::from(begun > limit);
    }
}

#[tokio::test]
async fn what_is_published_is_shown_by_every_server_within_a_quarter_of_a_second() {
    let (publications, limit) = std::env::var("THEMENSEITE_PUBLICATIONS")
        .map_or((200, LIMIT_OF_SAMPLES), |count| (count.parse().expect("a number"), LIMIT));
    let app = TestApp::start().await;
    let start = || Server::start(app.database.run_options.clone(), PUBLIC_URL);
    let (one, other) = (start().await, start().await);
    tokio::join!(one.knows(1), other.knows(1));
    let topic = app.item("migration").await;
    let mut editor = app.log_in_as("erika").await;
    let (mut version, mut times, mut stale) = (0, Vec::new(), 0);
    for number in 1..=publications {
        if number % PUBLICATIONS_OF_ONE == 0 {
            editor = app.log_in_as(&format!("erika{number}")).await;
        }
        version = publish(&editor, topic, version, &format!("Fassung {number}")).await;
        let published = Instant::now();
        assert_eq!(shown_by(&app.reader()).await, number, "at once where it was published");
        let shows = |server: &Server| until_shown(server.reader(), number, published, limit);
        let waited = tokio::join!(shows(&one), shows(&other));
        for (time, late) in [waited.0, waited.1] {
            times.push(time);
            stale += late;
        }
    }
    times.sort();
    let (p50, p99, max) = (times[times.len() / 2], times[times.len() * 99 / 100], times[times.len() - 1]);
    println!(
        "{publications} publications until 2 other servers show them: p50 {p50:?}, p99 {p99:?}, max {max:?}; {stale} stale reads"
    );
    assert_eq!(stale, 0, "reads that began more than {limit:?} after a publication");
    assert!(p50 <= LIMIT && p99 <= limit, "{p50:?} {p99:?}");
}

#[tokio::test]
async fn a_server_that_cannot_be_told_asks_and_keeps_nothing_of_the_past() {
    let app = TestApp::start().await;
    let proxy = Proxy::start(&app.database.run_options).await;
    let told = Told { listening: Some(proxy.options.clone()), ..Told::default() };
    let deaf = Server::start_as(app.database.run_options.clone(), PUBLIC_URL, told).await;
    deaf.knows(1).await;
    let topic = app.item("migration").await;
    let editor = app.log_in_as("erika").await;
    let mut version = 0;
    for (number, way) in [Way::Cut, Way::Frozen, Way::Cut].into_iter().enumerate() {
        assert_eq!(shown_by(&deaf.reader()).await, number);
        proxy.set(way);
        version = publish(&editor, topic, version, &format!("Fassung {}", number + 1)).await;
        // A page that it does not have is as new as the store, and shows it that all others are old.
        if way == Way::Frozen {
            let path = format!("{TOPIC}?jahr=2024");
            assert_eq!(heading(&deaf.reader().get(&path).await), format!("Fassung {}", number + 1));
        }
        let published = Instant::now();
        let (time, _) = until_shown(deaf.reader(), number + 1, published, LIMIT).await;
        println!("{way:?}: asked, and found after {time:?}");
        assert!(time < Duration::from_secs(10), "{way:?}: {time:?}");
        let end = Instant::now() + Duration::from_millis(500);
        while Instant::now() < end {
            assert_eq!(shown_by(&deaf.reader()).await, number + 1, "and never again what was before");
        }
        proxy.set(Way::Cut);
        proxy.set(Way::Open);
    }
}

/// Has six servers do something at once; answers how often it was done.
async fn at_once<F>(app: &TestApp, job: impl Fn(Store) -> F) -> i64
where
    F: Future<Output = Result<i64, StoreError>> + Send + 'static,
{
    let servers: Vec<_> = (0..6).map(|_| Store::new(app.database.run_options.clone(), 1)).collect();
    for server in &servers {
        server.content_version().await.expect("a connection");
    }
    let jobs: Vec<_> = servers.into_iter().map(|store| tokio::spawn(job(store))).collect();
    let mut done = 0;
    for job in jobs {
        done += job.await.expect("an end").expect("an answer");
    }
    done
}

async fn publish_due(store: Store) -> Result<i64, StoreError> {
    Ok(i64::from(store.publish_due().await?.is_some()))
}

#[tokio::test]
async fn however_many_servers_clean_up_at_once_each_thing_goes_once_and_is_logged_once() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    for slug in [
        "2024-10-30-sehr-geehrte-kollegen-von",
        "2024-07-01-am-28-juni-ist",
        "2024-06-20-herzlichen-glueckwunsch-an-die",
    ] {
        let post = app.item(slug).await;
        assert_eq!(editor.call("delete_item", &json!({ "item": post })).await.status, 200);
    }
    app.run("update item set deleted_at = now() - interval '31 days' where deleted_at is not null").await;
    assert_eq!(at_once(&app, |store| async move { Ok(store.empty_bin().await?.cast_signed()) }).await, 3);
    assert_eq!(app.logged("removed").await.len(), 3);

    app.log_in_as("otto").await;
    app.run("update session set expires_at = now() - interval '1 second'").await;
    assert_eq!(
        at_once(&app, |store| async move { Ok(i64::try_from(store.forget_sessions().await?).unwrap_or(-1)) }).await,
        2
    );
    assert_eq!(app.logged("session_expired").await.len(), 2);

    app.run("insert into schedule (language, scheduled_for, account_id)
             select 'de', now() - interval '1 second', account.id from account, generate_series(1, 2);
             insert into scheduled_text (schedule_id, item_id, field, version, text)
             select schedule.id, topic.id, 'title', 1, 'Fassung ' || schedule.id from schedule, topic where slug = 'migration'").await;
    let revisions = app.number("select count(*) from revision").await;
    let due = app.number("select count(*) from schedule").await;
    let mut published = 0;
    while published < due {
        let now = at_once(&app, publish_due).await;
        assert!(now > 0, "{published} of {due} went out");
        published += now;
    }
    assert_eq!(published, due);
    assert_eq!(at_once(&app, publish_due).await, 0);
    assert_eq!(app.number("select count(*) from revision").await, revisions + due);
    assert_eq!(i64::try_from(app.logged("published_on_time").await.len()), Ok(due));
}

/// A site with a replica, and a way to the primary that can be cut.
struct Replicated {
    app: TestApp,
    way: Proxy,
    editor: Client,
    topic: i64,
    version: i64,
    cluster: Cluster,
}

impl Replicated {
    async fn start() -> Self {
        let cluster = Cluster::start().await;
        let way = Proxy::start(&cluster.primary()).await;
        let told = Told { replica: Some(cluster.replica()), ..Told::default() };
        // Who prepares goes another way than the server.
        let database = TestDatabase::elsewhere(cluster.owner(), cluster.primary()).await;
        let app = TestApp::start_as(database, way.options.clone(), PUBLIC_URL, told).await;
        let (editor, topic) = (app.log_in_as("erika").await, app.item("migration").await);
        Self { app, way, editor, topic, version: 0, cluster }
    }

    async fn publish(&mut self, title: &str) {
        self.version = publish(&self.editor, self.topic, self.version, title).await;
        self.app.settle().await;
    }

    /// What the topic is called on all kinds of pages, kept or not.
    async fn titles(&self) -> Vec<String> {
        let mut titles = Vec::new();
        for query in ["", "?jahr=2024", "?nach=2024-01-01.1", "?vor=2024-12-31.1"] {
            titles.push(heading(&self.app.reader().get(&format!("{TOPIC}{query}")).await));
        }
        let topic = self.app.reader().get("/api/get_topic?slug=migration").await.json();
        titles.push(topic["topic"]["title"].as_str().expect("a title").to_owned());
        let feed = self.app.reader().get(&format!("{TOPIC}/feed.json")).await.json();
        titles.push(feed["title"].as_str().expect("a title").split(" – ").next().expect("a title").to_owned());
        titles
    }

    async fn all_show(&self, title: &str) {
        assert_eq!(self.titles().await, vec![title; 6]);
    }

    /// How many of the server's connections to a database have last read a topic.
    async fn readings(db: &PgPool) -> i64 {
        let query = "select count(*) from pg_stat_activity where usename = 'run' and query like '%topic%'";
        sqlx::query_scalar(query).fetch_one(db).await.expect("a number")
    }

    /// Waits until the replica has all that the primary has.
    async fn until_caught_up(&self) {
        let newest = self.app.number("select version from content_version").await;
        let end = Instant::now() + PATIENCE;
        let replica = Store::new(self.cluster.replica(), 1);
        while replica.content_version().await.expect("a version") < newest {
            assert!(Instant::now() < end, "the replica never catches up");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn unkept(&self, number: usize) -> Answer {
        self.app.reader().get(&format!("{TOPIC}?vor=2024-12-31.{number}")).await
    }
}

#[tokio::test]
async fn a_replica_that_lags_never_shows_the_past_and_is_used_again_once_it_has_caught_up() {
    let mut site = Replicated::start().await;
    site.all_show("Migration").await;
    site.cluster.replay(false).await;
    for title in ["Ankommen", "Bleiben", "Mitreden"] {
        site.publish(title).await;
        site.all_show(title).await;
        site.all_show(title).await;
        assert!(site.app.reader().get(&format!("/suche?q={title}")).await.text().contains(TOPIC), "{title}");
    }
    // The primary alone has the newest state: rather than the past, there is nothing but what is kept.
    site.way.set(Way::Cut);
    site.unkept(2).await.assert_page(503, "Die Inhalte sind gerade nicht erreichbar.");
    assert_eq!(heading(&site.app.reader().get(TOPIC).await), "Mitreden");
    assert_eq!(site.app.reader().get("/suche?q=Mitreden").await.status, 503);

    // What the replica has is as new as what is known, so it answers where the primary cannot.
    site.cluster.replay(true).await;
    site.until_caught_up().await;
    assert_eq!(heading(&site.unkept(3).await), "Mitreden");
    assert!(site.app.reader().get("/suche?q=Mitreden").await.text().contains(TOPIC));
    site.all_show("Mitreden").await;
    // But nobody logs in, and nothing is written.
    assert_eq!(site.app.reader().get("/readyz").await.status, 503);
    assert_eq!(site.editor.save((site.topic, "title"), site.version, "Verloren").await.status, 503);
    site.way.set(Way::Open);
    site.app.settle().await;
    site.publish("Zusammen").await;
    site.all_show("Zusammen").await;
}

#[tokio::test]
async fn a_replica_that_has_more_than_the_server_knows_answers_where_the_primary_is_silent() {
    let site = Replicated::start().await;
    site.all_show("Migration").await;
    site.way.set(Way::Frozen);
    // A version that nobody could tell the server of.
    let written = sqlx::query("update topic_text set title = 'Ankommen'").execute(&site.app.db).await;
    assert!(written.expect("a change").rows_affected() > 0);
    site.until_caught_up().await;
    // It takes a moment until the silence is known.
    let end = Instant::now() + PATIENCE;
    while site.unkept(1).await.status != 200 {
        assert!(Instant::now() < end, "the replica is not asked");
    }
    for number in 2..=9 {
        assert_eq!(heading(&site.unkept(number).await), "Ankommen");
    }
}

#[tokio::test]
async fn readers_are_answered_from_the_replica_and_where_it_is_away_from_the_primary() {
    let mut site = Replicated::start().await;
    site.until_caught_up().await;
    site.app.settle().await;
    let replica = site.cluster.replica_db();
    for number in 1..=20 {
        assert_eq!(heading(&site.unkept(number).await), "Migration");
    }
    assert!(Replicated::readings(&replica).await > 0, "the replica is asked");
    assert_eq!(Replicated::readings(&site.app.db).await, 0, "and the primary is not");
    replica.close().await;

    site.cluster.stop_replica();
    for number in 21..=40 {
        let start = Instant::now();
        assert_eq!(heading(&site.unkept(number).await), "Migration");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }
    site.publish("Ankommen").await;
    site.all_show("Ankommen").await;
}
