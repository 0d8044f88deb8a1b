//! `/entwuerfe`: all that is unpublished, by whom, since when, and where.

use crate::test_app::{TOPIC, TestApp, saved_version};

const DRAFTS: &str = "/entwuerfe";

#[tokio::test]
async fn the_list_of_drafts_is_for_editors() {
    let app = TestApp::start().await;
    app.reader().get(DRAFTS).await.assert_page(401, "Bitte anmelden");
    assert_eq!(app.reader().get("/api/get_drafts").await.status, 401);
    let erika = app.log_in_as("erika").await;
    erika.get(DRAFTS).await.assert_page(200, "Alles, was geschrieben wurde, ist veröffentlicht.");
    assert!(erika.get(TOPIC).await.html().link("Entwürfe").is_some());
    assert!(app.reader().get(TOPIC).await.html().link("Entwürfe").is_none());
}

#[tokio::test]
async fn what_is_unpublished_by_whom_since_when_with_a_link_to_the_place() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let post = "2024-10-30-sehr-geehrte-kollegen-von";
    for (slug, field, text) in [
        ("impressum", "body", "Neu"),
        ("christine-jochem", "role", "Neu"),
        (post, "teaser", "Neu"),
        ("migration", "introduction", "Neu"),
        ("migration", "title", "Ankommen"),
    ] {
        saved_version(&erika.save((app.item(slug).await, field), 0, text).await);
    }
    let topic = app.item("migration").await;
    // Since when is told from the first unpublished save on, by whom from the last.
    app.run("update field_state set draft_began_at = '2026-11-20 08:05+01', drafted_at = now() where field = 'title'")
        .await;
    saved_version(&otto.save((topic, "title"), 1, "Ankommen in Hannover").await);
    let new = otto.create_post().await;
    saved_version(&otto.save((new, "title"), 0, "Mehr Räume").await);

    let page = erika.get(DRAFTS).await;
    let listed = page.headed_entries();
    assert_eq!(listed.len(), 5, "{listed:#?}");
    assert!(listed[0].starts_with("Neu: Meldung „Mehr Räume“") && listed[0].contains("Datum: otto, seit "));
    assert!(listed[1].contains("Titel: otto, seit 20.11.2026, 08:05"), "{}", listed[1]);
    assert!(listed[1].contains("Einleitung: erika, seit "), "{}", listed[1]);
    for (name, path) in [
        ("Neu: Meldung „Mehr Räume“", TOPIC.to_owned()),
        ("Thema „Migration“", TOPIC.to_owned()),
        ("Person „Christine Jochem“", "/personen/christine-jochem".to_owned()),
        ("Seite „Impressum“", "/impressum".to_owned()),
    ] {
        assert_eq!(page.html().link(name), Some(path), "{name} in {listed:#?}");
    }
    assert!(page.text().contains(&format!("href=\"/meldungen/{post}\"")));
}

#[tokio::test]
async fn what_is_published_or_discarded_is_not_listed_and_starts_anew_when_it_is_written_again() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let began = "select count(*) from field_state where draft_began_at is not null";
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    assert_eq!(erika.get(DRAFTS).await.headed_entries().len(), 1);
    assert_eq!(erika.publish(&[(topic, "title", 1)]).await.status, 200);
    assert_eq!((erika.get(DRAFTS).await.headed_entries().len(), app.number(began).await), (0, 0));
    saved_version(&erika.save((topic, "title"), 1, "Bleiben").await);
    assert_eq!(erika.discard(&[(topic, "title", 2)]).await.status, 200);
    assert_eq!((erika.get(DRAFTS).await.headed_entries().len(), app.number(began).await), (0, 0));
    saved_version(&erika.save((topic, "title"), 3, "Bleiben").await);
    saved_version(&erika.save((topic, "title"), 4, "Ankommen").await);
    assert_eq!((erika.get(DRAFTS).await.headed_entries().len(), app.number(began).await), (0, 0));
}
