//! Saving and publishing, as the editor's browser does it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Client};

/// What the browser makes for each save.
pub fn fresh_operation() -> String {
    Uuid::new_v4().to_string()
}

/// The version in the answer to a save that was kept.
#[track_caller]
pub fn saved_version(answer: &Answer) -> i64 {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["version"].as_i64().expect("a version")
}

impl Client {
    /// Saves a text, under a new operation.
    pub async fn save(&self, (item, field): (i64, &str), base_version: i64, text: &str) -> Answer {
        self.save_again((item, field), base_version, text, &fresh_operation()).await
    }

    /// Saves a text, under an operation that may have been used.
    pub async fn save_again(
        &self,
        (item, field): (i64, &str),
        base_version: i64,
        text: &str,
        operation: &str,
    ) -> Answer {
        let field = json!({ "item": item, "field": field });
        let input = json!({ "field": field, "base_version": base_version, "text": text, "operation": operation });
        self.call("save_draft", &input).await
    }

    /// Publishes fields in the versions that were shown.
    pub async fn publish(&self, chosen: &[(i64, &str, i64)]) -> Answer {
        self.call("publish", &json!({ "chosen": fields(chosen) })).await
    }

    /// Discards fields in the versions that were shown.
    pub async fn discard(&self, chosen: &[(i64, &str, i64)]) -> Answer {
        self.call("discard_drafts", &json!({ "chosen": fields(chosen) })).await
    }

    /// Makes a post in the topic `migration`.
    pub async fn create_post(&self) -> i64 {
        let answer = self.call("create_post", &json!({ "topic": "migration", "operation": fresh_operation() })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json().as_i64().expect("an id")
    }

    /// What is unpublished on a page, such as `{"topic": "migration"}`.
    pub async fn changes(&self, page: Value) -> Value {
        let answer = self.call("get_changes", &json!({ "page": page })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// A field as an editor of the topic `migration` gets it.
    pub async fn field(&self, (item, field): (i64, &str)) -> Value {
        let page = self.get("/api/get_topic?slug=migration").await.json();
        let fields = page["drafts"]["fields"].as_array().expect("fields").clone();
        let wanted = json!({ "item": item, "field": field });
        fields.into_iter().find(|draft| draft["field"] == wanted).unwrap_or_else(|| panic!("{wanted} in {page}"))
    }
}

fn fields(chosen: &[(i64, &str, i64)]) -> Vec<Value> {
    chosen.iter().map(|(item, field, version)| json!([{ "item": item, "field": field }, version])).collect()
}
