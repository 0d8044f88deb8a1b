//! The editing form without JavaScript: `GET` and `POST /themen/{slug}?bearbeiten` and its like.

use crate::test_app::{Answer, Client, Html, TOPIC, TestApp, saved_version};

const FORM: &str = "/themen/migration?bearbeiten";
const EVIL: &str = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)> &amp; &lt;";

type Values = Vec<(String, String)>;

async fn form(editor: &Client) -> Values {
    let answer = editor.get(FORM).await;
    assert_eq!(answer.status, 200, "{}", answer.words());
    answer.html().form_values()
}

#[track_caller]
fn set(values: &mut Values, name: &str, text: &str) {
    let value = values.iter_mut().find(|(key, _)| key == name).unwrap_or_else(|| panic!("no control {name}"));
    text.clone_into(&mut value.1);
}

#[track_caller]
fn value(values: &Values, name: &str) -> String {
    let control = values.iter().find(|(key, _)| key == name);
    control.map_or_else(|| panic!("no control {name}"), |(_, value)| value.clone())
}

/// The texts among the values: `17.title` and its like.
fn texts(values: &Values) -> Vec<(String, String)> {
    values.iter().filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_digit())).cloned().collect()
}

async fn send(editor: &Client, values: &Values, step: &str) -> Answer {
    let mut values = values.clone();
    values.push(("schritt".into(), step.into()));
    editor.post(FORM).form(&values).await
}

#[tokio::test]
async fn the_form_holds_every_text_of_the_page_under_its_label() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let html = erika.get(FORM).await.html();
    let values = html.form_values();
    let topic = app.item("migration").await;
    assert_eq!(value(&values, &format!("{topic}.title")), "Migration");
    let introduction = app.text("select introduction from topic_text").await;
    assert_eq!(value(&values, &format!("{topic}.introduction")), introduction);
    let person = app.item("christine-jochem").await;
    assert_eq!(value(&values, &format!("{person}.email")), "christine.jochem[at]hannover-rat.de");
    let post = app.item("2024-06-20-herzlichen-glueckwunsch-an-die").await;
    assert_eq!(value(&values, &format!("{post}.published_on")), "20. Juni 2024");
    assert!(value(&values, &format!("{post}.teaser")).starts_with("\"Herzlichen Glückwunsch"));
    assert_eq!(texts(&values).len(), 4 + 6 + 6 * 6);
    let labels: std::collections::BTreeSet<String> =
        html.the("main").elements("label").iter().map(Html::text).collect();
    let expected = [
        "Adresse",
        "Bildnachweis",
        "Datum",
        "E-Mail",
        "Einleitung",
        "Funktion",
        "Kontakte",
        "Name",
        "Pronomen",
        "Teaser",
        "Text",
        "Themen",
        "Titel",
    ];
    assert_eq!(labels.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    for label in html.all("label") {
        html.by_id(label.get("for").expect("a control"));
    }
}

#[tokio::test]
async fn sending_the_form_as_it_came_changes_nothing() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let values = form(&erika).await;
    // As browsers send them, line breaks are two characters.
    let sent: Values = values.iter().map(|(name, text)| (name.clone(), text.replace('\n', "\r\n"))).collect();
    send(&erika, &sent, "uebernehmen").await.assert_page(200, "Als Entwurf gespeichert");
    assert_eq!(app.number("select count(*) from edit").await, 0);
    assert_eq!(app.number("select count(*) from field_state where draft is not null").await, 0);
    assert_eq!(form(&erika).await, values);
}

#[tokio::test]
async fn a_text_that_begins_with_line_breaks_comes_back_to_the_byte() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let text = "\n\n  Zwei Umbrüche davor\n";
    saved_version(&erika.save((topic, "introduction"), 0, text).await);
    assert_eq!(value(&form(&erika).await, &format!("{topic}.introduction")), text);
}

#[tokio::test]
async fn a_changed_text_is_kept_as_a_draft_and_readers_do_not_see_it() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let mut values = form(&erika).await;
    set(&mut values, &format!("{topic}.title"), "Ankommen");
    send(&erika, &values, "uebernehmen").await.assert_page(200, "Als Entwurf gespeichert");
    assert_eq!(app.text("select draft from field_state where draft is not null").await, "Ankommen");
    assert_eq!(app.number("select count(*) from edit").await, 1);
    assert_eq!(value(&form(&erika).await, &format!("{topic}.title")), "Ankommen");
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Migration");
}

#[tokio::test]
async fn a_foreign_change_is_told_with_both_texts_and_a_second_press_replaces_it_knowingly() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    let name = format!("{topic}.title");
    let mut values = form(&erika).await;
    saved_version(&otto.save((topic, "title"), 0, "Von Otto").await);
    set(&mut values, &name, "Von Erika");
    let answer = send(&erika, &values, "veroeffentlichen").await;
    answer.assert_page(409, "Ein Text wurde inzwischen von anderer Seite geändert.");
    let html = answer.html();
    assert!(html.text().contains("Von Otto") && html.text().contains("Konflikt: Titel"), "{}", html.text());
    assert_eq!(value(&html.form_values(), &name), "Von Erika");
    assert_eq!(app.text("select draft from field_state where field = 'title'").await, "Von Otto");

    send(&erika, &html.form_values(), "uebernehmen").await.assert_page(200, "Als Entwurf gespeichert");
    assert_eq!(app.text("select draft from field_state where field = 'title'").await, "Von Erika");
}

#[tokio::test]
async fn what_cannot_be_kept_is_told_at_the_field_and_the_typed_text_stays() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let (title, introduction) = (format!("{topic}.title"), format!("{topic}.introduction"));
    let mut values = form(&erika).await;
    let long = "Zu lang. ".repeat(50);
    set(&mut values, &title, &long);
    set(&mut values, &introduction, "Das ist gut.");
    let answer = send(&erika, &values, "uebernehmen").await;
    answer.assert_page(422, "Titel: Der Text ist zu lang. Möglich sind höchstens 300 Zeichen.");
    let html = answer.html();
    assert_eq!(value(&html.form_values(), &title), long);
    assert_eq!(value(&html.form_values(), &introduction), "Das ist gut.");
    let control = html.tags().find(|tag| tag.get("name") == Some(&title)).expect("a control");
    assert_eq!(control.get("aria-invalid"), Some("true"));
    let described = control.get("aria-describedby").expect("a description").split(' ').map(|id| html.by_id(id).text());
    assert!(described.collect::<String>().contains("zu lang"));

    set(&mut values, &title, "a\u{7}b");
    send(&erika, &values, "uebernehmen")
        .await
        .assert_page(422, "Titel: An Stelle 2 steht ein unsichtbares Steuerzeichen.");
}

#[tokio::test]
async fn publishing_lists_the_changes_and_what_is_left_out_stays_a_draft() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let mut values = form(&erika).await;
    set(&mut values, &format!("{topic}.title"), "Ankommen");
    set(&mut values, &format!("{topic}.introduction"), "Bleibt Entwurf.");
    let answer = send(&erika, &values, "veroeffentlichen").await;
    answer.assert_page(200, "Ankommen");
    let html = answer.html();
    assert!(html.text().contains("erika") && html.text().contains("Migration"), "{}", html.text());
    assert!(html.buttons().contains(&"Jetzt veröffentlichen".to_owned()), "{:?}", html.buttons());
    let boxes: Vec<_> =
        html.all("input").into_iter().filter(|tag| tag.get("type") == Some("checkbox")).cloned().collect();
    assert_eq!(boxes.len(), 2);
    for tag in &boxes {
        let id = tag.get("id").expect("an id");
        assert!(html.all("label").iter().any(|label| label.get("for") == Some(id)), "{id} has a label");
    }
    let chosen: Values = html.form_values().into_iter().filter(|(_, value)| value.contains(".title@")).collect();
    assert_eq!(chosen.len(), 1);
    let answer = send(&erika, &chosen, "jetzt-veroeffentlichen").await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(TOPIC)));
    let html = app.reader().get(TOPIC).await.html();
    assert_eq!(html.the("h1").text(), "Ankommen");
    assert!(!html.text().contains("Bleibt Entwurf."));
    assert_eq!(app.text("select draft from field_state where draft is not null").await, "Bleibt Entwurf.");
}

#[tokio::test]
async fn what_was_changed_since_it_was_listed_is_listed_anew() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    let chosen = send(&erika, &form(&erika).await, "veroeffentlichen").await.html().form_values();
    saved_version(&otto.save((topic, "title"), 1, "Ungesehen").await);
    let answer = send(&erika, &chosen, "jetzt-veroeffentlichen").await;
    answer.assert_page(409, "Ein Text wurde inzwischen weiter geändert.");
    assert!(answer.html().text().contains("Ungesehen"));
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Migration");
    assert_eq!(send(&erika, &answer.html().form_values(), "jetzt-veroeffentlichen").await.status, 303);
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Ungesehen");
}

#[tokio::test]
async fn what_cannot_be_published_is_told_at_its_field_and_stays_a_draft() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let name = format!("{post}.published_on");
    let mut values = form(&erika).await;
    set(&mut values, &name, "31. Februar 2024");
    let chosen = send(&erika, &values, "veroeffentlichen").await.html().form_values();
    let answer = send(&erika, &chosen, "jetzt-veroeffentlichen").await;
    answer.assert_page(422, "Datum: Das ist kein Datum. Möglich sind 30.10.2024, 30. Oktober 2024 oder 2024-10-30.");
    assert_eq!(value(&answer.html().form_values(), &name), "31. Februar 2024");
    assert_eq!(app.reader().get(TOPIC).await.html().all("time")[0].get("datetime"), Some("2024-10-30"));
}

#[tokio::test]
async fn discarding_takes_what_is_chosen() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&erika.save((topic, "introduction"), 0, "Bleibt.").await);
    let listed = send(&erika, &form(&erika).await, "verwerfen").await;
    listed.assert_page(200, "Ankommen");
    let chosen: Values =
        listed.html().form_values().into_iter().filter(|(_, value)| value.contains(".title@")).collect();
    assert_eq!(send(&erika, &chosen, "jetzt-verwerfen").await.status, 303);
    assert_eq!(app.text("select string_agg(draft, ',') from field_state where draft is not null").await, "Bleibt.");
}

#[tokio::test]
async fn a_new_post_is_made_filled_in_and_published_without_javascript() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let answer = send(&erika, &form(&erika).await, "neue-meldung").await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(FORM)));
    let post = app.number("select max(id) from item").await;
    let mut values = form(&erika).await;
    set(&mut values, &format!("{post}.published_on"), "22.11.2026");
    set(&mut values, &format!("{post}.teaser"), "Ganz neu");
    let listed = send(&erika, &values, "veroeffentlichen").await;
    listed.assert_page(200, "Ganz neu");
    let chosen = listed.html().form_values();
    let chosen: Vec<_> = chosen.into_iter().filter(|(name, _)| name == "auswahl").collect();
    assert_eq!(chosen.len(), 1, "a new post is chosen as a whole: {chosen:?}");
    assert_eq!(send(&erika, &chosen, "jetzt-veroeffentlichen").await.status, 303);
    app.reader().get("/meldungen/2026-11-22-ganz-neu").await.assert_page(200, "Ganz neu");
}

#[tokio::test]
async fn the_forms_of_a_person_and_a_post_work_the_same() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for (path, slug, field) in [
        ("/personen/christine-jochem", "christine-jochem", "role"),
        ("/meldungen/2024-07-01-am-28-juni-ist", "2024-07-01-am-28-juni-ist", "body"),
    ] {
        let form = format!("{path}?bearbeiten");
        let name = format!("{}.{field}", app.item(slug).await);
        let mut values = erika.get(&form).await.html().form_values();
        set(&mut values, &name, "Neu und anders");
        values.push(("schritt".into(), "veroeffentlichen".into()));
        let listed = erika.post(&form).form(&values).await;
        listed.assert_page(200, "Neu und anders");
        let mut chosen = listed.html().form_values();
        chosen.push(("schritt".into(), "jetzt-veroeffentlichen".into()));
        let answer = erika.post(&form).form(&chosen).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(path)));
        app.reader().get(path).await.assert_page(200, "Neu und anders");
    }
}

#[tokio::test]
async fn whatever_is_written_in_a_field_stands_in_the_form_as_text() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let values = form(&erika).await;
    for (name, _) in &texts(&values) {
        let (item, field) = name.split_once('.').expect("a field");
        let text = if field == "email" { EVIL.replace('@', "") } else { EVIL.to_owned() };
        saved_version(&erika.save((item.parse().expect("an id"), field), 0, &text).await);
    }
    let pages = [
        erika.get(FORM).await,
        send(&erika, &form(&erika).await, "uebernehmen").await,
        send(&erika, &form(&erika).await, "veroeffentlichen").await,
        erika.get(TOPIC).await,
        erika.get("/personen/christine-jochem?bearbeiten").await,
        erika.get("/meldungen/2024-07-01-am-28-juni-ist?bearbeiten").await,
    ];
    for answer in pages {
        assert_eq!(answer.status, 200);
        let html = answer.html();
        assert!(html.all("script").iter().all(|script| !script.content.starts_with("alert(1)")), "{}", answer.text());
        assert!(html.all("img").is_empty());
        assert!(html.tags().all(|tag| tag.attributes.iter().all(|(name, _)| !name.starts_with("on"))));
    }
    for (name, text) in texts(&form(&erika).await) {
        assert_eq!(text, EVIL, "{name}");
    }
}

#[tokio::test]
async fn a_form_that_no_browser_would_send_changes_nothing() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let title = format!("{topic}.title");
    let version = format!("version.{title}");
    let forms: [&[(&str, &str)]; 5] = [
        &[(&title, "x")],
        &[(&title, "x"), (&version, "eins")],
        &[("auswahl", "17"), ("schritt", "jetzt-veroeffentlichen")],
        &[("auswahl", "x.title@1"), ("schritt", "jetzt-verwerfen")],
        &[("auswahl", "17.title@x"), ("schritt", "jetzt-veroeffentlichen")],
    ];
    for values in forms {
        erika.post(FORM).form(values).await.assert_page(400, "Die Anfrage war nicht lesbar.");
    }
    erika
        .post(FORM)
        .form(&[("999999.title", "x"), ("version.999999.title", "0")])
        .await
        .assert_page(404, "Seite nicht gefunden");
    erika
        .post("/themen/gibt-es-nicht")
        .form(&[("schritt", "veroeffentlichen")])
        .await
        .assert_page(404, "Seite nicht gefunden");
    assert_eq!(app.number("select count(*) from edit").await, 0);
}

#[tokio::test]
async fn without_a_session_what_was_typed_stays_in_the_page_and_is_kept_after_logging_in() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let mut values = form(&erika).await;
    set(&mut values, &format!("{topic}.title"), "Mitten im Satz");
    app.run("delete from session").await;
    for path in [FORM, "/personen/christine-jochem", "/meldungen/2024-07-01-am-28-juni-ist", "/impressum"] {
        let answer = erika.post(path).form(&values).await;
        answer.assert_page(401, "Alles Getippte ist noch da.");
    }
    assert_eq!(app.number("select count(*) from edit").await, 0);

    // Its line breaks are those that the browser sent.
    let kept = erika.post(FORM).form(&values).await.html().form_values();
    assert_eq!(kept, values);
    let erika = app.log_in_as("erika").await;
    erika.post(FORM).form(&kept).await.assert_page(200, "Als Entwurf gespeichert");
    assert_eq!(
        app.text("select string_agg(draft, ',') from field_state where draft is not null").await,
        "Mitten im Satz"
    );
}

#[tokio::test]
async fn a_text_that_was_not_touched_is_in_no_conflict() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    let mut values = form(&erika).await;
    saved_version(&otto.save((topic, "title"), 0, "Von Otto").await);
    set(&mut values, &format!("{topic}.introduction"), "Von Erika");
    send(&erika, &values, "uebernehmen").await.assert_page(200, "Als Entwurf gespeichert");
    let drafts = "select string_agg(draft, ',' order by field) from field_state where draft is not null";
    assert_eq!(app.text(drafts).await, "Von Erika,Von Otto");
}

#[tokio::test]
async fn an_address_typed_in_the_form_comes_back_masked() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let person = app.item("christine-jochem").await;
    let topic = app.item("migration").await;
    let mut values = form(&erika).await;
    set(&mut values, &format!("{person}.email"), "neue.adresse@hannover-rat.de");
    let kept = send(&erika, &values, "uebernehmen").await;
    set(&mut values, &format!("{topic}.title"), &"x".repeat(301));
    let refused = send(&erika, &values, "uebernehmen").await;
    app.run("delete from session").await;
    let unsent = send(&erika, &values, "uebernehmen").await;
    assert_eq!([kept.status, refused.status, unsent.status], [200, 422, 401]);
    for answer in [kept, refused, unsent] {
        assert!(!answer.text().contains("adresse@"), "{}", answer.text());
    }
}
