//! `/konto/anmeldung`, `/anmelden/zweiter-faktor`, `/verwaltung/sicherheit`: codes from an app, recovery codes, and that a second
//! factor can be required.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use app::model::Role;
use app::store::{AccountChange, Actor, NewFactor, NewPasskey, ProvenSession};
use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::test_app::{Answer, Client, PASSWORD, PASSWORD_HASH, PUBLIC_URL, TOPIC, TestApp, email_of};

const FACTORS: &str = "/konto/anmeldung";
const STEP: &str = "/anmelden/zweiter-faktor";

/// The code that an app with this secret shows now.
fn code(secret: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_secs();
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).expect("a secret")).build();
    totp.expect("an app").generate(now).to_string()
}

/// The secret on the page that shows it.
fn secret_on(page: &Answer) -> String {
    page.html().the("code").text().replace(' ', "")
}

async fn begin(client: &Client) -> Answer {
    client.post(FACTORS).form(&[("schritt", "app-einrichten"), ("password", PASSWORD)]).await
}

async fn confirm(client: &Client, code: &str) -> Answer {
    client.post(FACTORS).form(&[("schritt", "app-bestaetigen"), ("code", code)]).await
}

fn codes_on(page: &Answer) -> Vec<String> {
    page.html().elements("code").iter().map(crate::test_app::Html::text).collect()
}

/// A static page: nothing is hydrated, and no script knows what it shows.
fn assert_in_no_script(page: &Answer, secrets: &[String]) {
    let html = page.html();
    let scripts: String = html.all("script").iter().map(|script| script.content.as_str()).collect();
    assert!(!scripts.contains("boot()") && !secrets.iter().any(|secret| scripts.contains(secret)), "{scripts}");
}

/// Turns an app on; answers its secret and the recovery codes. The session is a new one then.
async fn set_up(client: &mut Client) -> (String, Vec<String>) {
    let begun = begin(client).await;
    assert_eq!(begun.status, 200, "{}", begun.words());
    let secret = secret_on(&begun);
    let confirmed = confirm(client, &code(&secret)).await;
    confirmed.assert_page(200, "Wiederherstellungs-Codes");
    client.cookie = confirmed.session_cookie();
    (secret, codes_on(&confirmed))
}

/// Erika, logged in, with an app; none of its steps is used.
async fn erika_with_app() -> (TestApp, Client, String, Vec<String>) {
    let app = TestApp::start().await;
    let mut erika = app.log_in_as("erika").await;
    let (secret, codes) = set_up(&mut erika).await;
    unused(&app).await;
    (app, erika, secret, codes)
}

/// As if time had gone by since the last code.
async fn unused(app: &TestApp) {
    app.run("update totp set last_step = 0").await;
}

/// The right password; the client owes a code then.
async fn password(app: &TestApp, name: &str) -> Client {
    let mut client = app.reader();
    let answer = client.log_in(&email_of(name), PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(STEP)), "{}", answer.words());
    client
}

async fn type_code(client: &Client, code: &str) -> Answer {
    client.post(STEP).form(&[("code", code), ("weiter", TOPIC)]).await
}

fn assert_wrong_code(answer: &Answer) {
    answer.assert_page(401, "Dieser Code gilt nicht");
    assert_eq!(answer.header("set-cookie"), None);
    let control = answer.html();
    let control = control.tags().find(|tag| tag.get("name") == Some("code")).expect("a control").clone();
    assert_eq!((control.get("aria-invalid"), control.get("value")), (Some("true"), None));
}

#[tokio::test]
async fn an_app_is_set_up_by_a_code_of_its_own_and_the_secret_stands_in_no_script() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    erika.get(FACTORS).await.assert_page(200, "App einrichten");
    let page = begin(&erika).await;
    page.assert_page(200, "Schlüssel zum Eintippen");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let html = page.html();
    assert!(!page.text().contains("style="), "the page's policy allows none");
    assert_eq!(html.the("svg").all("svg")[0].get("role"), Some("img"));
    let secret = secret_on(&page);
    assert_eq!(secret.len(), 32, "160 bits: {secret}");
    assert_in_no_script(&page, std::slice::from_ref(&secret));

    let wrong = confirm(&erika, "000000").await;
    wrong.assert_page(422, "Das ist nicht der Code");
    assert_eq!(secret_on(&wrong), secret, "the app need not be set up again");
    let factors = erika.get(FACTORS).await;
    assert!(factors.text().contains("App einrichten"), "nothing is on before a code came");

    let confirmed = confirm(&erika, &code(&secret)).await;
    let codes = codes_on(&confirmed);
    assert_eq!(codes.len(), 10);
    assert!(codes.iter().all(|code| code.len() == 29), "120 bits each: {codes:?}");
    assert_in_no_script(&confirmed, &codes);
    let stored = app.everything().await;
    assert!(codes.iter().all(|code| !stored.contains(code) && !stored.contains(&code.replace('-', ""))));

    let mut renewed = erika.clone();
    renewed.cookie = confirmed.session_cookie();
    assert_ne!(renewed.cookie, erika.cookie);
    assert_eq!(erika.get(FACTORS).await.status, 401, "the session before has ended");
    let factors = renewed.get(FACTORS).await;
    factors.assert_page(200, "10 Wiederherstellungs-Codes sind noch übrig.");
    assert!(!factors.text().contains(&secret));
    assert_eq!(begin(&renewed).await.header("location"), Some(FACTORS), "there is one already");
    let log =
        app.text("select string_agg(action, ' ' order by id) from log_entry where action ~ '^(logged|totp)'").await;
    assert_eq!(log, "logged_in totp_turned_on");
}

#[tokio::test]
async fn a_log_in_asks_for_a_code_and_no_password_alone_opens_a_session() {
    let (app, _, secret, _) = erika_with_app().await;
    let sessions = app.number("select count(*) from session").await;
    let reader = app.reader();
    let form = [("email", email_of("erika")), ("password", PASSWORD.to_owned()), ("weiter", TOPIC.to_owned())];
    let answer = reader.post("/anmelden").form(&form).await;
    assert_eq!(answer.header("location"), Some("/anmelden/zweiter-faktor?weiter=%2Fthemen%2Fmigration"));
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("__Host-anmeldung="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"), "{cookie}");
    let mut client = reader.clone();
    client.cookie = answer.session_cookie();
    let page = client.get(&format!("{STEP}?weiter={TOPIC}")).await;
    page.assert_page(200, "Sechs Ziffern aus der App");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(page.html().form_values().contains(&("weiter".into(), TOPIC.into())));
    assert_eq!(app.number("select count(*) from session").await, sessions);

    for wrong in ["000000", "", "12345", "abcdef", "abcd-efgh-ijkl-mnop-qrst-uvwx", &"9".repeat(1000)] {
        assert_wrong_code(&type_code(&client, wrong).await);
    }
    let shown = code(&secret);
    let right = type_code(&client, &format!(" {} {} ", &shown[..3], &shown[3..])).await;
    assert_eq!((right.status, right.header("location")), (303, Some(TOPIC)));
    let cookies: Vec<_> = right.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
    assert_eq!(cookies.len(), 2);
    assert!(cookies[1].1.starts_with("__Host-anmeldung=;") && cookies[1].1.ends_with("Max-Age=0"), "{cookies:?}");
    let mut editor = app.reader();
    editor.cookie = right.session_cookie();
    assert_eq!(editor.get("/entwuerfe").await.status, 200);
    let log = app
        .text("select string_agg(distinct action || ':' || subject, ' ') from log_entry where action ~ '^log'")
        .await;
    assert_eq!(log, format!("log_in_failed:{} logged_in:", email_of("erika")));
}

#[tokio::test]
async fn neither_a_step_nor_a_code_is_used_twice() {
    let (app, _, secret, _) = erika_with_app().await;
    let client = password(&app, "erika").await;
    let used = code(&secret);
    assert_eq!(type_code(&client, &used).await.status, 303);
    // The same step, with a code that would be right.
    unused(&app).await;
    let again = type_code(&client, &code(&secret)).await;
    let start = "/anmelden?weiter=%2Fthemen%2Fmigration";
    assert_eq!((again.status, again.header("location")), (303, Some(start)));
    assert_eq!(again.header("set-cookie"), None);
    // The same code, in another step; and none that was shown before it.
    let client = password(&app, "erika").await;
    assert_eq!(type_code(&client, &code(&secret)).await.status, 303);
    let client = password(&app, "erika").await;
    app.run("update totp set last_step = last_step + 1").await;
    assert_wrong_code(&type_code(&client, &code(&secret)).await);
}

#[tokio::test]
async fn who_gave_no_password_or_long_ago_begins_anew() {
    let (app, _, secret, _) = erika_with_app().await;
    for client in [app.reader(), password(&app, "erika").await] {
        app.run("update log_in_step set expires_at = now()").await;
        assert_eq!(client.get(STEP).await.header("location"), Some("/anmelden"));
        let answer = type_code(&client, &code(&secret)).await;
        assert_eq!(answer.header("location"), Some("/anmelden?weiter=%2Fthemen%2Fmigration"));
        assert_eq!(answer.header("set-cookie"), None);
    }
    let client = password(&app, "erika").await;
    app.store.set_disabled(&email_of("erika"), true).await.expect("an answer");
    assert_eq!(type_code(&client, &code(&secret)).await.header("set-cookie"), None);
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 401, "as with a wrong password");
}

#[tokio::test]
async fn a_log_in_that_waits_for_its_code_ends_with_the_password_and_with_a_shut_out() {
    let (app, mut erika, secret, _) = erika_with_app().await;
    let waiting = password(&app, "erika").await;
    let form = [("bisheriges-passwort", PASSWORD), ("password", "ein ganz neues Wort"), ("passwort-aendern", "1")];
    let changed = erika.post("/konto").form(&form).await;
    assert_eq!(changed.status, 200);
    erika.cookie = changed.session_cookie();
    let assert_begun_anew = async |waiting: &Client, why: &str| {
        let answer = type_code(waiting, &code(&secret)).await;
        assert_eq!(answer.header("location"), Some("/anmelden?weiter=%2Fthemen%2Fmigration"), "{why}");
        assert_eq!(answer.header("set-cookie"), None, "{why}");
        unused(&app).await;
    };
    assert_begun_anew(&waiting, "a new password").await;
    assert_eq!(erika.get("/konto").await.status, 200, "who changed it stays");
    let ways = ["the operator's password", "shut out, and let in again", "another role"];
    for (number, why) in ways.into_iter().enumerate() {
        app.store.set_password(&email_of("erika"), &PASSWORD_HASH).await.expect("a change");
        let waiting = password(&app, "erika").await;
        match number {
            0 => assert!(app.store.set_password(&email_of("erika"), &PASSWORD_HASH).await.expect("a change")),
            1 => {
                for disabled in [true, false] {
                    assert!(app.store.set_disabled(&email_of("erika"), disabled).await.expect("a change"));
                }
            }
            _ => {
                let change = AccountChange::Role(Role::Admin);
                let account = app.account("erika").await;
                app.store.change_account(Actor::default(), account, change).await.expect("a change");
            }
        }
        assert_begun_anew(&waiting, why).await;
    }
}

#[tokio::test]
async fn no_factor_gets_in_behind_a_reset() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let secret = secret_on(&begin(&erika).await);
    let account = app.account("erika").await;
    let session = app.number("select id from session").await;
    let mut transaction = app.db.begin().await.expect("a transaction");
    let lock = "select from account where id = $1 for no key update";
    sqlx::query(lock).bind(account).execute(&mut *transaction).await.expect("a lock");
    let store = app.store.clone();
    let proven = ProvenSession { account, session, new_token_hash: b"new" };
    let passkey = NewPasskey { name: "x", credential_id: b"x", credential: json!({}) };
    let kept = (secret.as_bytes(), [vec![1]]);
    let mut adding = Box::pin(store.add_passkey(proven, &passkey, Actor::default()));
    let mut confirming = Box::pin(store.confirm_totp(proven, kept.0, 1, &kept.1, Actor::default()));
    let moment = std::time::Duration::from_millis(200);
    assert!(tokio::time::timeout(moment, &mut adding).await.is_err(), "it waits");
    assert!(tokio::time::timeout(moment, &mut confirming).await.is_err(), "it waits");
    sqlx::query("delete from session").execute(&mut *transaction).await.expect("an end");
    transaction.commit().await.expect("committed");
    let (added, confirmed) = tokio::join!(adding, confirming);
    assert_eq!(added.expect("an answer"), NewFactor::SessionEnded);
    assert_eq!(confirmed.expect("an answer"), NewFactor::SessionEnded);
    let factors = "select (select count(*) from passkey) + (select count(*) from recovery_code)";
    assert_eq!(app.number(factors).await, 0);
    assert_eq!(app.number("select count(*) from log_entry where action ~ '^(passkey|totp)'").await, 0);
}

#[tokio::test]
async fn an_app_is_confirmed_only_where_the_password_was_given_for_it_and_soon() {
    let app = TestApp::start().await;
    let (erika, elsewhere) = (app.log_in_as("erika").await, app.log_in_as("erika").await);
    let secret = secret_on(&begin(&erika).await);
    let confirmed = "select count(*) from totp where confirmed_at is not null";
    confirm(&elsewhere, &code(&secret)).await.assert_page(200, "Die App ist nicht eingeschaltet");
    app.run("update totp set begun_at = now() - interval '10 minutes'").await;
    confirm(&erika, &code(&secret)).await.assert_page(200, "Die App ist nicht eingeschaltet");
    assert_eq!(app.number(confirmed).await, 0);
    app.run("update totp set begun_at = now() - interval '9 minutes'").await;
    confirm(&erika, &code(&secret)).await.assert_page(200, "Wiederherstellungs-Codes");
    assert_eq!(app.number(confirmed).await, 1);
}

#[tokio::test]
async fn one_goes_on_only_within_this_site_after_a_code_too() {
    let (app, _, secret, _) = erika_with_app().await;
    for next in ["https://boese.example", "//boese.example", "/\\boese.example", "javascript:alert(1)", ""] {
        unused(&app).await;
        let client = password(&app, "erika").await;
        let page = client.get(&format!("{STEP}?weiter={next}")).await;
        assert!(page.html().form_values().contains(&("weiter".into(), "/".into())), "{next}");
        let answer = client.post(STEP).form(&[("code", code(&secret).as_str()), ("weiter", next)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some("/")), "{next}");
    }
}

#[tokio::test]
async fn a_recovery_code_opens_the_account_once() {
    let (app, erika, _, codes) = erika_with_app().await;
    let client = password(&app, "erika").await;
    let typed = codes[0].to_uppercase().replace('-', " ");
    assert_eq!(type_code(&client, &typed).await.status, 303);
    erika.get(FACTORS).await.assert_page(200, "9 Wiederherstellungs-Codes sind noch übrig.");
    let client = password(&app, "erika").await;
    assert_wrong_code(&type_code(&client, &codes[0]).await);
    assert_eq!(type_code(&client, &codes[1]).await.status, 303);
    assert_eq!(app.number("select count(*) from log_entry where action = 'recovery_code_used'").await, 2);

    let form = [("schritt", "neue-codes"), ("password", PASSWORD)];
    let renewed = codes_on(&erika.post(FACTORS).form(&form).await);
    assert_eq!(renewed.len(), 10);
    let client = password(&app, "erika").await;
    assert_wrong_code(&type_code(&client, &codes[2]).await);
    assert_eq!(type_code(&client, &renewed[0]).await.status, 303);
}

#[tokio::test]
async fn a_link_for_a_new_password_stands_for_the_password_only() {
    let (app, _, secret, _) = erika_with_app().await;
    let ada = app.log_in_as_admin("ada").await;
    let id = app.account("erika").await;
    let answer = ada.post("/verwaltung/konten").form(&[("passwort-link", id.to_string())]).await;
    let link = answer.html().by_id("link").all("input")[0].get("value").expect("a link").to_owned();
    let mut client = app.reader();
    let link = link.strip_prefix(PUBLIC_URL).expect("the public address");
    let answer = client.post(link).form(&[("password", "ein ganz neues Wort")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(STEP)));
    client.cookie = answer.session_cookie();
    assert_eq!(client.get("/entwuerfe").await.status, 401, "no session yet");
    assert_eq!(type_code(&client, &code(&secret)).await.header("location"), Some(TOPIC));
}

#[tokio::test]
async fn someone_elses_recovery_code_opens_nothing() {
    let (app, _, _, _) = erika_with_app().await;
    let mut otto = app.log_in_as("otto").await;
    let (_, codes) = set_up(&mut otto).await;
    assert_wrong_code(&type_code(&password(&app, "erika").await, &codes[0]).await);
}

#[tokio::test]
async fn after_ten_wrong_codes_one_has_to_wait_even_with_the_right_one() {
    let (app, _, secret, codes) = erika_with_app().await;
    for _ in 0..2 {
        // A new password buys no new tries.
        let client = password(&app, "erika").await;
        for _ in 0..5 {
            assert_wrong_code(&type_code(&client, "000000").await);
        }
    }
    let client = password(&app, "erika").await;
    for code in [code(&secret), codes[0].clone()] {
        let answer = type_code(&client, &code).await;
        answer.assert_page(429, "Das waren zu viele Versuche.");
        assert_eq!((answer.header("retry-after"), answer.header("set-cookie")), (Some("900"), None));
    }
    app.run("update attempt set attempted_at = now() - interval '16 minutes'").await;
    assert_eq!(type_code(&client, &code(&secret)).await.status, 303);
    assert_eq!(app.number("select count(*) from attempt where key like 'second-factor:%'").await, 0);
}

#[tokio::test]
async fn what_changes_a_factor_asks_for_the_password() {
    let (app, erika, _, _) = erika_with_app().await;
    for step in ["app-abschalten", "neue-codes"] {
        let before = app.text("select string_agg(r::text, ',') from recovery_code r").await;
        let answer = erika.post(FACTORS).form(&[("schritt", step), ("password", "falsch geraten")]).await;
        answer.assert_page(422, "Das ist nicht das Passwort dieses Kontos.");
        let invalid = answer.html().tags().filter(|tag| tag.get("aria-invalid") == Some("true")).count();
        assert_eq!(invalid, 1, "told at the one form that was sent");
        assert_eq!(app.text("select string_agg(r::text, ',') from recovery_code r").await, before);
    }
    let off = erika.post(FACTORS).form(&[("schritt", "app-abschalten"), ("password", PASSWORD)]).await;
    off.assert_page(200, "Die Anmeldung fragt nicht mehr nach einem Code.");
    assert_eq!(
        app.number("select count(*) from totp").await + app.number("select count(*) from recovery_code").await,
        0
    );
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.header("location"), Some("/"));
    for _ in 0..10 {
        erika.post(FACTORS).form(&[("schritt", "app-einrichten"), ("password", "falsch geraten")]).await;
    }
    assert_eq!(begin(&erika).await.status, 429);
    assert_eq!(app.number("select count(*) from log_entry where action = 'totp_turned_off'").await, 1);
}

#[tokio::test]
async fn a_form_without_a_step_or_a_session_changes_nothing() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let before = app.everything().await;
    assert_eq!(erika.post(FACTORS).form(&[("password", PASSWORD)]).await.status, 400);
    app.reader().post(FACTORS).form(&[("schritt", "app-einrichten")]).await.assert_page(401, "Bitte anmelden");
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn a_session_that_never_showed_the_factor_opens_nothing_once_there_is_one() {
    let app = TestApp::start().await;
    let mut erika = app.log_in_as("erika").await;
    // Someone who knows the password is in already, elsewhere.
    let mut thief = app.reader();
    thief.log_in(&email_of("erika"), PASSWORD).await;
    assert_eq!(thief.get("/entwuerfe").await.status, 200);
    set_up(&mut erika).await;
    assert_eq!(erika.get("/entwuerfe").await.status, 200);
    thief.get("/entwuerfe").await.assert_page(401, "Bitte anmelden");
    assert_eq!(thief.get(FACTORS).await.status, 401);
    thief.save((1, "title"), 0, "x").await.assert_json(401, &json!("signed_out"));
}

/// Method, path and role of every endpoint, with something in place of parameters.
fn endpoints() -> Vec<(String, String, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_themenseite")).arg("routes").output().expect("the program");
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let row = |line: &str| {
        let [method, path, role] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line:?}") };
        let path = path.replace("{slug}", "migration").replace("{*path}", "themen/migration").replace('{', "");
        (method.to_owned(), path.replace('}', ""), role.to_owned())
    };
    table.lines().map(row).collect()
}

#[tokio::test]
async fn who_owes_a_factor_can_get_one_and_do_nothing_else_in_the_whole_table_of_rights() {
    let app = TestApp::start().await;
    app.add_account("anna", Role::Admin).await;
    app.run("update security_setting set requires_second_factor = true").await;
    let mut anna = app.reader();
    let form = [("email", email_of("anna")), ("password", PASSWORD.to_owned()), ("weiter", TOPIC.to_owned())];
    let answer = anna.post("/anmelden").form(&form).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(FACTORS)));
    anna.cookie = answer.session_cookie();
    anna.get(FACTORS).await.assert_page(200, "Hier brauchen alle Konten einen zweiten Faktor.");
    assert!(anna.get(FACTORS).await.html().buttons().contains(&"Abmelden".to_owned()));
    assert!(!anna.get(TOPIC).await.text().contains("Redaktion"), "pages are those of readers");

    let open = [FACTORS, "/konto/passkeys/beginn", "/konto/passkeys", "/api/get_factors"];
    let closed: Vec<_> =
        endpoints().into_iter().filter(|(_, path, role)| role != "public" && !open.contains(&path.as_str())).collect();
    assert!(closed.len() > 30, "{}", closed.len());
    let before = app.everything().await;
    for (method, path, _) in &closed {
        for kind in ["application/json", "application/x-www-form-urlencoded"] {
            let answer = anna.request(method, path).body(kind, "{}").await;
            match answer.status {
                303 => assert_eq!(answer.header("location"), Some(FACTORS), "{method} {path}"),
                // A call; or a form that comes back with what was typed.
                401 if path.starts_with("/api/") => answer.assert_json(401, &json!("signed_out")),
                401 => assert_eq!(method, "POST", "{path}"),
                status => panic!("{method} {path}: {status}"),
            }
        }
    }
    assert_eq!(app.everything().await, before);
    assert_eq!(anna.get("/verwaltung").await.header("location"), Some(FACTORS));

    set_up(&mut anna).await;
    for path in ["/verwaltung", "/entwuerfe", "/neu"] {
        assert_eq!(anna.get(path).await.status, 200, "{path}");
    }
    // Who gives the last one up owes one again.
    anna.post(FACTORS).form(&[("schritt", "app-abschalten"), ("password", PASSWORD)]).await;
    assert_eq!(anna.get("/verwaltung").await.header("location"), Some(FACTORS));
}

#[tokio::test]
async fn administrators_require_a_factor_and_the_requirement_holds_at_once() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let mut anna = app.log_in_as_admin("anna").await;
    set_up(&mut anna).await;
    let require = |value: &'static str| [("zweiter-faktor", value)];
    let refused = erika.post("/verwaltung/sicherheit").form(&require("noetig")).await;
    assert_eq!(refused.status, 403);
    assert!(!erika.get("/verwaltung").await.text().contains("Zweiten Faktor verlangen"));
    assert_eq!(erika.get("/api/get_security").await.status, 403);
    assert_eq!(anna.post("/verwaltung/sicherheit").form(&require("vielleicht")).await.status, 400);

    anna.get("/verwaltung").await.assert_page(200, "Ein zweiter Faktor ist freiwillig.");
    for _ in 0..2 {
        let answer = anna.post("/verwaltung/sicherheit").form(&require("noetig")).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some("/verwaltung#sicherheit")));
    }
    let page = anna.get("/verwaltung").await;
    page.assert_page(200, "Alle Konten brauchen einen zweiten Faktor.");
    page.assert_page(200, "Kein zweiter Faktor");
    assert_eq!(erika.get("/entwuerfe").await.header("location"), Some(FACTORS));
    anna.post("/verwaltung/sicherheit").form(&require("freiwillig")).await;
    assert_eq!(erika.get("/entwuerfe").await.status, 200);
    let query = "select string_agg(action, ' ' order by id) from log_entry where action like 'second%'";
    assert_eq!(app.text(query).await, "second_factor_required second_factor_not_required");
}

#[tokio::test]
async fn administrators_and_operators_take_factors_away_when_a_phone_is_lost() {
    let (app, erika, _, _) = erika_with_app().await;
    let id = app.number("select id from account where name = 'erika'").await.to_string();
    let reset = [("zuruecksetzen", id.as_str())];
    let otto = app.log_in_as("otto").await;
    assert_eq!(otto.post("/verwaltung/sicherheit").form(&reset).await.status, 403);
    let anna = app.log_in_as_admin("anna").await;
    assert_eq!(anna.post("/verwaltung/sicherheit").form(&[("zuruecksetzen", "999")]).await.status, 404);
    assert_eq!(anna.post("/verwaltung/sicherheit").form(&reset).await.status, 303);
    assert_eq!(erika.get("/entwuerfe").await.status, 401, "the sessions ended");
    let mut erika = app.reader();
    assert_eq!(erika.log_in(&email_of("erika"), PASSWORD).await.header("location"), Some("/"));

    set_up(&mut erika).await;
    let run = |email: String| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_themenseite"));
        command.args(["user", "reset-factors", "--email", &email]).env("DATABASE_URL", app.database.url());
        command.output().expect("the program")
    };
    let output = run(email_of("erika"));
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(out, "Zweite Faktoren gelöscht: erika@redaktion.example\n", "{output:?}");
    assert_eq!(erika.get("/entwuerfe").await.status, 401);
    assert!(!run("niemand@redaktion.example".into()).status.success());
    let query = "select string_agg(subject || ':' || (account_id is null), ' ' order by id)
                 from log_entry where action = 'factors_reset'";
    assert_eq!(app.text(query).await, "erika@redaktion.example:false erika@redaktion.example:true");
}
