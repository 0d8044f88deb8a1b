//! `POST /api/discard_drafts`

use serde_json::json;

use crate::test_app::{TOPIC, TestApp, saved_version};

#[tokio::test]
async fn a_discarded_draft_is_gone_but_stays_in_the_record_and_can_be_put_back() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&erika.save((topic, "introduction"), 0, "Neu.").await);
    assert_eq!(erika.discard(&[(topic, "title", 1)]).await.status, 200);
    let title = erika.field((topic, "title")).await;
    assert_eq!((&title["draft"], &title["version"]), (&json!(null), &json!(2)));
    assert_eq!(erika.field((topic, "introduction")).await["draft"], json!("Neu."));
    assert_eq!(
        app.text("select string_agg(coalesce(text, '-'), ',' order by version) from edit where field = 'title'").await,
        "Ankommen,-"
    );
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Migration");

    assert_eq!(saved_version(&erika.save((topic, "title"), 2, "Ankommen").await), 3);
    assert_eq!(erika.field((topic, "title")).await["draft"], json!("Ankommen"));
}

#[tokio::test]
async fn what_was_changed_since_it_was_shown_is_not_discarded_and_neither_is_the_rest() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "introduction"), 0, "Neu.").await);
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&otto.save((topic, "title"), 1, "Ungesehen").await);
    erika.discard(&[(topic, "introduction", 1), (topic, "title", 1)]).await.assert_json(409, &json!("changed"));
    assert_eq!(app.number("select count(*) from field_state where draft is not null").await, 2);
}

#[tokio::test]
async fn discarding_again_loses_nothing() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    assert_eq!(erika.discard(&[(topic, "title", 1)]).await.status, 200);
    // The answer was lost on its way; the second try finds another version than the one that it names.
    erika.discard(&[(topic, "title", 1)]).await.assert_json(409, &json!("changed"));
    assert_eq!(erika.field((topic, "title")).await["version"], json!(2));
}

#[tokio::test]
async fn a_save_from_before_the_discard_is_a_conflict() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    assert_eq!(otto.discard(&[(topic, "title", 1)]).await.status, 200);
    let answer = erika.save((topic, "title"), 1, "Ankommen und bleiben").await;
    assert_eq!((answer.status, &answer.json()["conflict"]["theirs"]), (409, &json!("Migration")));
}
