//! The table of rights, as `themenseite routes` prints it, holds for every endpoint.

use std::process::Command;

use app::api::PageRef;
use serde_json::json;

use crate::test_app::TestApp;

struct Endpoint {
    method: String,
    path: String,
    role: String,
}

/// The table, with slugs in place of parameters.
fn endpoints() -> Vec<Endpoint> {
    let output = Command::new(env!("CARGO_BIN_EXE_themenseite")).arg("routes").output().expect("the program");
    assert!(output.status.success());
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let row = |line: &str| {
        let [method, path, role] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line:?}") };
        let slug = match path.split('/').nth(1) {
            Some("themen") => "migration",
            Some("personen") => "christine-jochem",
            Some("meldungen") => "2024-10-30-sehr-geehrte-kollegen-von",
            _ => "x",
        };
        let path = path.replace("{slug}", slug).replace("{token}", slug).replace("{*path}", "site.1.css");
        let path = path.replace("{id}", slug).replace("{file}", slug);
        Endpoint { method: method.to_owned(), path, role: role.to_owned() }
    };
    table.lines().map(row).collect()
}

fn is_call(path: &str) -> bool {
    path.starts_with("/api/")
}

#[test]
fn the_table_names_every_address_of_the_contract_once_with_its_role() {
    let endpoints = endpoints();
    assert!(endpoints.iter().all(|it| ["public", "editor", "admin"].contains(&it.role.as_str())));
    assert!(endpoints.iter().all(|it| ["GET", "POST"].contains(&it.method.as_str())));
    let mut rows: Vec<_> = endpoints.iter().map(|it| (it.method.as_str(), it.path.as_str())).collect();
    let count = rows.len();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), count);
    for (method, path, role) in [
        ("GET", "/themen/migration", "public"),
        ("POST", "/themen/migration", "editor"),
        ("POST", "/api/save_draft", "editor"),
        ("POST", "/api/publish", "editor"),
        ("POST", "/api/discard_drafts", "editor"),
        ("POST", "/api/create_post", "editor"),
        ("POST", "/api/get_changes", "editor"),
        ("GET", "/api/get_topic", "public"),
        ("POST", "/anmelden", "public"),
        ("POST", "/abmelden", "public"),
        ("GET", "/personen/christine-jochem.vcf", "public"),
        ("POST", "/personen/christine-jochem/adresse", "public"),
        ("GET", "/healthz", "public"),
        ("GET", "/readyz", "public"),
        ("GET", "/favicon.ico", "public"),
        ("GET", "/einrichten/x", "public"),
        ("GET", "/feed.atom", "public"),
        ("GET", "/feed.json", "public"),
        ("GET", "/themen/migration/feed.atom", "public"),
        ("GET", "/themen/migration/feed.json", "public"),
        ("GET", "/sitemap.xml", "public"),
        ("GET", "/sitemap-{part}.xml", "public"),
        ("GET", "/robots.txt", "public"),
    ] {
        let found = endpoints.iter().find(|it| (it.method.as_str(), it.path.as_str()) == (method, path));
        assert_eq!(found.map(|it| it.role.as_str()), Some(role), "{method} {path}");
    }
}

#[test]
fn no_page_can_take_an_address_of_the_program() {
    let firsts: std::collections::BTreeSet<String> =
        endpoints().iter().filter_map(|it| it.path.split('/').nth(1).map(str::to_owned)).collect();
    assert!(firsts.len() > 15, "{firsts:?}");
    for first in firsts.iter().filter(|first| !first.is_empty() && *first != "x") {
        let is_editable = ["impressum", "datenschutz", "barrierefreiheit", "suche"].contains(&first.as_str());
        assert_eq!(PageRef::from_path(&format!("/{first}")).is_some(), is_editable, "{first}");
    }
}

#[tokio::test]
async fn what_is_for_editors_is_for_nobody_else() {
    let app = TestApp::start().await;
    let before = app.everything().await;
    let endpoints = endpoints();
    let for_editors: Vec<_> = endpoints.iter().filter(|it| it.role != "public").collect();
    assert!(for_editors.len() >= 10, "{}", for_editors.len());
    for Endpoint { method, path, .. } in for_editors {
        for kind in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
            let answer = app.reader().request(method, path).body(kind, "{}").await;
            if is_call(path) {
                answer.assert_json(401, &json!("signed_out"));
            } else {
                answer.assert_page(401, "Bitte anmelden");
            }
        }
    }
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn no_other_site_sends_anything_on_someones_behalf() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let before = app.everything().await;
    let foreign: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://boese.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "https://andere.themen.example")],
        &[("origin", "https://boese.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
    ];
    let endpoints = endpoints();
    let posts: Vec<_> = endpoints.iter().filter(|it| it.method == "POST").collect();
    assert!(posts.len() >= 15, "{}", posts.len());
    for Endpoint { path, .. } in posts {
        for headers in foreign {
            for kind in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
                let request = editor.post(path).body(kind, "{}");
                let answer = headers.iter().fold(request, |request, (name, value)| request.header(name, value)).await;
                assert_eq!(answer.status, 403, "{path} {headers:?}");
                assert!(answer.text().contains("von einer anderen Seite"), "{path}: {}", answer.text());
            }
        }
    }
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn this_site_and_programs_without_an_origin_may_send() {
    let app = TestApp::start().await;
    let host = app.address.to_string();
    let own: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "same-origin"), ("origin", "https://themen.example")],
        &[("origin", "https://themen.example")],
        &[("origin", &format!("http://{host}"))],
        &[],
    ];
    for headers in own {
        let request = app.reader().post("/personen/christine-jochem/adresse");
        let answer = headers.iter().fold(request, |request, (name, value)| request.header(name, value)).await;
        assert_eq!(answer.status, 200, "{headers:?}");
    }
}

#[tokio::test]
async fn nothing_that_is_got_changes_anything() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let before = app.everything().await;
    let table = endpoints();
    for Endpoint { method, path, .. } in &table {
        for client in [&app.reader(), &editor] {
            for verb in ["GET", "HEAD"] {
                let query =
                    if path == "/abmelden" || path == "/anmelden" { "?email=a&password=b&weiter=/" } else { "" };
                let answer = client.request(verb, &format!("{path}{query}")).await;
                let has_get = table.iter().any(|it| it.method == "GET" && it.path == *path);
                let expected = if has_get { 0 } else { 405 };
                assert!(expected == 0 || answer.status == expected, "{method} {path}: {}", answer.status);
                assert!(answer.status < 500, "{verb} {path}: {}", answer.status);
            }
        }
    }
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn any_other_method_is_refused_at_every_address() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let before = app.everything().await;
    for Endpoint { path, .. } in endpoints() {
        for method in ["PUT", "DELETE", "PATCH", "TRACE"] {
            let answer = editor.request(method, &path).await;
            assert_eq!(answer.status, 405, "{method} {path}");
        }
    }
    assert_eq!(app.everything().await, before);
}
