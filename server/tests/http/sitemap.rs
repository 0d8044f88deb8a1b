//! `/sitemap.xml` and its parts.

use serde_json::{Value, json};

use crate::test_app::{Answer, PUBLIC_URL, TOPIC, TestApp, saved_version};

/// Paths of the addresses that are named, and since when each is as it is.
fn addresses(answer: &Answer) -> Vec<(String, Option<String>)> {
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/xml; charset=utf-8")),
        "{}",
        answer.to
    );
    let entries = answer.text().split("<loc>").skip(1).map(|entry| {
        let (address, rest) = entry.split_once("</loc>").expect("an end");
        let changed = rest.split_once("<lastmod>").and_then(|(_, rest)| rest.split_once("</lastmod>"));
        let path = address.strip_prefix(PUBLIC_URL).expect("an address of this site");
        (path.to_owned(), changed.map(|(changed, _)| changed.to_owned()))
    });
    entries.collect()
}

fn paths(answer: &Answer) -> Vec<String> {
    addresses(answer).into_iter().map(|(path, _)| path).collect()
}

#[tokio::test]
async fn all_that_readers_can_open_is_named_once_and_opens() {
    let app = TestApp::start().await;
    let answer = app.reader().get("/sitemap.xml").await;
    assert!(answer.text().starts_with(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
    ));
    let found = addresses(&answer);
    for (path, changed) in &found {
        assert_eq!(app.reader().get(path).await.status, 200, "{path}");
        assert!(changed.as_ref().is_some_and(|at| at.len() == 20 && at.ends_with('Z')), "{path}: {changed:?}");
    }
    let mut paths = paths(&answer);
    assert_eq!(paths.len(), 12, "{paths:?}");
    for path in
        ["/", TOPIC, "/personen/christine-jochem", "/meldungen/2024-10-30-sehr-geehrte-kollegen-von", "/impressum"]
    {
        assert!(paths.contains(&path.to_owned()), "{path}");
    }
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), 12);
    let tag = answer.header("etag").expect("a tag");
    assert_eq!(app.reader().get("/sitemap.xml").header("if-none-match", tag).await.status, 304);
}

#[tokio::test]
async fn what_is_not_public_is_not_named_and_what_changed_is_told() {
    let app = TestApp::start().await;
    app.run(
        "alter table revision disable trigger revision_is_append_only;
             update revision set published_at = '2024-11-11 12:00:00Z'",
    )
    .await;
    app.add_post("heute", "2024-12-24", "Frohes Fest").await;
    let erika = app.log_in_as("erika").await;
    let new = erika.create_post().await;
    saved_version(&erika.save((new, "teaser"), 0, "Neu").await);
    let found = addresses(&app.reader().get("/sitemap.xml").await);
    let changed =
        |path: &str| found.iter().find(|(found, _)| found == path).and_then(|(_, changed)| changed.as_deref());
    assert_eq!(found.len(), 13);
    assert_eq!(changed("/meldungen/heute"), Some("2024-12-23T23:00:00Z"));
    assert_eq!(changed("/impressum"), Some("2024-11-11T12:00:00Z"));
    // A topic shows something new with its newest post.
    assert_eq!(changed(TOPIC), Some("2024-12-23T23:00:00Z"));
    assert_eq!(changed("/"), Some("2024-11-11T12:00:00Z"));
    let person = app.item("christine-jochem").await;
    erika.call("delete_item", &json!({ "item": person })).await.assert_json(200, &Value::Null);
    let after = paths(&app.reader().get("/sitemap.xml").await);
    assert!(!after.contains(&"/personen/christine-jochem".to_owned()) && after.len() == 12, "{after:?}");
}

#[tokio::test]
async fn more_than_fifty_thousand_addresses_are_told_in_parts() {
    let app = TestApp::start().await;
    app.run(
        "alter table post disable trigger user; alter table post_text disable trigger user;
         with new as (insert into item (kind) select 'post' from generate_series(1, 100001) returning id),
              there as (insert into post (id, slug, published_on) select id, 'p-' || id, '2020-01-01' from new returning id)
         insert into post_text (post_id, language, teaser) select id, 'de', 'Kurz' from there",
    )
    .await;
    let index = app.reader().get("/sitemap.xml").await;
    assert!(index.text().contains("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"));
    let parts = paths(&index);
    assert_eq!(parts, ["/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]);
    let mut all = Vec::new();
    for part in &parts {
        let part = paths(&app.reader().get(part).await);
        assert!(part.len() <= 50_000, "{}", part.len());
        all.extend(part);
    }
    let count = all.len();
    assert_eq!(count, 100_013);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
    // A part without addresses is none.
    app.run("delete from post_text where post_id > 50000 and post_id <= 100000").await;
    assert_eq!(paths(&app.reader().get("/sitemap.xml").await), ["/sitemap-1.xml", "/sitemap-3.xml"]);
    for path in [
        "/sitemap-2.xml",
        "/sitemap-0.xml",
        "/sitemap-4.xml",
        "/sitemap-4294967295.xml",
        "/sitemap-x.xml",
        "/sitemap-.xml",
    ] {
        app.reader().get(path).await.assert_page(404, "Seite nicht gefunden");
    }
}
