//! `/.well-known/security.txt`

use std::time::{Duration, SystemTime};

use crate::test_app::{PUBLIC_URL, TestApp};

#[tokio::test]
async fn whoever_finds_a_hole_is_told_where_to_report_it_for_less_than_a_year() {
    let app = TestApp::start().await;
    let answer = app.reader().get("/.well-known/security.txt").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    let text = answer.text();
    let field = |name: &str| {
        let values: Vec<_> = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect();
        assert_eq!(values.len(), 1, "{name} in {text}");
        values[0].to_owned()
    };
    assert_eq!(field("Contact"), format!("{PUBLIC_URL}/impressum"));
    assert_eq!(field("Canonical"), format!("{PUBLIC_URL}/.well-known/security.txt"));
    let day = |after: u64| {
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_hours(24 * after));
        let parts: Vec<_> = date.split(' ').collect();
        (parts[1].to_owned(), parts[3].to_owned())
    };
    let expires = field("Expires");
    let (date, clock) = expires.split_once('T').expect("a day and a time");
    let parts: Vec<_> = date.split('-').collect();
    assert_eq!((parts[2].to_owned(), parts[0].to_owned()), day(364), "{expires}");
    assert_eq!(clock, "00:00:00Z");
    assert!(app.reader().get("/impressum").await.status == 200, "there is someone to write to");
}
