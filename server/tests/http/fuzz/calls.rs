//! Calls of server functions.

use http::Method;
use serde_json::{Value, json};
use themenseite::Endpoint;

use super::Fuzzer;
use crate::test_app::{Answer, fresh_operation};

/// Every server function, as `themenseite routes` prints them.
pub(super) fn functions() -> Vec<Endpoint> {
    let mut functions = themenseite::endpoints();
    functions.retain(|endpoint| endpoint.path.starts_with("/api/"));
    assert!(functions.len() >= 25, "server functions");
    functions
}

const TYPES: [&str; 8] = [
    "application/json",
    "application/json; charset=utf-16",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/cbor",
    "",
    "\u{1f}",
];

impl Fuzzer {
    pub(super) async fn call_function(&mut self) -> (String, Answer) {
        let endpoint = self.pick(&functions());
        let name = endpoint.path.trim_start_matches("/api/").to_owned();
        let mut input = self.example(&name);
        for _ in 0..self.random.below(3) {
            self.mutate(&mut input);
        }
        let client = self.client();
        if endpoint.method == Method::GET {
            let pairs = pairs_of(&input);
            let path = format!("{}?{}", endpoint.path, self.encoded(&pairs));
            return (path.chars().take(2_000).collect(), client.get(&path).await);
        }
        let body = self.sent(&input);
        let kind = if self.chance(12) { self.pick(&TYPES) } else { TYPES[0] };
        let what =
            format!("{} {}", endpoint.path, String::from_utf8_lossy(&body).chars().take(2_000).collect::<String>());
        let request = client.post(&endpoint.path);
        let answer = if self.chance(12) { request.chunked(kind, body).await } else { request.body(kind, body).await };
        (what, answer)
    }

    /// An input that could be meant. Of a function that is not known here, something of everything.
    fn example(&mut self, function: &str) -> Value {
        let page = self.page();
        let (path, slug, item, field) = (self.path(), self.slug(), self.item(), self.field());
        let chosen = json!([[field, self.number()]]);
        match function {
            "save_draft" => {
                json!({ "field": field, "base_version": self.number(), "text": self.text(), "operation": fresh_operation() })
            }
            "get_changes" => json!({ "page": page }),
            "get_history" => json!({ "path": path, "before": self.number(), "only_named": self.chance(2) }),
            "publish" | "discard_drafts" => json!({ "chosen": chosen }),
            "schedule_publication" => json!({ "chosen": chosen, "at": self.text() }),
            "create_post" => json!({ "topic": slug, "operation": fresh_operation() }),
            "delete_item" | "restore_item" | "withdraw_item" => json!({ "item": item }),
            "get_choices" => json!({ "kind": self.pick(&["topic", "person", "post", "page", "home", "x"]) }),
            "be_present" => json!({ "page": page, "tab": fresh_operation(), "beat": self.number(), "text": field }),
            "leave_page" => json!({ "tab": fresh_operation(), "beat": self.number() }),
            "get_preview_links" => json!({ "path": path }),
            "get_search" => json!({ "search": self.query() }),
            "get_topic" => json!({ "slug": slug, "range[before]": self.text(), "range[year]": self.text() }),
            "get_post" | "get_person" | "get_page" => json!({ "slug": slug }),
            _ => {
                json!({ "id": self.number(), "path": path, "field": field, "page": page, "item": item, "text": self.text(),
                         "operation": fresh_operation() })
            }
        }
    }

    fn field(&mut self) -> Value {
        json!({ "item": self.item(), "field": self.field_name() })
    }

    fn page(&mut self) -> Value {
        let kind = self.pick(&["topic", "post", "person", "page"]);
        match self.random.below(5) {
            0 => json!("home"),
            1 => json!("search"),
            _ => json!({ kind: self.slug() }),
        }
    }

    /// Of a page, of this site or not.
    pub(super) fn path(&mut self) -> String {
        let (before, slug) =
            (self.pick(&["/themen/", "/meldungen/", "/personen/", "/", "/verlauf/", "//", ""]), self.slug());
        if self.chance(4) { self.text() } else { format!("{before}{slug}") }
    }

    /// Of a search.
    pub(super) fn query(&mut self) -> String {
        let pairs = [("q", self.text()), ("thema", self.text()), ("jahr", self.text()), ("seite", self.text())];
        let pairs: Vec<_> =
            pairs.iter().filter(|_| !self.chance(3)).map(|(key, value)| (*key, value.as_str())).collect();
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }
}

fn pairs_of(input: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs = input.as_object().into_iter().flatten().map(|(key, value)| {
        // No request's first line may be longer than hyper takes.
        (key.chars().take(2_000).collect(), text(value).chars().take(2_000).collect())
    });
    pairs.collect()
}
