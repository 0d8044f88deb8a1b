//! `GET /meldungen/{slug}`

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::test_app::{Answer, PUBLIC_URL, TOPIC, TestApp};

const POST: &str = "/meldungen/2024-10-30-sehr-geehrte-kollegen-von";

#[tokio::test]
async fn a_post_has_a_page_of_its_own_that_leads_to_its_topic() {
    let app = TestApp::start().await;
    let answer = app.reader().get(POST).await;
    answer.assert_page(200, "Sehr geehrte Kollegen von SPD, CDU und FDP, Die ersten öffentlichen Reaktionen");
    let html = answer.html();
    assert_eq!(html.the("h1").text(), "Meldung vom 30. Oktober 2024");
    assert_eq!(html.the("time").all("time")[0].get("datetime"), Some("2024-10-30"));
    assert_eq!(html.title(), "Meldung vom 30. Oktober 2024 – Grüne Ratsfraktion Hannover");
    assert!(html.meta("description").is_some_and(|text| text.starts_with("Sehr geehrte Kollegen")));
    assert_eq!(html.meta("og:url"), Some(format!("{PUBLIC_URL}{POST}").as_str()));
    // The page is made once, though what it shows comes late.
    assert_eq!(html.all("link").iter().filter(|link| link.get("rel") == Some("canonical")).count(), 1);
    assert_eq!(html.link("Migration").as_deref(), Some(TOPIC));
}

#[tokio::test]
async fn an_unknown_post_is_told_with_404() {
    let app = TestApp::start().await;
    for path in ["/meldungen/gibt-es-nicht", "/meldungen/migration", "/meldungen/ä", "/meldungen/"] {
        app.reader().get(path).await.assert_page(404, "Seite nicht gefunden");
    }
}

/// Whether a script is the page's own, with its data.
fn is_of_page(answer: &Answer, script: &str) -> bool {
    let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
    answer.header("content-security-policy").is_some_and(|policy| policy.contains(&hash))
}

#[tokio::test]
async fn what_is_written_in_a_text_never_becomes_a_script() {
    let app = TestApp::start().await;
    let query = "update post_text set title = 'Gut', teaser = $1, body = $2 where post_id = $3";
    let evil = "</textarea></title><script>alert(1)</script>\"'>&lt;b&gt;<img src=x onerror=alert(1)>";
    let body = format!("{evil}\n\n[a](javascript:alert(1)) [b](data:text/html,x) <svg onload=alert(1)> **gut**");
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    sqlx::query(query).bind(evil).bind(&body).bind(post).execute(&app.db).await.expect("a change");
    for path in [POST, TOPIC, "/", "/themen/migration?jahr=2024"] {
        let answer = app.reader().get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        let html = answer.html();
        let scripts = html.all("script");
        assert!(
            scripts.iter().all(|script| !script.content.contains("alert") || is_of_page(&answer, &script.content)),
            "{path}"
        );
        assert!(html.tags().all(|tag| tag.attributes.iter().all(|(name, _)| !name.starts_with("on"))), "{path}");
        assert!(html.all("img").is_empty() && html.all("svg").iter().all(|svg| svg.get("onload").is_none()), "{path}");
        let dangerous = |href: &str| href.starts_with("javascript:") || href.starts_with("data:");
        assert!(html.all("a").iter().all(|link| !link.get("href").is_some_and(dangerous)), "{path}");
        assert!(html.text().contains(evil), "{path}: {}", html.text());
    }
    assert!(app.reader().get(POST).await.text().contains("<strong>gut</strong>"));
}

#[tokio::test]
async fn a_title_stands_in_every_place_as_text() {
    let app = TestApp::start().await;
    let title = "</title><script>alert(1)</script></h1>\"'><img src=x onerror=alert(1)> & &amp;";
    for query in [
        "update topic_text set title = $1",
        "update person_text set name = $1",
        "update post_text set title = $1",
        "update page_text set title = $1",
    ] {
        sqlx::query(query).bind(title).execute(&app.db).await.expect("a change");
    }
    let erika = app.log_in_as("erika").await;
    for path in [POST, TOPIC, "/personen/christine-jochem", "/impressum"] {
        for answer in
            [app.reader().get(path).await, erika.get(path).await, erika.get(&format!("{path}?bearbeiten")).await]
        {
            let html = answer.html();
            assert!(html.all("script").iter().all(|script| !script.content.starts_with("alert(1)")), "{}", answer.to);
            assert!(html.all("img").is_empty(), "{}", answer.to);
            assert!(
                html.title().starts_with(title) || answer.to.starts_with(&format!("GET {POST}?")),
                "{}: {}",
                answer.to,
                html.title()
            );
            assert!(
                html.meta("og:title").is_some_and(|meta| meta.starts_with(title) || meta.starts_with("Meldung")),
                "{}",
                answer.to
            );
        }
    }
    for path in ["/", "/personen/christine-jochem/adresse"] {
        let answer = if path == "/" { app.reader().get(path).await } else { app.reader().post(path).await };
        assert!(answer.html().all("img").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_script_of_the_page_holds_no_end_tag_that_someone_wrote() {
    let app = TestApp::start().await;
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let query = "update post_text set teaser = '</script><script>alert(1)</script><!-- ' where post_id = $1";
    sqlx::query(query).bind(post).execute(&app.db).await.expect("a change");
    for path in [POST, TOPIC, "/"] {
        let html = app.reader().get(path).await.html();
        assert!(html.all("script").iter().all(|script| !script.content.starts_with("alert(1)")), "{path}");
        let has_end = html.the("footer").text().contains("Impressum");
        assert!(has_end, "{path}");
    }
}
