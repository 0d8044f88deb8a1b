//! What search engines read of pages: JSON-LD, and the kind of page.

use serde_json::{Value, json};

use crate::test_app::{Html, PUBLIC_URL, TOPIC, TestApp};

const POST: &str = "/meldungen/2024-10-30-sehr-geehrte-kollegen-von";
const PERSON: &str = "/personen/christine-jochem";

/// All of a page's JSON-LD of one type; it stands in the head.
fn of_type(html: &Html, kind: &str) -> Vec<Value> {
    let data = |html: &Html| {
        let scripts = html.all("script").into_iter().filter(|script| script.get("type") == Some("application/ld+json"));
        let read = scripts.map(|script| serde_json::from_str(&script.content).expect("JSON"));
        read.collect::<Vec<Value>>()
    };
    let all = data(html);
    assert_eq!(all, data(&html.the("head")));
    all.into_iter().filter(|data| data["@type"] == kind).collect()
}

fn count(html: &Html) -> usize {
    html.all("script").iter().filter(|script| script.get("type") == Some("application/ld+json")).count()
}

#[tokio::test]
async fn a_post_is_a_news_article() {
    let app = TestApp::start().await;
    let html = app.reader().get(POST).await.html();
    let group =
        json!({ "@type": "Organization", "name": "Grüne Ratsfraktion Hannover", "url": format!("{PUBLIC_URL}/") });
    let changed = app.text(
        "select to_char(published_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from revision
         where item_id = (select id from post order by published_on desc limit 1)",
    );
    let expected = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Sehr geehrte Kollegen von SPD, CDU und FDP, Die …",
        "datePublished": "2024-10-30",
        "dateModified": changed.await,
        "author": group,
        "publisher": group,
        "mainEntityOfPage": format!("{PUBLIC_URL}{POST}"),
        "inLanguage": "de",
        "articleSection": ["Migration"],
    });
    assert_eq!(of_type(&html, "NewsArticle"), [expected]);
    assert_eq!(html.meta("og:type"), Some("article"));
    assert_eq!(html.meta("article:published_time"), Some("2024-10-30"));
    let topic = app.reader().get(TOPIC).await.html();
    assert_eq!((topic.meta("og:type"), topic.meta("article:published_time")), (Some("website"), None));
}

#[tokio::test]
async fn a_person_is_someone_without_an_address() {
    let app = TestApp::start().await;
    let html = app.reader().get(PERSON).await.html();
    let found = of_type(&html, "Person");
    let expected = json!([{
        "@context": "https://schema.org",
        "@type": "Person",
        "name": "Christine Jochem",
        "jobTitle": ["Sprecherin für Migrationspolitik, Fraktionsvorsitzende im Bezirksrat"],
        "worksFor": { "@type": "Organization", "name": "Grüne Ratsfraktion Hannover", "url": format!("{PUBLIC_URL}/") },
        "url": format!("{PUBLIC_URL}{PERSON}"),
    }]);
    assert_eq!(json!(found), expected);
    app.run("update person_text set role = ''").await;
    assert!(of_type(&app.reader().get(PERSON).await.html(), "Person")[0].get("jobTitle").is_none());
    for path in [PERSON, TOPIC, POST] {
        let page = app.reader().get(path).await.html();
        let scripts = page.all("script").into_iter().filter(|script| script.get("type").is_some());
        for script in scripts {
            assert!(!script.content.contains("hannover-rat.de"), "{path}: {}", script.content);
        }
    }
}

#[tokio::test]
async fn every_path_that_is_shown_is_told_with_whole_addresses() {
    let app = TestApp::start().await;
    let start =
        json!({ "@type": "ListItem", "position": 1, "name": "Themen", "item": format!("{PUBLIC_URL}/#themen") });
    let topic =
        json!({ "@type": "ListItem", "position": 2, "name": "Migration", "item": format!("{PUBLIC_URL}{TOPIC}") });
    for (path, expected) in [
        (TOPIC, json!([start, { "@type": "ListItem", "position": 2, "name": "Migration" }])),
        (PERSON, json!([start, { "@type": "ListItem", "position": 2, "name": "Christine Jochem" }])),
        (POST, json!([start, topic, { "@type": "ListItem", "position": 3, "name": "30. Oktober 2024" }])),
    ] {
        let lists = of_type(&app.reader().get(path).await.html(), "BreadcrumbList");
        assert_eq!(lists.len(), 1, "{path}");
        assert_eq!(lists[0]["itemListElement"], expected, "{path}");
    }
    let page = app.reader().get("/impressum").await.html();
    assert_eq!(of_type(&page, "BreadcrumbList")[0]["itemListElement"][0]["item"], format!("{PUBLIC_URL}/"));
    assert_eq!(count(&app.reader().get("/").await.html()), 0);
}

#[tokio::test]
async fn a_preview_and_an_error_say_nothing_to_search_engines() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for path in [POST, PERSON, TOPIC] {
        let made = erika.post(&format!("/vorschau-links{path}")).form(&[("tage", "7")]).await.html();
        let link = made.tags().find(|tag| tag.get("id") == Some("link")).and_then(|tag| tag.get("value"));
        let link = link.and_then(|link| link.strip_prefix(PUBLIC_URL)).expect("a link");
        let preview = app.reader().get(link).await;
        preview.assert_page(200, "Vorschau: ");
        let html = preview.html();
        assert_eq!((count(&html), html.meta("og:type")), (0, Some("website")), "{path}");
    }
    assert_eq!(count(&app.reader().post("/personen/christine-jochem/adresse").await.html()), 0);
    for path in ["/gibt-es-nicht", "/meldungen/gibt-es-nicht", "/themen/migration?vor=x", "/pkg/x"] {
        assert_eq!(count(&app.reader().get(path).await.html()), 0, "{path}");
    }
}

#[tokio::test]
async fn no_text_ends_the_script_and_each_reads_back_as_it_was_written() {
    let app = TestApp::start().await;
    let evil = "</script><script>alert(1)</script><!-- & \u{2028}\u{2029} \"\\";
    for query in [
        "update topic_text set title = $1",
        "update person_text set name = $1, role = $1",
        "update post_text set title = $1",
        "update page_text set title = $1",
    ] {
        sqlx::query(query).bind(evil).execute(&app.db).await.expect("a change");
    }
    for path in [POST, PERSON, TOPIC, "/impressum"] {
        let html = app.reader().get(path).await.html();
        let scripts = html.all("script");
        let data: Vec<_> = scripts.iter().filter(|script| script.get("type") == Some("application/ld+json")).collect();
        assert!(!data.is_empty(), "{path}");
        for script in data {
            assert!(!script.content.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{path}: {}", script.content);
        }
        assert!(scripts.iter().all(|script| !script.content.starts_with("alert(1)")), "{path}");
        assert!(!of_type(&html, "BreadcrumbList").is_empty(), "{path}");
    }
    let html = app.reader().get(POST).await.html();
    assert_eq!(of_type(&html, "NewsArticle")[0]["headline"], evil);
    assert_eq!(of_type(&html, "NewsArticle")[0]["articleSection"], json!([evil]));
}
