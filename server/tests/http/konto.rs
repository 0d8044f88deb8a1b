//! `/konto`: one's own account.

use serde_json::json;

use crate::test_app::{Answer, Client, PASSWORD, TOPIC, TestApp, email_of};

const NEW: &str = "ein ganz neues Wort";

async fn change_password(client: &Client, current: &str, new: &str) -> Answer {
    let form = [("bisheriges-passwort", current), ("password", new), ("passwort-aendern", "1")];
    client.post("/konto").form(&form).await
}

#[tokio::test]
async fn ones_own_account_is_ones_own() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let page = erika.get("/konto").await;
    page.assert_page(200, "erika[at]redaktion.example · Redaktion");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(!page.text().contains("@redaktion.example"), "{}", page.text());
    assert_eq!(erika.get(TOPIC).await.html().link("erika").as_deref(), Some("/konto"));
    for answer in [app.reader().get("/konto").await, app.reader().post("/konto").form(&[("name", "x")]).await] {
        answer.assert_page(401, "Bitte anmelden");
    }
    app.reader().get("/api/get_own_account").await.assert_json(401, &json!("signed_out"));
    erika.post("/konto").form(&[("sonst", "1")]).await.assert_page(400, "Die Anfrage war nicht lesbar.");
}

#[tokio::test]
async fn the_name_is_changed_and_colleagues_see_it() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let change = async |name: &str| erika.post("/konto").form(&[("name", name), ("namen-aendern", "1")]).await;
    for name in ["", "  ", "a\u{7}b", &"x".repeat(101)] {
        change(name).await.assert_page(422, "Bitte einen Namen eintragen");
    }
    let page = change("  Erika Groß-<b>Klein</b> ").await;
    page.assert_page(200, "Der Name ist geändert.");
    assert!(page.html().link("Erika Groß-<b>Klein</b>").is_some(), "also in the bar above");
    assert_eq!(app.text("select name from account").await, "Erika Groß-<b>Klein</b>");
    assert_eq!(app.logged("name_changed").await, [email_of("erika")]);
}

#[tokio::test]
async fn another_password_ends_all_other_sessions_and_gives_this_one_a_new_token() {
    let app = TestApp::start().await;
    let (mut erika, on_the_phone) = (app.log_in_as("erika").await, app.log_in_as("erika").await);
    let otto = app.log_in_as("otto").await;
    let changed = change_password(&erika, PASSWORD, NEW).await;
    changed.assert_page(200, "Das Passwort ist geändert.");
    assert_eq!(on_the_phone.get("/konto").await.status, 401);
    assert_eq!(erika.get("/konto").await.status, 401, "the old token opens nothing");
    erika.cookie = changed.session_cookie();
    assert_eq!(erika.get("/konto").await.status, 200);
    assert_eq!(otto.get("/konto").await.status, 200);
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 401);
    assert_eq!(app.reader().log_in(&email_of("erika"), NEW).await.status, 303);
    assert_eq!(app.logged("password_changed").await, [email_of("erika")]);
}

#[tokio::test]
async fn a_password_is_not_changed_without_the_one_of_now_nor_to_a_bad_one() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let hash = "select password_hash from account";
    let before = app.text(hash).await;
    for (current, new, words) in [
        ("falsch geraten", NEW, "Das ist nicht das bisherige Passwort."),
        (PASSWORD, "zu kurz", "Das Passwort hat nur 7 Zeichen"),
        (PASSWORD, "passwordpassword", "Dieses Passwort ist"),
        (PASSWORD, "Erika-Redaktion!", "Dieses Passwort ist leicht zu erraten"),
    ] {
        let answer = change_password(&erika, current, new).await;
        answer.assert_page(422, words);
        assert_eq!(answer.header("set-cookie"), None);
        assert!(!answer.text().contains(new) && !answer.text().contains(current), "{new}");
    }
    assert_eq!(app.text(hash).await, before);
    for _ in 0..6 {
        change_password(&erika, "falsch geraten", NEW).await.assert_page(422, "nicht das bisherige");
    }
    change_password(&erika, PASSWORD, NEW).await.assert_page(429, "Das waren zu viele Versuche.");
    assert_eq!(erika.get("/konto").await.status, 200);
}

#[tokio::test]
async fn a_password_is_taken_as_it_was_typed() {
    let app = TestApp::start().await;
    let mut erika = app.log_in_as("erika").await;
    let typed = "  zwölf A\u{308}pfel 👩\u{200d}🌾\u{202e} ";
    let changed = change_password(&erika, PASSWORD, typed).await;
    changed.assert_page(200, "Das Passwort ist geändert.");
    erika.cookie = changed.session_cookie();
    assert_eq!(app.reader().log_in(&email_of("erika"), typed.trim()).await.status, 401);
    assert_eq!(app.reader().log_in(&email_of("erika"), typed).await.status, 303);
}
