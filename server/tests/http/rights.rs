//! The table of rights, as `themenseite routes` prints it, holds for every endpoint.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use app::api::PageRef;
use app::model::Role;
use serde_json::json;
use tokio::task::JoinSet;

use crate::test_app::{Client, PASSWORD, TestApp, email_of};

#[derive(Clone, Debug)]
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

/// Who asks, and what the table's roles mean to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Nobody,
    Editor,
    Admin,
    /// Their account was disabled while they were logged in.
    Disabled,
    /// Their session has ended by time.
    Expired,
}

const EVERYONE: [Who; 5] = [Who::Nobody, Who::Editor, Who::Admin, Who::Disabled, Who::Expired];

impl Who {
    async fn client(self, app: &TestApp) -> Client {
        let (name, role) = match self {
            Self::Nobody => return app.reader(),
            Self::Editor => ("erika", Role::Editor),
            Self::Admin => ("ada", Role::Admin),
            Self::Disabled => ("dora", Role::Admin),
            Self::Expired => ("egon", Role::Admin),
        };
        app.add_account(name, role).await;
        let mut client = app.reader();
        assert_eq!(client.log_in(&email_of(name), PASSWORD).await.status, 303);
        match self {
            Self::Disabled => app.run("update account set disabled_at = now() where name = 'dora'").await,
            Self::Expired => {
                app.run(
                    "update session set created_at = now() - interval '90 days', expires_at = now() - interval '1 second'
                     from account where account.id = account_id and name = 'egon'",
                )
                .await;
            }
            _ => {}
        }
        client
    }

    /// What the table says: 401, 403, or neither.
    fn expected(self, role: &str) -> Class {
        match (role, self) {
            ("public", _) | ("editor", Self::Editor | Self::Admin) | ("admin", Self::Admin) => Class::Allowed,
            ("admin", Self::Editor) => Class::Forbidden,
            _ => Class::SignedOut,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Allowed,
    SignedOut,
    Forbidden,
}

impl Class {
    fn of(status: u16) -> Self {
        match status {
            401 => Self::SignedOut,
            403 => Self::Forbidden,
            _ => Self::Allowed,
        }
    }
}

type Headers = &'static [(&'static str, &'static str)];

/// Where a request comes from, and whether it may change anything.
const ORIGINS: [(bool, Headers); 5] = [
    (true, &[("sec-fetch-site", "same-origin"), ("origin", "https://themen.example")]),
    (true, &[]),
    (false, &[("sec-fetch-site", "cross-site"), ("origin", "https://boese.example")]),
    (false, &[("sec-fetch-site", "same-site"), ("origin", "https://andere.themen.example")]),
    (false, &[("origin", "null")]),
];

/// Tries all of the table as one person; answers how many requests that were, and what was not as the table says.
async fn try_all(who: Who, client: Client, table: Arc<Vec<Endpoint>>) -> (usize, Vec<String>) {
    let (mut count, mut wrong) = (0, Vec::new());
    let mut judge = |what: String, status: u16, expected: Class| {
        count += 1;
        if Class::of(status) != expected || status >= 500 {
            wrong.push(format!("{who:?} {what}: {status} instead of {expected:?}"));
        }
    };
    // Whoever logs out is nobody from then on.
    let (last, first): (Vec<_>, Vec<_>) = table.iter().partition(|it| it.path == "/abmelden");
    for Endpoint { method, path, role } in first.into_iter().chain(last) {
        for (is_own, headers) in ORIGINS {
            let send = |verb: &str| {
                let request = client.request(verb, path);
                headers.iter().fold(request, |request, (name, value)| request.header(name, value))
            };
            if method == "GET" {
                for verb in ["GET", "HEAD"] {
                    judge(format!("{verb} {path} {headers:?}"), send(verb).await.status, who.expected(role));
                }
                continue;
            }
            // A format that no handler takes, so that nothing is done where all is allowed.
            let answer = send(method).body("text/plain", "x").await;
            let expected = if is_own { who.expected(role) } else { Class::Forbidden };
            judge(format!("{method} {path} {headers:?}"), answer.status, expected);
            if !table.iter().any(|other| other.method == "GET" && other.path == *path) {
                for verb in ["GET", "HEAD"] {
                    judge(format!("{verb} {path} {headers:?}"), send(verb).await.status, Class::Allowed);
                }
            }
        }
    }
    (count, wrong)
}

/// Target R6.
#[tokio::test]
async fn every_endpoint_answers_every_role_and_origin_as_the_table_says() {
    let app = TestApp::start().await;
    let table = Arc::new(endpoints());
    let mut running = JoinSet::new();
    for who in EVERYONE {
        running.spawn(try_all(who, who.client(&app).await, Arc::clone(&table)));
    }
    let (mut count, mut wrong) = (0, Vec::new());
    while let Some(tried) = running.join_next().await {
        let (more, differing) = tried.expect("all was tried");
        count += more;
        wrong.extend(differing);
    }
    println!("R6: {count} requests to {} endpoints, {} not as the table says", table.len(), wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count >= table.len() * EVERYONE.len() * ORIGINS.len());
}

/// The text of every Rust file below a folder of the repository.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).expect("a text");
                files.push((path.file_name().expect("a name").to_string_lossy().into_owned(), text));
            }
        }
    }
    files
}

/// axum cannot list its routes; so nothing but the table may make one.
#[test]
fn nothing_but_the_table_of_rights_makes_a_route() {
    let files = sources("server/src");
    assert!(files.len() > 50, "{}", files.len());
    for (name, text) in &files {
        // A test may have a router of its own.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for way in [".route(", ".route_service(", ".nest(", ".nest_service(", ".merge(", "leptos_routes"] {
            assert!(!text.contains(way) || (name == "endpoints.rs" && way == ".route("), "{way} in {name}");
        }
        let fallbacks = text.matches(".fallback").count();
        assert_eq!(fallbacks, usize::from(name == "router.rs"), "what answers all other addresses, in {name}");
    }
    let (_, table) = files.iter().find(|(name, _)| name == "endpoints.rs").expect("the table");
    assert_eq!(table.matches(".route(").count(), 1, "each row is noted where it becomes a route");
}

#[test]
fn every_server_function_and_every_page_of_the_app_has_a_row() {
    let table = endpoints();
    let has = |path: &str| table.iter().any(|it| it.path == path);
    let mut functions = BTreeSet::new();
    for (_, text) in sources("app/src/api") {
        for rest in text.split("#[server(endpoint = \"").skip(1) {
            let name = rest.split('"').next().expect("a name");
            assert!(has(&format!("/api/{name}")), "{name}");
            functions.insert(name.to_owned());
        }
    }
    assert_eq!(functions.len(), table.iter().filter(|it| is_call(&it.path)).count());

    let output = Command::new(env!("CARGO_BIN_EXE_themenseite")).arg("routes").output().expect("the program");
    let rows = String::from_utf8(output.stdout).expect("UTF-8");
    let pages: Vec<_> = include_str!("../../../app/src/root.rs").split("path!(\"").skip(1).collect();
    assert!(pages.len() > 10, "{}", pages.len());
    for page in pages {
        let path = page.split('"').next().expect("a path");
        let segments = path.split('/').map(|segment| match (segment.strip_prefix(':'), segment.strip_prefix('*')) {
            (Some(name), _) => format!("{{{name}}}"),
            (_, Some(name)) => format!("{{*{name}}}"),
            _ => segment.to_owned(),
        });
        let path = segments.collect::<Vec<_>>().join("/");
        assert!(rows.lines().any(|row| row.starts_with(&format!("GET\t{path}\t"))), "{path}");
    }
}
