//! `/verwaltung`, `POST /api/delete_item` and `/api/restore_item`: the bin. What readers reported.

use serde_json::{Value, json};

use crate::test_app::{Answer, Client, Html, TOPIC, TestApp, saved_version};

const POST: &str = "2024-10-30-sehr-geehrte-kollegen-von";
const BIN: &str = "/verwaltung";

async fn delete(editor: &Client, item: i64) {
    editor.call("delete_item", &json!({ "item": item })).await.assert_json(200, &Value::Null);
}

async fn restore(editor: &Client, item: i64) {
    editor.call("restore_item", &json!({ "item": item })).await.assert_json(200, &Value::Null);
}

/// Publishes all that is unpublished on a page, as the dialog does it.
async fn publish_all(editor: &Client, page: Value) {
    let sets = editor.changes(page).await;
    let fields = sets.as_array().expect("a list").iter().flat_map(|set| {
        let change = |change: &Value| json!([{ "item": set["item"], "field": change["field"] }, change["version"]]);
        set["changes"].as_array().expect("a list").iter().map(change).collect::<Vec<_>>()
    });
    let chosen: Vec<Value> = fields.collect();
    assert!(!chosen.is_empty());
    editor.call("publish", &json!({ "chosen": chosen })).await.assert_json(200, &Value::Null);
}

fn articles(page: &Answer) -> usize {
    page.html().elements("article").len()
}

#[tokio::test]
async fn the_bin_is_for_editors() {
    let app = TestApp::start().await;
    app.reader().get(BIN).await.assert_page(401, "Bitte anmelden");
    let erika = app.log_in_as("erika").await;
    erika.get(BIN).await.assert_page(200, "Der Papierkorb ist leer.");
    assert!(erika.get(TOPIC).await.html().link("Verwaltung").is_some());
    assert!(app.reader().get(TOPIC).await.html().link("Verwaltung").is_none());
}

#[tokio::test]
async fn what_is_deleted_is_gone_for_all_and_lies_in_the_bin() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = app.item(POST).await;
    let path = format!("/meldungen/{POST}");
    delete(&erika, post).await;
    delete(&erika, post).await;
    for client in [&app.reader(), &erika] {
        assert_eq!(articles(&client.get(TOPIC).await), 5);
        assert!(!client.get("/").await.text().contains(POST));
        client.get(&path).await.assert_page(410, "Diese Seite gibt es nicht mehr");
    }
    assert_eq!(erika.changes(json!({ "topic": "migration" })).await, json!([]));
    erika.get("/entwuerfe").await.assert_page(200, "Alles, was geschrieben wurde, ist veröffentlicht.");
    let listed = erika.get(BIN).await;
    let html = listed.html();
    assert!(html.by_id("papierkorb").text().contains("Papierkorb"));
    let text = html.text();
    assert!(text.contains("Meldung „Sehr geehrte Kollegen von SPD, CDU und FDP, Die ersten …“"), "{text}");
    let until = app.text("select to_char(now() at time zone 'Europe/Berlin' + interval '30 days', 'DD.MM.YYYY')").await;
    assert!(text.contains("erika, ") && text.contains(&format!("bleibt bis {until}")), "{text}");
    let history = erika.get("/verlauf/themen/migration").await.headed_entries();
    assert!(history[0].starts_with("Von der Seite genommen: Meldung „Sehr geehrte"), "{history:#?}");
}

#[tokio::test]
async fn what_is_brought_back_is_a_draft_and_once_published_stands_where_it_stood() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let post = app.item(POST).await;
    let before = app.reader().get(TOPIC).await.html().text();
    delete(&erika, post).await;
    let values = [("wiederherstellen", post.to_string())];
    otto.post(BIN).form(&values).await.assert_page(200, "Wiederhergestellt, als Entwurf.");
    let path = format!("/meldungen/{POST}");
    app.reader().get(&path).await.assert_page(404, "Seite nicht gefunden");
    assert_eq!(articles(&app.reader().get(TOPIC).await), 5);
    otto.get(&path).await.assert_page(200, "Diese Seite sieht nur die Redaktion");
    otto.get(&format!("{path}?bearbeiten")).await.assert_page(200, "30. Oktober 2024");
    assert!(otto.get("/entwuerfe").await.text().contains("Neu: Meldung „Sehr geehrte"));
    publish_all(&otto, json!({ "post": POST })).await;
    assert_eq!(app.reader().get(TOPIC).await.html().text(), before);
    app.reader().get(&path).await.assert_page(200, "30. Oktober 2024");
    otto.get(BIN).await.assert_page(200, "Der Papierkorb ist leer.");
}

#[tokio::test]
async fn a_person_and_a_topic_come_back_with_all_that_belongs_to_them() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (person, topic) = (app.item("christine-jochem").await, app.item("migration").await);
    let before = app.reader().get(TOPIC).await.html().text();
    delete(&erika, person).await;
    assert!(!app.reader().get(TOPIC).await.text().contains("Christine Jochem</"));
    for (path, status) in [("/personen/christine-jochem", 410), ("/personen/christine-jochem.vcf", 404)] {
        assert_eq!(app.reader().get(path).await.status, status, "{path}");
    }
    let address = app.reader().post("/personen/christine-jochem/adresse").await;
    assert_eq!(address.status, 404, "{}", address.text());
    delete(&erika, topic).await;
    app.reader().get(TOPIC).await.assert_page(410, "Diese Seite gibt es nicht mehr");
    assert!(!app.reader().get("/").await.text().contains(TOPIC));
    for (item, page) in [(person, json!({ "person": "christine-jochem" })), (topic, json!({ "topic": "migration" }))] {
        restore(&erika, item).await;
        publish_all(&erika, page).await;
    }
    assert_eq!(app.reader().get(TOPIC).await.html().text(), before);
    assert_eq!(app.text("select email from person").await, "christine.jochem@hannover-rat.de");
}

#[tokio::test]
async fn a_draft_goes_into_the_bin_and_comes_back_with_its_text() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = app.item(POST).await;
    saved_version(&erika.save((post, "title"), 0, "Noch nicht fertig").await);
    delete(&erika, post).await;
    // What a colleague types at this moment is kept, and cannot go out.
    let version = saved_version(&erika.save((post, "title"), 1, "Noch nicht ganz fertig").await);
    erika.publish(&[(post, "title", version)]).await.assert_json(409, &json!("changed"));
    restore(&erika, post).await;
    publish_all(&erika, json!({ "topic": "migration" })).await;
    let text = app.reader().get(TOPIC).await.html().text();
    assert!(text.contains("Noch nicht ganz fertig") && text.contains("Sehr geehrte Kollegen"), "{text}");
}

#[tokio::test]
async fn a_new_post_is_deleted_and_brought_back_too() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = erika.create_post().await;
    saved_version(&erika.save((post, "teaser"), 0, "Neu").await);
    delete(&erika, post).await;
    let new_posts = async || erika.get("/api/get_topic?slug=migration").await.json()["drafts"]["new_posts"].clone();
    assert_eq!(new_posts().await, json!([]));
    restore(&erika, post).await;
    assert_eq!(new_posts().await, json!([post]));
    assert_eq!(app.number("select count(*) from revision where content is null").await, 0);
}

#[tokio::test]
async fn what_is_only_taken_off_the_site_is_a_draft_at_its_address() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = app.item(POST).await;
    let path = format!("/meldungen/{POST}");
    let before = app.reader().get(TOPIC).await.html().text();
    let withdraw = || erika.call("withdraw_item", &json!({ "item": post }));
    withdraw().await.assert_json(200, &Value::Null);
    withdraw().await.assert_json(200, &Value::Null);
    app.reader().get(&path).await.assert_page(404, "Seite nicht gefunden");
    assert_eq!(articles(&app.reader().get(TOPIC).await), 5);
    erika.get(&path).await.assert_page(200, "Diese Seite sieht nur die Redaktion");
    erika.get(BIN).await.assert_page(200, "Der Papierkorb ist leer.");
    assert_eq!(app.number("select count(*) from revision where content is null").await, 1);
    publish_all(&erika, json!({ "topic": "migration" })).await;
    assert_eq!(app.reader().get(TOPIC).await.html().text(), before);
}

#[tokio::test]
async fn what_the_law_asks_for_and_what_is_not_there_cannot_be_deleted() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let page = app.item("impressum").await;
    for item in [page, 999_999] {
        for function in ["delete_item", "withdraw_item"] {
            erika.call(function, &json!({ "item": item })).await.assert_json(404, &json!("not_found"));
        }
    }
    erika.call("restore_item", &json!({ "item": 999_999 })).await.assert_json(404, &json!("not_found"));
    assert_eq!(app.reader().get("/impressum").await.status, 200);
    erika.post(BIN).form(&[("wiederherstellen", "x")]).await.assert_page(400, "Die Anfrage war nicht lesbar.");
    erika.post(BIN).form(&[("wiederherstellen", "999999")]).await.assert_page(404, "Seite nicht gefunden");
}

#[tokio::test]
async fn without_javascript_each_text_of_the_form_can_be_deleted() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = app.item(POST).await;
    let form = format!("{TOPIC}?bearbeiten");
    let mut values = erika.get(&form).await.html().form_values();
    values.push(("zurueckziehen".into(), post.to_string()));
    let answer = erika.post(&form).form(&values).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(form.as_str())));
    assert_eq!(articles(&app.reader().get(TOPIC).await), 5);
    let page = erika.get(&form).await.html();
    assert!(!page.elements("fieldset").iter().any(|group| {
        group.text().starts_with("Neue Meldung") && group.buttons().contains(&"Nur von der Seite nehmen".to_owned())
    }));
    let mut values = page.form_values();
    values.push(("loeschen".into(), post.to_string()));
    let answer = erika.post(&form).form(&values).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(BIN)));
    assert_eq!(articles(&app.reader().get(TOPIC).await), 5);
    let of_the_law = erika.get("/impressum?bearbeiten").await.html().the("main");
    assert!(!of_the_law.buttons().contains(&"Löschen".to_owned()), "{of_the_law:?}");
}

#[tokio::test]
async fn the_bin_is_emptied_after_thirty_days_and_not_before() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let items = [app.item(POST).await, app.item("christine-jochem").await, app.item("migration").await];
    for item in items {
        saved_version(&erika.save((item, if item == items[1] { "name" } else { "title" }), 0, "Neu").await);
        delete(&erika, item).await;
    }
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 0);
    app.run("update item set deleted_at = deleted_at - interval '29 days 23 hours'").await;
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 0);
    app.run("update item set deleted_at = deleted_at - interval '1 hour 1 minute'").await;
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 3);
    for table in [
        "select count(*) from item where deleted_at is not null",
        "select count(*) from edit",
        "select count(*) from topic",
        "select count(*) from person",
        "select count(*) from topic_contact",
    ] {
        assert_eq!(app.number(table).await, 0, "{table}");
    }
    assert_eq!(app.number("select count(*) from post").await, 5);
    erika.get(BIN).await.assert_page(200, "Der Papierkorb ist leer.");
    assert_eq!(app.reader().get("/").await.status, 200);
}

#[tokio::test]
async fn an_address_that_readers_knew_answers_that_it_is_gone_for_ever() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (post, person, topic) = (app.item(POST).await, app.item("christine-jochem").await, app.item("migration").await);
    let version = saved_version(&erika.save((post, "slug"), 0, "offener-brief").await);
    assert_eq!(erika.publish(&[(post, "slug", version)]).await.status, 200);
    let new = [("art", "page"), ("name", "Nie gesehen"), ("vorgang", &crate::test_app::fresh_operation())];
    assert_eq!(erika.post("/neu").form(&new).await.status, 303);
    let never_seen = app.item("nie-gesehen").await;
    for item in [post, person, topic, never_seen] {
        delete(&erika, item).await;
    }
    app.run("update item set deleted_at = deleted_at - interval '31 days' where deleted_at is not null").await;
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 4);
    let gone = [&format!("/meldungen/{POST}"), "/meldungen/offener-brief", "/personen/christine-jochem", TOPIC];
    for client in [&app.reader(), &erika] {
        for path in gone {
            client.get(path).await.assert_page(410, "Diese Seite gibt es nicht mehr");
        }
        client.get("/nie-gesehen").await.assert_page(404, "Seite nicht gefunden");
        client.get("/themen/migration/feed.atom").await.assert_page(410, "Diese Seite gibt es nicht mehr");
        client.get("/themen/christine-jochem").await.assert_page(404, "Seite nicht gefunden");
    }
    app.reader().get("/api/get_topic?slug=migration").await.assert_json(410, &json!("gone"));
}

#[tokio::test]
async fn a_new_item_gets_the_address_of_what_is_gone_only_where_it_is_given_it() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    delete(&erika, app.item("christine-jochem").await).await;
    app.run("update item set deleted_at = deleted_at - interval '31 days' where deleted_at is not null").await;
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 1);
    let new = [("art", "person"), ("name", "Christine Jochem"), ("vorgang", &crate::test_app::fresh_operation())];
    let made = erika.post("/neu").form(&new).await;
    assert_eq!(made.header("location"), Some("/personen/christine-jochem-2#bearbeiten"));
    let person = app.item("christine-jochem-2").await;
    assert_eq!(erika.publish(&[(person, "name", 1), (person, "slug", 1)]).await.status, 200);
    app.reader().get("/personen/christine-jochem").await.assert_page(410, "Diese Seite gibt es nicht mehr");

    let version = saved_version(&erika.save((person, "slug"), 1, "christine-jochem").await);
    app.reader().get("/personen/christine-jochem").await.assert_page(410, "Diese Seite gibt es nicht mehr");
    assert_eq!(erika.publish(&[(person, "slug", version)]).await.status, 200);
    app.reader().get("/personen/christine-jochem").await.assert_page(200, "Christine Jochem");
    let old = app.reader().get("/personen/christine-jochem-2").await;
    assert_eq!((old.status, old.header("location")), (301, Some("/personen/christine-jochem")));
    // It leaves again: what is there no more leads to where it is.
    let version = saved_version(&erika.save((person, "slug"), version, "c-jochem").await);
    assert_eq!(erika.publish(&[(person, "slug", version)]).await.status, 200);
    let old = app.reader().get("/personen/christine-jochem").await;
    assert_eq!((old.status, old.header("location")), (301, Some("/personen/c-jochem")));
}

#[tokio::test]
async fn publishing_and_deleting_at_once_lose_no_text_and_block_nobody() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    let mut version = 0;
    for round in 0..15 {
        let text = format!("Titel {round}");
        version = saved_version(&erika.save((topic, "title"), version, &text).await);
        let chosen = [(topic, "title", version)];
        let publish = async { erika.publish(&chosen).await };
        let (published, ()) = tokio::join!(publish, delete(&otto, topic));
        assert!([200, 409].contains(&published.status), "{}", published.text());
        assert_eq!(app.number("select count(*) from topic_text").await, 0);
        assert_eq!(app.text("select draft from field_state where field = 'title' and draft is not null").await, text);
        restore(&otto, topic).await;
        publish_all(&erika, json!({ "topic": "migration" })).await;
        assert_eq!(app.text("select title from topic_text").await, text);
    }
}

async fn report(app: &TestApp, description: &str, page: &str, email: &str) -> i64 {
    let values = [("beschreibung", description), ("seite", page), ("email", email)];
    assert_eq!(app.reader().post("/barriere-melden").form(&values).await.status, 303);
    app.number("select max(id) from barrier_report").await
}

/// The list of reports, entry by entry, as text.
fn reports(page: &Answer) -> Vec<String> {
    let html = page.html();
    let section =
        html.elements("section").into_iter().find(|section| section.text().starts_with("Gemeldete Barrieren"));
    section.expect("a section").elements("li").iter().map(Html::text).collect()
}

#[tokio::test]
async fn what_readers_reported_is_shown_to_staff_as_text_and_the_address_masked() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    erika.get(BIN).await.assert_page(200, "Zurzeit ist keine Barriere gemeldet.");
    report(&app, "Erste Zeile\n<b>Zweite</b> [Link](/x)", "/themen/migration?jahr=2024", "ida@beispiel.de").await;
    report(&app, "Zu klein", "https://boese.example/", "").await;
    let page = erika.get(BIN).await;
    page.assert_page(200, "Was erledigt ist, wird nach 90 Tagen gelöscht");
    let listed = reports(&page);
    assert_eq!(listed.len(), 2);
    assert!(listed[0].contains("Zu klein") && listed[0].contains("Seite: https://boese.example/"), "{listed:?}");
    assert!(listed[0].contains("Keine Antwort gewünscht"), "{listed:?}");
    assert!(listed[1].contains("Erste Zeile\n<b>Zweite</b> [Link](/x)"), "{listed:?}");
    assert!(listed[1].contains("Antwort an: ida[at]beispiel.de"), "{listed:?}");
    let html = page.html();
    assert_eq!(html.link("/themen/migration?jahr=2024").as_deref(), Some("/themen/migration?jahr=2024"));
    assert_eq!(html.link("https://boese.example/"), None);
    assert!(!page.text().contains("ida@") && !page.text().contains("<b>"), "{}", page.text());
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let answer = erika.get("/api/get_barrier_reports").await;
    assert_eq!((answer.status, answer.json()[1]["masked_email"].clone()), (200, json!("ida[at]beispiel.de")));
    for path in [BIN, "/api/get_barrier_reports"] {
        let refused = app.reader().get(path).await;
        assert!(refused.status == 401 && !refused.text().contains("Zu klein"), "{path}");
    }
}

#[tokio::test]
async fn a_report_is_done_goes_behind_those_that_are_open_and_can_be_opened_again() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let first = report(&app, "Zuerst gemeldet", "", "").await;
    let second = report(&app, "Danach gemeldet", "", "").await;
    for editor in [&erika, &otto] {
        let answer = editor.post(BIN).form(&[("erledigt", second.to_string())]).await;
        answer.assert_page(200, "Als erledigt vermerkt.");
    }
    let page = erika.get(BIN).await;
    let listed = reports(&page);
    assert!(listed[0].contains("Zuerst gemeldet") && !listed[0].contains("Erledigt:"), "{listed:?}");
    let until = app.text("select to_char(now() at time zone 'Europe/Berlin' + interval '90 days', 'DD.MM.YYYY')").await;
    assert!(
        listed[1].contains("Erledigt: erika, ") && listed[1].contains(&format!("bleibt bis {until}")),
        "{listed:?}"
    );
    assert_eq!(page.html().the("main").buttons(), ["Erledigt", "Wieder öffnen"]);
    otto.post(BIN).form(&[("wieder-oeffnen", second.to_string())]).await.assert_page(200, "Wieder offen.");
    assert_eq!(app.number("select count(*) from barrier_report where done_at is null and done_by is null").await, 2);
    assert!(reports(&otto.get(BIN).await)[0].contains("Danach gemeldet"));
    for name in ["erledigt", "wieder-oeffnen"] {
        erika.post(BIN).form(&[(name, "x")]).await.assert_page(400, "Die Anfrage war nicht lesbar.");
        erika.post(BIN).form(&[(name, "999999")]).await.assert_page(404, "Seite nicht gefunden");
        app.reader().post(BIN).form(&[(name, first.to_string())]).await.assert_page(401, "Bitte anmelden");
    }
    erika.post(BIN).form(&[("sonst", "1")]).await.assert_page(400, "Die Anfrage war nicht lesbar.");
}

#[tokio::test]
async fn a_report_goes_ninety_days_after_it_was_done_and_not_before() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    report(&app, "Offen", "", "ida@beispiel.de").await;
    let done = report(&app, "Erledigt", "", "otto@beispiel.de").await;
    erika.post(BIN).form(&[("erledigt", done.to_string())]).await.assert_page(200, "Als erledigt vermerkt.");
    app.run(
        "update barrier_report set reported_at = reported_at - interval '1 year',
                                       done_at = done_at - interval '89 days 23 hours'",
    )
    .await;
    assert_eq!(app.store.forget_barrier_reports().await.expect("an answer"), 0);
    app.run("update barrier_report set done_at = done_at - interval '1 hour 1 minute'").await;
    assert_eq!(app.store.forget_barrier_reports().await.expect("an answer"), 1);
    assert_eq!(app.text("select string_agg(email, '|') from barrier_report").await, "ida@beispiel.de");
}

#[tokio::test]
async fn a_flood_of_reports_leaves_the_page_usable() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    app.run("insert into barrier_report (description) select 'Barriere ' || n from generate_series(1, 150) as n").await;
    let page = erika.get(BIN).await;
    page.assert_page(200, "Hier stehen höchstens 100");
    let listed = reports(&page);
    assert_eq!(listed.len(), 100);
    assert!(listed[0].contains("Barriere 150"), "{}", listed[0]);
}
