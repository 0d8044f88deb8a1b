//! `/neu`: a new topic or person.

use crate::test_app::{Answer, Client, TestApp, fresh_operation, saved_version};

async fn make(editor: &Client, kind: &str, name: &str, operation: &str) -> Answer {
    editor.post("/neu").form(&[("art", kind), ("name", name), ("vorgang", operation)]).await
}

/// Where one is sent after something was made.
#[track_caller]
fn place(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer.header("location").expect("a location")
}

#[tokio::test]
async fn the_form_is_for_editors() {
    let app = TestApp::start().await;
    app.reader().get("/neu").await.assert_page(401, "Bitte anmelden");
    let erika = app.log_in_as("erika").await;
    let page = erika.get("/neu?art=person").await;
    page.assert_page(200, "Titel oder Name");
    assert!(page.html().form_values().contains(&("art".to_owned(), "person".to_owned())));
}

#[tokio::test]
async fn a_new_topic_is_seen_by_editors_only_until_it_is_published() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let answer = make(&erika, "topic", " Verkehr & Mobilität ", &fresh_operation()).await;
    assert_eq!(place(&answer), "/themen/verkehr-mobilitaet#bearbeiten");
    let path = "/themen/verkehr-mobilitaet";
    app.reader().get(path).await.assert_page(404, "Seite nicht gefunden");
    assert!(!app.reader().get("/").await.text().contains(path));
    let page = erika.get(path).await;
    page.assert_page(200, "Diese Seite sieht nur die Redaktion");
    assert_eq!(page.html().the("h1").text(), "Verkehr & Mobilität");
    assert_eq!(erika.get("/entwuerfe").await.html().link("Neu: Thema „Verkehr & Mobilität“"), Some(path.to_owned()));

    let topic = app.item("verkehr-mobilitaet").await;
    saved_version(&erika.save((topic, "introduction"), 0, "Wie alle gut ankommen.").await);
    assert_eq!(erika.publish(&[(topic, "title", 1), (topic, "introduction", 1)]).await.status, 200);
    app.reader().get(path).await.assert_page(200, "Wie alle gut ankommen.");
    let topics =
        app.reader().get("/").await.html().elements("h3").iter().map(crate::test_app::Html::text).collect::<Vec<_>>();
    assert_eq!(topics[..2], ["Migration", "Verkehr & Mobilität"], "behind the others");
}

#[tokio::test]
async fn a_new_person_gets_a_page_and_names_may_be_alike() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    assert_eq!(
        place(&make(&erika, "person", "Dr. Şeyma Öztürk", &fresh_operation()).await),
        "/personen/dr-seyma-oeztuerk#bearbeiten"
    );
    assert_eq!(
        place(&make(&erika, "person", "Dr. Şeyma Öztürk", &fresh_operation()).await),
        "/personen/dr-seyma-oeztuerk-2#bearbeiten"
    );
    assert_eq!(place(&make(&erika, "topic", "…", &fresh_operation()).await), "/themen/ohne-namen#bearbeiten");
    let person = app.item("dr-seyma-oeztuerk").await;
    assert_eq!(app.reader().get("/personen/dr-seyma-oeztuerk.vcf").await.status, 404);
    assert_eq!(erika.publish(&[(person, "name", 1)]).await.status, 200);
    app.reader().get("/personen/dr-seyma-oeztuerk").await.assert_page(200, "Dr. Şeyma Öztürk");
}

#[tokio::test]
async fn the_form_sent_twice_makes_one() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let operation = fresh_operation();
    let make_it = async || make(&erika, "topic", "Verkehr", &operation).await;
    let (one, other) = tokio::join!(make_it(), make_it());
    assert_eq!((place(&one), place(&other)), ("/themen/verkehr#bearbeiten", "/themen/verkehr#bearbeiten"));
    assert_eq!(app.number("select count(*) from topic").await, 2);
    make(&otto, "topic", "Verkehr", &operation).await.assert_page(400, "Die Anfrage war nicht lesbar.");
    assert_eq!(app.number("select count(*) from item where kind = 'topic'").await, 2);
}

#[tokio::test]
async fn what_cannot_be_made_is_told_at_the_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for (kind, name, words) in [
        ("person", "  ".to_owned(), "Name: Hier fehlt noch ein Text."),
        ("topic", "x".repeat(301), "Titel: Der Text ist zu lang."),
        ("topic", "a\u{7}b".to_owned(), "Titel: An Stelle 2 steht ein unsichtbares Steuerzeichen."),
    ] {
        let answer = make(&erika, kind, &name, &fresh_operation()).await;
        answer.assert_page(422, words);
        assert!(answer.html().form_values().contains(&("art".to_owned(), kind.to_owned())), "{kind}");
    }
    for (kind, operation) in [("post", fresh_operation()), ("home", fresh_operation()), ("topic", "x".to_owned())] {
        make(&erika, kind, "Verkehr", &operation).await.assert_page(400, "Die Anfrage war nicht lesbar.");
    }
    assert_eq!(app.number("select count(*) from item").await, 12);
}
