//! `/anmelden/passkey` and `/konto/passkeys`: making a passkey, and logging in with it.

use app::model::Role;
use serde_json::{Value, json};

use crate::test_app::{Answer, Authenticator, Client, PASSWORD, PUBLIC_URL, TestApp, TestDatabase, email_of};

const FACTORS: &str = "/konto/anmeldung";

/// What is wrong with an authenticator.
type Change = fn(&mut Authenticator);

/// Makes a passkey for who is logged in; the session is a new one then.
async fn add(client: &mut Client, authenticator: &mut Authenticator) {
    let begun = client.post("/konto/passkeys/beginn").json(&json!({ "password": PASSWORD })).await;
    assert_eq!(begun.status, 200, "{}", begun.text());
    let begun = begun.json();
    let credential = authenticator.create(&begun["options"]);
    let body = json!({ "token": begun["token"], "name": "Diensthandy", "credential": credential });
    let added = client.post("/konto/passkeys").json(&body).await;
    added.assert_json(200, &json!({ "weiter": FACTORS }));
    client.cookie = added.session_cookie();
}

async fn begin(client: &Client) -> Value {
    let begun = client.post("/anmelden/passkey/beginn").json(&json!({})).await;
    assert_eq!(begun.status, 200, "{}", begun.text());
    begun.json()
}

async fn finish(client: &Client, token: &Value, credential: Value) -> Answer {
    let body = json!({ "token": token, "credential": credential, "weiter": "/entwuerfe" });
    client.post("/anmelden/passkey").json(&body).await
}

async fn log_in(client: &Client, authenticator: &mut Authenticator) -> Answer {
    let begun = begin(client).await;
    let credential = authenticator.get(&begun["options"]);
    finish(client, &begun["token"], credential).await
}

/// Erika, and the authenticator with her passkey.
async fn erika_with_passkey() -> (TestApp, Client, Authenticator) {
    let app = TestApp::start().await;
    let mut erika = app.log_in_as("erika").await;
    let mut authenticator = Authenticator::new(7, PUBLIC_URL);
    add(&mut erika, &mut authenticator).await;
    (app, erika, authenticator)
}

#[tokio::test]
async fn a_passkey_logs_in_without_a_password_and_one_goes_on_where_one_was() {
    let (app, erika, mut authenticator) = erika_with_passkey().await;
    let page = erika.get(FACTORS).await;
    page.assert_page(200, "Diensthandy");
    page.assert_page(200, "noch nicht benutzt");
    for _ in 0..2 {
        let mut reader = app.reader();
        let answer = log_in(&reader, &mut authenticator).await;
        answer.assert_json(200, &json!({ "weiter": "/entwuerfe" }));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        reader.cookie = answer.session_cookie();
        assert!(reader.get("/entwuerfe").await.text().contains("erika"));
    }
    erika.get(FACTORS).await.assert_page(200, "zuletzt benutzt");
    assert_eq!(app.number("select count(*) from attempt").await, 0, "what succeeds counts for nothing");
    let log = app.text("select string_agg(action || ':' || subject, ' ' order by id) from log_entry where action in ('logged_in', 'passkey_added')").await;
    assert_eq!(log, "logged_in: passkey_added:Diensthandy logged_in: logged_in:");
}

#[tokio::test]
async fn what_a_browser_is_asked_names_this_site_and_wants_the_person_to_be_verified() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let options = begin(&app.reader()).await["options"].clone();
    assert_eq!((&options["rpId"], &options["userVerification"]), (&json!("themen.example"), &json!("required")));
    assert_eq!(options["allowCredentials"], json!([]), "the authenticator knows whose passkeys it has");
    assert_ne!(begin(&app.reader()).await["options"]["challenge"], options["challenge"]);
    let begun = erika.post("/konto/passkeys/beginn").json(&json!({ "password": PASSWORD })).await.json();
    let options = &begun["options"];
    assert_eq!(options["rp"]["id"], "themen.example");
    assert_eq!(options["user"]["name"], email_of("erika"));
    let wanted = &options["authenticatorSelection"];
    assert_eq!((&wanted["residentKey"], &wanted["userVerification"]), (&json!("required"), &json!("required")));
    let token = begun["token"].as_str().expect("a token");
    assert!(!app.everything().await.contains(token), "the store holds only the token's hash");
}

#[tokio::test]
async fn making_a_passkey_asks_for_the_password() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let answer = erika.post("/konto/passkeys/beginn").json(&json!({ "password": "falsch geraten" })).await;
    answer.assert_json(403, &json!("not_allowed"));
    assert_eq!(app.number("select count(*) from ceremony").await, 0);
    let answer = app.reader().post("/konto/passkeys/beginn").json(&json!({ "password": PASSWORD })).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_ceremony_answers_once_and_only_what_it_was_begun_for() {
    let (app, mut erika, mut authenticator) = erika_with_passkey().await;
    let reader = app.reader();
    let begun = begin(&reader).await;
    let credential = authenticator.get(&begun["options"]);
    assert_eq!(finish(&reader, &begun["token"], credential.clone()).await.status, 200);
    finish(&reader, &begun["token"], credential.clone()).await.assert_json(400, &json!("bad_request"));
    finish(&reader, &json!("erfunden"), credential).await.assert_json(400, &json!("bad_request"));

    // One that failed is over, too.
    let begun = begin(&reader).await;
    let credential = authenticator.get(&begun["options"]);
    let mut forged = credential.clone();
    forged["response"]["signature"] = json!("MAYCAQECAQE");
    assert_eq!(finish(&reader, &begun["token"], forged).await.status, 401);
    assert_eq!(finish(&reader, &begun["token"], credential).await.status, 400);

    // One that has ended.
    let begun = begin(&reader).await;
    app.run("update ceremony set expires_at = now()").await;
    let credential = authenticator.get(&begun["options"]);
    assert_eq!(finish(&reader, &begun["token"], credential).await.status, 400);

    // One for logging in makes no passkey, and nobody finishes what someone else began.
    let begun = begin(&reader).await;
    let otto = app.log_in_as("otto").await;
    let others = erika.post("/konto/passkeys/beginn").json(&json!({ "password": PASSWORD })).await.json();
    let mut new = Authenticator::new(8, PUBLIC_URL);
    for (client, token) in [(&erika, &begun["token"]), (&otto, &others["token"])] {
        let body = json!({ "token": token, "name": "x", "credential": new.create(&others["options"]) });
        assert_eq!(client.post("/konto/passkeys").json(&body).await.status, 400);
    }
    assert_eq!(app.number("select count(*) from passkey").await, 1);
    add(&mut erika, &mut new).await;
    assert_eq!(app.number("select count(*) from passkey").await, 2);
}

#[tokio::test]
async fn a_challenge_of_another_ceremony_another_origin_or_an_unverified_person_opens_nothing() {
    let (app, _, authenticator) = erika_with_passkey().await;
    let reader = app.reader();
    let sessions = app.number("select count(*) from session").await;
    let changes: [(&str, Change); 5] = [
        ("another site", |it| it.origin = "https://boese.example".into()),
        ("a site within this one", |it| it.origin = "https://x.themen.example".into()),
        ("without encryption", |it| it.origin = "http://themen.example".into()),
        ("nobody verified", |it| it.verifies = false),
        ("someone else's handle", |it| it.user = Some("AAAAAAAAAAAAAAAAAAAAAA".into())),
    ];
    for (what, change) in changes {
        let mut changed = authenticator.clone();
        change(&mut changed);
        log_in(&reader, &mut changed).await.assert_json(401, &json!("signed_out"));
        assert_eq!(app.number("select count(*) from session").await, sessions, "{what}");
    }
    let (first, second) = (begin(&reader).await, begin(&reader).await);
    let credential = authenticator.clone().get(&first["options"]);
    assert_eq!(finish(&reader, &second["token"], credential).await.status, 401);
    assert_eq!(app.number("select count(*) from session").await, sessions);
    assert_eq!(app.number("select count(*) from log_entry where action = 'log_in_failed'").await, 6);
    assert_eq!(log_in(&reader, &mut authenticator.clone()).await.status, 200);
}

#[tokio::test]
async fn a_copied_authenticator_is_noticed_by_its_counter() {
    let (app, _, mut authenticator) = erika_with_passkey().await;
    let mut copy = authenticator.clone();
    for _ in 0..2 {
        assert_eq!(log_in(&app.reader(), &mut authenticator).await.status, 200);
    }
    assert_eq!(log_in(&app.reader(), &mut copy).await.status, 401);
}

#[tokio::test]
async fn a_passkey_from_elsewhere_is_not_taken() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let changes: [Change; 2] = [|it| it.origin = "https://boese.example".into(), |it| it.verifies = false];
    for change in changes {
        let mut authenticator = Authenticator::new(7, PUBLIC_URL);
        change(&mut authenticator);
        let begun = erika.post("/konto/passkeys/beginn").json(&json!({ "password": PASSWORD })).await.json();
        let body =
            json!({ "token": begun["token"], "name": "x", "credential": authenticator.create(&begun["options"]) });
        erika.post("/konto/passkeys").json(&body).await.assert_json(400, &json!("bad_request"));
    }
    assert_eq!(app.number("select count(*) from passkey").await, 0);
}

#[tokio::test]
async fn a_passkey_that_was_given_up_or_whose_account_is_shut_out_opens_nothing() {
    let (app, erika, mut authenticator) = erika_with_passkey().await;
    app.store.set_disabled(&email_of("erika"), true).await.expect("an answer");
    assert_eq!(log_in(&app.reader(), &mut authenticator).await.status, 401);
    app.store.set_disabled(&email_of("erika"), false).await.expect("an answer");
    assert_eq!(erika.get(FACTORS).await.status, 401, "the sessions ended");
    let erika = app.log_in_as("erika").await;
    let id = app.number("select id from passkey").await.to_string();
    let form = |password| [("schritt", "passkey-entfernen"), ("passkey", id.as_str()), ("password", password)];
    let wrong = erika.post(FACTORS).form(&form("falsch geraten")).await;
    wrong.assert_page(422, "Das ist nicht das Passwort dieses Kontos.");
    let otto = app.log_in_as("otto").await;
    otto.post(FACTORS).form(&form(PASSWORD)).await;
    assert_eq!(app.number("select count(*) from passkey").await, 1);
    erika.post(FACTORS).form(&form(PASSWORD)).await.assert_page(200, "Der Passkey meldet hier niemanden mehr an.");
    assert_eq!(log_in(&app.reader(), &mut authenticator).await.status, 401);
    assert_eq!(app.number("select count(*) from log_entry where action = 'passkey_removed'").await, 1);
}

#[tokio::test]
async fn what_is_no_ceremony_is_told_as_json() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for path in ["/anmelden/passkey/beginn", "/anmelden/passkey", "/konto/passkeys/beginn", "/konto/passkeys"] {
        for (kind, body, status) in [
            ("application/json", "", 400),
            ("application/json", "[", 400),
            ("application/json", "\"x\"", 400),
            ("application/x-www-form-urlencoded", "a=b", 415),
            ("text/plain", "{}", 415),
        ] {
            let answer = erika.post(path).body(kind, body).await;
            assert_eq!(answer.status, status, "{path} {kind} {body:?}");
            assert_eq!(answer.header("content-type"), Some("application/json"), "{path} {kind}");
        }
        let large = erika.post(path).chunked("application/json", vec![b' '; 3 << 20]).await;
        assert_eq!(large.status, 413, "{path}");
    }
}

#[tokio::test]
async fn one_address_cannot_begin_without_end() {
    let app = TestApp::start().await;
    app.run("insert into attempt (key) select 'passkey:peer:127.0.0.1' from generate_series(1, 100)").await;
    let answer = app.reader().post("/anmelden/passkey/beginn").json(&json!({})).await;
    answer.assert_json(429, &json!("too_many_attempts"));
    assert_eq!(answer.header("retry-after"), Some("900"));
}

#[tokio::test]
async fn where_the_public_address_has_no_name_there_are_no_passkeys_and_the_page_says_why() {
    let database = TestDatabase::with_demonstration().await;
    let options = database.options.clone();
    let app = TestApp::start_with(database, options, "http://127.0.0.1:3000").await;
    let erika = app.log_in_as("erika").await;
    erika.get(FACTORS).await.assert_page(200, "Passkeys gibt es hier nicht");
    for (client, path, body) in [
        (&app.reader(), "/anmelden/passkey/beginn", json!({})),
        (&erika, "/konto/passkeys/beginn", json!({ "password": PASSWORD })),
    ] {
        client.post(path).json(&body).await.assert_json(404, &json!("not_found"));
    }
}

#[tokio::test]
async fn where_a_second_factor_is_required_whoever_has_a_passkey_cannot_do_with_the_password_alone() {
    let (app, erika, mut authenticator) = erika_with_passkey().await;
    let weak = app.log_in_as("erika").await;
    assert_eq!(weak.get("/entwuerfe").await.status, 200);
    app.run("update security_setting set requires_second_factor = true").await;
    assert_eq!(erika.get("/entwuerfe").await.status, 200, "this session has shown the passkey");
    // The other one has not: it must not make itself another factor, either.
    assert_eq!(weak.get("/entwuerfe").await.status, 401);
    assert_eq!(weak.get(FACTORS).await.status, 401);
    let answer = app.reader().log_in(&email_of("erika"), PASSWORD).await;
    answer.assert_page(401, "Dieses Konto meldet sich mit einem Passkey an");
    assert_eq!(answer.header("set-cookie"), None);
    let mut reader = app.reader();
    reader.cookie = log_in(&reader, &mut authenticator).await.session_cookie();
    assert_eq!(reader.get("/entwuerfe").await.status, 200);
}

#[tokio::test]
async fn who_owes_a_factor_may_make_a_passkey_and_is_in_then() {
    let app = TestApp::start().await;
    app.add_account("erika", Role::Editor).await;
    app.run("update security_setting set requires_second_factor = true").await;
    let mut erika = app.reader();
    let answer = erika.log_in(&email_of("erika"), PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(FACTORS)));
    assert_eq!(erika.get("/entwuerfe").await.header("location"), Some(FACTORS));
    let before = erika.clone();
    add(&mut erika, &mut Authenticator::new(7, PUBLIC_URL)).await;
    assert_ne!(erika.cookie, before.cookie);
    assert_eq!(erika.get("/entwuerfe").await.status, 200);
    assert_eq!(before.get("/entwuerfe").await.status, 401, "the session before has ended");
}
