//! `POST /api/publish` and `/api/get_changes`

use serde_json::{Value, json};

use crate::test_app::{TOPIC, TestApp, saved_version};

const PERSON: &str = "/personen/christine-jochem";
/// All that readers see, and what was published when.
const PUBLISHED: &str = "select string_agg(concat_ws('|', item_id, field, text), E'\\n' order by item_id, field)
                         || (select count(*) from revision) from published_field";

fn invalid(item: i64, field: &str, problem: &str) -> Value {
    json!({ "invalid": { "field": { "item": item, "field": field }, "problem": problem } })
}

#[tokio::test]
async fn what_is_published_is_what_readers_see_and_a_revision_is_appended() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (topic, person) = (app.item("migration").await, app.item("christine-jochem").await);
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let texts = [
        (topic, "title", " Ankommen "),
        (topic, "introduction", "Neu *betont*."),
        (person, "name", "Christine J. Jochem"),
        (person, "pronouns", "(they)"),
        (person, "role", "Sprecherin\nin zwei Zeilen"),
        (person, "email", "c.j@hannover-rat.de"),
        (post, "published_on", "31.10.2024"),
        (post, "title", "Ein Titel"),
        (post, "teaser", "Ein Teaser"),
        (post, "body", "Ein **Text**"),
    ];
    let mut chosen = Vec::new();
    for (item, field, text) in texts {
        chosen.push((item, field, saved_version(&erika.save((item, field), 0, text).await)));
    }
    let answer = erika.publish(&chosen).await;
    assert_eq!(answer.status, 200, "{}", answer.words());

    let page = app.reader().get(TOPIC).await;
    let html = page.html();
    assert_eq!(html.the("h1").text(), "Ankommen");
    for text in [
        "Neu betont.",
        "Christine J. Jochem",
        "(they)",
        "c.j[at]hannover-rat.de",
        "31. Oktober 2024",
        "Ein Titel",
        "Ein Teaser",
    ] {
        assert!(html.text().contains(text), "{text} in {}", html.text());
    }
    // An address is kept for ever, whatever the title is now.
    let own = app.reader().get("/meldungen/2024-10-30-sehr-geehrte-kollegen-von").await;
    assert!(own.text().contains("Ein <strong>Text</strong>"), "{}", own.text());
    assert!(
        app.reader().get("/personen/christine-jochem.vcf").await.text().contains("TITLE:Sprecherin\\nin zwei Zeilen")
    );
    assert_eq!(app.number("select count(*) from revision where account_id is not null").await, 3);
    let content = app
        .text("select content::text from revision join topic on topic.id = item_id order by revision.id desc limit 1")
        .await;
    let content: Value = serde_json::from_str(&content).expect("JSON");
    assert_eq!(
        content,
        json!({
            "title": "Ankommen", "introduction": "Neu *betont*.", "contacts": "christine-jochem", "slug": "migration",
        })
    );
    assert_eq!(app.number("select count(*) from field_state where draft is not null").await, 0);
    assert_eq!(erika.changes(json!({ "topic": "migration" })).await, json!([]));
}

#[tokio::test]
async fn what_was_left_out_stays_a_draft() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&erika.save((topic, "introduction"), 0, "Neu.").await);
    assert_eq!(erika.publish(&[(topic, "title", 1)]).await.status, 200);
    let html = app.reader().get(TOPIC).await.html();
    assert_eq!(html.the("h1").text(), "Ankommen");
    assert!(!html.text().contains("Neu.") && html.text().contains("Hannover verfolgt"));
    assert_eq!(erika.field((topic, "introduction")).await["draft"], json!("Neu."));
}

#[tokio::test]
async fn the_list_of_changes_tells_what_by_whom_before_and_after() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let (topic, person) = (app.item("migration").await, app.item("christine-jochem").await);
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&otto.save((person, "role"), 0, "Sprecherin").await);
    let changes = erika.changes(json!({ "topic": "migration" })).await;
    let told: Vec<_> = changes
        .as_array()
        .expect("a list")
        .iter()
        .map(|set| {
            let change = &set["changes"][0];
            json!([
                set["item"],
                change["field"],
                change["version"],
                change["author"],
                change["published"],
                change["draft"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!([topic, "title", 1, "erika", "Migration", "Ankommen"]),
            json!([
                person,
                "role",
                1,
                "otto",
                "Sprecherin für Migrationspolitik, Fraktionsvorsitzende im Bezirksrat",
                "Sprecherin"
            ]),
        ]
    );
    // The person's own page lists the person's change only.
    assert_eq!(erika.changes(json!({ "person": "christine-jochem" })).await.as_array().map(Vec::len), Some(1));
    erika
        .call("get_changes", &json!({ "page": { "topic": "gibt-es-nicht" } }))
        .await
        .assert_json(404, &json!("not_found"));
}

#[tokio::test]
async fn the_list_of_changes_says_what_readers_may_stumble_over_and_stops_nobody() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let text = "## Zu tief\n\nMehr [hier](/themen/gibt-es-nicht), [Impressum lesen](/impressum?x#y), [Start](/)";
    saved_version(&erika.save((topic, "introduction"), 0, text).await);
    saved_version(&erika.save((topic, "title"), 0, "## hier").await);
    let sets = erika.changes(json!({ "topic": "migration" })).await;
    assert_eq!(sets[0]["changes"][0]["concerns"], json!([]));
    let found = json!([
        { "skipped_heading": "Zu tief" },
        { "vague_link": "hier" },
        { "dead_link": "/themen/gibt-es-nicht" },
    ]);
    assert_eq!(sets[1]["changes"][0]["concerns"], found);
    assert_eq!(erika.publish(&[(topic, "introduction", 1)]).await.status, 200);
    // What only editors see is no place for readers to go.
    let person = app.item("christine-jochem").await;
    erika.call("withdraw_item", &json!({ "item": person })).await.assert_json(200, &Value::Null);
    saved_version(&erika.save((topic, "introduction"), 1, "[Christine Jochem](/personen/christine-jochem)").await);
    let sets = erika.changes(json!({ "topic": "migration" })).await;
    let concerns: Vec<_> = sets.as_array().expect("a list").iter().map(|set| &set["changes"][0]["concerns"]).collect();
    assert!(concerns.contains(&&json!([{ "dead_link": "/personen/christine-jochem" }])), "{concerns:?}");
}

#[tokio::test]
async fn a_placeholder_is_named_before_it_goes_out_in_any_text_and_stops_nobody() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let text = "Wir fordern \\[Hier einsetzen: Zahl\\] Plätze.\n\n- in [**hier prüfen**: Ort [Stadtteil]]\n- [siehe](/barriere-melden)";
    saved_version(&erika.save((topic, "introduction"), 0, text).await);
    saved_version(&erika.save((topic, "title"), 0, "Migration [hier einsetzen: Zusatz]").await);
    let sets = erika.changes(json!({ "topic": "migration" })).await;
    let named = |count: usize, first: &str| json!([{ "placeholders": { "count": count, "first": first } }]);
    assert_eq!(sets[0]["changes"][0]["concerns"], named(1, "[hier einsetzen: Zusatz]"));
    assert_eq!(sets[1]["changes"][0]["concerns"], named(2, "[Hier einsetzen: Zahl]"));
    let chosen = [(topic, "title", 1), (topic, "introduction", 1)];
    assert_eq!(erika.publish(&chosen).await.status, 200);
    // Without JavaScript, too.
    let page = app.item("impressum").await;
    saved_version(&erika.save((page, "title"), 0, "Impressum [hier prüfen: Name]").await);
    let form = "/impressum?bearbeiten";
    let mut values = erika.get(form).await.html().form_values();
    values.push(("schritt".into(), "veroeffentlichen".into()));
    let list = erika.post(form).form(&values).await;
    list.assert_page(200, "Eine Stelle ist noch auszufüllen: „[hier prüfen: Name]“");
}

#[tokio::test]
async fn what_was_changed_since_it_was_shown_is_not_published_and_neither_is_the_rest() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    saved_version(&erika.save((topic, "introduction"), 0, "Neu.").await);
    saved_version(&otto.save((topic, "title"), 1, "Ungesehen").await);
    let before = app.text(PUBLISHED).await;
    erika.publish(&[(topic, "introduction", 1), (topic, "title", 1)]).await.assert_json(409, &json!("changed"));
    for chosen in [[(topic, "title", 3)], [(topic, "title", 0)], [(999_999, "title", 0)]] {
        erika.publish(&chosen).await.assert_json(409, &json!("changed"));
    }
    assert_eq!(app.text(PUBLISHED).await, before);
    assert_eq!(erika.publish(&[(topic, "introduction", 1), (topic, "title", 2)]).await.status, 200);
}

#[tokio::test]
async fn publishing_again_is_harmless() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    assert_eq!(erika.publish(&[(topic, "title", 1)]).await.status, 200);
    let before = app.text(PUBLISHED).await;
    assert_eq!(erika.publish(&[(topic, "title", 1)]).await.status, 200);
    assert_eq!(erika.publish(&[]).await.status, 200);
    assert_eq!(app.text(PUBLISHED).await, before);

    saved_version(&erika.save((topic, "title"), 1, "Bleiben").await);
    let twice = [(topic, "title", 2), (topic, "title", 2)];
    let both = || erika.publish(&twice);
    let (one, other) = tokio::join!(both(), both());
    assert_eq!((one.status, other.status), (200, 200));
    assert_eq!(app.number("select count(*) from revision where account_id is not null").await, 2);
}

#[tokio::test]
async fn a_text_saved_from_the_version_that_was_published_has_no_conflict() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    assert_eq!(otto.publish(&[(topic, "title", 1)]).await.status, 200);
    assert_eq!(saved_version(&erika.save((topic, "title"), 1, "Ankommen und bleiben").await), 2);
}

#[tokio::test]
async fn what_cannot_be_published_is_named_and_nothing_is_published() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (topic, person, page) =
        (app.item("migration").await, app.item("christine-jochem").await, app.item("impressum").await);
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let cases = [
        (topic, "title", "", "Empty"),
        (page, "title", " \u{a0} ", "Empty"),
        (person, "name", "", "Empty"),
        (post, "teaser", "\n", "Empty"),
        (post, "published_on", "", "Empty"),
        (post, "published_on", "31.02.2024", "NotADate"),
        (post, "published_on", "gestern", "NotADate"),
        (person, "email", "christine", "NotAnEmail"),
        (person, "email", "a@b", "NotAnEmail"),
        (person, "email", "a@b.de, c@d.de", "NotAnEmail"),
    ];
    let before = app.text(PUBLISHED).await;
    saved_version(&erika.save((topic, "introduction"), 0, "Gut so.").await);
    let mut versions = std::collections::HashMap::new();
    for (item, field, text, problem) in cases {
        let base = versions.get(&(item, field)).copied().unwrap_or_default();
        let version = saved_version(&erika.save((item, field), base, text).await);
        versions.insert((item, field), version);
        erika
            .publish(&[(topic, "introduction", 1), (item, field, version)])
            .await
            .assert_json(422, &invalid(item, field, problem));
    }
    assert_eq!(app.text(PUBLISHED).await, before);
    assert_eq!(erika.field((topic, "introduction")).await["draft"], json!("Gut so."));
}

#[tokio::test]
async fn an_optional_text_can_be_emptied() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let person = app.item("christine-jochem").await;
    for field in ["pronouns", "role", "email"] {
        saved_version(&erika.save((person, field), 0, "").await);
    }
    assert_eq!(erika.publish(&[(person, "pronouns", 1), (person, "role", 1), (person, "email", 1)]).await.status, 200);
    let text = app.reader().get(PERSON).await.html().text();
    assert!(!text.contains("sie/ihr") && !text.contains("Sprecherin") && !text.contains("[at]"), "{text}");
}

#[tokio::test]
async fn a_new_day_moves_the_entry_in_the_timeline() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    saved_version(&erika.save((post, "published_on"), 0, "1. April 2024").await);
    assert_eq!(erika.publish(&[(post, "published_on", 1)]).await.status, 200);
    let html = app.reader().get(TOPIC).await.html();
    let days: Vec<_> = html.all("time").iter().filter_map(|time| time.get("datetime").map(str::to_owned)).collect();
    assert_eq!(days, ["2024-07-01", "2024-06-20", "2024-05-23", "2024-05-15", "2024-04-01", "2024-03-17"]);
}

#[tokio::test]
async fn what_was_published_and_what_was_saved_is_never_changed() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    saved_version(&erika.save((app.item("migration").await, "title"), 0, "Ankommen").await);
    for change in [
        "update revision set account_id = null",
        "delete from revision",
        "update edit set text = 'x'",
        "delete from edit",
    ] {
        assert!(sqlx::raw_sql(change).execute(&app.db).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn many_editors_publishing_and_saving_at_once_lose_nothing_and_block_nobody() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let (topic, person) = (app.item("migration").await, app.item("christine-jochem").await);
    let (mut title, mut role) = (0, 0);
    for round in 0..10 {
        title = saved_version(&erika.save((topic, "title"), title, &format!("Titel {round}")).await);
        role = saved_version(&otto.save((person, "role"), role, &format!("Funktion {round}")).await);
        let one = [(topic, "title", title), (person, "role", role)];
        let other = [(person, "role", role), (topic, "title", title)];
        let (one, other) = tokio::join!(erika.publish(&one), otto.publish(&other));
        assert_eq!((one.status, other.status), (200, 200), "{} {}", one.text(), other.text());
    }
    let text = app.reader().get(TOPIC).await.html().text();
    assert!(text.contains("Titel 9") && text.contains("Funktion 9"));
}

#[tokio::test]
async fn two_editors_publishing_different_texts_of_one_page_at_once_both_stay() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    let (mut title, mut introduction) = (0, 0);
    for round in 0..20 {
        title = saved_version(&erika.save((topic, "title"), title, &format!("Titel {round}")).await);
        introduction = saved_version(&otto.save((topic, "introduction"), introduction, &format!("Text {round}")).await);
        let (one, other) = (&[(topic, "title", title)], &[(topic, "introduction", introduction)]);
        let (one, other) = tokio::join!(erika.publish(one), otto.publish(other));
        assert_eq!((one.status, other.status), (200, 200), "{} {}", one.text(), other.text());
        let stands = app.text("select title || '|' || introduction from topic_text").await;
        assert_eq!(stands, format!("Titel {round}|Text {round}"));
    }
}

#[tokio::test]
async fn publishing_one_text_of_a_person_keeps_an_address_that_no_check_has_seen() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let person = app.item("christine-jochem").await;
    app.run("update person set email = 'christine@intranet'").await;
    saved_version(&erika.save((person, "pronouns"), 0, "(they)").await);
    assert_eq!(erika.publish(&[(person, "pronouns", 1)]).await.status, 200);
    assert_eq!(app.text("select email from person").await, "christine@intranet");
}
