//! The readers' page cache: rendered once, dropped when something is published, served while the store is away, and nobody's own.

use std::io::Read;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::{Postgres, Transaction};

use crate::test_app::{Answer, Client, PATIENCE, PUBLIC_URL, Server, TOPIC, TestApp, Way, saved_version};

const PAGES: [&str; 5] =
    ["/", TOPIC, "/meldungen/2024-10-30-sehr-geehrte-kollegen-von", "/personen/christine-jochem", "/impressum"];

/// A page's text, whichever way it was written.
fn decoded(answer: &Answer) -> Vec<u8> {
    let mut text = Vec::new();
    match answer.header("content-encoding") {
        Some("br") => brotli::BrotliDecompress(&mut &answer.body[..], &mut text).expect("brotli"),
        Some("gzip") => {
            GzDecoder::new(&answer.body[..]).read_to_end(&mut text).expect("gzip");
        }
        encoding => {
            assert_eq!(encoding, None);
            text.clone_from(&answer.body);
        }
    }
    text
}

fn heading(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.words());
    answer.html().the("h1").text()
}

/// Gives the topic another title, as its editor does.
async fn publish_title(app: &TestApp, editor: &Client, title: &str) {
    let topic = app.item("migration").await;
    let base = editor.field((topic, "title")).await["version"].as_i64().expect("a version");
    let version = saved_version(&editor.save((topic, "title"), base, title).await);
    let answer = editor.publish(&[(topic, "title", version)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Holds up every rendering of a topic page in the middle of its query, which sees what there was when it began.
async fn hold_up(app: &TestApp) -> Transaction<'static, Postgres> {
    let slowly = "alter table topic_year rename to year_of_topic;
        create function is_let_through() returns boolean language plpgsql as $$
        begin perform pg_advisory_xact_lock_shared(1); return true; end $$;
        create view topic_year as select * from year_of_topic where is_let_through();
        grant select on topic_year to public";
    sqlx::raw_sql(slowly).execute(&app.db).await.expect("a view");
    let mut lock = app.db.begin().await.expect("a transaction");
    sqlx::query("select pg_advisory_xact_lock(1)").execute(&mut *lock).await.expect("a lock");
    lock
}

/// Waits until so many renderings are held up.
async fn until_held_up(app: &TestApp, renderings: i64) {
    let start = Instant::now();
    let waiting = "select count(*) from pg_locks where not granted and database = (select oid from pg_database
                   where datname = current_database())";
    while app.number(waiting).await < renderings {
        assert!(start.elapsed() < PATIENCE, "{renderings} renderings");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_page_is_rendered_once_for_each_version_of_the_content() {
    let app = TestApp::start().await;
    let reader = app.reader();
    for path in PAGES {
        for encoding in ["br", "gzip", "identity", "br"] {
            assert_eq!(reader.get(path).header("accept-encoding", encoding).await.status, 200, "{path}");
        }
    }
    let figures = app.server.page_cache.figures();
    assert_eq!((figures.renders, figures.misses, figures.hits), (5, 5, 15));
    let editor = app.log_in_as("erika").await;
    publish_title(&app, &editor, "Ankommen").await;
    assert_eq!(heading(&reader.get(TOPIC).await), "Ankommen");
    assert_eq!(heading(&reader.get(TOPIC).await), "Ankommen");
    let figures = app.server.page_cache.figures();
    assert_eq!((figures.renders, figures.drops), (6, 1));
}

#[tokio::test]
async fn each_form_holds_the_same_page_and_says_what_it_is() {
    let app = TestApp::start().await;
    for path in PAGES {
        // As it was rendered, and as it was kept.
        for _ in 0..2 {
            let plain = app.reader().get(path).await;
            assert_eq!((plain.status, plain.header("content-encoding")), (200, None), "{path}");
            let mut tags = vec![plain.header("etag").expect("a tag").to_owned()];
            for encoding in ["br", "gzip"] {
                let answer = app.reader().get(path).header("accept-encoding", encoding).await;
                assert_eq!((answer.status, answer.header("content-encoding")), (200, Some(encoding)), "{path}");
                assert!(decoded(&answer) == plain.body, "{encoding} of {path}");
                assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()), "{path}");
                tags.push(answer.header("etag").expect("a tag").to_owned());
            }
            assert!(tags.iter().all(|tag| tag.starts_with('"')), "strong ones: {tags:?}");
            tags.sort();
            tags.dedup();
            assert_eq!(tags.len(), 3, "{path}");
        }
    }
}

#[tokio::test]
async fn who_has_a_page_gets_none_and_head_says_what_get_says() {
    let app = TestApp::start().await;
    for encoding in ["br", "gzip", "identity"] {
        let request = |method| app.reader().request(method, TOPIC).header("accept-encoding", encoding);
        let whole = request("GET").await;
        let tag = whole.header("etag").expect("a tag").to_owned();
        for _ in 0..2 {
            let head = request("HEAD").await;
            assert_eq!((head.status, head.body.len()), (200, 0));
            for name in ["content-length", "content-type", "content-encoding", "etag", "content-security-policy"] {
                assert_eq!(head.header(name), whole.header(name), "{name}");
            }
        }
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
            let answer = request("GET").header("if-none-match", &known).await;
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
            assert_eq!(answer.header("etag"), Some(tag.as_str()));
            assert_eq!(answer.header("cache-control"), Some("public, max-age=0, must-revalidate"));
            assert_eq!(answer.header("content-security-policy"), whole.header("content-security-policy"));
        }
        assert_eq!(request("GET").header("if-none-match", "\"x\"").await.status, 200);
    }
}

#[tokio::test]
async fn whoever_stands_before_the_servers_is_told_what_it_may_keep() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        let answer = app.reader().get(TOPIC).await;
        assert_eq!(answer.header("cache-control"), Some("public, max-age=0, must-revalidate"));
        assert_eq!(answer.header("vary"), Some("Accept-Encoding, Cookie"));
        for name in ["cdn-cache-control", "surrogate-control"] {
            assert_eq!(answer.header(name), Some("max-age=1, stale-if-error=86400"));
        }
    }
    let editor = app.log_in_as("erika").await.get(TOPIC).await;
    assert_eq!((editor.header("cache-control"), editor.header("cdn-cache-control")), (Some("no-store"), None));
    let search = app.reader().get("/suche?q=Migration").await;
    assert_eq!((search.header("cache-control"), search.header("etag")), (Some("no-cache"), None));
}

#[tokio::test]
async fn query_keys_that_a_page_does_not_know_make_no_other_page() {
    let app = TestApp::start().await;
    let junk = ["", "?utm_source=a", "?fbclid=1&bearbeiten", "?_=1", "?slug=x&%", "?q=Suche"];
    for path in PAGES {
        for query in junk {
            assert_eq!(app.reader().get(&format!("{path}{query}")).await.status, 200, "{path}{query}");
        }
    }
    assert_eq!(app.server.page_cache.figures().renders, 5);
    for query in ["?jahr=2024", "?x=y&jahr=2024", "?vor=2024-07-01.1&jahr=2024", "?jahr=2024&vor=2024-07-01.1"] {
        assert_eq!(app.reader().get(&format!("{TOPIC}{query}")).await.status, 200, "{query}");
    }
    assert_eq!(app.server.page_cache.figures().renders, 7);
}

#[tokio::test]
async fn neither_errors_nor_searches_nor_what_moved_are_kept() {
    let app = TestApp::start().await;
    app.run("insert into old_slug select 'topic', 'zuwanderung', id from topic where slug = 'migration'").await;
    for (path, status) in [
        ("/themen/gibt-es-nicht", 404),
        ("/gibt-es-nicht", 404),
        ("/themen/zuwanderung?utm_source=a", 301),
        ("/themen/migration?vor=x", 400),
        ("/themen/migration?vor=9", 400),
        ("/suche?q=Migration", 200),
        ("/barriere-melden", 200),
        ("/anmelden", 200),
    ] {
        for _ in 0..2 {
            let answer = app.reader().get(path).await;
            assert_eq!((answer.status, answer.header("etag")), (status, None), "{path}");
            assert_eq!(answer.header("content-security-policy").map(|it| it.matches("script-src").count()), Some(1));
        }
    }
    let moved = app.reader().get("/themen/zuwanderung?utm_source=a").await;
    assert_eq!(moved.header("location"), Some("/themen/migration?utm_source=a"));
    let figures = app.server.page_cache.figures();
    assert_eq!((figures.hits, figures.pages), (0, 0));
}

#[tokio::test]
async fn what_is_published_is_seen_at_once_here_and_soon_on_every_other_server() {
    const LIMIT: Duration = Duration::from_millis(250);
    let app = TestApp::start().await;
    let other = Server::start(app.database.options.clone(), PUBLIC_URL).await;
    other.knows(1).await;
    let editor = app.log_in_as("erika").await;
    let mut slowest = Duration::ZERO;
    for round in 0..20 {
        assert_eq!(app.reader().get(TOPIC).await.status, 200);
        assert_eq!(other.reader().get(TOPIC).await.status, 200);
        let title = format!("Fassung {round}");
        publish_title(&app, &editor, &title).await;
        let published = Instant::now();
        assert_eq!(heading(&app.reader().get(TOPIC).await), title, "no stale page where it was published");
        while heading(&other.reader().get(TOPIC).await) != title {
            assert!(published.elapsed() < PATIENCE, "the other server never shows it");
        }
        slowest = slowest.max(published.elapsed());
    }
    println!("published to seen on another server: {slowest:?} at most of 20");
    assert!(slowest < 4 * LIMIT, "{slowest:?}");
}

#[tokio::test]
async fn everything_that_readers_see_drops_what_is_kept() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let articles = async || app.reader().get(TOPIC).await.html().elements("article").len();
    assert_eq!(articles().await, 6);
    assert_eq!(editor.call("withdraw_item", &json!({ "item": post })).await.status, 200);
    assert_eq!(articles().await, 5);
    let teaser = app.item("2024-07-01-am-28-juni-ist").await;
    assert_eq!(editor.call("delete_item", &json!({ "item": teaser })).await.status, 200);
    assert_eq!(articles().await, 4);
    // Who did it is no matter.
    let version = app.number("select version from content_version").await;
    for (grows, change) in [
        (true, "update topic set position = position + 1 where slug = 'migration'"),
        (true, "update person set email = ''"),
        (true, "update person_text set role = 'Sprecherin'"),
        (true, "delete from topic_contact"),
        (true, "update page_text set body = 'Neu'"),
        (true, "update topic_post set published_on = null where published_on = '2024-06-20'"),
        (true, "insert into gone_slug values ('post', 'weg')"),
        (false, "update person_text set role = role"),
        (false, "update field_state set drafted_at = now()"),
        (false, "insert into item (kind) values ('topic')"),
        (false, "delete from session"),
    ] {
        let before = app.number("select version from content_version").await;
        app.run(change).await;
        assert_eq!(app.number("select version from content_version").await - before, i64::from(grows), "{change}");
    }
    assert!(app.server.page_cache.version() > Some(version));
}

#[tokio::test]
async fn saving_a_draft_drops_nothing() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    app.reader().get(TOPIC).await;
    let topic = app.item("migration").await;
    saved_version(&editor.save((topic, "title"), 0, "Geheim").await);
    editor.create_post().await;
    app.settle().await;
    app.reader().get(TOPIC).await;
    let figures = app.server.page_cache.figures();
    assert_eq!((figures.renders, figures.drops), (1, 0));
}

#[tokio::test]
async fn what_was_begun_before_a_publication_is_neither_kept_nor_given_to_later_readers() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let lock = hold_up(&app).await;
    let (reader, late) = (app.reader(), app.reader());
    let early = tokio::spawn(async move { reader.get(TOPIC).await });
    until_held_up(&app, 1).await;
    let topic = app.item("migration").await;
    let version = saved_version(&editor.save((topic, "title"), 0, "Ankommen").await);
    assert_eq!(editor.publish(&[(topic, "title", version)]).await.status, 200);
    let late = tokio::spawn(async move { late.get(TOPIC).await });
    until_held_up(&app, 2).await;
    lock.rollback().await.expect("an end");
    assert_eq!(heading(&early.await.expect("an answer")), "Migration", "it had read the title already");
    assert_eq!(heading(&late.await.expect("an answer")), "Ankommen");
    assert_eq!(heading(&app.reader().get(TOPIC).await), "Ankommen");
    assert_eq!(app.server.page_cache.figures().renders, 2);
}

#[tokio::test]
async fn fifty_first_readers_at_once_cost_one_rendering() {
    let app = TestApp::start().await;
    let lock = hold_up(&app).await;
    let readers: Vec<_> = (0..50).map(|_| tokio::spawn(app.reader().get(TOPIC).into_future())).collect();
    until_held_up(&app, 1).await;
    let start = Instant::now();
    while app.server.page_cache.figures().misses < 50 {
        assert!(start.elapsed() < PATIENCE, "fifty readers");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    lock.rollback().await.expect("an end");
    for reader in readers {
        assert_eq!(heading(&reader.await.expect("an answer")), "Migration");
    }
    let figures = app.server.page_cache.figures();
    assert_eq!((figures.renders, figures.misses, figures.hits), (1, 50, 0));
}

#[tokio::test]
async fn while_the_store_is_away_what_is_kept_is_served_and_then_it_is_compared() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    for (round, way) in [Way::Cut, Way::Frozen].into_iter().enumerate() {
        let before = heading(&app.reader().get(TOPIC).await);
        proxy.set(way);
        // Longer than it takes to notice.
        let end = Instant::now() + Duration::from_millis(2_500);
        while Instant::now() < end {
            let start = Instant::now();
            assert_eq!(heading(&app.reader().get(TOPIC).await), before, "{way:?}");
            assert!(start.elapsed() < Duration::from_millis(500), "{way:?}: {:?}", start.elapsed());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let other = app.reader().get(&format!("{TOPIC}?jahr=20{}", 10 + round)).await;
        other.assert_page(503, "Die Inhalte sind gerade nicht erreichbar.");
        // Another server publishes, of which this one is not told.
        let change = "update topic_text set title = title || '!' where title like 'Migration%'";
        sqlx::raw_sql(change).execute(&app.db).await.expect("a change");
        assert_eq!(heading(&app.reader().get(TOPIC).await), before, "{way:?}");
        proxy.set(Way::Cut);
        proxy.set(Way::Open);
        let back = Instant::now();
        app.settle().await;
        println!("{way:?}: compared {:?} after the store was back", back.elapsed());
        assert!(back.elapsed() < Duration::from_secs(2), "{way:?}: {:?}", back.elapsed());
        assert_eq!(heading(&app.reader().get(TOPIC).await), format!("{before}!"));
    }
}

#[tokio::test]
async fn a_version_that_nobody_told_of_is_found_out_also_an_earlier_one() {
    let app = TestApp::start().await;
    for change in ["version + 1", "version - 1"] {
        app.reader().get(TOPIC).await;
        let drops = app.server.page_cache.figures().drops;
        let change = format!("update content_version set version = {change}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(change.clone())).execute(&app.db).await.expect("a change");
        let start = Instant::now();
        while app.server.page_cache.figures().drops == drops {
            assert!(start.elapsed() < Duration::from_secs(5), "{change}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        app.settle().await;
    }
    // A connection that ends takes nothing with it that was told meanwhile.
    let end = "select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid() and query like '%content_version%';
               update topic_text set title = 'Ankommen' where title = 'Migration'";
    app.reader().get(TOPIC).await;
    app.run(end).await;
    assert_eq!(heading(&app.reader().get(TOPIC).await), "Ankommen");
}

#[tokio::test]
async fn nothing_of_anyone_logged_in_gets_into_what_readers_get() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (topic, person) = (app.item("migration").await, app.item("christine-jochem").await);
    saved_version(&erika.save((topic, "title"), 0, "Geheimes Vorhaben").await);
    saved_version(&erika.save((person, "role"), 0, "Geheime Rolle").await);
    let post = erika.create_post().await;
    saved_version(&erika.save((post, "teaser"), 0, "Geheime Meldung").await);
    let forged = ["__Host-sitzung=x", "a=b; __Host-sitzung=", "__Host-sitzung=x; __Host-sitzung=y"];
    let session = erika.cookie.clone().expect("a session");
    // Many at once, whatever they send: none of these is a reader.
    let mut visits = Vec::new();
    for path in PAGES {
        for query in ["", "?bearbeiten", "?utm_source=x"] {
            let address = format!("{path}{query}");
            let reader = app.reader();
            visits.push(erika.get(&address));
            visits.push(erika.request("HEAD", &address));
            visits.extend(forged.iter().map(|cookie| reader.get(&address).header("cookie", cookie)));
            visits.push(reader.get(&address).header("cookie", "a=b").header("cookie", &session));
            visits.push(reader.get(&address).header("authorization", "Basic ZXJpa2E6eA=="));
        }
        visits.push(erika.post(&format!("{path}?bearbeiten")).form(&[("schritt", "uebernehmen")]));
    }
    while !visits.is_empty() {
        let at_once: Vec<_> =
            visits.drain(..visits.len().min(8)).map(|visit| tokio::spawn(visit.into_future())).collect();
        for visit in at_once {
            let answer = visit.await.expect("an answer");
            assert_eq!((answer.status, answer.header("etag")), (200, None), "{}", answer.to);
            assert!(answer.header("vary").is_none_or(|vary| !vary.contains("Cookie")), "{}", answer.to);
        }
    }
    assert_eq!(app.server.page_cache.figures().renders, 0, "none fills the cache");
    for path in PAGES {
        for encoding in ["br", "gzip", "identity", "identity"] {
            let hint = [("x-forwarded-host", "boese.example"), ("cookie", "sprache=de"), ("accept-encoding", encoding)];
            let request =
                hint.iter().fold(app.reader().get(path), |request, (name, value)| request.header(name, value));
            let answer = request.await;
            let text = String::from_utf8(decoded(&answer)).expect("a text");
            for secret in
                ["Geheim", "erika", "Redaktion", "Abmelden", "editor.1", "drafted_by", "boese.example", &session]
            {
                assert!(!text.contains(secret), "{secret} in {path}");
            }
            assert_eq!(answer.header("set-cookie"), None);
            assert_eq!(answer.header("cache-control"), Some("public, max-age=0, must-revalidate"));
        }
    }
    // Nor do they get what readers get.
    assert!(erika.get(TOPIC).await.text().contains("Geheimes Vorhaben"));
}

#[tokio::test]
async fn the_scripts_of_a_kept_page_are_those_that_its_policy_has_hashes_of() {
    let app = TestApp::start().await;
    for path in PAGES {
        let mut policies = Vec::new();
        for _ in 0..2 {
            let answer = app.reader().get(path).await;
            let policy = answer.header("content-security-policy").expect("a policy").to_owned();
            assert!(!answer.text().contains("nonce") && !policy.contains("nonce"), "{path}: {policy}");
            let html = answer.html();
            let mut hashes: Vec<String> = html
                .all("script")
                .iter()
                .filter(|script| script.get("src").is_none())
                .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(&script.content))))
                .collect();
            let mut known: Vec<_> =
                policy.split(' ').filter(|it| it.starts_with("'sha256-")).map(str::to_owned).collect();
            hashes.sort();
            hashes.dedup();
            known.sort();
            assert!(hashes.len() > 1, "{path}");
            assert_eq!(hashes, known, "{path}");
            policies.push(policy);
        }
        assert_eq!(policies[0], policies[1], "{path}");
    }
}
