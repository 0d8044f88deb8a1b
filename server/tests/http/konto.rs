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
    // The right password is no guess, whatever the new one is.
    for _ in 0..10 {
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

#[tokio::test]
async fn wrong_passwords_within_an_account_stand_in_the_log_and_so_does_the_limit() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for number in 0..5 {
        assert_eq!(change_password(&erika, "falsch geraten", NEW).await.status, 422, "{number}");
        let form = [("schritt", "app-einrichten"), ("password", "falsch geraten")];
        assert_eq!(erika.post("/konto/anmeldung").form(&form).await.status, 422, "{number}");
    }
    // Wherever they are typed, they are ten.
    change_password(&erika, "falsch geraten", NEW).await.assert_page(429, "Das waren zu viele Versuche.");
    let begin = json!({ "password": "falsch geraten" });
    let again = erika.post("/konto/passkeys/beginn").json(&begin).await;
    again.assert_json(429, &json!("too_many_attempts"));
    assert_eq!(again.header("retry-after"), Some("900"));
    let refused = "select count(*) from log_entry join account on account.id = account_id
                   where action = 'password_refused' and email = 'erika@redaktion.example' and address is not null";
    assert_eq!(app.number(refused).await, 10);
    assert_eq!(app.logged("too_many_attempts").await, [email_of("erika")]);
    let page = app.log_in_as_admin("ada").await.get("/verwaltung/protokoll").await;
    page.assert_page(200, "erika hat im eigenen Konto ein falsches Passwort eingegeben");
    page.assert_page(200, "Jemand hat es zu oft versucht und muss warten: erika[at]redaktion.example");
}

#[tokio::test]
async fn whoever_takes_a_colleagues_name_stands_in_the_log_as_who_they_are() {
    let app = TestApp::start().await;
    let (ada, erika) = (app.log_in_as_admin("ada").await, app.log_in_as("erika").await);
    let change = async |name: &str| erika.post("/konto").form(&[("name", name), ("namen-aendern", "1")]).await;
    change("ada").await.assert_page(200, "Der Name ist geändert.");
    for _ in 0..3 {
        assert_eq!(change("ada").await.status, 200);
    }
    assert_eq!(app.logged("name_changed").await.len(), 1, "what stays as it is, is no change");
    let log = ada.get("/verwaltung/protokoll").await;
    log.assert_page(200, "ada hat den Namen eines Kontos geändert: erika[at]redaktion.example (bisher „erika“)");
    log.assert_page(200, "127.0.0.1 · erika[at]redaktion.example");
    log.assert_page(200, "ada (ada[at]redaktion.example)");
    log.assert_page(200, "ada (erika[at]redaktion.example)");
    // Nor does one turn the words of the log around.
    change("erika\u{202e}").await.assert_page(200, "Der Name ist geändert.");
    ada.get("/verwaltung/protokoll").await.assert_page(200, "\u{2068}erika\u{202e}\u{202c}\u{2069} hat den Namen");
}

#[tokio::test]
async fn of_two_who_change_a_password_at_once_the_second_has_shown_another_one_by_now() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (first, second) =
        tokio::join!(change_password(&erika, PASSWORD, NEW), change_password(&erika, PASSWORD, "noch ein neues Wort"));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    // Whoever comes later is told so, or is not logged in any more with the token of before.
    assert!(statuses == [200, 422] || statuses == [200, 401], "{statuses:?}");
    assert_eq!(app.logged("password_changed").await.len(), 1);
}
