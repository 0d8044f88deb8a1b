//! `POST /api/be_present`: who else edits a page.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::test_app::{Client, TestApp};

/// Says that a window is on a topic's page; answers who else is.
async fn be_present(editor: &Client, topic: &str, tab: Uuid, text: Value) -> Value {
    let input = json!({ "page": { "topic": topic }, "tab": tab, "text": text });
    let answer = editor.call("be_present", &input).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn each_editor_is_told_who_else_is_on_the_page_and_in_which_text() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let [one, other, elsewhere] = [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()];
    assert_eq!(be_present(&erika, "migration", one, Value::Null).await, json!([]));
    assert_eq!(be_present(&otto, "verkehr", elsewhere, Value::Null).await, json!([]), "another page");
    let title = json!({ "item": app.item("migration").await, "field": "title" });
    let seen = be_present(&otto, "migration", other, title.clone()).await;
    assert_eq!(seen, json!([{ "name": "erika", "is_own": false, "text": null }]));
    let seen = be_present(&erika, "migration", one, Value::Null).await;
    assert_eq!(seen, json!([{ "name": "otto", "is_own": false, "text": title }]));
    // Who goes to another page is on that one only.
    be_present(&otto, "verkehr", other, Value::Null).await;
    assert_eq!(be_present(&erika, "migration", one, Value::Null).await, json!([]));
}

#[tokio::test]
async fn two_windows_of_one_person_are_two_editors() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    be_present(&erika, "migration", Uuid::new_v4(), Value::Null).await;
    let seen = be_present(&erika, "migration", Uuid::new_v4(), Value::Null).await;
    assert_eq!(seen, json!([{ "name": "erika", "is_own": true, "text": null }]));
}

#[tokio::test]
async fn who_says_nothing_any_more_is_gone_after_seven_seconds() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let tab = Uuid::new_v4();
    be_present(&otto, "migration", Uuid::new_v4(), Value::Null).await;
    app.run("update presence set seen_at = now() - interval '6 seconds'").await;
    assert_eq!(be_present(&erika, "migration", tab, Value::Null).await.as_array().map(Vec::len), Some(1));
    app.run("update presence set seen_at = now() - interval '8 seconds'").await;
    assert_eq!(be_present(&erika, "migration", tab, Value::Null).await, json!([]));
    app.run("update presence set seen_at = now() - interval '2 hours'").await;
    be_present(&erika, "migration", tab, Value::Null).await;
    assert_eq!(app.number("select count(*) from presence").await, 1, "nothing piles up");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for input in [
        json!({}),
        json!({ "page": { "topic": "migration" }, "tab": "x", "text": null }),
        json!({ "page": { "topic": "../x" }, "tab": Uuid::new_v4(), "text": null }),
        json!({ "page": { "topic": "migration" }, "tab": Uuid::new_v4(), "text": { "item": 1, "field": "size" } }),
    ] {
        erika.call("be_present", &input).await.assert_json(400, &json!("bad_request"));
    }
}

#[tokio::test]
async fn who_leaves_is_gone_at_once_and_nobody_else_with_them() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let (one, other) = (Uuid::new_v4(), Uuid::new_v4());
    be_present(&erika, "migration", one, Value::Null).await;
    be_present(&otto, "migration", other, Value::Null).await;
    erika.call("leave_page", &json!({ "tab": other })).await.assert_json(200, &Value::Null);
    assert_eq!(app.number("select count(*) from presence").await, 2, "it is another one's window");
    erika.call("leave_page", &json!({ "tab": one })).await.assert_json(200, &Value::Null);
    assert_eq!(be_present(&otto, "migration", other, Value::Null).await, json!([]));
}

#[tokio::test]
async fn what_arrives_after_one_has_left_brings_nobody_back() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let (one, other) = (Uuid::new_v4(), Uuid::new_v4());
    let say = async |beat: i32| {
        let input = json!({ "page": { "topic": "migration" }, "tab": one, "beat": beat, "text": null });
        assert_eq!(erika.call("be_present", &input).await.status, 200);
        be_present(&otto, "migration", other, Value::Null).await.as_array().map(Vec::len)
    };
    let leave = async |beat: i32| {
        erika.call("leave_page", &json!({ "tab": one, "beat": beat })).await.assert_json(200, &Value::Null);
    };
    // Also where nothing was heard of the window before it left.
    leave(2).await;
    assert_eq!(say(1).await, Some(0));
    assert_eq!(say(3).await, Some(1));
    leave(5).await;
    assert_eq!(say(4).await, Some(0));
    assert_eq!(say(6).await, Some(1), "a page that a browser had put by comes back");
    leave(5).await;
    assert_eq!(say(6).await, Some(1), "a late goodbye");
}
