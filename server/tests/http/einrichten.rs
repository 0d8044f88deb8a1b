//! `/einrichten/{token}`: the first account, once.

use sha2::{Digest, Sha256};

use crate::test_app::{Answer, PASSWORD, TestApp};

const LINK: &str = "/einrichten/0123456789abcdef";

async fn app_with_link() -> TestApp {
    let app = TestApp::start().await;
    let hash = Sha256::digest(b"0123456789abcdef").to_vec();
    assert!(app.store.set_setup_link(&hash).await.expect("a link"));
    app
}

async fn set_up(app: &TestApp, name: &str, email: &str, password: &str) -> Answer {
    app.reader().post(LINK).form(&[("name", name), ("email", email), ("password", password)]).await
}

#[tokio::test]
async fn the_link_makes_the_first_account_and_logs_it_in_once() {
    let app = app_with_link().await;
    app.reader().get(LINK).await.assert_page(200, "Erstes Konto einrichten");
    let answer = set_up(&app, "Erika", "Erika@Redaktion.example", PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    let log = "select string_agg(action || ' ' || host(address), ', ' order by id) from log_entry
               where action in ('account_made', 'logged_in')";
    assert_eq!(app.text(log).await, "account_made 127.0.0.1, logged_in 127.0.0.1");
    let mut admin = app.reader();
    admin.cookie = answer.session_cookie();
    assert!(admin.get("/").await.text().contains("Abmelden"));
    assert_eq!(
        app.text("select email || ' ' || name || ' ' || role from account").await,
        "erika@redaktion.example Erika admin"
    );

    app.reader().get(LINK).await.assert_page(404, "Seite nicht gefunden");
    set_up(&app, "Otto", "otto@redaktion.example", PASSWORD).await.assert_page(404, "Seite nicht gefunden");
    assert_eq!(app.number("select count(*) from account").await, 1);
    assert_eq!(app.reader().log_in("erika@redaktion.example", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn of_two_at_once_one_gets_the_account() {
    let app = app_with_link().await;
    let answers = tokio::join!(
        set_up(&app, "Erika", "erika@redaktion.example", PASSWORD),
        set_up(&app, "Otto", "otto@redaktion.example", PASSWORD),
    );
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    assert_eq!(app.number("select count(*) from account").await, 1);
}

#[tokio::test]
async fn any_other_link_leads_nowhere() {
    let app = app_with_link().await;
    for link in ["/einrichten/falsch", "/einrichten/%00", "/einrichten/", "/einrichten/0123456789abcde"] {
        app.reader().get(link).await.assert_page(404, "Seite nicht gefunden");
    }
    let answer = app
        .reader()
        .post("/einrichten/falsch")
        .form(&[("name", "x"), ("email", "a@b.de"), ("password", PASSWORD)])
        .await;
    answer.assert_page(404, "Seite nicht gefunden");
    assert_eq!(app.number("select count(*) from account").await, 0);
}

#[tokio::test]
async fn what_is_wrong_is_told_at_each_field_and_nothing_typed_is_lost_but_the_password() {
    let app = app_with_link().await;
    let answer = set_up(&app, "  ", "keine Adresse\"<b>", "zu kurz").await;
    answer.assert_page(422, "Es fehlt noch etwas.");
    let html = answer.html();
    for (field, words) in [
        ("name", "Bitte einen Namen eintragen"),
        ("email", "Das ist keine E-Mail-Adresse."),
        ("password", "Das Passwort hat nur 7 Zeichen"),
    ] {
        let control = html.tags().find(|tag| tag.get("name") == Some(field) && tag.name == "input").expect("a control");
        assert_eq!(control.get("aria-invalid"), Some("true"), "{field}");
        let described = control.get("aria-describedby").expect("a description");
        let told: String = described.split(' ').map(|id| html.by_id(id).text()).collect();
        assert!(told.contains(words), "{field}: {told}");
    }
    assert!(html.form_values().contains(&("email".into(), "keine Adresse\"<b>".into())));
    assert!(!answer.text().contains("zu kurz"));

    let long = set_up(&app, "Erika", "erika@redaktion.example", &"x".repeat(129)).await;
    long.assert_page(422, "Das Passwort ist zu lang");
    assert_eq!(app.number("select count(*) from account").await, 0);
    assert_eq!(set_up(&app, "Erika", "erika@redaktion.example", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn where_there_is_an_account_the_link_is_void() {
    let app = app_with_link().await;
    app.add_account("erika", app::model::Role::Editor).await;
    app.reader().get(LINK).await.assert_page(404, "Seite nicht gefunden");
    set_up(&app, "Otto", "otto@redaktion.example", PASSWORD).await.assert_page(404, "Seite nicht gefunden");
}

#[tokio::test]
async fn a_newer_link_replaces_the_older_one() {
    let app = app_with_link().await;
    assert!(app.store.set_setup_link(&Sha256::digest(b"neu")).await.expect("a link"));
    assert_eq!(app.reader().get(LINK).await.status, 404);
    assert_eq!(app.reader().get("/einrichten/neu").await.status, 200);
}
