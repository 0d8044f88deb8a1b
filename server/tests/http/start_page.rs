//! `GET /`

use crate::test_app::{PUBLIC_URL, TOPIC, TestApp};

#[tokio::test]
async fn the_start_page_leads_to_the_topics_and_shows_the_newest_news() {
    let app = TestApp::start().await;
    for number in 1..=12 {
        app.add_post(&format!("p-{number}"), "2023-01-01", "Alt").await;
    }
    let answer = app.reader().get("/").await;
    assert_eq!(answer.status, 200);
    let html = answer.html();
    assert_eq!(html.link("Migration").as_deref(), Some(TOPIC));
    assert_eq!(html.elements("article").len(), 10);
    let days: Vec<_> = html.all("time").iter().filter_map(|time| time.get("datetime").map(str::to_owned)).collect();
    assert_eq!(days[..6], ["2024-10-30", "2024-07-01", "2024-06-20", "2024-05-23", "2024-05-15", "2024-03-17"]);
    assert!(html.title().ends_with("Grüne Ratsfraktion Hannover"), "{}", html.title());
    assert_eq!(html.meta("og:url"), Some(format!("{PUBLIC_URL}/").as_str()));
    for (text, path) in
        [("Impressum", "/impressum"), ("Datenschutz", "/datenschutz"), ("Barrierefreiheit", "/barrierefreiheit")]
    {
        assert_eq!(html.link(text).as_deref(), Some(path));
    }
}

#[tokio::test]
async fn a_site_without_content_has_a_start_page_too() {
    let database = crate::test_app::TestDatabase::empty().await;
    let options = database.run_options.clone();
    let app = TestApp::start_with(database, options, PUBLIC_URL).await;
    app.reader().get("/").await.assert_page(200, "Hier gibt es noch keine Meldungen.");
}
