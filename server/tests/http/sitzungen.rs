//! Sessions: what one sees of them, and how they end.

use crate::test_app::{Answer, Client, Html, PASSWORD, TOPIC, TestApp, email_of};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

async fn log_in_with(app: &TestApp, name: &str, user_agent: &str) -> Client {
    app.add_account(name, app::model::Role::Editor).await;
    let mut client = app.reader();
    let form = [("email", email_of(name)), ("password", PASSWORD.to_owned())];
    let answer = client.post("/anmelden").header("user-agent", user_agent).form(&form).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    client.cookie = answer.session_cookie();
    client
}

/// The list of sessions, entry by entry.
fn sessions(page: &Answer) -> Vec<Html> {
    let list = page
        .html()
        .elements("ul")
        .into_iter()
        .find(|list| list.all("ul").first().and_then(|tag| tag.get("aria-label")) == Some("Anmeldungen"));
    list.expect("a list").elements("li")
}

async fn end(client: &Client, session: &Html) -> Answer {
    let button = session.all("button")[0];
    let (name, value) = (button.get("name").expect("a name"), button.get("value").expect("a session"));
    client.post("/konto").form(&[(name, value)]).await
}

#[tokio::test]
async fn one_sees_where_one_is_logged_in_and_ends_one_of_them() {
    let app = TestApp::start().await;
    let phone = log_in_with(&app, "erika", SAFARI).await;
    let tool = log_in_with(&app, "erika", &format!("<b>Werkzeug</b>{}", "x".repeat(1_000))).await;
    let desk = log_in_with(&app, "erika", FIREFOX).await;
    let otto = log_in_with(&app, "otto", FIREFOX).await;
    assert_eq!(app.number("select max(length(user_agent))::bigint from session").await, 200);
    let page = desk.get("/konto").await;
    let listed = sessions(&page);
    assert_eq!(listed.len(), 3);
    assert!(listed[0].text().starts_with("Firefox auf Windows (diese Sitzung)"), "{}", listed[0].text());
    assert!(listed[0].buttons().is_empty());
    assert!(listed[1].text().starts_with("Unbekanntes Gerät"), "{}", listed[1].text());
    assert!(listed[2].text().starts_with("Safari auf iPhone"), "{}", listed[2].text());
    assert!(listed.iter().all(|entry| entry.text().contains("Angemeldet seit ")), "{}", page.text());

    end(&desk, &listed[2]).await.assert_page(200, "Die Anmeldung ist beendet.");
    assert_eq!(phone.get("/konto").await.status, 401);
    assert_eq!((tool.get("/konto").await.status, desk.get("/konto").await.status), (200, 200));
    end(&desk, &listed[2]).await.assert_page(404, "Seite nicht gefunden");
    // Someone else's cannot be ended, though its number can be guessed.
    end(&otto, &listed[1]).await.assert_page(404, "Seite nicht gefunden");
    assert_eq!(tool.get("/konto").await.status, 200);

    let answer = desk.post("/konto").form(&[("andere-beenden", "1")]).await;
    answer.assert_page(200, "Eine andere Anmeldung ist beendet.");
    assert_eq!(sessions(&answer).len(), 1);
    assert_eq!(tool.get("/konto").await.status, 401);
    assert_eq!(otto.get("/konto").await.status, 200);
    assert_eq!(app.logged("session_ended").await, [email_of("erika"), email_of("erika")]);
}

#[tokio::test]
async fn a_session_that_is_not_used_for_three_days_ends() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    app.run("update session set last_used_at = now() - interval '71 hours 59 minutes'").await;
    assert_eq!(erika.get("/konto").await.status, 200);
    assert_eq!(app.number("select count(*) from session where last_used_at > now() - interval '1 minute'").await, 1);
    app.run("update session set last_used_at = now() - interval '72 hours'").await;
    assert_eq!(erika.get("/konto").await.status, 401);
    assert!(!erika.get(TOPIC).await.text().contains("Abmelden"));
    assert_eq!(app.number("select count(*) from session where last_used_at > now() - interval '1 minute'").await, 0);
    assert_eq!(app.store.forget_sessions().await.expect("an answer"), 1);
    assert_eq!(app.logged("session_expired").await, [email_of("erika")]);
}

#[tokio::test]
async fn a_session_ends_after_two_weeks_however_often_it_is_used() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let left = "select extract(epoch from expires_at - created_at)::bigint from session";
    assert_eq!(app.number(left).await, 14 * 24 * 3600);
    for _ in 0..3 {
        app.run("update session set last_used_at = now() - interval '1 day'").await;
        assert_eq!(erika.get("/konto").await.status, 200);
    }
    assert_eq!(app.number(left).await, 14 * 24 * 3600);
    app.run("update session set expires_at = now()").await;
    assert_eq!(erika.get("/konto").await.status, 401);
    assert_eq!(app.store.forget_sessions().await.expect("an answer"), 1);
}

#[tokio::test]
async fn that_a_session_is_used_is_not_written_with_each_request() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    app.run("update session set last_used_at = now() - interval '4 minutes'").await;
    let before = app.text("select last_used_at::text from session").await;
    assert_eq!(erika.get("/konto").await.status, 200);
    assert_eq!(app.text("select last_used_at::text from session").await, before);
    app.run("update session set last_used_at = now() - interval '6 minutes'").await;
    assert_eq!(erika.get(TOPIC).await.status, 200);
    assert_eq!(app.number("select count(*) from session where last_used_at > now() - interval '1 minute'").await, 1);
}

#[tokio::test]
async fn logging_out_is_in_the_log_once() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for _ in 0..2 {
        assert_eq!(erika.post("/abmelden").await.status, 303);
    }
    assert_eq!(app.logged("logged_out").await, [email_of("erika")]);
    assert_eq!(
        app.number("select count(*) from log_entry where action = 'logged_out' and account_id is not null").await,
        1
    );
}

#[tokio::test]
async fn in_a_flood_of_log_ins_each_is_answered_and_afterwards_all_is_well() {
    let app = TestApp::start().await;
    app.add_account("erika", app::model::Role::Editor).await;
    let tries = (0..90).map(|n| {
        let mut client = app.reader();
        tokio::spawn(
            async move { client.log_in(&format!("niemand-{n}@redaktion.example"), "falsch geraten").await.status },
        )
    });
    for status in tries.collect::<Vec<_>>() {
        let status = status.await.expect("an answer");
        assert!([401, 503].contains(&status), "{status}");
    }
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 303);
}
