//! `/passwort-vergessen` and `/passwort/{token}`: a new password.

use std::time::Duration;

use app::model::Role;

use crate::test_app::{Answer, MailServer, Manner, PASSWORD, PUBLIC_URL, TestApp, email_of};

const FORGOTTEN: &str = "/passwort-vergessen";
const NEW: &str = "ein ganz neues Wort";

async fn ask(app: &TestApp, email: &str) -> Answer {
    app.reader().post(FORGOTTEN).form(&[("email", email)]).await
}

#[tokio::test]
async fn a_link_that_was_asked_for_sets_the_password_once_and_ends_every_session() {
    let mail = MailServer::start(Manner::Takes).await;
    let app = TestApp::start_with_mail(&mail.url).await;
    let erika = app.log_in_as("erika").await;
    let link = app.reader().get("/anmelden").await.html().link("Passwort vergessen");
    assert_eq!(link.as_deref(), Some(FORGOTTEN));
    app.reader().get(FORGOTTEN).await.assert_page(200, "Link anfordern");
    ask(&app, "Erika@Redaktion.example").await.assert_page(200, "Wenn es ein Konto mit dieser Adresse gibt");
    let sent = mail.wait_for(1).await;
    assert!(sent.to.contains(&email_of("erika")) && sent.text.contains("24 Stunden"), "{sent:?}");
    let link = sent.link().strip_prefix(PUBLIC_URL).expect("the public address").to_owned();

    let page = app.reader().get(&link).await;
    page.assert_page(200, "Für das Konto erika[at]redaktion.example.");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("strict-origin"));
    assert!(page.html().all("script").iter().all(|script| script.get("src").is_none()), "nothing hydrates it");
    app.reader().post(&link).form(&[("password", "kurz")]).await.assert_page(422, "Das Passwort hat nur 4 Zeichen");
    let set = app.reader().post(&link).form(&[("password", NEW)]).await;
    assert_eq!((set.status, set.header("location")), (303, Some("/")));
    assert_eq!(erika.get("/konto").await.status, 401);
    let mut again = app.reader();
    again.cookie = set.session_cookie();
    assert_eq!(again.get("/konto").await.status, 200);
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 401);
    assert_eq!(app.reader().log_in(&email_of("erika"), NEW).await.status, 303);
    app.reader().get(&link).await.assert_page(404, "Dieser Link gilt nicht mehr");
    assert_eq!(app.logged("password_reset_asked").await, [email_of("erika")]);
    assert_eq!(app.logged("password_reset").await, [email_of("erika")]);
    let token = link.strip_prefix("/passwort/").expect("a token");
    assert!(!app.everything().await.contains(token));
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let mail = MailServer::start(Manner::Takes).await;
    let app = TestApp::start_with_mail(&mail.url).await;
    app.add_account("erika", Role::Editor).await;
    app.add_account("otto", Role::Editor).await;
    assert!(app.store.set_disabled(&email_of("otto"), true).await.expect("an answer"));
    let answers = [
        ask(&app, "niemand@redaktion.example").await,
        ask(&app, &email_of("otto")).await,
        ask(&app, &email_of("erika")).await,
    ];
    for answer in &answers {
        assert_eq!((answer.status, answer.text().len()), (answers[0].status, answers[0].text().len()));
        assert_eq!(answer.html().text(), answers[0].html().text());
    }
    mail.wait_for(1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(mail.mails().len(), 1, "only who has an account gets a mail");
    ask(&app, "keine Adresse").await.assert_page(422, "Das ist keine E-Mail-Adresse.");
}

#[tokio::test]
async fn a_mail_server_that_is_silent_keeps_nobody_waiting() {
    let mail = MailServer::start(Manner::IsSilent).await;
    let app = TestApp::start_with_mail(&mail.url).await;
    app.add_account("erika", Role::Editor).await;
    let answer = tokio::time::timeout(Duration::from_secs(4), ask(&app, &email_of("erika"))).await;
    answer.expect("an answer before the mail server's time is up").assert_page(200, "ist der Link unterwegs");
}

#[tokio::test]
async fn an_account_gets_three_mails_an_hour_and_one_address_asks_ten_times() {
    let mail = MailServer::start(Manner::Takes).await;
    let app = TestApp::start_with_mail(&mail.url).await;
    app.add_account("erika", Role::Editor).await;
    for count in 1..=3 {
        assert_eq!(ask(&app, &email_of("erika")).await.status, 200);
        mail.wait_for(count).await;
    }
    for _ in 4..=10 {
        assert_eq!(ask(&app, &email_of("erika")).await.status, 200);
    }
    let refused = ask(&app, &email_of("erika")).await;
    refused.assert_page(429, "Das waren zu viele Versuche.");
    assert_eq!(refused.header("retry-after"), Some("900"));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(mail.mails().len(), 3);
    let links: Vec<_> = mail.mails().iter().map(|mail| mail.link()).collect();
    for (index, link) in links.iter().enumerate() {
        let path = link.strip_prefix(PUBLIC_URL).expect("the public address");
        let status = if index == 2 { 200 } else { 404 };
        assert_eq!(app.reader().get(path).await.status, status, "only the newest link is valid");
    }
}

#[tokio::test]
async fn without_mail_the_page_says_whom_to_ask_and_an_administrator_makes_the_link() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    app.log_in_as("erika").await;
    for answer in [app.reader().get(FORGOTTEN).await, ask(&app, &email_of("erika")).await] {
        answer.assert_page(200, "Diese Website verschickt keine E-Mails.");
        assert!(!answer.html().the("main").buttons().contains(&"Link anfordern".to_owned()));
    }
    assert_eq!(app.number("select count(*) from account_link").await, 0);
    let id = app.account("erika").await;
    let answer = ada.post("/verwaltung/konten").form(&[("passwort-link", id.to_string())]).await;
    answer.assert_page(200, "Bitte den Link selbst an erika[at]redaktion.example schicken.");
    let html = answer.html();
    let link = html.by_id("link").all("input")[0].get("value").expect("a link").to_owned();
    let link = link.strip_prefix(PUBLIC_URL).expect("the public address");
    app.run("update account_link set expires_at = expires_at - interval '23 hours 59 minutes'").await;
    assert_eq!(app.reader().get(link).await.status, 200);
    app.run("update account_link set expires_at = expires_at - interval '1 minute'").await;
    assert_eq!(app.reader().post(link).form(&[("password", NEW)]).await.status, 404);
    assert_eq!(app.store.forget_account_links().await.expect("an answer"), 1);
}

#[tokio::test]
async fn a_link_ends_where_the_account_is_shut_out_or_the_password_changed_otherwise() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    app.add_account("erika", Role::Editor).await;
    let id = app.account("erika").await;
    for round in 0..2 {
        let answer = ada.post("/verwaltung/konten").form(&[("passwort-link", id.to_string())]).await;
        let html = answer.html();
        let link = html.by_id("link").all("input")[0].get("value").expect("a link").to_owned();
        let link = link.strip_prefix(PUBLIC_URL).expect("the public address");
        assert_eq!(app.reader().get(link).await.status, 200);
        if round == 0 {
            let hash = themenseite::hash_password(NEW).expect("a hash");
            assert!(app.store.set_password(&email_of("erika"), &hash).await.expect("an answer"));
        } else {
            assert!(app.store.set_disabled(&email_of("erika"), true).await.expect("an answer"));
            assert!(app.store.set_disabled(&email_of("erika"), false).await.expect("an answer"));
        }
        assert_eq!(app.reader().post(link).form(&[("password", PASSWORD)]).await.status, 404);
    }
}
