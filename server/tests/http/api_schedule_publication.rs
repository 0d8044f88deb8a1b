//! `POST /api/schedule_publication`, `GET /api/get_schedule`, `POST /entwuerfe`

use app::store::ScheduleOutcome;
use serde_json::{Value, json};

use crate::test_app::{Answer, Client, TOPIC, TestApp, saved_version};

/// Sets a time for some texts.
async fn schedule(editor: &Client, chosen: &[(i64, &str, i64)], at: &str) -> Answer {
    let chosen: Vec<Value> =
        chosen.iter().map(|(item, field, version)| json!([{ "item": item, "field": field }, version])).collect();
    editor.call("schedule_publication", &json!({ "chosen": chosen, "at": at })).await
}

/// A minute that is ahead whenever this runs: tomorrow's noon in Berlin.
async fn tomorrow(app: &TestApp) -> String {
    app.text("select to_char((now() at time zone 'Europe/Berlin')::date + 1, 'YYYY-MM-DD') || 'T12:00'").await
}

/// The time of everything that waits has come.
async fn let_time_pass(app: &TestApp) {
    app.run("update schedule set scheduled_for = now() - interval '1 second' where finished_at is null").await;
}

#[tokio::test]
async fn a_change_to_a_live_page_goes_out_at_its_time_and_not_before() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let version = saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    let at = tomorrow(&app).await;
    assert_eq!(schedule(&erika, &[(topic, "title", version)], &at).await.status, 200);
    assert_eq!(app.publish_due().await, None);
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Migration");
    let stored = "select (scheduled_for at time zone 'Europe/Berlin')::time::text from schedule";
    assert_eq!(app.text(stored).await, "12:00:00");
    assert!(erika.field((topic, "title")).await["scheduled_for"].as_str().expect("a time").ends_with(", 12:00"));

    let_time_pass(&app).await;
    assert_eq!(app.publish_due().await, Some(ScheduleOutcome::Published));
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Ankommen");
    assert_eq!(erika.changes(json!({ "topic": "migration" })).await, json!([]));
    assert_eq!(erika.get("/api/get_schedule").await.json(), json!([]));
    assert_eq!(app.publish_due().await, None);
}

#[tokio::test]
async fn however_many_servers_look_at_once_each_publication_happens_once() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let revisions = app.number("select count(*) from revision").await;
    for round in 1..=5 {
        let version = saved_version(&erika.save((topic, "title"), round - 1, &format!("Fassung {round}")).await);
        let at = tomorrow(&app).await;
        assert_eq!(schedule(&erika, &[(topic, "title", version)], &at).await.status, 200);
        let_time_pass(&app).await;
        let servers: Vec<_> = (0..4)
            .map(|_| app::store::Store::new(app.database.run_options.clone(), 1))
            .map(|store| tokio::spawn(async move { store.publish_due().await.expect("an answer") }))
            .collect();
        let mut published = 0;
        for server in servers {
            published += usize::from(server.await.expect("an end").is_some());
        }
        assert_eq!(published, 1);
        assert_eq!(app.number("select count(*) from revision").await, revisions + round);
    }
}

#[tokio::test]
async fn what_goes_out_is_what_was_shown_and_who_writes_on_keeps_a_draft() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    let version = saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    let at = tomorrow(&app).await;
    assert_eq!(schedule(&erika, &[(topic, "title", version)], &at).await.status, 200);
    saved_version(&otto.save((topic, "title"), version, "Ankommen und halb").await);
    let_time_pass(&app).await;
    assert_eq!(app.publish_due().await, Some(ScheduleOutcome::Published));
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Ankommen");
    assert_eq!(erika.field((topic, "title")).await["draft"], "Ankommen und halb");
    // So does who went back to what was public when the time was set.
    let version = saved_version(&erika.save((topic, "introduction"), 0, "Neu.").await);
    assert_eq!(schedule(&erika, &[(topic, "introduction", version)], &at).await.status, 200);
    let public = app.text("select introduction from topic_text").await;
    saved_version(&otto.save((topic, "introduction"), version, &public).await);
    assert_eq!(erika.field((topic, "introduction")).await["draft"], Value::Null);
    let_time_pass(&app).await;
    assert_eq!(app.publish_due().await, Some(ScheduleOutcome::Published));
    assert_eq!(app.text("select introduction from topic_text").await, "Neu.");
    assert_eq!(erika.field((topic, "introduction")).await["draft"], public.as_str());
    // Nobody sets a time for what was not shown.
    schedule(&erika, &[(topic, "title", 1)], &at).await.assert_json(409, &json!("changed"));
}

#[tokio::test]
async fn publishing_discarding_taking_off_and_a_new_time_end_the_old_one() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (topic, at) = (app.item("migration").await, tomorrow(&app).await);
    let waiting =
        "select count(*) from scheduled_text join schedule on schedule.id = schedule_id where finished_at is null";

    let version = saved_version(&erika.save((topic, "title"), 0, "Eins").await);
    assert_eq!(schedule(&erika, &[(topic, "title", version)], &at).await.status, 200);
    let later = at.replace("T12:00", "T13:30");
    assert_eq!(schedule(&erika, &[(topic, "title", version)], &later).await.status, 200);
    assert_eq!(app.number(waiting).await, 1);
    assert_eq!(erika.publish(&[(topic, "title", version)]).await.status, 200);
    assert_eq!(app.number(waiting).await, 0);

    let version = saved_version(&erika.save((topic, "title"), 1, "Zwei").await);
    assert_eq!(schedule(&erika, &[(topic, "title", version)], &at).await.status, 200);
    assert_eq!(erika.discard(&[(topic, "title", version)]).await.status, 200);
    assert_eq!(app.number(waiting).await, 0);

    let version = saved_version(&erika.save((topic, "title"), 3, "Drei").await);
    assert_eq!(schedule(&erika, &[(topic, "title", version)], &at).await.status, 200);
    erika.call("withdraw_item", &json!({ "item": topic })).await.assert_json(200, &Value::Null);
    assert_eq!(app.number(waiting).await, 0);
    let_time_pass(&app).await;
    while let Some(outcome) = app.publish_due().await {
        assert_eq!(outcome, ScheduleOutcome::Void);
    }
    assert_eq!(app.reader().get(TOPIC).await.status, 404);
}

#[tokio::test]
async fn a_time_can_be_taken_back_and_the_draft_stays() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let version = saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    let at = tomorrow(&app).await;
    assert_eq!(schedule(&erika, &[(topic, "title", version)], &at).await.status, 200);
    let page = erika.get("/entwuerfe").await;
    page.assert_page(200, "Titel – Thema „Migration“");
    let id = erika.get("/api/get_schedule").await.json()[0]["id"].as_i64().expect("an id").to_string();
    app.reader().post("/entwuerfe").form(&[("aufheben", &id)]).await.assert_page(401, "Bitte anmelden");
    erika.post("/entwuerfe").form(&[("aufheben", &id)]).await.assert_page(200, "Der Zeitpunkt ist aufgehoben.");
    erika.post("/entwuerfe").form(&[("aufheben", &id)]).await.assert_page(404, "Seite nicht gefunden");
    erika.post("/entwuerfe").form(&[("aufheben", "x")]).await.assert_page(400, "Die Anfrage war nicht lesbar.");
    let_time_pass(&app).await;
    assert_eq!(app.publish_due().await, None);
    assert_eq!(erika.field((topic, "title")).await["draft"], "Ankommen");
}

#[tokio::test]
async fn a_time_that_is_not_ahead_and_what_cannot_go_out_are_refused_at_once() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let version = saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    for at in ["", "morgen", "2020-01-01T12:00", "2999-01-01T12:00", "2026-02-30T12:00", "2026-12-01T25:00"] {
        schedule(&erika, &[(topic, "title", version)], at).await.assert_json(422, &json!("not_ahead"));
    }
    let empty = saved_version(&erika.save((topic, "title"), version, " ").await);
    let answer = schedule(&erika, &[(topic, "title", empty)], &tomorrow(&app).await).await;
    assert_eq!((answer.status, &answer.json()["invalid"]["problem"]), (422, &json!("Empty")));
    assert_eq!(app.number("select count(*) from schedule").await, 0);
    assert_eq!(app.number("select count(*) from revision where account_id is not null").await, 0, "only a rehearsal");
}

#[tokio::test]
async fn what_could_not_go_out_is_told_with_the_reason_until_someone_has_seen_it() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (topic, at) = (app.item("migration").await, tomorrow(&app).await);
    let version = saved_version(&erika.save((topic, "slug"), 0, "ankommen").await);
    assert_eq!(schedule(&erika, &[(topic, "slug", version)], &at).await.status, 200);
    // Meanwhile someone else takes the address.
    app.run(
        "with new as (insert into item (kind) values ('topic') returning id)
             insert into topic (id, slug) select id, 'ankommen' from new",
    )
    .await;
    let_time_pass(&app).await;
    assert_eq!(app.publish_due().await, Some(ScheduleOutcome::Refused));
    let page = erika.get("/entwuerfe").await;
    page.assert_page(200, "nicht veröffentlicht. Adresse: Unter dieser Adresse steht schon etwas");
    let id = erika.get("/api/get_schedule").await.json()[0]["id"].as_i64().expect("an id").to_string();
    assert_eq!(erika.post("/entwuerfe").form(&[("aufheben", &id)]).await.status, 200);
    assert_eq!(erika.get("/api/get_schedule").await.json(), json!([]));
    assert_eq!(erika.field((topic, "slug")).await["draft"], "ankommen");
}

#[tokio::test]
async fn without_javascript_the_form_asks_for_the_time() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let version = saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    let chosen = format!("{topic}.title@{version}");
    let send = async |at: &str| {
        let values = [("schritt", "spaeter-veroeffentlichen"), ("auswahl", chosen.as_str()), ("zeitpunkt", at)];
        erika.post(&format!("{TOPIC}?bearbeiten")).form(&values).await
    };
    // Enter in that field presses the first button of the form.
    let at = tomorrow(&app).await;
    let now = [("schritt", "jetzt-veroeffentlichen"), ("auswahl", chosen.as_str()), ("zeitpunkt", at.as_str())];
    let asked = erika.post(&format!("{TOPIC}?bearbeiten")).form(&now).await;
    asked.assert_page(422, "Zeitpunkt: Hier steht eine Zeit, deshalb ist noch nichts veröffentlicht.");
    assert!(asked.html().form_values().contains(&("zeitpunkt".to_owned(), at)));
    assert_eq!(app.text("select title from topic_text limit 1").await, "Migration");
    let refused = send("2020-01-01T12:00").await;
    refused.assert_page(422, "Zeitpunkt: Bitte einen Tag und eine Uhrzeit wählen, die noch kommen");
    assert!(refused.html().form_values().contains(&("zeitpunkt".to_owned(), "2020-01-01T12:00".to_owned())));
    assert_eq!(send(&tomorrow(&app).await).await.status, 303);
    assert_eq!(app.number("select count(*) from scheduled_text").await, 1);
}
