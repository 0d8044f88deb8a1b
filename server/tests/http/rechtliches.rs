//! `GET /impressum`, `/datenschutz`, `/barrierefreiheit`, and what staff are told that they still lack.

use serde_json::json;

use crate::test_app::{PUBLIC_URL, TestApp, saved_version};

#[tokio::test]
async fn the_pages_the_law_asks_for_say_what_the_operator_must_fill_in() {
    let app = TestApp::start().await;
    for (path, heading, section) in [
        ("/impressum", "Impressum", "Verantwortlich für den Inhalt nach § 18 Abs. 2 MStV"),
        ("/datenschutz", "Datenschutz", "Wer verantwortlich ist"),
        ("/barrierefreiheit", "Erklärung zur Barrierefreiheit", "Barrieren melden"),
    ] {
        let answer = app.reader().get(path).await;
        answer.assert_page(200, "Diese Seite ist noch nicht vollständig: Was in eckigen Klammern steht, muss");
        let html = answer.html();
        assert_eq!(html.the("h1").text(), heading);
        assert!(html.elements("h2").iter().any(|h2| h2.text() == section), "{section}: {}", html.text());
        assert!(html.text().contains("[Hier einsetzen: "), "{path}");
        assert_eq!(html.title(), format!("{heading} – Grüne Ratsfraktion Hannover"));
        assert_eq!(html.meta("og:url"), Some(format!("{PUBLIC_URL}{path}").as_str()));
    }
}

#[tokio::test]
async fn staff_are_told_what_the_templates_still_lack_and_readers_are_not() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let page = erika.get("/verwaltung").await;
    page.assert_page(200, "Noch zu erledigen");
    let unfinished = erika.get("/api/get_unfinished_pages").await.json();
    for (index, (path, name)) in
        [("/impressum", "Impressum"), ("/datenschutz", "Datenschutz"), ("/barrierefreiheit", "Barrierefreiheit")]
            .into_iter()
            .enumerate()
    {
        let text = app.reader().get(path).await.html().the("main").text().to_lowercase();
        let (count, brackets) = (text.matches("[hier ").count(), text.matches('[').count());
        assert_eq!(count + text.matches("name[at]").count(), brackets, "every other bracket of {path} is an address");
        let found = &unfinished[index]["lack"]["details"];
        assert_eq!((&unfinished[index]["path"], &found["count"]), (&json!(path), &json!(count)), "{unfinished}");
        let first = found["first"].as_str().expect("a text").trim_end_matches(" …").to_lowercase();
        assert!(first.starts_with("[hier einsetzen: ") && text.contains(&first), "{first}");
        assert_eq!(page.html().the("main").link(name).as_deref(), Some(path));
        let told = format!("{count} Stellen sind noch auszufüllen, zuerst: „[");
        assert!(page.html().text().contains(&told), "{told}: {}", page.html().text());
        assert!(!app.reader().get(path).await.html().text().contains("noch auszufüllen"));
    }
    app.reader().get("/api/get_unfinished_pages").await.assert_json(401, &json!("signed_out"));
}

#[tokio::test]
async fn a_page_is_finished_once_what_is_published_of_it_has_no_placeholder() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let lacks = async || {
        let pages = erika.get("/api/get_unfinished_pages").await.json();
        let pages = pages.as_array().expect("a list").clone();
        pages.iter().map(|page| json!([page["path"], page["lack"]])).collect::<Vec<_>>()
    };
    app.run("update page_text set body = 'Fertig, name[at]beispiel.de, […].'").await;
    assert_eq!(lacks().await, [json!(null); 0]);
    assert!(!erika.get("/verwaltung").await.html().text().contains("Noch zu erledigen"));
    let page = app.item("impressum").await;
    let version = saved_version(&erika.save((page, "body"), 0, "Tel. [Hier einsetzen: Nummer]").await);
    assert_eq!(lacks().await, [json!(null); 0], "a draft is nothing that readers see");
    assert_eq!(erika.publish(&[(page, "body", version)]).await.status, 200);
    let details = json!({ "details": { "count": 1, "first": "[Hier einsetzen: Nummer]" } });
    assert_eq!(lacks().await, [json!(["/impressum", details])]);
    let told = erika.get("/verwaltung").await;
    told.assert_page(200, "Eine Stelle ist noch auszufüllen: „[Hier einsetzen: Nummer]“");
    app.run(
        "update page_text set body = e' \n' from page where id = page_id and slug = 'impressum';
         delete from page_text using page where id = page_id and slug = 'datenschutz';
         delete from page where slug = 'barrierefreiheit'",
    )
    .await;
    assert_eq!(
        lacks().await,
        [json!(["/impressum", "text"]), json!(["/datenschutz", "publication"]), json!(["/barrierefreiheit", "page"])]
    );
    let told = erika.get("/verwaltung").await;
    for words in ["Die Seite hat keinen Text.", "Die Seite ist nicht veröffentlicht.", "Die Seite fehlt. Unter „Neu“"]
    {
        told.assert_page(200, words);
    }
    // One that is missing can be made as the page says, and then is at its address.
    let main = told.html().the("main");
    assert_eq!(main.link("Barrierefreiheit").as_deref(), Some("/neu"));
    let new = [("art", "page"), ("name", "Barrierefreiheit"), ("vorgang", "3e0bd5ab-6a35-4f07-9c1c-0b3b4ad0e2a7")];
    let made = erika.post("/neu").form(&new).await;
    assert_eq!(made.header("location"), Some("/barrierefreiheit#bearbeiten"), "{}", made.words());
    assert!(lacks().await.contains(&json!(["/barrierefreiheit", "publication"])));
    let page = app.item("barrierefreiheit").await;
    let version = saved_version(&erika.save((page, "body"), 0, "Fertig.").await);
    assert_eq!(erika.publish(&[(page, "title", 1), (page, "body", version)]).await.status, 200);
    app.reader().get("/barrierefreiheit").await.assert_page(200, "Fertig.");
}
