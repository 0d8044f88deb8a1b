//! Where items stand among the others: addresses, contacts, topics of posts, the order of topics.

use serde_json::{Value, json};

use crate::test_app::{Client, TOPIC, TestApp, fresh_operation, saved_version};

/// Saves and publishes one text.
async fn publish(editor: &Client, (item, field): (i64, &str), base_version: i64, text: &str) {
    let version = saved_version(&editor.save((item, field), base_version, text).await);
    let answer = editor.publish(&[(item, field, version)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Makes an item, publishes it, and answers its id.
async fn make(editor: &Client, app: &TestApp, kind: &str, name: &str, slug: &str) -> i64 {
    let answer = editor.post("/neu").form(&[("art", kind), ("name", name), ("vorgang", &fresh_operation())]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let item = app.item(slug).await;
    let field = if kind == "person" { "name" } else { "title" };
    assert_eq!(editor.publish(&[(item, field, 1), (item, "slug", 1)]).await.status, 200);
    item
}

#[track_caller]
fn assert_problem(answer: &crate::test_app::Answer, problem: &Value) {
    assert_eq!((answer.status, &answer.json()["invalid"]["problem"]), (422, problem), "{}", answer.text());
}

#[tokio::test]
async fn an_old_address_leads_to_the_new_one_for_ever() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    publish(&erika, (topic, "slug"), 0, "ankommen").await;
    publish(&erika, (topic, "slug"), 1, "ankommen-in-hannover").await;
    for path in ["/themen/migration", "/themen/ankommen"] {
        let answer = app.reader().get(&format!("{path}?jahr=2024")).await;
        assert_eq!(answer.status, 301, "{path}");
        assert_eq!(answer.header("location"), Some("/themen/ankommen-in-hannover?jahr=2024"));
        let answer = app.reader().get(&format!("/api/get_topic?slug={}", &path[8..])).await;
        answer.assert_json(404, &json!({ "moved": "/themen/ankommen-in-hannover" }));
    }
    app.reader().get("/themen/ankommen-in-hannover").await.assert_page(200, "Hannover verfolgt");

    // Nothing else gets an address that leads here; the item itself may have it again.
    let other = make(&erika, &app, "topic", "Ankommen", "ankommen-2").await;
    let version = saved_version(&erika.save((other, "slug"), 1, "migration").await);
    assert_problem(&erika.publish(&[(other, "slug", version)]).await, &json!("SlugTaken"));
    publish(&erika, (topic, "slug"), 2, "migration").await;
    app.reader().get(TOPIC).await.assert_page(200, "Hannover verfolgt");
    assert_eq!(app.reader().get("/themen/ankommen-in-hannover").await.header("location"), Some(TOPIC));
}

#[tokio::test]
async fn posts_people_and_pages_move_too_and_an_address_is_an_address() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (person, post) = (app.item("christine-jochem").await, app.item("2024-10-30-sehr-geehrte-kollegen-von").await);
    publish(&erika, (person, "slug"), 0, "c-jochem").await;
    publish(&erika, (post, "slug"), 0, " offener-brief ").await;
    for (old, new) in [
        ("/personen/christine-jochem", "/personen/c-jochem"),
        ("/meldungen/2024-10-30-sehr-geehrte-kollegen-von", "/meldungen/offener-brief"),
    ] {
        assert_eq!(app.reader().get(old).await.header("location"), Some(new));
        assert_eq!(app.reader().get(new).await.status, 200);
    }
    assert!(app.reader().get(TOPIC).await.text().contains("href=\"/meldungen/offener-brief\""));
    for wrong in ["Über uns", "a--b", "../etc", "/themen/x"] {
        let version = erika.field((person, "slug")).await["version"].as_i64().expect("a version");
        let version = saved_version(&erika.save((person, "slug"), version, wrong).await);
        assert_problem(&erika.publish(&[(person, "slug", version)]).await, &json!("NotASlug"));
    }
}

#[tokio::test]
async fn a_new_page_has_an_address_of_its_own_and_those_of_the_law_and_the_program_stay() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let page = make(&erika, &app, "page", "Über uns", "ueber-uns").await;
    app.reader().get("/ueber-uns").await.assert_page(200, "Über uns");
    for taken in ["neu", "verwaltung", "en", "impressum"] {
        let version = erika.get("/api/get_page?slug=ueber-uns").await.json();
        let field = |field: &Value| field["field"]["field"] == "slug";
        let fields = version["drafts"]["fields"].as_array().expect("fields");
        let version = fields.iter().find(|draft| field(draft)).expect("a slug")["version"].as_i64().expect("a version");
        let version = saved_version(&erika.save((page, "slug"), version, taken).await);
        assert_problem(&erika.publish(&[(page, "slug", version)]).await, &json!("SlugTaken"));
    }
    let answer = erika.post("/neu").form(&[("art", "page"), ("name", "Neu"), ("vorgang", &fresh_operation())]).await;
    assert_eq!(answer.header("location"), Some("/neu-2#bearbeiten"));

    let impressum = app.item("impressum").await;
    erika.save((impressum, "slug"), 0, "wer-wir-sind").await.assert_json(404, &json!("not_found"));
    erika.call("delete_item", &json!({ "item": impressum })).await.assert_json(404, &json!("not_found"));
    erika.call("delete_item", &json!({ "item": page })).await.assert_json(200, &Value::Null);
    app.reader().get("/ueber-uns").await.assert_page(410, "gelöscht");
}

#[tokio::test]
async fn contacts_come_go_and_change_places_as_a_draft_first() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    make(&erika, &app, "person", "Ida Beispiel", "ida-beispiel").await;
    let list = "ida-beispiel\nchristine-jochem";
    let version = saved_version(&erika.save((topic, "contacts"), 0, list).await);
    let names =
        |html: &crate::test_app::Html| html.elements("h2").iter().map(crate::test_app::Html::text).collect::<Vec<_>>();
    let before = app.reader().get(TOPIC).await;
    assert_eq!(names(&before.html())[0], "Christine Jochem");
    assert!(!before.text().contains("Ida Beispiel"));
    let drafted = erika.get("/api/get_topic?slug=migration").await.json();
    assert_eq!(drafted["drafted_contacts"][0]["name"], "Ida Beispiel");
    let changes = erika.changes(json!({ "topic": "migration" })).await;
    assert_eq!(changes[0]["changes"][0]["published"], "christine-jochem");
    assert_eq!(changes[0]["changes"][0]["draft"], list);

    assert_eq!(erika.publish(&[(topic, "contacts", version)]).await.status, 200);
    assert_eq!(names(&app.reader().get(TOPIC).await.html())[..2], ["Ida Beispiel", "Christine Jochem"]);
    publish(&erika, (topic, "contacts"), version, "").await;
    assert!(!app.reader().get(TOPIC).await.text().contains("Christine Jochem\""));

    let version = saved_version(&erika.save((topic, "contacts"), version + 1, "\nida-beispiel\nwer-ist-das").await);
    assert_problem(&erika.publish(&[(topic, "contacts", version)]).await, &json!({ "UnknownEntry": 3 }));
}

#[tokio::test]
async fn a_post_belongs_to_the_topics_that_its_list_names() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    make(&erika, &app, "topic", "Haushalt", "haushalt").await;
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let teaser = "Sehr geehrte Kollegen von SPD";
    publish(&erika, (post, "topics"), 0, "haushalt\nmigration").await;
    for path in ["/themen/haushalt", TOPIC] {
        assert!(app.reader().get(path).await.text().contains(teaser), "{path}");
    }
    publish(&erika, (post, "topics"), 1, "haushalt").await;
    assert!(app.reader().get("/themen/haushalt").await.text().contains(teaser));
    assert!(!app.reader().get(TOPIC).await.text().contains(teaser));
    publish(&erika, (post, "published_on"), 0, "31.10.2024").await;
    assert!(app.reader().get("/themen/haushalt").await.text().contains("31. Oktober 2024"));

    // A new post begins in the topic where it was made, and may go elsewhere.
    let new = erika.create_post().await;
    saved_version(&erika.save((new, "teaser"), 0, "Neues vom Haushalt").await);
    let version = saved_version(&erika.save((new, "topics"), 1, "haushalt").await);
    let chosen = [(new, "teaser", 1), (new, "published_on", 1), (new, "topics", version)];
    assert_eq!(erika.publish(&chosen).await.status, 200);
    assert!(app.reader().get("/themen/haushalt").await.text().contains("Neues vom Haushalt"));
    assert!(!app.reader().get(TOPIC).await.text().contains("Neues vom Haushalt"));
}

#[tokio::test]
async fn topics_stand_on_the_start_page_in_the_order_of_its_list() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    make(&erika, &app, "topic", "Haushalt", "haushalt").await;
    make(&erika, &app, "topic", "Verkehr", "verkehr").await;
    let home = erika.get("/api/get_home").await.json()["id"].as_i64().expect("an id");
    let topics = async || {
        let page = app.reader().get("/").await.html();
        page.elements("h3").iter().take(3).map(crate::test_app::Html::text).collect::<Vec<_>>()
    };
    assert_eq!(topics().await, ["Migration", "Haushalt", "Verkehr"]);
    publish(&erika, (home, "topics"), 0, "verkehr\nmigration").await;
    assert_eq!(topics().await, ["Verkehr", "Migration", "Haushalt"]);
    let history = erika.get("/verlauf").await;
    history.assert_page(200, "Themen – Startseite");
    publish(&erika, (home, "topics"), 1, "haushalt").await;
    assert_eq!(topics().await, ["Haushalt", "Verkehr", "Migration"]);
    let page = erika.get("/verlauf").await.html();
    let forms: Vec<_> = page.all("form").iter().filter_map(|form| form.get("action").map(str::to_owned)).collect();
    assert!(forms.contains(&"/verlauf".to_owned()), "{forms:?}");
    let mut values: Vec<_> = page.form_values().into_iter().filter(|(name, _)| name == "stand").collect();
    values.push(("fassung".to_owned(), format!("{home}.topics@1")));
    erika.post("/verlauf").form(&values).await.assert_page(200, "Wiederhergestellt, als Entwurf.");
    let again = saved_version(&erika.save((home, "topics"), 3, "verkehr\nmigration").await);
    assert_eq!(erika.publish(&[(home, "topics", again)]).await.status, 200);
    assert_eq!(topics().await, ["Verkehr", "Migration", "Haushalt"]);
    assert!(erika.get("/?bearbeiten").await.text().contains("verkehr\nmigration\nhaushalt"));
    assert_eq!(app.reader().get("/api/get_home").await.json()["drafts"], Value::Null);
}

#[tokio::test]
async fn lists_offer_what_there_is_to_editors_only() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let people = json!([{ "slug": "christine-jochem", "name": "Christine Jochem" }]);
    erika.get("/api/get_choices?kind=person").await.assert_json(200, &people);
    assert_eq!(erika.get("/api/get_choices?kind=topic").await.json()[0]["name"], "Migration");
    app.reader().get("/api/get_choices?kind=person").await.assert_json(401, &json!("signed_out"));
}
