//! What two editors do, in any order: no acknowledged word is ever missing from both the text and its history.

use serde_json::{Value, json};

use crate::test_app::{Client, Random, TestApp, fresh_operation};

const FIELDS: [&str; 2] = ["title", "introduction"];

/// A save whose answer was lost.
struct Unanswered {
    field: &'static str,
    base: i64,
    text: String,
    operation: String,
}

struct Editor {
    client: Client,
    /// The version of each field that this editor saw last.
    bases: [i64; 2],
    unanswered: Option<Unanswered>,
}

struct Interleaving {
    app: TestApp,
    topic: i64,
    editors: Vec<Editor>,
    random: Random,
    /// As a form gives it.
    tomorrow: String,
    /// Every text that a save was acknowledged for.
    acknowledged: Vec<(&'static str, String)>,
}

impl Interleaving {
    async fn new(seed: u64) -> Self {
        let app = TestApp::start().await;
        let mut editors = Vec::new();
        for name in ["erika", "otto"] {
            let client = app.log_in_as(name).await;
            editors.push(Editor { client, bases: [0, 0], unanswered: None });
        }
        let topic = app.item("migration").await;
        let tomorrow =
            "select to_char(now() at time zone 'Europe/Berlin' + interval '1 day', 'YYYY-MM-DD\"T\"HH24:MI')";
        let tomorrow = app.text(tomorrow).await;
        Self { app, topic, editors, random: Random(seed), tomorrow, acknowledged: Vec::new() }
    }

    async fn step(&mut self, number: usize) {
        let (who, which) = (usize::from(self.random.below(2) == 1), usize::from(self.random.below(2) == 1));
        match self.random.below(14) {
            0..=4 => self.save(who, which, format!("Wort{number}"), true).await,
            5 => self.save(who, which, format!("Wort{number}"), false).await,
            6 => self.retry(who).await,
            7 => self.finish(who, "publish", json!({})).await,
            8 => self.finish(who, "discard_drafts", json!({})).await,
            9 => self.restore(who).await,
            10 => self.call(who, "withdraw_item").await,
            11 => self.finish(who, "schedule_publication", json!({ "at": self.tomorrow.clone() })).await,
            12 => self.let_scheduled_go_out().await,
            _ => {
                self.call(who, "delete_item").await;
                self.call(who, "restore_item").await;
            }
        }
    }

    async fn save(&mut self, who: usize, which: usize, text: String, is_answered: bool) {
        let (field, base, operation) = (FIELDS[which], self.editors[who].bases[which], fresh_operation());
        let unanswered = Unanswered { field, base, text, operation };
        if is_answered {
            self.send(who, unanswered).await;
        } else {
            // The store may have it or not; the editor does not know.
            let client = &self.editors[who].client;
            client.save_again((self.topic, field), base, &unanswered.text, &unanswered.operation).await;
            self.editors[who].unanswered = Some(unanswered);
        }
    }

    async fn retry(&mut self, who: usize) {
        if let Some(unanswered) = self.editors[who].unanswered.take() {
            self.send(who, unanswered).await;
        }
    }

    async fn send(&mut self, who: usize, save: Unanswered) {
        let Unanswered { field, base, text, operation } = save;
        let editor = &mut self.editors[who];
        let answer = editor.client.save_again((self.topic, field), base, &text, &operation).await;
        let base = &mut editor.bases[usize::from(field == FIELDS[1])];
        match answer.status {
            200 => {
                *base = (*base).max(answer.json()["version"].as_i64().expect("a version"));
                self.acknowledged.push((field, text));
            }
            // Both texts are told; the editor goes on from the newest.
            409 => {
                assert_eq!(answer.json()["conflict"]["mine"], json!(text));
                *base = answer.json()["conflict"]["version"].as_i64().expect("a version");
            }
            status => panic!("{status} {}", answer.text()),
        }
    }

    /// The time of whatever waits has come.
    async fn let_scheduled_go_out(&self) {
        self.app.run("update schedule set scheduled_for = now() - interval '1 second' where finished_at is null").await;
        while self.app.publish_due().await.is_some() {}
    }

    /// Publishes, discards or sets a time for all that the dialog would list.
    async fn finish(&mut self, who: usize, function: &str, mut input: Value) {
        let client = &self.editors[who].client;
        let mut chosen = Vec::new();
        for set in client.changes(json!({ "topic": "migration" })).await.as_array().expect("a list") {
            for change in set["changes"].as_array().expect("a list") {
                chosen.push(json!([{ "item": set["item"], "field": change["field"] }, change["version"]]));
            }
        }
        let is_empty = chosen.is_empty();
        input["chosen"] = chosen.into();
        let answer = client.call(function, &input).await;
        // There is nothing to set a time for.
        let has_changed = is_empty && answer.status == 409;
        assert!([200, 422].contains(&answer.status) || has_changed, "{}", answer.text());
    }

    async fn restore(&mut self, who: usize) {
        let client = &self.editors[who].client;
        let page = client.get("/verlauf/themen/migration").await.html();
        let buttons = page.all("button").into_iter().filter(|button| button.get("name") == Some("fassung"));
        let points: Vec<String> = buttons.filter_map(|button| button.get("value").map(str::to_owned)).collect();
        let Some(point) = self.random.one_of(&points) else { return };
        let mut values = page.form_values();
        values.push(("fassung".into(), point.clone()));
        let answer = client.post("/verlauf/themen/migration").form(&values).await;
        assert_eq!(answer.status, 200, "{}", answer.words());
    }

    async fn call(&self, who: usize, function: &str) {
        let answer = self.editors[who].client.call(function, &json!({ "item": self.topic })).await;
        answer.assert_json(200, &Value::Null);
    }

    /// Nothing acknowledged is missing, and editors see what was last decided.
    async fn check(&self, number: usize) {
        for (field, text) in &self.acknowledged {
            let kept = "select exists (select from edit where item_id = $1 and field = $2 and text = $3)";
            let kept: bool = sqlx::query_scalar(kept)
                .bind(self.topic)
                .bind(field)
                .bind(text)
                .fetch_one(&self.app.db)
                .await
                .expect("an answer");
            assert!(kept, "step {number}: {field} {text} is in no history");
        }
        for field in FIELDS {
            let newest = "select text from edit where item_id = $1 and field = $2 order by version desc limit 1";
            let newest: Option<Option<String>> = sqlx::query_scalar(newest)
                .bind(self.topic)
                .bind(field)
                .fetch_optional(&self.app.db)
                .await
                .expect("an answer");
            let stands = "select coalesce((select draft from field_state where item_id = $1 and field = $2),
                                          (select text from published_field where item_id = $1 and field = $2), '')";
            let stands: String = sqlx::query_scalar(stands)
                .bind(self.topic)
                .bind(field)
                .fetch_one(&self.app.db)
                .await
                .expect("an answer");
            // After a discard, it is what is or was published.
            if let Some(Some(newest)) = newest {
                assert_eq!(stands, newest, "step {number}: {field}");
            }
        }
    }
}

async fn interleave(seed: u64, steps: usize) -> usize {
    let mut interleaving = Interleaving::new(seed).await;
    for number in 0..steps {
        interleaving.step(number).await;
        interleaving.check(number).await;
    }
    interleaving.acknowledged.len()
}

/// `make soak` asks for more than these 6 sequences of 60 steps.
#[tokio::test]
async fn in_any_interleaving_no_acknowledged_text_is_missing_and_editors_see_the_newest() {
    let sequences = std::env::var("THEMENSEITE_INTERLEAVINGS").map_or(6, |count| count.parse().expect("a number"));
    let mut acknowledged = 0;
    for seed in 1..=sequences {
        acknowledged += interleave(seed, 60).await;
    }
    assert!(acknowledged > 60, "{acknowledged} saves were acknowledged");
}
