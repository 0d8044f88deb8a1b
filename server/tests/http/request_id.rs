//! Each request's id: in its answer, on the page of an error, and in every line that is logged for it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::test_app::{Answer, PATIENCE, Program, Proxy, TOPIC, TestApp, TestDatabase, Way};
use crate::verwaltung_cli::program;

const JSON: [(&str, &str); 1] = [("THEMENSEITE_LOG_FORMAT", "json")];
const TOKEN: &str = "geheimer-token-0123456789abcdef";

fn id_of(answer: &Answer) -> &str {
    answer.header("x-request-id").unwrap_or_else(|| panic!("{} {}", answer.to, answer.status))
}

/// A line of the log as what it is to be: one JSON object.
#[track_caller]
fn line_of(line: &str) -> Value {
    let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    for name in ["timestamp", "level", "target"] {
        assert!(value[name].is_string(), "{name}: {line}");
    }
    assert!(value["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')), "UTC: {line}");
    assert!(value["fields"]["message"].is_string(), "{line}");
    value
}

/// What is logged for a request, in the order of time; waits until it is told that it failed.
async fn lines_for(program: &Program, id: &str) -> Vec<Value> {
    let is_its = |line: &Value| line["spans"].as_array().is_some_and(|spans| spans.iter().any(|span| span["id"] == id));
    let waiting = async {
        loop {
            let lines: Vec<_> = program.log().iter().map(|line| line_of(line)).filter(is_its).collect();
            if lines.iter().any(|line| line["fields"]["message"] == "a request failed") {
                return lines;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{id}: {:#?}", program.log()))
}

async fn behind_proxy(settings: &[(&str, &str)]) -> (TestDatabase, Proxy, Program) {
    use sqlx::ConnectOptions;
    let database = TestDatabase::with_demonstration().await;
    let proxy = Proxy::start(&database.run_options).await;
    let program = Program::start(proxy.options.to_url_lossy().as_str(), settings).await;
    (database, proxy, program)
}

#[tokio::test]
async fn a_request_that_fails_tells_its_id_and_the_log_tells_all_of_it_under_that() {
    let (database, proxy, program) = behind_proxy(&JSON).await;
    let editor = program.log_in_as(&database, "erika").await;
    proxy.set(Way::Cut);
    let search = format!("/suche?q={TOKEN}");
    let invitation = format!("/einladung/{TOKEN}");
    let form = [("schritt", "uebernehmen"), ("1.title", TOKEN)];
    for (answer, method, route) in [
        (program.reader.get(TOPIC).await, "GET", "/themen/{slug}"),
        // What it shows is loaded by tasks that Leptos spawns.
        (program.reader.get(&search).await, "GET", "/suche"),
        (program.reader.get(&invitation).await, "GET", "/einladung/{token}"),
        (editor.get(TOPIC).await, "GET", "/themen/{slug}"),
        (editor.post(&format!("{TOPIC}?bearbeiten")).form(&form).await, "POST", "/themen/{slug}"),
        (editor.save((1, "title"), 0, TOKEN).await, "POST", "/api/save_draft"),
    ] {
        assert_eq!(answer.status, 503, "{}", answer.to);
        let id = id_of(&answer);
        assert!(id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        if route.starts_with("/api/") {
            answer.assert_json(503, &json!("store_away"));
        } else {
            answer.assert_page(503, &format!("Kennung: {id}"));
        }
        let lines = lines_for(&program, id).await;
        let told: Vec<_> = lines.iter().filter(|line| line["fields"]["message"] == "a request failed").collect();
        assert_eq!(told.len(), 1, "once: {lines:#?}");
        let fields = &told[0]["fields"];
        assert_eq!(fields["method"], json!(method), "{fields}");
        assert_eq!((&fields["route"], &fields["status"]), (&json!(route), &json!(503)));
        assert!(fields["milliseconds"].is_u64(), "{fields}");
        let causes = lines.iter().filter(|line| line["fields"]["message"] == "the store is away").count();
        assert!(causes >= 1, "the cause of {}: {lines:#?}", answer.to);
    }
    // No cause stands there for nobody.
    for line in program.log() {
        let value = line_of(&line);
        assert!(value["fields"]["message"] != "the store is away" || value["spans"][0]["id"].is_string(), "{line}");
        assert!(!line.contains(TOKEN) && !line.contains(TOPIC), "{line}");
    }
}

#[tokio::test]
async fn whoever_gets_a_page_that_failed_has_an_id_of_their_own_and_the_log_leads_from_it_to_the_cause() {
    let (_database, proxy, program) = behind_proxy(&JSON).await;
    while program.figures().await.get("content_listening") < 1 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    proxy.set(Way::Frozen);
    let requests: Vec<_> = (0..5).map(|_| tokio::spawn(program.reader.get(TOPIC).into_future())).collect();
    let mut ids = Vec::new();
    for request in requests {
        let answer = request.await.expect("an answer");
        answer.assert_page(503, &format!("Kennung: {}", id_of(&answer)));
        ids.push(id_of(&answer).to_owned());
    }
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 5, "{ids:?}");
    for id in &ids {
        let lines = lines_for(&program, id).await;
        let told = lines.iter().find(|line| line["fields"]["message"] == "a request failed").expect("a line");
        // Where several waited for one rendering, the cause stands under the id that it was begun for.
        let rendered_for = told["fields"]["rendered_for"].as_str().unwrap_or(id);
        assert!(ids.iter().any(|id| id == rendered_for), "{told}");
        let with_cause = lines_for(&program, rendered_for).await;
        let causes = ["the store is away", "the store is silent; an answer was given up"];
        let is_cause = |line: &Value| line["fields"]["message"].as_str().is_some_and(|it| causes.contains(&it));
        assert!(with_cause.iter().any(is_cause), "{with_cause:#?}");
    }
}

#[tokio::test]
async fn what_is_kept_has_no_id_and_everything_else_has_another_one_each_time() {
    let app = TestApp::start().await;
    let reader = app.reader();
    for path in [TOPIC, TOPIC, "/", "/impressum", "/pkg/site.1.css"] {
        let answer = reader.get(path).await;
        assert_eq!((answer.status, answer.header("x-request-id")), (200, None), "{path}");
    }
    let editor = app.log_in_as("erika").await;
    let mut ids = Vec::new();
    for (client, path) in [
        (&reader, "/suche?q=Migration"),
        (&reader, "/suche?q=Migration"),
        (&reader, "/gibt/es/nicht"),
        (&reader, "/anmelden"),
        (&reader, "/healthz"),
        (&reader, "/api/get_topic?slug=migration"),
        (&editor, TOPIC),
        (&editor, TOPIC),
    ] {
        let answer = client.get(path).await;
        assert!(!answer.text().contains("Kennung:"), "{path}");
        ids.push(id_of(&answer).to_owned());
    }
    ids.push(id_of(&editor.call("get_changes", &json!({ "page": { "topic": "migration" } })).await).to_owned());
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[tokio::test]
async fn only_a_trusted_proxy_chooses_an_id_and_only_one_that_looks_like_one() {
    let chosen = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    let (open, trusting) = (TestApp::start().await, TestApp::start_trusting("127.0.0.1").await);
    let ask = |app: &TestApp, id: &str| app.reader().get("/suche").header("x-request-id", id).into_future();
    assert_ne!(id_of(&ask(&open, chosen).await), chosen);
    assert_eq!(id_of(&ask(&trusting, chosen).await), chosen);
    for wrong in
        ["", "kurz", "erika@redaktion.example", "mit leer zeichen", "<script>alert(1)</script>", &"a".repeat(65)]
    {
        let answer = ask(&trusting, wrong).await;
        assert_eq!(id_of(&answer).len(), 16, "{wrong}");
    }
    let twice = trusting.reader().get("/suche").header("x-request-id", chosen).header("x-request-id", chosen).await;
    assert_eq!(id_of(&twice).len(), 16);
}

#[tokio::test]
async fn what_takes_long_is_logged_by_its_route_and_reading_is_logged_nowhere() {
    let database = TestDatabase::with_demonstration().await;
    let program = Program::start(&database.url(), &[]).await;
    for path in ["/", "/impressum", "/suche?q=Migration", "/gibt/es/nicht", "/anmelden"] {
        program.reader.get(path).await;
    }
    let db = sqlx::PgPool::connect_lazy_with(database.options.clone());
    let mut lock = db.begin().await.expect("a transaction");
    sqlx::query("lock table topic_year in access exclusive mode").execute(&mut *lock).await.expect("a lock");
    let request = tokio::spawn(program.reader.get(&format!("{TOPIC}?{TOKEN}")).into_future());
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    lock.rollback().await.expect("an end");
    assert_eq!(request.await.expect("an answer").status, 200);
    let lines = program.lines_with("an answer took long").await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    for part in ["request{id=", "method=\"GET\"", "route=\"/themen/{slug}\"", "status=200", "milliseconds="] {
        assert!(lines[0].contains(part), "{part} is not in {}", lines[0]);
    }
    let id = lines[0].split("request{id=").nth(1).and_then(|rest| rest.split('}').next()).expect("an id");
    for line in program.log() {
        assert!(!line.contains("request{") || line.contains(id), "another request: {line}");
        assert!(!line.contains(TOKEN) && !line.contains("gibt/es") && !line.contains('\u{1b}'), "{line}");
    }
}

#[tokio::test]
async fn a_start_that_fails_is_a_line_like_any_other_and_a_wrong_format_is_named() {
    let settings = |format| {
        let url = "postgres://niemand:geheim@127.0.0.1:1/nichts";
        [("DATABASE_URL", url), ("THEMENSEITE_SITE", "/gibt/es/nicht"), ("THEMENSEITE_LOG_FORMAT", format)]
    };
    let output = program(&["serve"], &settings("json")).output().await.expect("an end");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && error.contains("THEMENSEITE_SITE"), "{error}");
    for line in error.lines() {
        line_of(line);
        assert!(!line.contains("geheim"), "{line}");
    }
    let output = program(&["serve"], &settings("yaml")).output().await.expect("an end");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("THEMENSEITE_LOG_FORMAT: möglich sind text und json"), "{error}");
}
