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

/// Presses `Übernehmen` at a version.
async fn name(client: &Client, address: &str, point: &str, name: &str) -> Answer {
    client.post(address).form(&[("benennen", point), ("name", name)]).await
}

/// What can have a name, in the order of the page.
fn nameable(answer: &Answer) -> Vec<String> {
    let html = answer.html();
    let points = html.all("input").into_iter().filter(|input| input.get("name") == Some("benennen"));
    points.filter_map(|input| input.get("value").map(str::to_owned)).collect()
}

#[tokio::test]
async fn versions_and_publications_can_have_a_name_which_stands_in_the_heading() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    let first = app.number("select min(revision.id) from revision join topic on topic.id = item_id").await;
    let (text, stand) = (format!("{topic}.title@1"), format!("stand-{first}"));
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&otto.save((topic, "title"), 1, "Bleiben").await);
    let page = erika.get(HISTORY).await;
    assert!(nameable(&page).contains(&text) && nameable(&page).contains(&stand), "{:?}", nameable(&page));
    assert_eq!(page.html().elements("summary").len(), nameable(&page).len());
    assert!(!page.html().text().contains("Umbenennen"));
    let answer = name(&erika, HISTORY, &text, " Stand vor\nder Wahl ").await;
    answer.assert_page(200, "Die Fassung hat jetzt diesen Namen.");
    name(&otto, HISTORY, &stand, "<Beginn> & \"mehr\"").await.assert_page(200, "Umbenennen");

    let listed = otto.get(HISTORY).await.headed_entries();
    let named: Vec<_> = listed.iter().filter(|entry| entry.starts_with('„')).collect();
    assert_eq!(named.len(), 2, "{listed:#?}");
    assert!(named[0].starts_with("„Stand vor der Wahl“: Titel – Thema „Bleiben“"), "{}", named[0]);
    assert!(named[1].starts_with("„<Beginn> & \"mehr\"“: Veröffentlicht: "), "{}", named[1]);

    let all = otto.get(HISTORY).await.html();
    let only = all.link("Nur benannte Fassungen").expect("a link");
    assert_eq!(only, format!("{HISTORY}?benannt"));
    let page = otto.get(&only).await;
    assert_eq!(page.headed_entries().len(), 2, "{:#?}", page.headed_entries());
    assert!(page.headed_entries()[0].contains("Bisher: Migration"), "{:#?}", page.headed_entries());
    assert_eq!(page.html().link("Alle Fassungen"), Some(HISTORY.to_owned()));
    restore(&otto, &page, &text).await.assert_page(200, "Wiederhergestellt, als Entwurf.");
    assert_eq!(app.text("select draft from field_state where draft is not null").await, "Ankommen");

    // Another name, and none.
    name(&otto, HISTORY, &text, "Stand danach").await.assert_page(200, "„Stand danach“: Titel");
    let named =
        "select string_agg(name || ' von ' || (select name from account where id = named_by), '|' order by point)
                 from version_name";
    assert_eq!(app.text(named).await, "Stand danach von otto|<Beginn> & \"mehr\" von otto");
    for point in [&text, &stand] {
        name(&otto, HISTORY, point, "  ").await.assert_page(200, "Die Fassung hat keinen Namen mehr.");
    }
    assert_eq!(app.number("select count(*) from version_name").await, 0);
    otto.get(&only).await.assert_page(200, "Noch hat keine Fassung einen Namen.");
}

#[tokio::test]
async fn a_name_stays_with_the_text_it_was_given_to() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let titles = async || {
        let listed = erika.get(HISTORY).await.headed_entries();
        listed.into_iter().filter(|entry| entry.contains("Titel – ")).collect::<Vec<_>>()
    };
    saved_version(&erika.save((topic, "title"), 0, "Eins").await);
    saved_version(&erika.save((topic, "title"), 1, "Zwei").await);
    assert_eq!(titles().await.len(), 1);
    name(&erika, HISTORY, &format!("{topic}.title@2"), "Fertig").await.assert_page(200, "„Fertig“: Titel");
    saved_version(&erika.save((topic, "title"), 2, "Drei").await);
    saved_version(&erika.save((topic, "title"), 3, "Vier").await);
    let listed = titles().await;
    assert_eq!(listed.len(), 2, "{listed:#?}");
    assert!(listed[0].starts_with("Titel – ") && listed[0].contains("Bisher: Zwei"), "{}", listed[0]);
    assert!(listed[0].contains("Neu: Vier") && listed[1].contains("Neu: Zwei"), "{listed:#?}");
    assert!(listed[1].starts_with("„Fertig“: "), "{}", listed[1]);
    // The page that is named from may be older than the last save.
    name(&erika, HISTORY, &format!("{topic}.title@3"), "Mittendrin").await.assert_page(200, "„Mittendrin“: Titel");
    let listed = titles().await;
    assert_eq!(listed.len(), 3, "{listed:#?}");
    assert!(listed[1].starts_with("„Mittendrin“: ") && listed[1].contains("Neu: Drei"), "{}", listed[1]);
    // Without its name it is a part of the sitting again.
    name(&erika, HISTORY, &format!("{topic}.title@3"), "").await.assert_page(200, "Die Fassung hat keinen Namen mehr.");
    assert_eq!(titles().await.len(), 2);
}

#[tokio::test]
async fn a_name_that_is_too_long_is_told_at_its_field_with_what_was_typed() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let point = format!("{topic}.title@1");
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    let typed = "ä".repeat(101);
    let answer = name(&erika, HISTORY, &point, &typed).await;
    answer.assert_page(422, "Der Name ist zu lang. Möglich sind höchstens 100 Zeichen.");
    let html = answer.html();
    let open: Vec<_> = html
        .elements("details")
        .into_iter()
        .filter(|it| it.tags().next().is_some_and(|tag| tag.get("open").is_some()))
        .collect();
    assert_eq!(open.len(), 1);
    let box_ = open[0].all("input").into_iter().find(|input| input.get("name") == Some("name")).expect("a text box");
    assert_eq!((box_.get("value"), box_.get("aria-invalid")), (Some(typed.as_str()), Some("true")));
    assert!(open[0].by_id(&format!("name-{point}-error")).text().contains("zu lang"));
    assert_eq!(app.number("select count(*) from version_name").await, 0);
    name(&erika, HISTORY, &point, &"ä".repeat(100)).await.assert_page(200, "Die Fassung hat jetzt diesen Namen.");
}

#[tokio::test]
async fn what_is_named_on_an_older_part_is_answered_there() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    for version in 0..30 {
        saved_version(&erika.save((topic, "title"), 2 * version, &format!("Fassung {version}")).await);
        assert_eq!(erika.discard(&[(topic, "title", 2 * version + 1)]).await.status, 200);
    }
    let older = erika.get(HISTORY).await.html().link("Frühere Fassungen").expect("a link");
    let page = erika.get(&older).await;
    let point = format!("{topic}.title@1");
    assert!(nameable(&page).contains(&point), "{:?}", nameable(&page));
    assert!(page.html().all("form").iter().any(|form| form.get("action") == Some(older.as_str())));
    let answer = name(&erika, &older, &point, &"ä".repeat(101)).await;
    answer.assert_page(422, "Der Name ist zu lang.");
    name(&erika, &older, &point, "Die erste").await.assert_page(200, "„Die erste“: Titel");
    // Named ones have parts of their own.
    for version in 1..30 {
        let point = format!("{topic}.title@{}", 2 * version + 1);
        name(&erika, HISTORY, &point, &format!("Name {version}")).await;
    }
    let first = app.number("select min(revision.id) from revision join topic on topic.id = item_id").await;
    name(&erika, HISTORY, &format!("stand-{first}"), "Der Anfang").await.assert_page(200, "Die Fassung hat jetzt");
    assert_eq!(erika.get(&format!("{HISTORY}?benannt")).await.headed_entries().len(), 31);
}

#[tokio::test]
async fn what_cannot_have_a_name_is_told_and_names_go_with_their_item() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    app.reader().post(HISTORY).form(&[("benennen", "stand-1"), ("name", "x")]).await.assert_page(401, "Bitte anmelden");
    saved_version(&erika.save((topic, "title"), 0, "Verworfen").await);
    assert_eq!(erika.discard(&[(topic, "title", 1)]).await.status, 200);
    let of_another_page = app.number("select min(revision.id) from revision join page on page.id = item_id").await;
    let (discarded, of_another_page) = (format!("{topic}.title@2"), format!("stand-{of_another_page}"));
    for (point, status) in
        [("", 400), ("x", 400), (discarded.as_str(), 404), ("1.title@99", 404), (of_another_page.as_str(), 404)]
    {
        assert_eq!(name(&erika, HISTORY, point, "Name").await.status, status, "{point}");
    }
    assert_eq!(app.number("select count(*) from version_name").await, 0);
    name(&erika, HISTORY, &format!("{topic}.title@1"), "Name").await.assert_page(200, "Die Fassung hat jetzt");
    let deleted = erika.call("delete_item", &serde_json::json!({ "item": topic })).await;
    deleted.assert_json(200, &serde_json::Value::Null);
    app.run("update item set deleted_at = deleted_at - interval '31 days' where deleted_at is not null").await;
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 1);
    assert_eq!(app.number("select count(*) from version_name").await, 0);
}
