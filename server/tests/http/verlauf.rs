//! `/verlauf/…`: what happened to a page's texts, and bringing them back.

use crate::test_app::{Answer, Client, TOPIC, TestApp, saved_version};

const HISTORY: &str = "/verlauf/themen/migration";

/// Presses a button `Wiederherstellen` of the page.
async fn restore(client: &Client, page: &Answer, point: &str) -> Answer {
    let mut values = page.html().form_values();
    values.push(("fassung".into(), point.into()));
    client.post(HISTORY).form(&values).await
}

fn points(answer: &Answer) -> Vec<String> {
    let html = answer.html();
    let buttons = html.all("button").into_iter().filter(|button| button.get("name") == Some("fassung"));
    buttons.filter_map(|button| button.get("value").map(str::to_owned)).collect()
}

#[tokio::test]
async fn the_history_is_for_editors() {
    let app = TestApp::start().await;
    app.reader().get(HISTORY).await.assert_page(401, "Bitte anmelden");
    assert_eq!(app.reader().get("/api/get_history?path=/themen/migration").await.status, 401);
    let erika = app.log_in_as("erika").await;
    erika.get(HISTORY).await.assert_page(200, "Verlauf: Migration");
    for path in ["/verlauf/themen/gibt-es-nicht", "/verlauf/anmelden", "/verlauf/x/y/z"] {
        erika.get(path).await.assert_page(404, "Seite nicht gefunden");
        erika.post(path).form(&[("fassung", "stand-1")]).await.assert_page(404, "Seite nicht gefunden");
    }
}

#[tokio::test]
async fn saves_of_one_person_are_one_sitting_until_half_an_hour_passes_or_someone_else_writes() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    for (version, text) in ["A", "An", "Ankommen"].into_iter().enumerate() {
        saved_version(&erika.save((topic, "title"), i64::try_from(version).expect("a version"), text).await);
    }
    saved_version(&otto.save((topic, "title"), 3, "Ankommen!").await);
    let listed = erika.get(HISTORY).await.headed_entries();
    let written: Vec<_> = listed.iter().filter(|entry| entry.starts_with("Titel – ")).collect();
    assert_eq!(written.len(), 2, "{listed:#?}");
    assert!(written[0].contains("otto") && written[0].contains("Neu: Ankommen!"), "{}", written[0]);
    assert!(written[1].contains("erika") && written[1].contains("Bisher: Migration"), "{}", written[1]);

    // Edits are never changed, so time is turned back for all that was written until now.
    app.run("alter table edit disable trigger edit_is_append_only").await;
    app.run("update edit set edited_at = edited_at - interval '31 minutes'").await;
    app.run("alter table edit enable trigger edit_is_append_only").await;
    saved_version(&otto.save((topic, "title"), 4, "Ankommen in Hannover").await);
    let listed = erika.get(HISTORY).await.headed_entries();
    assert_eq!(listed.iter().filter(|entry| entry.starts_with("Titel – ")).count(), 3, "{listed:#?}");
}

#[tokio::test]
async fn a_text_is_brought_back_as_a_new_draft_and_nothing_of_its_history_goes() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&otto.save((topic, "title"), 1, "Bleiben").await);
    let page = otto.get(HISTORY).await;
    assert!(points(&page).contains(&format!("{topic}.title@1")), "{:?}", points(&page));
    assert!(!points(&page).contains(&format!("{topic}.title@2")), "what stands there today needs no button");
    let edits = app.number("select count(*) from edit").await;
    restore(&otto, &page, &format!("{topic}.title@1")).await.assert_page(200, "Wiederhergestellt, als Entwurf.");
    assert_eq!(app.text("select draft from field_state where draft is not null").await, "Ankommen");
    assert_eq!(app.number("select count(*) from edit").await, edits + 1);
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Migration");
}

#[tokio::test]
async fn all_texts_of_a_publication_are_brought_back_together() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let first = app.number("select min(revision.id) from revision join topic on topic.id = item_id").await;
    let introduction = app.text("select introduction from topic_text").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&erika.save((topic, "introduction"), 0, "Kurz.").await);
    assert_eq!(erika.publish(&[(topic, "title", 1), (topic, "introduction", 1)]).await.status, 200);
    let page = erika.get(HISTORY).await;
    let published: Vec<_> =
        page.headed_entries().into_iter().filter(|entry| entry.starts_with("Veröffentlicht: ")).collect();
    assert!(published[0].starts_with("Veröffentlicht: Titel, Einleitung – Thema „Ankommen“"), "{published:#?}");
    restore(&erika, &page, &format!("stand-{first}")).await.assert_page(200, "Wiederhergestellt");
    let drafts = "select string_agg(draft, '|' order by field) from field_state where draft is not null";
    assert_eq!(app.text(drafts).await, format!("{introduction}|Migration"));
    assert_eq!(app.reader().get(TOPIC).await.html().the("h1").text(), "Ankommen");
}

#[tokio::test]
async fn nothing_that_someone_wrote_meanwhile_is_replaced() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Eins").await);
    saved_version(&otto.save((topic, "title"), 1, "Zwei").await);
    let page = erika.get(HISTORY).await;
    saved_version(&otto.save((topic, "title"), 2, "Drei").await);
    let answer = restore(&erika, &page, &format!("{topic}.title@1")).await;
    answer.assert_page(409, "Ein Text wurde inzwischen weiter geändert.");
    assert_eq!(app.text("select draft from field_state where draft is not null").await, "Drei");
    // The page that tells it shows the versions of now.
    restore(&erika, &answer, &format!("{topic}.title@1")).await.assert_page(200, "Wiederhergestellt");
}

#[tokio::test]
async fn where_one_text_of_a_publication_was_changed_meanwhile_none_is_brought_back() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    let first = app.number("select min(revision.id) from revision join topic on topic.id = item_id").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&erika.save((topic, "introduction"), 0, "Kurz.").await);
    let page = erika.get(HISTORY).await;
    for (field, version) in [("title", 1), ("introduction", 1)] {
        saved_version(&otto.save((topic, field), version, "Von Otto").await);
        let answer = restore(&erika, &page, &format!("stand-{first}")).await;
        answer.assert_page(409, "Ein Text wurde inzwischen weiter geändert.");
    }
    let drafts = "select string_agg(draft, '|' order by field) from field_state where draft is not null";
    assert_eq!(app.text(drafts).await, "Von Otto|Von Otto");
}

#[tokio::test]
async fn a_discarded_draft_is_told_and_what_it_said_can_be_brought_back() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Verworfen").await);
    assert_eq!(erika.discard(&[(topic, "title", 1)]).await.status, 200);
    let page = erika.get(HISTORY).await;
    assert!(page.headed_entries()[0].starts_with("Entwurf verworfen: Titel – "), "{:#?}", page.headed_entries());
    restore(&erika, &page, &format!("{topic}.title@1")).await.assert_page(200, "Wiederhergestellt");
    assert_eq!(app.text("select draft from field_state where draft is not null").await, "Verworfen");
}

#[tokio::test]
async fn what_is_no_restore_point_is_told_and_changes_nothing() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let stand = format!("{topic}.title@0");
    let first = app.number("select min(revision.id) from revision join topic on topic.id = item_id").await;
    let first = format!("stand-{first}");
    let of_another_page = app.number("select min(revision.id) from revision join page on page.id = item_id").await;
    let of_another_page = format!("stand-{of_another_page}");
    for (values, status, words) in [
        (vec![], 400, "Die Anfrage war nicht lesbar."),
        (vec![("fassung", "x")], 400, "Die Anfrage war nicht lesbar."),
        (vec![("fassung", "stand-99999999"), ("stand", stand.as_str())], 404, "Seite nicht gefunden"),
        (vec![("fassung", "1.title@99")], 404, "Seite nicht gefunden"),
        (vec![("fassung", of_another_page.as_str()), ("stand", stand.as_str())], 404, "Seite nicht gefunden"),
        (vec![("fassung", first.as_str())], 400, "Die Anfrage war nicht lesbar."),
        (vec![("fassung", first.as_str()), ("stand", "x")], 400, "Die Anfrage war nicht lesbar."),
    ] {
        erika.post(HISTORY).form(&values).await.assert_page(status, words);
    }
    assert_eq!(app.number("select count(*) from edit").await, 0);
}

#[tokio::test]
async fn a_long_history_has_parts() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    for version in 0..60 {
        saved_version(&erika.save((topic, "title"), 2 * version, &format!("Fassung {version}")).await);
        assert_eq!(erika.discard(&[(topic, "title", 2 * version + 1)]).await.status, 200);
    }
    let mut seen = Vec::new();
    let mut address = HISTORY.to_owned();
    loop {
        let answer = erika.get(&address).await;
        assert_eq!(answer.status, 200);
        seen.extend(answer.headed_entries());
        match answer.html().link("Frühere Fassungen") {
            Some(older) => address = older,
            None => break,
        }
    }
    assert_eq!(seen.iter().filter(|entry| entry.starts_with("Titel – ")).count(), 60);
    assert_eq!(seen.iter().filter(|entry| entry.starts_with("Entwurf verworfen: ")).count(), 60);
}

#[tokio::test]
async fn the_history_of_a_person_shows_no_plain_address() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let person = app.item("christine-jochem").await;
    saved_version(&erika.save((person, "email"), 0, "neu@hannover-rat.de").await);
    assert_eq!(erika.publish(&[(person, "email", 1)]).await.status, 200);
    for path in ["/verlauf/personen/christine-jochem", HISTORY] {
        let answer = erika.get(path).await;
        assert!(answer.text().contains("neu[at]hannover-rat.de"), "{path}");
        assert!(!answer.text().contains("neu@") && !answer.text().contains("christine.jochem@"), "{path}");
    }
}
