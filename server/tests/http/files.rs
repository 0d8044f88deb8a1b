//! `GET /pkg/…`, `/favicon.ico`, `/icon.svg`

use crate::test_app::TestApp;

#[tokio::test]
async fn a_built_file_is_kept_for_ever_and_one_with_a_fixed_name_for_a_day() {
    let app = TestApp::start().await;
    let css = app.reader().get("/pkg/site.1.css").await;
    assert_eq!((css.status, css.text()), (200, "body { margin: 0 }"));
    assert_eq!(css.header("content-type"), Some("text/css"));
    assert_eq!(css.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let icon = app.reader().get("/favicon.ico").await;
    assert_eq!((icon.status, icon.header("cache-control")), (200, Some("public, max-age=86400")));
    assert_eq!(app.reader().get("/icon.svg").await.header("content-type"), Some("image/svg+xml"));
}

#[tokio::test]
async fn what_is_not_there_is_a_page_with_404_and_nothing_outside_the_folder_is_served() {
    let app = TestApp::start().await;
    for path in
        ["/pkg/gibt-es-nicht.css", "/pkg/", "/pkg", "/pkg/../site.json", "/pkg/..%2fsite.json", "/pkg/%2e%2e/site.json"]
    {
        let answer = app.reader().get(path).await;
        answer.assert_page(404, "Seite nicht gefunden");
        assert_ne!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
    }
}

#[tokio::test]
async fn a_name_that_no_file_system_takes_is_not_found_like_any_other() {
    let app = TestApp::start().await;
    let long = [100, 251, 253, 255, 256, 2_000].map(|length| "a".repeat(length));
    for name in long.iter().map(String::as_str).chain(["%00", "a%00.js", "%2500", "%ff", "site.1.css%00", "%"]) {
        let path = format!("/pkg/{name}");
        for method in ["GET", "HEAD"] {
            let answer = app.reader().request(method, &path).header("accept-encoding", "br, gzip").await;
            assert_eq!(answer.status, 404, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_page_names_the_built_files() {
    let app = TestApp::start().await;
    let html = app.reader().get("/").await.html();
    let boot = html.all("script").into_iter().find(|script| script.get("data-js").is_some()).expect("the boot script");
    assert_eq!((boot.content.as_str(), boot.get("src")), ("boot()", None));
    assert_eq!((boot.get("data-js"), boot.get("data-wasm")), (Some("/pkg/app.1.js"), Some("/pkg/app.1.wasm")));
    assert!(html.all("link").iter().any(|link| link.get("href") == Some("/pkg/site.1.css")));
    assert!(
        html.all("link")
            .iter()
            .all(|link| link.get("rel") != Some("modulepreload") && link.get("rel") != Some("preload"))
    );
}

#[tokio::test]
async fn the_editors_program_is_named_where_someone_is_logged_in_and_nowhere_else() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("anna").await;
    for (client, program) in [(editor, "editor.1"), (app.reader(), "app.1")] {
        let html = client.get("/").await.html();
        let boot =
            html.all("script").into_iter().find(|script| script.get("data-js").is_some()).expect("the boot script");
        let addresses = [format!("/pkg/{program}.js"), format!("/pkg/{program}.wasm")];
        assert_eq!(
            [boot.get("data-js"), boot.get("data-wasm")],
            addresses.each_ref().map(|address| Some(address.as_str()))
        );
    }
}

#[tokio::test]
async fn a_file_that_others_expect_at_the_top_is_served_from_the_folder() {
    let app = TestApp::start().await;
    for method in ["GET", "HEAD"] {
        let answer = app.reader().request(method, "/humans.txt").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain")), "{method}");
    }
    for path in ["/../Cargo.toml", "/.hidden", "/gibt-es-nicht.txt", "/pkg.", "/..", "/%2e%2e"] {
        app.reader().get(path).await.assert_page(404, "Seite nicht gefunden");
    }
}
