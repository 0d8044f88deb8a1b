//! `/personen/{slug}`, its vCard and its address.

use serde_json::json;

use crate::test_app::{PUBLIC_URL, TOPIC, TestApp};

const PERSON: &str = "/personen/christine-jochem";
const ADDRESS: &str = "/personen/christine-jochem/adresse";
const VCARD: &str = "/personen/christine-jochem.vcf";
const PLAIN: &str = "christine.jochem@hannover-rat.de";

#[tokio::test]
async fn an_editor_is_told_where_else_a_text_is_to_be_read() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (person, post) = (app.item("christine-jochem").await, app.item("2024-07-01-am-28-juni-ist").await);
    app.run(
        "with new as (insert into item (kind) values ('topic') returning id),
              there as (insert into topic (id, slug, position) select id, 'verkehr', 9 from new returning id),
              said as (insert into topic_text select id, 'de', 'Verkehr', '' from there),
              contact as (insert into topic_contact select there.id, person.id, 0 from there, person)
         insert into topic_post (topic_id, post_id, published_on)
         select there.id, post.id, published_on from there, post where slug = '2024-07-01-am-28-juni-ist'",
    )
    .await;
    let also_on = async |path: &str| erika.get(path).await.json()["drafts"]["also_on"].clone();
    let (verkehr, migration) =
        (json!({ "slug": "verkehr", "title": "Verkehr" }), json!({ "slug": "migration", "title": "Migration" }));
    let mut expected = vec![json!([person, [verkehr]]), json!([post, [verkehr]])];
    expected.sort_by_key(|entry| entry[0].as_i64());
    assert_eq!(also_on("/api/get_topic?slug=migration").await, json!(expected));
    assert_eq!(also_on("/api/get_person?slug=christine-jochem").await, json!([[person, [migration, verkehr]]]));
    assert_eq!(app.reader().get("/api/get_topic?slug=migration").await.json()["drafts"], json!(null));
}

#[tokio::test]
async fn a_person_has_a_page_with_the_card_and_their_topics() {
    let app = TestApp::start().await;
    let answer = app.reader().get(PERSON).await;
    answer.assert_page(200, "Sprecherin für Migrationspolitik, Fraktionsvorsitzende im Bezirksrat");
    let html = answer.html();
    assert_eq!(html.the("h1").text(), "Christine Jochem");
    assert!(html.text().contains("christine.jochem[at]hannover-rat.de") && html.text().contains("(sie/ihr)"));
    assert_eq!(html.link("Migration").as_deref(), Some(TOPIC));
    assert_eq!(html.title(), "Christine Jochem – Grüne Ratsfraktion Hannover");
    assert_eq!(html.meta("og:url"), Some(format!("{PUBLIC_URL}{PERSON}").as_str()));
}

#[tokio::test]
async fn the_address_comes_to_a_script_as_json() {
    let app = TestApp::start().await;
    // What `fetch` sends by itself, too.
    for accept in ["application/json", "*/*"] {
        let answer = app.reader().post(ADDRESS).header("accept", accept).await;
        answer.assert_json(200, &json!({ "address": PLAIN }));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn the_address_comes_to_a_form_as_a_page_with_the_link() {
    let app = TestApp::start().await;
    let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let answer = app.reader().post(ADDRESS).header("accept", accept).form(&[("kopieren", "1")]).await;
    answer.assert_page(200, PLAIN);
    assert_eq!(answer.html().link(PLAIN), Some(format!("mailto:{PLAIN}")));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let html = answer.html();
    assert!(html.all("script").iter().all(|script| !script.content.contains('@')), "no address in a script");
}

#[tokio::test]
async fn the_vcard_has_the_address_only_on_the_readers_action() {
    let app = TestApp::start().await;
    let got = app.reader().get(VCARD).await;
    let posted = app.reader().post(VCARD).form(&[("", "")]).await;
    for answer in [&got, &posted] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/vcard; charset=utf-8"));
        assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"christine-jochem.vcf\""));
        let text = answer.text();
        assert!(
            text.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Christine Jochem\r\n")
                && text.ends_with("END:VCARD\r\n"),
            "{text}"
        );
        assert!(text.contains(&format!("URL:{PUBLIC_URL}{PERSON}\r\n")), "{text}");
    }
    assert!(!got.text().contains("hannover-rat.de"));
    assert!(posted.text().contains(&format!("EMAIL;TYPE=work:{PLAIN}\r\n")));
    assert_eq!(posted.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn an_unknown_person_is_told_with_404_at_each_address() {
    let app = TestApp::start().await;
    let reader = app.reader();
    for path in ["/personen/gibt-es-nicht", "/personen/gibt-es-nicht.vcf", "/personen/.vcf", "/personen/%00"] {
        reader.get(path).await.assert_page(404, "Seite nicht gefunden");
    }
    for path in ["/personen/gibt-es-nicht/adresse", "/personen/gibt-es-nicht.vcf", "/personen/%00/adresse"] {
        reader.post(path).await.assert_page(404, "Seite nicht gefunden");
    }
    let answer = reader.post("/personen/gibt-es-nicht/adresse").header("accept", "application/json").await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn someone_without_an_address_has_a_card_without_its_buttons() {
    let app = TestApp::start().await;
    app.run("update person set email = ''").await;
    let answer = app.reader().get(PERSON).await;
    answer.assert_page(200, "Christine Jochem");
    assert_eq!(answer.html().the("main").buttons(), [""; 0]);
    app.reader().post(ADDRESS).await.assert_page(404, "Seite nicht gefunden");
    assert!(!app.reader().get(VCARD).await.text().contains("EMAIL"));
}

#[tokio::test]
async fn after_sixty_addresses_one_must_wait() {
    let app = TestApp::start().await;
    let reader = app.reader();
    for _ in 0..30 {
        assert_eq!(reader.post(ADDRESS).await.status, 200);
        assert_eq!(reader.post(VCARD).await.status, 200);
    }
    for path in [ADDRESS, VCARD] {
        let answer = reader.post(path).await;
        answer.assert_page(429, "Das waren zu viele Versuche.");
        assert_eq!(answer.header("retry-after"), Some("900"));
        assert!(!answer.text().contains(PLAIN));
    }
    assert_eq!(reader.get(PERSON).await.status, 200);
    app.run("update attempt set attempted_at = now() - interval '16 minutes'").await;
    assert_eq!(reader.post(ADDRESS).await.status, 200);
}
