//! `/robots.txt`

use crate::test_app::{PUBLIC_URL, TestApp};

#[tokio::test]
async fn crawlers_may_read_what_is_for_readers_and_are_told_where_it_is() {
    let app = TestApp::start().await;
    let answer = app.reader().get("/robots.txt").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    let lines: Vec<_> = answer.text().lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines[..2], ["User-agent: *", "Allow: /"]);
    for path in ["/api/", "/verwaltung", "/entwuerfe", "/verlauf", "/vorschau", "/anmelden", "/suche?"] {
        assert!(lines.contains(&format!("Disallow: {path}").as_str()), "{path}");
    }
    let closed: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
    for open in [
        "/",
        "/themen/migration",
        "/meldungen/x",
        "/personen/x",
        "/impressum",
        "/pkg/site.1.css",
        "/feed.atom",
        "/suche",
    ] {
        assert!(!closed.iter().any(|path| open.starts_with(path)), "{open}");
    }
    assert_eq!(lines.last(), Some(&format!("Sitemap: {PUBLIC_URL}/sitemap.xml").as_str()));
    assert_eq!(app.reader().request("HEAD", "/robots.txt").await.status, 200);
}
