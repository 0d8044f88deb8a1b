//! The headers that keep answers safe, on every kind of answer.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::test_app::{Answer, PUBLIC_URL, TOPIC, TestApp, TestDatabase};

const FIXED: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), \
         gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
         picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
];

fn directives(answer: &Answer) -> Vec<(String, String)> {
    let policy = answer.header("content-security-policy").expect("a policy");
    let parts = policy.split(';').filter_map(|part| part.trim().split_once(' '));
    parts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The nonce of an answer's own; none where it knows its scripts by what is in them.
fn nonce(answer: &Answer) -> Option<String> {
    let directives = directives(answer);
    let (_, scripts) = directives.iter().find(|(name, _)| name == "script-src").expect("a directive for scripts");
    let nonce = scripts.split(' ').find_map(|source| source.strip_prefix("'nonce-")?.strip_suffix('\''));
    nonce.map(str::to_owned)
}

fn hash(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))
}

async fn one_of_each_kind(app: &TestApp) -> Vec<(&'static str, Answer)> {
    let reader = app.reader();
    let editor = app.log_in_as("erika").await;
    vec![
        ("a page", reader.get(TOPIC).await),
        ("an editor's page", editor.get(TOPIC).await),
        ("an editing form", editor.get("/themen/migration?bearbeiten").await),
        ("404", reader.get("/gibt-es-nicht").await),
        ("400", reader.get("/themen/migration?vor=x").await),
        ("405", reader.post("/healthz").await),
        ("a call's 405", reader.get("/api/save_draft").await),
        ("403", reader.post("/anmelden").header("sec-fetch-site", "cross-site").await),
        ("413", reader.post("/anmelden").body("application/x-www-form-urlencoded", vec![b'x'; 3 << 20]).await),
        ("401", reader.post(TOPIC).form(&[("a", "b")]).await),
        ("a call", reader.get("/api/get_home").await),
        ("a call's error", reader.call("save_draft", &json!({})).await),
        ("a redirect", reader.post("/abmelden").await),
        ("a vCard", reader.get("/personen/christine-jochem.vcf").await),
        ("an address", reader.post("/personen/christine-jochem/adresse").await),
        (
            "an address for a script",
            reader.post("/personen/christine-jochem/adresse").header("accept", "application/json").await,
        ),
        ("a feed", reader.get("/feed.atom").await),
        ("a feed that is known", reader.get("/feed.json").header("if-none-match", "*").await),
        ("health", reader.get("/healthz").await),
        ("a file", reader.get("/pkg/site.1.css").await),
        ("a file that is not there", reader.get("/pkg/x").await),
    ]
}

#[tokio::test]
async fn every_kind_of_answer_has_them() {
    let app = TestApp::start().await;
    for (kind, answer) in one_of_each_kind(&app).await {
        for (name, value) in FIXED {
            let values: Vec<_> =
                answer.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect();
            assert_eq!(values, [value], "{name} of {kind}");
        }
        let policies = answer.headers.iter().filter(|(key, _)| key == "content-security-policy").count();
        assert_eq!(policies, 1, "{kind}");
        let directives = directives(&answer);
        for directive in [("default-src", "'none'"), ("frame-ancestors", "'none'"), ("base-uri", "'none'")] {
            assert!(directives.contains(&(directive.0.to_owned(), directive.1.to_owned())), "{kind}: {directives:?}");
        }
        assert!(
            directives.iter().all(|(_, value)| !value.contains("unsafe-inline")
                && !value.contains("'unsafe-eval'")
                && !value.contains('*')),
            "{kind}"
        );
        assert!(answer.header("cache-control").is_some(), "{kind}");
        assert!(answer.header("server").is_none() && answer.header("x-powered-by").is_none(), "{kind}");
    }
}

#[tokio::test]
async fn every_inline_script_is_known_by_nonce_or_hash_and_nothing_else_is_inline() {
    let app = TestApp::start().await;
    let mut nonces = Vec::new();
    for (kind, answer) in one_of_each_kind(&app).await {
        if answer.header("content-type") != Some("text/html; charset=utf-8") {
            continue;
        }
        let nonce = nonce(&answer);
        let html = answer.html();
        for script in html.all("script").iter().filter(|script| script.get("src").is_none()) {
            assert_eq!(script.get("nonce"), nonce.as_deref(), "{kind}: {}", script.content);
            let policy = answer.header("content-security-policy").expect("a policy");
            assert!(nonce.is_some() || policy.contains(&hash(&script.content)), "{kind}: {}", script.content);
        }
        for tag in html.tags() {
            assert!(tag.name != "style" && tag.get("style").is_none(), "{kind}: {tag:?}");
            assert!(tag.attributes.iter().all(|(name, _)| !name.starts_with("on")), "{kind}: {tag:?}");
            for attribute in ["src", "href", "action", "formaction"] {
                let is_foreign = |url: &str| url.contains("//") && !url.starts_with("https://themen.example/");
                assert!(!tag.get(attribute).is_some_and(is_foreign), "{kind}: {tag:?}");
            }
        }
        nonces.extend(nonce);
    }
    let count = nonces.len();
    assert!(count >= 6, "{count} pages");
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), count, "each answer has its own");
}

#[tokio::test]
async fn what_editors_see_is_kept_nowhere_and_what_readers_see_is_asked_for_anew() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    for path in [TOPIC, "/", "/api/get_topic?slug=migration", "/gibt-es-nicht"] {
        assert_eq!(editor.get(path).await.header("cache-control"), Some("no-store"), "{path}");
        let policy = app.reader().get(path).await.header("cache-control").map(str::to_owned);
        let expected = if [TOPIC, "/"].contains(&path) { "public, max-age=0, must-revalidate" } else { "no-cache" };
        assert_eq!(policy.as_deref(), Some(expected), "{path}");
    }
}

#[tokio::test]
async fn the_answer_to_a_log_in_is_kept_nowhere() {
    let app = TestApp::start().await;
    app.add_account("erika", app::model::Role::Editor).await;
    let email = crate::test_app::email_of("erika");
    let right = app.reader().log_in(&email, crate::test_app::PASSWORD).await;
    assert_eq!(right.header("cache-control"), Some("no-store"), "it holds the session's cookie");
}

#[tokio::test]
async fn a_site_without_https_does_not_ask_for_it() {
    let database = TestDatabase::empty().await;
    let options = database.run_options.clone();
    let app = TestApp::start_with(database, options, "http://127.0.0.1:3000").await;
    assert_eq!(app.reader().get("/").await.header("strict-transport-security"), None);
}

#[tokio::test]
async fn a_page_turns_text_into_html_by_one_policy_only_and_sends_forms_here_only() {
    let app = TestApp::start().await;
    let page = directives(&app.reader().get(TOPIC).await);
    for (name, value) in [
        ("require-trusted-types-for", "'script'"),
        ("trusted-types", "default"),
        ("form-action", "'self'"),
        ("connect-src", "'self'"),
        ("style-src", "'self'"),
        ("img-src", "'self'"),
    ] {
        assert!(page.contains(&(name.to_owned(), value.to_owned())), "{name}: {page:?}");
    }
    let (_, scripts) = page.iter().find(|(name, _)| name == "script-src").expect("a directive");
    let sources: Vec<_> = scripts.split(' ').filter(|source| !source.starts_with("'sha256-")).collect();
    assert_eq!(sources, ["'self'", "'wasm-unsafe-eval'"]);
}

#[tokio::test]
async fn an_address_with_a_token_is_told_to_nobody_kept_nowhere_and_found_by_no_search() {
    let app = TestApp::start().await;
    // Where there is a form, its origin has to be told, and nothing else.
    for (path, policy) in [
        ("/einrichten/x", "strict-origin"),
        ("/einladung/x", "strict-origin"),
        ("/passwort/x", "strict-origin"),
        ("/vorschau/x", "no-referrer"),
    ] {
        let answer = app.reader().get(path).await;
        assert_eq!(answer.header("referrer-policy"), Some(policy), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-robots-tag"), Some("noindex, nofollow"), "{path}");
    }
    let editor = app.log_in_as("erika").await;
    assert_eq!(editor.get(TOPIC).await.header("x-robots-tag"), Some("noindex, nofollow"));
    assert_eq!(app.reader().get(TOPIC).await.header("x-robots-tag"), None);
}

/// Browsers before 2023 tell no `Sec-Fetch-Site`; an origin that they may not tell is `null`.
#[tokio::test]
async fn a_form_on_a_page_with_a_token_can_be_sent_from_every_browser_and_from_elsewhere_it_cannot() {
    let app = TestApp::start().await;
    let send = async |headers: &[(&str, &str)]| {
        let request = app.reader().post("/einrichten/x").form(&[("name", "Ida")]);
        headers.iter().fold(request, |request, (name, value)| request.header(name, value)).await.status
    };
    assert_eq!(send(&[("origin", PUBLIC_URL)]).await, 404);
    assert_eq!(send(&[("origin", "null"), ("sec-fetch-site", "same-origin")]).await, 404);
    for elsewhere in ["cross-site", "same-site"] {
        assert_eq!(send(&[("origin", "null"), ("sec-fetch-site", elsewhere)]).await, 403, "{elsewhere}");
    }
    assert_eq!(send(&[("origin", "null")]).await, 403);
}
