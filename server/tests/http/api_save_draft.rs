//! `POST /api/save_draft`

use serde_json::{Value, json};

use crate::test_app::{Client, Random, TOPIC, TestApp, fresh_operation, saved_version};

/// All that a save may change.
const TRACES: &str = "select coalesce(string_agg(concat_ws('|', item_id, field, version, draft), E'\\n' order by item_id, field), '')
                      || E'\\n' || (select count(*) from edit) || ' ' || (select count(*) from revision) from field_state where version > 0";

fn field(item: i64, field: &str) -> Value {
    json!({ "item": item, "field": field })
}

#[tokio::test]
async fn a_saved_text_is_kept_as_a_draft_for_editors() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    erika
        .save((topic, "title"), 0, "Ankommen")
        .await
        .assert_json(200, &json!({ "version": 1, "unpublished": true, "html": null }));
    let draft = otto.field((topic, "title")).await;
    assert_eq!(
        (&draft["draft"], &draft["published"], &draft["version"]),
        (&json!("Ankommen"), &json!("Migration"), &json!(1))
    );
    assert_eq!(app.text("select name from edit join account on account.id = account_id").await, "erika");
}

#[tokio::test]
async fn readers_see_nothing_of_a_draft() {
    let app = TestApp::start().await;
    let paths = [
        "/",
        TOPIC,
        "/themen/migration?bearbeiten",
        "/personen/christine-jochem",
        "/personen/christine-jochem.vcf",
        "/meldungen/2024-10-30-sehr-geehrte-kollegen-von",
        "/impressum",
        "/api/get_home",
        "/api/get_topic?slug=migration",
        "/api/get_person?slug=christine-jochem",
        "/api/get_post?slug=2024-10-30-sehr-geehrte-kollegen-von",
        "/api/get_page?slug=impressum",
    ];
    let erika = app.log_in_as("erika").await;
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let (topic, person, page) =
        (app.item("migration").await, app.item("christine-jochem").await, app.item("impressum").await);
    let new = erika.create_post().await;
    let saves = [
        (topic, "title", 0),
        (topic, "introduction", 0),
        (person, "name", 0),
        (person, "pronouns", 0),
        (person, "role", 0),
        (person, "email", 0),
        (post, "published_on", 0),
        (post, "title", 0),
        (post, "teaser", 0),
        (post, "body", 0),
        (page, "title", 0),
        (page, "body", 0),
        (new, "published_on", 1),
        (new, "title", 0),
        (new, "teaser", 0),
        (new, "body", 0),
    ];
    for (item, field, version) in saves {
        saved_version(&erika.save((item, field), version, "Geheimnis").await);
    }
    for path in paths {
        let answer = app.reader().get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text().contains("Geheimnis") && !answer.text().contains("erika"), "{path}");
    }
    assert!(erika.get("/themen/migration?bearbeiten").await.text().contains("Geheimnis"));
}

#[tokio::test]
async fn the_same_operation_again_changes_nothing_and_is_answered_the_same() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let operation = fresh_operation();
    let first = erika.save_again((topic, "introduction"), 0, "Neu", &operation).await;
    saved_version(&first);
    let traces = app.text(TRACES).await;
    let again = erika.save_again((topic, "introduction"), 0, "Neu", &operation).await;
    assert_eq!((again.status, again.json()), (200, first.json()));
    assert_eq!(app.text(TRACES).await, traces);

    // Also after someone went on from there.
    saved_version(&erika.save((topic, "introduction"), 1, "Weiter").await);
    let traces = app.text(TRACES).await;
    assert_eq!(erika.save_again((topic, "introduction"), 0, "Neu", &operation).await.json()["version"], json!(1));
    assert_eq!(app.text(TRACES).await, traces);
}

#[tokio::test]
async fn an_operation_of_another_field_or_another_editor_is_refused_and_tells_nothing() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    let operation = fresh_operation();
    saved_version(&erika.save_again((topic, "title"), 0, "Ankommen", &operation).await);
    let traces = app.text(TRACES).await;
    erika.save_again((topic, "introduction"), 0, "Neu.", &operation).await.assert_json(400, &json!("bad_request"));
    otto.save_again((topic, "title"), 1, "Bleiben", &operation).await.assert_json(400, &json!("bad_request"));
    assert_eq!(app.text(TRACES).await, traces);
}

#[tokio::test]
async fn the_same_operation_sent_twice_at_once_is_kept_once() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    for number in 0..10 {
        let (operation, text) = (fresh_operation(), format!("Text {number}"));
        let save = || erika.save_again((topic, "title"), number, &text, &operation);
        let (one, other) = tokio::join!(save(), save());
        assert_eq!((saved_version(&one), saved_version(&other)), (number + 1, number + 1));
    }
    assert_eq!(app.number("select count(*) from edit").await, 10);
}

#[tokio::test]
async fn a_save_from_an_old_version_is_answered_with_both_texts_and_overwrites_nothing() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Von Erika").await);
    let traces = app.text(TRACES).await;
    let conflict = json!({ "conflict": {
        "field": field(topic, "title"), "version": 1, "theirs": "Von Erika", "mine": "Von Otto", "author": "erika",
    } });
    otto.save((topic, "title"), 0, "Von Otto").await.assert_json(409, &conflict);
    assert_eq!(app.text(TRACES).await, traces);
    // From the version that the conflict told, it is kept.
    assert_eq!(saved_version(&otto.save((topic, "title"), 1, "Von Otto").await), 2);
    assert_eq!(otto.save((topic, "title"), 7, "Aus der Zukunft").await.status, 409);
    assert_eq!(otto.save((topic, "title"), -1, "Aus der Vorzeit").await.status, 409);
}

#[tokio::test]
async fn two_editors_saving_at_once_are_never_both_kept() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let topic = app.item("migration").await;
    for version in 0..10 {
        let (erikas, ottos) = (format!("Von Erika {version}"), format!("Von Otto {version}"));
        let (one, other) =
            tokio::join!(erika.save((topic, "title"), version, &erikas), otto.save((topic, "title"), version, &ottos),);
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }
}

#[tokio::test]
async fn saving_what_is_there_already_is_no_change() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (topic, person) = (app.item("migration").await, app.item("christine-jochem").await);
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let unchanged = json!({ "version": 0, "unpublished": false, "html": null });
    erika.save((topic, "title"), 0, "Migration").await.assert_json(200, &unchanged);
    erika.save((person, "email"), 0, "christine.jochem[at]hannover-rat.de").await.assert_json(200, &unchanged);
    erika.save((person, "email"), 0, "christine.jochem@hannover-rat.de").await.assert_json(200, &unchanged);
    for day in ["30. Oktober 2024", "30.10.2024", "2024-10-30"] {
        erika.save((post, "published_on"), 0, day).await.assert_json(200, &unchanged);
    }
    erika.save((post, "title"), 0, "").await.assert_json(200, &unchanged);
    let introduction = app.text("select introduction from topic_text").await;
    let answer = erika.save((topic, "introduction"), 0, &introduction).await;
    assert_eq!((&answer.json()["version"], &answer.json()["unpublished"]), (&json!(0), &json!(false)));
    assert_eq!(app.text(TRACES).await, "\n0 11");

    // Of a draft, too; whoever says the same from an old version has no conflict.
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    let traces = app.text(TRACES).await;
    assert_eq!(saved_version(&erika.save((topic, "title"), 1, "Ankommen").await), 1);
    assert_eq!(saved_version(&erika.save((topic, "title"), 0, "Ankommen").await), 1);
    assert_eq!(app.text(TRACES).await, traces);
}

#[tokio::test]
async fn the_published_text_again_ends_the_draft() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Ankommen").await);
    erika
        .save((topic, "title"), 1, "Migration")
        .await
        .assert_json(200, &json!({ "version": 2, "unpublished": false, "html": null }));
    assert_eq!(app.number("select count(*) from field_state where draft is not null").await, 0);
    assert_eq!(erika.changes(json!({ "topic": "migration" })).await, json!([]));
    assert_eq!(erika.field((topic, "title")).await["version"], json!(2));
    // What was written in between stays in the record.
    assert_eq!(app.text("select string_agg(text, ',' order by version) from edit").await, "Ankommen,Migration");
}

#[tokio::test]
async fn rich_text_comes_back_as_it_will_look() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let answer = erika.save((topic, "introduction"), 0, "# Neu\n\n**fett** <script>x</script> [a](javascript:x)").await;
    let html = answer.json()["html"].as_str().expect("HTML").to_owned();
    assert!(html.starts_with("<h2>Neu</h2>") && html.contains("<strong>fett</strong>"), "{html}");
    assert!(!html.contains("<script") && !html.contains("javascript:"), "{html}");
}

#[tokio::test]
async fn line_ends_are_stored_as_one_character_and_nothing_else_is_touched() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let text = "  a\r\nb\rc\n\n„d\" – ä e\u{301} 👩\u{200d}👩\u{200d}👧\t\u{a0}\u{202e}x  \n";
    saved_version(&erika.save((topic, "introduction"), 0, text).await);
    let stored = app.text("select draft from field_state where field = 'introduction'").await;
    assert_eq!(stored, text.replace("\r\n", "\n").replace('\r', "\n"));
    assert_eq!(erika.field((topic, "introduction")).await["draft"], json!(stored));
}

#[tokio::test]
async fn a_text_that_is_too_long_is_named_and_nothing_is_changed() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (topic, post) = (app.item("migration").await, app.item("2024-07-01-am-28-juni-ist").await);
    let cases = [((topic, "title"), 300), ((post, "teaser"), 2_000), ((topic, "introduction"), 100_000)];
    for ((item, name), longest) in cases {
        for length in [longest + 1, 1_000_000] {
            let problem = json!({ "invalid": { "field": field(item, name), "problem": { "TooLong": longest } } });
            erika.save((item, name), 0, &"x".repeat(length)).await.assert_json(422, &problem);
        }
    }
    assert_eq!(app.text(TRACES).await, "\n0 11");
    assert_eq!(saved_version(&erika.save((topic, "title"), 0, &"ä".repeat(300)).await), 1);
    assert_eq!(saved_version(&erika.save((topic, "introduction"), 0, &"ä".repeat(100_000)).await), 1);
}

#[tokio::test]
async fn a_control_character_is_named_with_its_place() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    for (name, text, place) in [
        ("title", "a\u{0}b", 2),
        ("title", "a\nb", 2),
        ("introduction", "ä\n\u{1b}[2J", 3),
        ("introduction", "\u{7f}", 1),
        ("title", "\u{85}", 1),
    ] {
        let problem = json!({ "invalid": { "field": field(topic, name), "problem": { "ControlCharacter": place } } });
        erika.save((topic, name), 0, text).await.assert_json(422, &problem);
    }
    assert_eq!(app.text(TRACES).await, "\n0 11");
}

#[tokio::test]
async fn what_is_no_field_is_not_found() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    for (item, name) in
        [(topic, "teaser"), (topic, "email"), (999_999, "title"), (-1, "title"), (i64::MAX, "title"), (0, "title")]
    {
        erika.save((item, name), 0, "x").await.assert_json(404, &json!("not_found"));
    }
    assert_eq!(erika.save((topic, "password_hash"), 0, "x").await.status, 400);
    assert_eq!(app.number("select count(*) from field_state").await, 0, "not even a row");
}

#[tokio::test]
async fn nobody_saves_without_logging_in() {
    let app = TestApp::start().await;
    let topic = app.item("migration").await;
    app.reader().save((topic, "title"), 0, "x").await.assert_json(401, &json!("signed_out"));
    assert_eq!(app.text(TRACES).await, "\n0 11");
}

#[tokio::test]
async fn a_text_typed_before_the_session_ended_is_saved_after_logging_in_again() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    saved_version(&erika.save((topic, "title"), 0, "Anfang").await);
    app.run("update session set expires_at = now()").await;
    let operation = fresh_operation();
    assert_eq!(erika.save_again((topic, "title"), 1, "Anfang und Ende", &operation).await.status, 401);
    let erika = app.log_in_as("erika").await;
    assert_eq!(saved_version(&erika.save_again((topic, "title"), 1, "Anfang und Ende", &operation).await), 2);
}

#[tokio::test]
async fn an_address_never_comes_back_unmasked() {
    let app = TestApp::start().await;
    let (erika, otto) = (app.log_in_as("erika").await, app.log_in_as("otto").await);
    let person = app.item("christine-jochem").await;
    let typed = "neue.adresse@hannover-rat.de";
    let answers = [
        erika.save((person, "email"), 0, typed).await,
        otto.save((person, "email"), 0, "andere.adresse@hannover-rat.de").await,
        erika.call("get_changes", &json!({ "page": { "topic": "migration" } })).await,
        erika.call("get_changes", &json!({ "page": { "person": "christine-jochem" } })).await,
        erika.get("/api/get_topic?slug=migration").await,
        erika.get("/api/get_person?slug=christine-jochem").await,
        erika.get("/themen/migration?bearbeiten").await,
        erika.get("/personen/christine-jochem").await,
        erika.publish(&[(person, "email", 1)]).await,
        erika.get("/api/get_person?slug=christine-jochem").await,
        erika.get("/personen/christine-jochem?bearbeiten").await,
    ];
    assert_eq!(
        answers.iter().map(|answer| answer.status).collect::<Vec<_>>(),
        [200, 409, 200, 200, 200, 200, 200, 200, 200, 200, 200]
    );
    for answer in answers {
        assert!(!answer.text().contains("adresse@"), "{}", answer.text());
    }
    assert_eq!(app.text("select email from person").await, typed);
    assert_eq!(app.number("select count(*) from edit where text like '%@%'").await, 0);
}

/// What an editor's browser knows of the field.
struct Editor {
    client: Client,
    version: i64,
}

impl Editor {
    /// Saves; the version where it was kept. After a conflict the editor knows the other text.
    async fn save(&mut self, item: i64, text: &str) -> Option<i64> {
        let mut answer = self.client.save((item, "title"), self.version, text).await;
        while answer.status == 429 {
            // Ten thousand saves are more than one account may send at once; the browser waits, too.
            let seconds = answer.header("retry-after").and_then(|value| value.parse().ok()).expect("seconds");
            tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
            answer = self.client.save((item, "title"), self.version, text).await;
        }
        let json = answer.json();
        let (kept, version) = match answer.status {
            200 => (true, json["version"].clone()),
            409 => {
                assert_eq!(json["conflict"]["mine"], text);
                (false, json["conflict"]["version"].clone())
            }
            status => panic!("{status}: {json}"),
        };
        self.version = version.as_i64().expect("a version");
        kept.then_some(self.version)
    }
}

/// `make soak` asks for more saves than these 200.
#[tokio::test]
async fn of_interleaved_saves_of_two_editors_each_is_kept_or_told_as_a_conflict() {
    let saves = std::env::var("THEMENSEITE_SAVES").map_or(200, |number| number.parse().expect("a number"));
    let app = TestApp::start().await;
    let topic = app.item("migration").await;
    let mut random = Random(20_241_030);
    let mut erika = Editor { client: app.log_in_as("erika").await, version: 0 };
    let mut otto = Editor { client: app.log_in_as("otto").await, version: 0 };
    let mut kept: Vec<(i64, String)> = Vec::new();
    let mut conflicts = 0;
    let mut number = 0;
    while number < saves {
        let (one, other) = (format!("Erika {number}"), format!("Otto {number}"));
        let answers = match random.below(4) {
            0 => vec![(erika.save(topic, &one).await, one)],
            1 => vec![(otto.save(topic, &other).await, other)],
            _ => {
                let (erikas, ottos) = tokio::join!(erika.save(topic, &one), otto.save(topic, &other));
                vec![(erikas, one), (ottos, other)]
            }
        };
        number += answers.len();
        for (version, text) in answers {
            match version {
                Some(version) => kept.push((version, text)),
                None => conflicts += 1,
            }
        }
    }
    kept.sort();
    assert!(conflicts > 20 && kept.len() > 20, "{conflicts} conflicts, {} kept", kept.len());
    let versions: Vec<i64> = kept.iter().map(|(version, _)| *version).collect();
    assert_eq!(versions, (1..=i64::try_from(kept.len()).expect("a number")).collect::<Vec<_>>());
    let recorded: Vec<(i64, String)> =
        sqlx::query_as("select version, text from edit order by version").fetch_all(&app.db).await.expect("the record");
    assert_eq!(recorded, kept);
    let draft = erika.client.field((topic, "title")).await;
    assert_eq!(draft["draft"].as_str(), kept.last().map(|(_, text)| text.as_str()));
}
