//! `POST /api/create_post`, and a new post's way to its readers.

use serde_json::json;

use crate::test_app::{TOPIC, TestApp, fresh_operation, saved_version};

#[tokio::test]
async fn a_new_post_is_dated_today_and_only_editors_see_it() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = erika.create_post().await;
    let today = app.text("select to_char(now() at time zone 'Europe/Berlin', 'YYYY-MM-DD')").await;
    let draft = erika.field((post, "published_on")).await["draft"].as_str().expect("a day").to_owned();
    assert_eq!(draft.parse::<app::model::Date>().map(|day| day.to_string()), Ok(today));
    let drafts = erika.get("/api/get_topic?slug=migration").await.json();
    assert_eq!(drafts["drafts"]["new_posts"], json!([post]));
    assert_eq!(app.reader().get(TOPIC).await.html().elements("article").len(), 6);
}

#[tokio::test]
async fn the_same_operation_again_is_the_same_post() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let operation = fresh_operation();
    let create = || erika.call("create_post", &json!({ "topic": "migration", "operation": operation }));
    let request = async || create().await;
    let (one, other) = tokio::join!(request(), request());
    assert_eq!((one.status, one.json()), (200, other.json()));
    assert_eq!(create().await.json(), one.json());
    assert_eq!(app.number("select count(*) from item where kind = 'post'").await, 7);
}

#[tokio::test]
async fn a_post_in_a_topic_that_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let input = json!({ "topic": "gibt-es-nicht", "operation": fresh_operation() });
    erika.call("create_post", &input).await.assert_json(404, &json!("not_found"));
    assert_eq!(app.number("select count(*) from item where kind = 'post'").await, 6);
}

async fn published(app: &TestApp, day: &str, title: &str, teaser: &str) -> String {
    let erika = app.log_in_as("erika").await;
    let post = erika.create_post().await;
    let mut chosen = vec![(post, "published_on", saved_version(&erika.save((post, "published_on"), 1, day).await))];
    for (field, text) in [("title", title), ("teaser", teaser)].into_iter().filter(|(_, text)| !text.is_empty()) {
        chosen.push((post, field, saved_version(&erika.save((post, field), 0, text).await)));
    }
    let answer = erika.publish(&chosen).await;
    assert_eq!(answer.status, 200, "{}", answer.words());
    let slug = "select slug::text from post where id = $1";
    sqlx::query_scalar(slug).bind(post).fetch_one(&app.db).await.expect("a slug")
}

#[tokio::test]
async fn its_address_comes_from_its_day_and_the_first_words_of_its_title_else_of_its_teaser() {
    let app = TestApp::start().await;
    let teaser = "Grüße aus Öjendorf: straßenweise Äpfel";
    assert_eq!(published(&app, "22.11.2026", "", teaser).await, "2026-11-22-gruesse-aus-oejendorf-strassenweise");
    assert_eq!(published(&app, "22. November 2026", "Mehr Räder!", teaser).await, "2026-11-22-mehr-raeder");
    let html = app.reader().get(TOPIC).await.html();
    assert_eq!(html.elements("article").len(), 8);
    assert!(html.elements("article")[0].text().contains("Mehr Räder!"), "the newest first");
    app.reader().get("/meldungen/2026-11-22-mehr-raeder").await.assert_page(200, teaser);
}

#[tokio::test]
async fn an_address_that_is_taken_gets_a_number() {
    let app = TestApp::start().await;
    for expected in ["2026-11-22-gleich", "2026-11-22-gleich-2", "2026-11-22-gleich-3"] {
        assert_eq!(published(&app, "22.11.2026", "", "Gleich").await, expected);
    }
}

#[tokio::test]
async fn a_new_post_without_a_teaser_cannot_be_published() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = erika.create_post().await;
    let problem = json!({ "invalid": { "field": { "item": post, "field": "teaser" }, "problem": "Empty" } });
    erika.publish(&[(post, "published_on", 1)]).await.assert_json(422, &problem);
    assert_eq!(app.number("select count(*) from post").await, 6);
}

#[tokio::test]
async fn a_new_post_is_one_change_that_is_published_as_a_whole() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = erika.create_post().await;
    saved_version(&erika.save((post, "teaser"), 0, "Ganz neu").await);
    let changes = erika.changes(json!({ "topic": "migration" })).await;
    assert_eq!(
        (changes.as_array().map(Vec::len), &changes[0]["is_new"], &changes[0]["item_name"]),
        (Some(1), &json!(true), &json!("Ganz neu"))
    );
    // Its day, its teaser, and the topic in which it was made.
    assert_eq!(changes[0]["changes"].as_array().map(Vec::len), Some(3));
    assert!(
        changes[0]["changes"]
            .as_array()
            .is_some_and(|changes| changes.iter().all(|change| change["published"].is_null()))
    );
}

#[tokio::test]
async fn a_discarded_new_post_is_gone_for_all() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = erika.create_post().await;
    assert_eq!(erika.discard(&[(post, "published_on", 1), (post, "topics", 1)]).await.status, 200);
    let page = erika.get("/api/get_topic?slug=migration").await.json();
    assert_eq!(page["drafts"]["new_posts"], json!([]));
    assert_eq!(erika.changes(json!({ "topic": "migration" })).await, json!([]));
    // And put back, it is there again.
    saved_version(&erika.save((post, "published_on"), 2, "22. November 2026").await);
    assert_eq!(erika.get("/api/get_topic?slug=migration").await.json()["drafts"]["new_posts"], json!([post]));
}
