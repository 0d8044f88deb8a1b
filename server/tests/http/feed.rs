//! `/feed.atom` and `/feed.json`, also of a topic.

use serde_json::{Value, json};

use crate::test_app::{Answer, PUBLIC_URL, TOPIC, TestApp, saved_version};

const POST: &str = "2024-10-30-sehr-geehrte-kollegen-von";
const FEEDS: [&str; 4] = ["/feed.atom", "/feed.json", "/themen/migration/feed.atom", "/themen/migration/feed.json"];

/// What stands in each element of a name, as it is written.
fn contents<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let elements = xml.split(&start).skip(1).filter(|rest| rest.starts_with(['>', ' ']));
    elements.filter_map(|rest| Some(rest.split_once('>')?.1.split_once(&end)?.0)).collect()
}

/// Each entry of an Atom feed.
fn entries(answer: &Answer) -> Vec<&str> {
    contents(answer.text(), "entry")
}

/// The items of a JSON Feed.
fn items(answer: &Answer) -> Vec<Value> {
    answer.json()["items"].as_array().expect("items").clone()
}

async fn add_topic(app: &TestApp) {
    app.run(
        "with new as (insert into item (kind) values ('topic') returning id),
              there as (insert into topic (id, slug, position) select id, 'verkehr', 9 from new returning id)
         insert into topic_text select id, 'de', 'Verkehr & Wege', '' from there",
    )
    .await;
}

#[tokio::test]
async fn the_newest_posts_stand_in_both_formats_with_their_whole_text() {
    let app = TestApp::start().await;
    app.run("update post_text set body = 'Ein **ganzer** Text, [hier](/impressum) und [da](#oben).' where teaser like 'Sehr geehrte%'").await;
    for path in ["/feed.atom", "/themen/migration/feed.atom"] {
        let atom = app.reader().get(path).await;
        assert_eq!((atom.status, atom.header("content-type")), (200, Some("application/atom+xml; charset=utf-8")));
        let text = atom.text();
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"de\">"), "{text}");
        assert!(
            text.contains(&format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{PUBLIC_URL}{path}\"/>")),
            "{text}"
        );
        assert_eq!(entries(&atom).len(), 6);
        let first = entries(&atom)[0];
        assert_eq!(contents(first, "title"), ["Sehr geehrte Kollegen von SPD, CDU und FDP, Die …"]);
        assert!(first.contains(&format!("href=\"{PUBLIC_URL}/meldungen/{POST}\"")), "{first}");
        assert_eq!(contents(first, "published"), ["2024-10-30T11:00:00Z"]);
        assert!(first.contains("<category term=\"Migration\"/>"), "{first}");
        let html = contents(first, "content")[0];
        assert!(html.starts_with("&lt;p&gt;Sehr geehrte Kollegen"), "{html}");
        assert!(html.contains("&lt;strong&gt;ganzer&lt;/strong&gt;"), "{html}");
        let newest = contents(text, "entry").iter().map(|entry| contents(entry, "updated")[0]).max();
        assert_eq!(contents(text, "updated").first().copied(), newest);
    }
    for (path, page, title) in [
        ("/feed.json", "/", "Grüne Ratsfraktion Hannover"),
        ("/themen/migration/feed.json", TOPIC, "Migration – Grüne Ratsfraktion Hannover"),
    ] {
        let answer = app.reader().get(path).await;
        assert_eq!(answer.header("content-type"), Some("application/feed+json; charset=utf-8"));
        let feed = answer.json();
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!((&feed["title"], &feed["language"]), (&json!(title), &json!("de")));
        assert_eq!(feed["home_page_url"], format!("{PUBLIC_URL}{page}"));
        assert_eq!(feed["feed_url"], format!("{PUBLIC_URL}{path}"));
        assert_eq!(feed["authors"][0]["name"], "Grüne Ratsfraktion Hannover");
        let first = &items(&answer)[0];
        assert_eq!(first["url"], format!("{PUBLIC_URL}/meldungen/{POST}"));
        assert_eq!(first["tags"], json!(["Migration"]));
        let html = first["content_html"].as_str().expect("a text");
        assert!(html.contains(&format!("href=\"{PUBLIC_URL}/impressum\"")), "{html}");
        assert!(html.contains(&format!("href=\"{PUBLIC_URL}/meldungen/{POST}#oben\"")), "{html}");
    }
}

#[tokio::test]
async fn a_feed_holds_the_thirty_newest_and_a_topics_feed_its_own() {
    let app = TestApp::start().await;
    add_topic(&app).await;
    for number in 1..=40 {
        app.add_post(&format!("neu-{number}"), &format!("2025-01-{:02}", number % 28 + 1), &format!("Nr. {number}"))
            .await;
    }
    app.run("insert into topic_post select topic.id, post.id, published_on from topic, post where topic.slug = 'verkehr' and post.slug = 'neu-40'").await;
    let all = items(&app.reader().get("/feed.json").await);
    assert_eq!(all.len(), 30);
    let days: Vec<_> = all.iter().map(|item| item["date_published"].as_str().expect("a time").to_owned()).collect();
    assert!(days.is_sorted_by(|newer, older| newer >= older), "{days:?}");
    assert_eq!(all[0]["content_html"], "<p>Nr. 27</p>\n");
    assert_eq!(entries(&app.reader().get("/themen/migration/feed.atom").await).len(), 30);
    let traffic = app.reader().get("/themen/verkehr/feed.atom").await;
    assert_eq!(entries(&traffic).len(), 1);
    assert_eq!(contents(traffic.text(), "title")[0], "Verkehr &amp; Wege – Grüne Ratsfraktion Hannover");
    let terms: Vec<_> = entries(&traffic)[0].lines().filter(|line| line.starts_with("<category")).collect();
    assert_eq!(terms, ["<category term=\"Migration\"/>", "<category term=\"Verkehr &amp; Wege\"/>"]);

    app.run("delete from topic_post using topic where topic.id = topic_id and slug = 'verkehr'").await;
    let empty = app.reader().get("/themen/verkehr/feed.atom").await;
    assert_eq!((empty.status, entries(&empty).len(), contents(empty.text(), "updated").len()), (200, 0, 1));
    assert_eq!(items(&app.reader().get("/themen/verkehr/feed.json").await), Vec::<Value>::new());
}

#[tokio::test]
async fn an_id_is_for_ever_and_what_is_changed_is_told() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = app.item(POST).await;
    let before = items(&app.reader().get("/feed.json").await)[0].clone();
    let id = before["id"].as_str().expect("an id");
    let day =
        app.text("select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') from item where kind = 'home'").await;
    assert_eq!(id, format!("tag:themen.example,{day}:{post}"));
    let mut chosen = Vec::new();
    for (field, text) in [("title", "Anders"), ("slug", "ganz-anders"), ("published_on", "31.10.2024")] {
        chosen.push((post, field, saved_version(&erika.save((post, field), 0, text).await)));
    }
    assert_eq!(items(&app.reader().get("/feed.json").await)[0], before);
    assert_eq!(erika.publish(&chosen).await.status, 200);
    let after = items(&app.reader().get("/feed.json").await)[0].clone();
    assert_eq!((&after["id"], &after["title"]), (&json!(id), &json!("Anders")));
    assert_eq!(after["url"], format!("{PUBLIC_URL}/meldungen/ganz-anders"));
    assert_eq!(after["date_published"], "2024-10-31T11:00:00Z");
    let changed = app.text(
        "select to_char(published_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from revision order by id desc limit 1",
    );
    assert_eq!(after["date_modified"], changed.await);
    let atom = app.reader().get("/feed.atom").await;
    assert_eq!(contents(entries(&atom)[0], "id"), [id]);
    let feed = app.reader().get("/themen/migration/feed.atom").await;
    let topic = app.item("migration").await;
    assert_eq!(contents(feed.text(), "id")[0], format!("tag:themen.example,{day}:{topic}"));
}

#[tokio::test]
async fn a_post_without_a_record_changed_on_its_day_at_noon_and_none_was_published_later_than_it_changed() {
    let app = TestApp::start().await;
    app.add_post("sommer", "2031-07-01", "Im Sommer").await;
    let item = items(&app.reader().get("/feed.json").await)[0].clone();
    assert_eq!(
        (&item["date_published"], &item["date_modified"]),
        (&json!("2031-07-01T10:00:00Z"), &json!("2031-07-01T10:00:00Z"))
    );
    app.run(
        "insert into revision (item_id, language, published_at, content)
             select id, 'de', '2026-02-03 04:05:06Z', '{}' from post where slug = 'sommer'",
    )
    .await;
    let item = items(&app.reader().get("/feed.json").await)[0].clone();
    assert_eq!(
        (&item["date_published"], &item["date_modified"]),
        (&json!("2026-02-03T04:05:06Z"), &json!("2026-02-03T04:05:06Z"))
    );
}

#[tokio::test]
async fn whoever_has_it_already_need_not_load_it_again() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for path in FEEDS {
        let answer = app.reader().get(path).await;
        let (tag, changed) = (answer.header("etag").expect("a tag"), answer.header("last-modified").expect("a time"));
        for (name, value) in [("if-none-match", tag), ("if-modified-since", changed)] {
            for method in ["GET", "HEAD"] {
                let known = app.reader().request(method, path).header(name, value).await;
                assert_eq!((known.status, known.body.len()), (304, 0), "{method} {path} {name}");
                assert_eq!((known.header("etag"), known.header("last-modified")), (Some(tag), Some(changed)));
            }
        }
        let head = app.reader().request("HEAD", path).await;
        assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, Some(tag)), "{path}");
        let zipped = app.reader().get(path).header("accept-encoding", "gzip").header("if-none-match", tag).await;
        assert_eq!(zipped.status, 304);
        // The tag decides, where both are asked.
        let other = app.reader().get(path).header("if-none-match", "\"x\"").header("if-modified-since", changed).await;
        assert_eq!(other.status, 200);
        let before = app.reader().get(path).header("if-modified-since", "Tue, 01 Jan 2019 00:00:00 GMT").await;
        assert_eq!(before.status, 200);
    }
    let tags = async || {
        let mut tags = Vec::new();
        for path in FEEDS {
            tags.push(app.reader().get(path).await.header("etag").expect("a tag").to_owned());
        }
        tags
    };
    let before = tags().await;
    let post = app.item(POST).await;
    let version = saved_version(&erika.save((post, "teaser"), 0, "Nun anders").await);
    assert_eq!(tags().await, before);
    assert_eq!(erika.publish(&[(post, "teaser", version)]).await.status, 200);
    assert!(tags().await.iter().zip(&before).all(|(after, before)| after != before));
    assert_eq!(erika.get("/feed.atom").await.header("cache-control"), Some("no-store"));
    assert_eq!(app.reader().get("/feed.atom").await.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn what_is_taken_off_the_site_is_told_by_the_time_too() {
    let app = TestApp::start().await;
    app.run(
        "alter table revision disable trigger revision_is_append_only;
             update revision set published_at = '2026-01-01 12:00:00Z'",
    )
    .await;
    let erika = app.log_in_as("erika").await;
    let before = app.reader().get("/feed.atom").await;
    assert_eq!(before.header("last-modified"), Some("Thu, 01 Jan 2026 12:00:00 GMT"));
    let post = app.item(POST).await;
    erika.call("delete_item", &json!({ "item": post })).await.assert_json(200, &Value::Null);
    let after = app.reader().get("/feed.atom").header("if-modified-since", "Thu, 01 Jan 2026 12:00:00 GMT").await;
    assert_eq!((after.status, entries(&after).len()), (200, 5));
    assert!(!after.text().contains(POST));
}

#[tokio::test]
async fn a_topics_feed_moves_and_goes_with_its_topic() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for path in [
        "/themen/gibt-es-nicht/feed.atom",
        "/themen/%00/feed.json",
        "/themen/%ff/feed.atom",
        "/themen/christine-jochem/feed.atom",
    ] {
        app.reader().get(path).await.assert_page(404, "Seite nicht gefunden");
    }
    let topic = app.item("migration").await;
    let version = saved_version(&erika.save((topic, "slug"), 0, "ankommen").await);
    assert_eq!(erika.publish(&[(topic, "slug", version)]).await.status, 200);
    for file in ["feed.atom", "feed.json"] {
        let answer = app.reader().get(&format!("/themen/migration/{file}")).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (301, Some(format!("/themen/ankommen/{file}").as_str()))
        );
        assert_eq!(app.reader().get(&format!("/themen/ankommen/{file}")).await.status, 200);
    }
    erika.call("delete_item", &json!({ "item": topic })).await.assert_json(200, &Value::Null);
    for slug in ["migration", "ankommen"] {
        app.reader().get(&format!("/themen/{slug}/feed.json")).await.assert_page(410, "Diese Seite gibt es nicht mehr");
    }
    assert_eq!(items(&app.reader().get("/feed.json").await)[0]["tags"], json!([]));
}

#[tokio::test]
async fn a_feed_holds_no_address_of_a_person_and_nothing_unpublished() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = app.item(POST).await;
    saved_version(&erika.save((post, "teaser"), 0, "Geheim").await);
    let new = erika.create_post().await;
    saved_version(&erika.save((new, "teaser"), 0, "Geheim, und neu").await);
    for path in FEEDS {
        for client in [&app.reader(), &erika] {
            let answer = client.get(path).await;
            let text = answer.text();
            assert!(!text.contains("Geheim") && !text.contains("redaktion.example"), "{path}");
            assert!(!text.contains('@') && !text.contains("[at]"), "{path}");
        }
    }
}

#[tokio::test]
async fn no_text_breaks_the_xml() {
    let app = TestApp::start().await;
    let evil = "]]></title><script>alert(1)</script>\u{1}\u{b}\u{ffff}\"'&amp;";
    for query in ["update post_text set title = $1, teaser = $1, body = $1", "update topic_text set title = $1"] {
        sqlx::query(query).bind(evil).execute(&app.db).await.expect("a change");
    }
    for path in ["/feed.atom", "/themen/migration/feed.atom"] {
        let answer = app.reader().get(path).await;
        let text = answer.text();
        assert!(
            !text.contains(['\u{1}', '\u{b}', '\u{ffff}']) && !text.contains("]]>") && !text.contains("<script"),
            "{text}"
        );
        assert_eq!((entries(&answer).len(), contents(text, "title").len()), (6, 7));
        let title = contents(entries(&answer)[0], "title")[0];
        assert_eq!(title, "]]&gt;&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;amp;");
        let html = contents(entries(&answer)[0], "content")[0];
        assert!(!html.contains("&lt;script") && html.contains("&amp;lt;script"), "{html}");
    }
    let html = items(&app.reader().get("/feed.json").await)[0]["content_html"].as_str().expect("a text").to_owned();
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
}

#[tokio::test]
async fn every_page_tells_where_its_feed_is() {
    let app = TestApp::start().await;
    for (path, feed, title) in [
        ("/", "/feed", "Grüne Ratsfraktion Hannover"),
        ("/themen/migration?jahr=2024", "/themen/migration/feed", "Migration – Grüne Ratsfraktion Hannover"),
        ("/meldungen/2024-10-30-sehr-geehrte-kollegen-von", "/feed", "Grüne Ratsfraktion Hannover"),
        ("/impressum", "/feed", "Grüne Ratsfraktion Hannover"),
        ("/gibt-es-nicht", "/feed", "Grüne Ratsfraktion Hannover"),
    ] {
        let html = app.reader().get(path).await.html();
        let links: Vec<_> = html.all("link").into_iter().filter(|link| link.get("rel") == Some("alternate")).collect();
        let found: Vec<_> = links.iter().map(|link| (link.get("type"), link.get("href"), link.get("title"))).collect();
        let (atom, json) = (format!("{PUBLIC_URL}{feed}.atom"), format!("{PUBLIC_URL}{feed}.json"));
        let expected = [
            (Some("application/atom+xml"), Some(atom.as_str()), Some(title)),
            (Some("application/feed+json"), Some(json.as_str()), Some(title)),
        ];
        assert_eq!(found, expected, "{path}");
        assert_eq!(html.the("footer").link("Feed").as_deref(), Some("/feed.atom"), "{path}");
    }
}
