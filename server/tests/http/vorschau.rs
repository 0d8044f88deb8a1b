//! `/vorschau/{token}` and `/vorschau-links/…`: links that show a page's drafts to people without an account.

use serde_json::Value;

use crate::test_app::{Answer, Client, PUBLIC_URL, TOPIC, TestApp, saved_version};

const LINKS: &str = "/vorschau-links/themen/migration";
const POST: &str = "2024-10-30-sehr-geehrte-kollegen-von";

/// Presses `Link anlegen`; answers the page and the link's path.
async fn make(editor: &Client, page: &str) -> (Answer, String) {
    let answer = editor.post(&format!("/vorschau-links{page}")).form(&[("tage", "7")]).await;
    assert_eq!(answer.status, 200, "{}", answer.words());
    let html = answer.html();
    let box_ = html.tags().find(|tag| tag.get("id") == Some("link")).expect("a text box with the link");
    assert!(box_.get("readonly").is_some());
    let link = box_.get("value").expect("a link").to_owned();
    let path = link.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{link} is absolute")).to_owned();
    assert!(path.starts_with("/vorschau/") && path.len() == "/vorschau/".len() + 64, "{path}");
    (answer, path)
}

#[track_caller]
fn assert_secret(answer: &Answer) {
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{}", answer.to);
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{}", answer.to);
    assert_eq!(answer.header("x-robots-tag"), Some("noindex, nofollow"), "{}", answer.to);
}

#[track_caller]
fn assert_ended(answer: &Answer) {
    answer.assert_page(410, "Dieser Vorschau-Link gilt nicht mehr");
    assert_secret(answer);
}

async fn revoke_all(editor: &Client, page: &str) {
    let path = format!("/vorschau-links{page}");
    let html = editor.get(&path).await.html();
    let buttons = html.all("button").into_iter().filter(|button| button.get("name") == Some("zurueckziehen"));
    for button in buttons {
        let value = button.get("value").expect("a link");
        editor.post(&path).form(&[("zurueckziehen", value)]).await.assert_page(200, "Zurückgezogen.");
    }
}

#[tokio::test]
async fn making_links_is_for_editors_of_a_page_that_is_there() {
    let app = TestApp::start().await;
    app.reader().get(LINKS).await.assert_page(401, "Bitte anmelden");
    app.reader().post(LINKS).form(&[("tage", "7")]).await.assert_page(401, "Bitte anmelden");
    assert_eq!(app.reader().get("/api/get_preview_links?path=/themen/migration").await.status, 401);
    let erika = app.log_in_as("erika").await;
    let page = erika.get(LINKS).await;
    page.assert_page(200, "Vorschau-Link: Migration");
    page.assert_page(200, "Zurzeit gilt kein Link.");
    assert_eq!(erika.get(&format!("{TOPIC}?bearbeiten")).await.html().link("Vorschau-Link"), Some(LINKS.to_owned()));
    for path in ["/vorschau-links/themen/gibt-es-nicht", "/vorschau-links/anmelden", "/vorschau-links/x/y/z"] {
        erika.get(path).await.assert_page(404, "Seite nicht gefunden");
        erika.post(path).form(&[("tage", "7")]).await.assert_page(404, "Seite nicht gefunden");
    }
    for (values, status) in [
        (vec![], 400),
        (vec![("tage", "8")], 400),
        (vec![("tage", "x")], 400),
        (vec![("zurueckziehen", "x")], 400),
        (vec![("zurueckziehen", "99")], 404),
    ] {
        assert_eq!(erika.post(LINKS).form(&values).await.status, status, "{values:?}");
    }
    assert_eq!(app.number("select count(*) from preview_link").await, 0);
}

#[tokio::test]
async fn a_link_is_shown_once_and_only_its_hash_is_kept() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (answer, path) = make(&erika, TOPIC).await;
    answer.assert_page(200, "Bitte gleich kopieren: Er wird nur jetzt gezeigt.");
    let token = path.strip_prefix("/vorschau/").expect("a token");
    assert!(!app.everything().await.contains(token));
    let hash = app.text("select encode(token_hash, 'hex') from preview_link").await;
    assert_eq!(hash.len(), 64);
    app.reader().get(&format!("/vorschau/{hash}")).await.assert_page(404, "Seite nicht gefunden");
    let listed = erika.get(LINKS).await;
    assert!(!listed.text().contains(token) && listed.html().tags().all(|tag| tag.get("id") != Some("link")));
    let until = "select to_char(created_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') || '|'
                        || to_char(expires_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') from preview_link";
    let until = app.text(until).await;
    let (since, until) = until.split_once('|').expect("two times");
    listed.assert_page(200, &format!("Gilt bis {until}"));
    listed.assert_page(200, &format!("erika, seit {since}"));
    assert_eq!(
        app.number("select count(*) from preview_link where expires_at = created_at + interval '7 days'").await,
        1
    );
    // Sending the same form again makes another one, and ends none.
    make(&erika, TOPIC).await;
    assert_eq!(app.reader().get(&path).await.status, 200);
}

#[tokio::test]
async fn whoever_has_the_link_sees_all_drafts_of_a_topics_page_and_readers_see_none() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (topic, person, post) = (app.item("migration").await, app.item("christine-jochem").await, app.item(POST).await);
    let (_, path) = make(&erika, TOPIC).await;
    let reader = app.reader();
    let before = (reader.get(TOPIC).await.html().text(), reader.get("/api/get_topic?slug=migration").await.json());
    reader.get(&path).await.assert_page(200, "Vorschau: alles auf dieser Seite ist veröffentlicht.");

    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&erika.save((topic, "introduction"), 0, "**Neu** <script>alert(1)</script>").await);
    saved_version(&erika.save((person, "pronouns"), 0, "(sie)").await);
    saved_version(&erika.save((person, "email"), 0, "neu@hannover-rat.de").await);
    saved_version(&erika.save((post, "published_on"), 0, "1. Januar 2024").await);
    let new = erika.create_post().await;
    saved_version(&erika.save((new, "published_on"), 1, "2. Juli 2024").await);
    saved_version(&erika.save((new, "teaser"), 0, "Eine neue Meldung").await);
    let undated = erika.create_post().await;
    saved_version(&erika.save((undated, "published_on"), 1, "").await);
    saved_version(&erika.save((undated, "teaser"), 0, "Noch ohne Tag").await);

    for client in [&reader, &erika] {
        let answer = client.get(&path).await;
        assert_secret(&answer);
        answer.assert_page(200, "Vorschau: so sähe die Seite aus. Noch nicht veröffentlicht. Dieser Link gilt bis ");
        let html = answer.html();
        assert_eq!(html.the("h1").text(), "Ankommen");
        assert!(answer.text().contains("<p><strong>Neu</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>"));
        assert!(html.text().contains("(sie)") && !html.text().contains("(sie/ihr)"));
        assert!(html.text().contains("neu[at]hannover-rat.de"));
        assert!(!answer.text().contains("neu@") && !answer.text().contains("christine.jochem@"));
        let entries: Vec<String> = html.elements("article").iter().map(crate::test_app::Html::text).collect();
        assert_eq!(entries.len(), 8, "{entries:#?}");
        assert!(entries[0].contains("Noch ohne Tag"), "{entries:#?}");
        assert!(entries[1].contains("2. Juli 2024") && entries[1].contains("Eine neue Meldung"), "{entries:#?}");
        assert!(entries[2].contains("1. Juli 2024"), "{entries:#?}");
        assert!(entries[7].contains("1. Januar 2024") && entries[7].contains("Sehr geehrte Kollegen"), "{entries:#?}");
        // It is no page that a search finds, and never hydrated.
        assert_eq!(html.meta("robots"), Some("noindex, nofollow"));
        assert!(
            html.all("link").iter().all(|link| link.get("rel") != Some("canonical")) && html.meta("og:url").is_none()
        );
        let scripts = html.all("script");
        assert!(scripts.iter().all(|script| script.get("src").is_none() && !script.content.contains("Ankommen")));
        assert!(html.all("form").iter().all(|form| form.get("action") != Some("/abmelden")), "no bar");
    }
    assert_eq!(
        (reader.get(TOPIC).await.html().text(), reader.get("/api/get_topic?slug=migration").await.json()),
        before
    );
    // Always the drafts of now.
    saved_version(&erika.save((topic, "title"), 1, "Ankommen in Hannover").await);
    assert_eq!(reader.get(&path).await.html().the("h1").text(), "Ankommen in Hannover");
}

#[tokio::test]
async fn posts_people_and_pages_have_previews_too() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post_path = format!("/meldungen/{POST}");
    for (path, slug, field, text) in [
        (post_path.as_str(), POST, "body", "# Neu\n\nText"),
        ("/personen/christine-jochem", "christine-jochem", "role", "Neue Funktion"),
        ("/impressum", "impressum", "title", "Neues Impressum"),
    ] {
        let reader = app.reader();
        let before = reader.get(path).await.html().text();
        let (_, link) = make(&erika, path).await;
        saved_version(&erika.save((app.item(slug).await, field), 0, text).await);
        let answer = reader.get(&link).await;
        answer.assert_page(200, "Vorschau: so sähe die Seite aus.");
        answer.assert_page(200, text.split('\n').next().expect("a line").trim_start_matches("# "));
        assert_eq!(answer.html().all("h1").len(), 1, "{path}");
        assert_secret(&answer);
        assert_eq!(reader.get(path).await.html().text(), before, "{path}");
    }
}

#[tokio::test]
async fn what_was_never_published_or_was_taken_off_the_site_is_shown_as_it_would_be() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let person = app.item("christine-jochem").await;
    let (_, link) = make(&erika, TOPIC).await;
    for item in [person, app.item(POST).await, app.item("migration").await] {
        let answer = erika.call("withdraw_item", &serde_json::json!({ "item": item })).await;
        answer.assert_json(200, &Value::Null);
    }
    app.reader().get(TOPIC).await.assert_page(404, "Seite nicht gefunden");
    let answer = app.reader().get(&link).await;
    answer.assert_page(200, "Christine Jochem");
    let html = answer.html();
    assert_eq!((html.the("h1").text().as_str(), html.elements("article").len()), ("Migration", 6));
    assert!(!answer.text().contains("christine.jochem@") && answer.text().contains("christine.jochem[at]"));

    let made = erika.post("/neu").form(&[
        ("art", "topic"),
        ("name", "Wohnen"),
        ("vorgang", &crate::test_app::fresh_operation()),
    ]);
    assert_eq!(made.await.status, 303);
    let (_, link) = make(&erika, "/themen/wohnen").await;
    assert_eq!(app.reader().get(&link).await.html().the("h1").text(), "Wohnen");
}

#[tokio::test]
async fn the_parts_of_a_long_timeline_are_previewed_too() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for day in 1..=25 {
        app.add_post(&format!("2023-05-{day:02}-meldung"), &format!("2023-05-{day:02}"), &format!("Nummer {day}"))
            .await;
    }
    let new = erika.create_post().await;
    saved_version(&erika.save((new, "published_on"), 1, "2. Mai 2023").await);
    saved_version(&erika.save((new, "teaser"), 0, "Eine alte neue Meldung").await);
    let (_, path) = make(&erika, TOPIC).await;
    let first = app.reader().get(&path).await;
    assert_eq!(first.html().elements("article").len(), 20);
    assert!(!first.text().contains("Eine alte neue Meldung"));
    let older = first.html().link("Ältere Meldungen").expect("a link");
    assert!(older.starts_with(&path), "{older}");
    let second = app.reader().get(&older).await;
    assert_eq!(second.html().elements("article").len(), 12);
    second.assert_page(200, "Eine alte neue Meldung");
    assert_secret(&second);
    assert_eq!(app.reader().get(&format!("{path}?jahr=2023")).await.html().elements("article").len(), 20);
    let unreadable = app.reader().get(&format!("{path}?vor=x")).await;
    unreadable.assert_page(400, "Die Angabe „vor“ in der Adresse ist nicht lesbar.");
    assert_secret(&unreadable);
}

#[tokio::test]
async fn a_link_that_was_revoked_shows_nothing_any_more() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let (_, topic_link) = make(&erika, TOPIC).await;
    let (_, page_link) = make(&erika, "/impressum").await;
    // Not by way of another page.
    let id = app.number("select id from preview_link order by id limit 1").await.to_string();
    let answer = otto.post("/vorschau-links/impressum").form(&[("zurueckziehen", &id)]).await;
    answer.assert_page(404, "Seite nicht gefunden");
    revoke_all(&otto, TOPIC).await;
    assert_ended(&app.reader().get(&topic_link).await);
    assert_ended(&erika.get(&topic_link).await);
    assert_eq!(app.reader().get(&page_link).await.status, 200);
    erika.get(LINKS).await.assert_page(200, "Zurzeit gilt kein Link.");
    // Twice does no harm.
    otto.post(LINKS).form(&[("zurueckziehen", &id)]).await.assert_page(200, "Zurückgezogen.");
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_with_the_account_that_made_it() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let (_, of_erika) = make(&erika, TOPIC).await;
    let (_, of_otto) = make(&otto, TOPIC).await;
    app.run("update account set disabled_at = now() where name = 'erika'").await;
    assert_ended(&app.reader().get(&of_erika).await);
    assert_eq!(app.reader().get(&of_otto).await.status, 200);
    app.run("update preview_link set expires_at = now() - interval '1 second'").await;
    assert_ended(&app.reader().get(&of_otto).await);
    otto.get(LINKS).await.assert_page(200, "Zurzeit gilt kein Link.");
    for path in ["/vorschau/x".to_owned(), format!("/vorschau/{}", "0".repeat(64)), format!("{of_otto}0")] {
        let answer = app.reader().get(&path).await;
        answer.assert_page(404, "Seite nicht gefunden");
        assert_secret(&answer);
    }
}

#[tokio::test]
async fn a_link_to_what_was_deleted_shows_nothing_until_it_is_back() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let (_, link) = make(&erika, TOPIC).await;
    let input = serde_json::json!({ "item": topic });
    erika.call("delete_item", &input).await.assert_json(200, &Value::Null);
    assert_ended(&app.reader().get(&link).await);
    erika.post(LINKS).form(&[("tage", "7")]).await.assert_page(404, "Seite nicht gefunden");
    erika.call("restore_item", &input).await.assert_json(200, &Value::Null);
    app.reader().get(&link).await.assert_page(200, "Vorschau: so sähe die Seite aus.");
    erika.call("delete_item", &input).await.assert_json(200, &Value::Null);
    app.run("update item set deleted_at = deleted_at - interval '31 days' where deleted_at is not null").await;
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 1);
    app.reader().get(&link).await.assert_page(404, "Seite nicht gefunden");
}

#[tokio::test]
async fn a_page_has_at_most_twenty_valid_links() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for _ in 0..19 {
        make(&erika, TOPIC).await;
    }
    // Also where two ask at once.
    let ask = async || erika.post(LINKS).form(&[("tage", "30")]).await;
    let (one, other) = tokio::join!(ask(), ask());
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    let refused = ask().await;
    refused.assert_page(422, "Für diese Seite gelten schon 20 Links. Bitte zuerst einen davon zurückziehen.");
    assert_eq!(app.number("select count(*) from preview_link").await, 20);
    make(&erika, "/impressum").await;
    app.run("update preview_link set revoked_at = now() where id = (select min(id) from preview_link)").await;
    make(&erika, TOPIC).await;
}
