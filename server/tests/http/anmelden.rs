//! `/anmelden`, `/abmelden`, and sessions.

use app::model::Role;
use app::store::{Actor, NewSession, Proof, Store};
use serde_json::json;

use crate::test_app::{PASSWORD, Program, TOPIC, TestApp, TestDatabase, email_of};

async fn app_with_erika() -> TestApp {
    let app = TestApp::start().await;
    app.add_account("erika", Role::Editor).await;
    app
}

#[tokio::test]
async fn logging_in_opens_a_session_with_a_cookie_for_this_host_only() {
    let app = app_with_erika().await;
    let answer = app.reader().log_in(&email_of("erika"), PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    let cookie = answer.header("set-cookie").expect("a cookie");
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    let token = pair.strip_prefix("__Host-sitzung=").expect("the name");
    assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{token}");
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600");
    assert_eq!(app.text("select encode(token_hash, 'hex') from session").await.len(), 64);
    assert!(!app.everything().await.contains(token), "the store holds only the token's hash");
}

#[tokio::test]
async fn the_address_may_be_written_in_any_case_and_with_spaces() {
    let app = app_with_erika().await;
    assert_eq!(app.reader().log_in(" Erika@Redaktion.EXAMPLE ", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_wrong_password_is_told_and_the_address_stays_but_not_the_password() {
    let app = app_with_erika().await;
    let wrong = app.reader().log_in(&email_of("erika"), "falsch <geraten> 17").await;
    wrong.assert_page(401, "E-Mail und Passwort passen nicht zusammen.");
    assert_eq!(wrong.header("set-cookie"), None);
    assert!(!wrong.text().contains("geraten"));
    let values = wrong.html().form_values();
    assert!(values.contains(&("email".into(), email_of("erika"))), "{values:?}");

    let unknown = app.reader().log_in("nobody@redaktion.example", "falsch <geraten> 17").await;
    assert_eq!(unknown.status, 401);
    let main = |text: String| text.replace("nobody@", "erika@");
    assert_eq!(
        main(unknown.html().the("main").text()),
        wrong.html().the("main").text(),
        "nobody learns who has an account"
    );
}

#[tokio::test]
async fn empty_and_endless_input_is_a_wrong_password_too() {
    let app = app_with_erika().await;
    let reader = app.reader();
    let long = "x".repeat(1_000_000);
    for (email, password) in [
        ("", ""),
        ("erika@redaktion.example", ""),
        (long.as_str(), "x"),
        ("erika@redaktion.example", long.as_str()),
        ("\0", "\0"),
    ] {
        let answer = reader.post("/anmelden").form(&[("email", email), ("password", password)]).await;
        assert_eq!(answer.status, 401, "{} characters, {} characters", email.len(), password.len());
    }
    assert_eq!(reader.post("/anmelden").form(&[("", ""); 0]).await.status, 401);
}

#[tokio::test]
async fn logging_out_ends_the_session_on_the_server() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let answer = editor.post("/abmelden").form(&[("", "")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    assert_eq!(answer.header("set-cookie"), Some("__Host-sitzung=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
    assert_eq!(app.number("select count(*) from session").await, 0);
    // The cookie, kept by someone, opens nothing any more.
    editor.save((1, "title"), 0, "x").await.assert_json(401, &json!("signed_out"));
}

#[tokio::test]
async fn logging_out_twice_or_without_a_session_is_fine() {
    let app = TestApp::start().await;
    assert_eq!(app.reader().post("/abmelden").await.status, 303);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_cannot_log_in() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    assert!(editor.get(TOPIC).await.text().contains("Abmelden"));
    assert!(app.store.set_disabled(&email_of("erika"), true).await.expect("an answer"));
    assert!(!editor.get(TOPIC).await.text().contains("Abmelden"));
    editor.save((1, "title"), 0, "x").await.assert_json(401, &json!("signed_out"));
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 401);
    assert!(app.store.set_disabled(&email_of("erika"), false).await.expect("an answer"));
    assert_eq!(editor.get("/").await.header("set-cookie"), None);
    editor.save((1, "title"), 0, "x").await.assert_json(401, &json!("signed_out"));
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let hash = themenseite::hash_password("ein ganz neues Passwort").expect("a hash");
    assert!(app.store.set_password(&email_of("erika"), &hash).await.expect("an answer"));
    assert_eq!(editor.call("get_changes", &json!({ "page": { "topic": "migration" } })).await.status, 401);
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 401);
    assert_eq!(app.reader().log_in(&email_of("erika"), "ein ganz neues Passwort").await.status, 303);
}

#[tokio::test]
async fn an_expired_session_is_no_session() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    app.run("update session set expires_at = now() - interval '1 second'").await;
    editor.save((1, "title"), 0, "x").await.assert_json(401, &json!("signed_out"));
    assert_eq!(editor.get(TOPIC).await.status, 200);
    app.log_in_as("erika").await;
    // The server does so every hour.
    assert_eq!(app.store.forget_sessions().await.expect("an answer"), 1);
    assert_eq!(app.number("select count(*) from session").await, 1, "the expired one is gone");
}

#[tokio::test]
async fn logging_in_anew_ends_the_session_before() {
    let app = TestApp::start().await;
    let mut editor = app.log_in_as("erika").await;
    let before = editor.clone();
    assert_eq!(editor.log_in(&email_of("erika"), PASSWORD).await.status, 303);
    assert_ne!(editor.cookie, before.cookie);
    assert_eq!(before.call("get_changes", &json!({ "page": { "topic": "migration" } })).await.status, 401);
    assert_eq!(editor.call("get_changes", &json!({ "page": { "topic": "migration" } })).await.status, 200);
}

#[tokio::test]
async fn a_made_up_cookie_is_nobody() {
    let app = TestApp::start().await;
    for cookie in [
        "__Host-sitzung=",
        "__Host-sitzung=0000",
        "__Host-sitzung=' or 1=1 --",
        "__Host-sitzung",
        "a=b; __Host-sitzung=x",
    ] {
        let mut client = app.reader();
        client.cookie = Some(cookie.to_owned());
        let answer = client.get(TOPIC).await;
        assert_eq!(answer.status, 200, "{cookie}");
        assert!(!answer.text().contains("Abmelden"), "{cookie}");
    }
}

#[tokio::test]
async fn the_eleventh_wrong_password_must_wait_even_where_the_twelfth_is_right() {
    let app = app_with_erika().await;
    let email = email_of("erika");
    for _ in 0..10 {
        assert_eq!(app.reader().log_in(&email, "falsch geraten").await.status, 401);
    }
    for password in ["falsch geraten", PASSWORD] {
        let answer = app.reader().log_in(&email, password).await;
        answer.assert_page(429, "Das waren zu viele Versuche.");
        assert_eq!(answer.header("retry-after"), Some("900"));
        assert_eq!(answer.header("set-cookie"), None);
    }
    // Someone else can still log in, and after the wait so can she.
    app.log_in_as("otto").await;
    app.run("update attempt set attempted_at = now() - interval '16 minutes'").await;
    assert_eq!(app.reader().log_in(&email, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_success_forgets_the_wrong_passwords_before() {
    let app = app_with_erika().await;
    for _ in 0..3 {
        app.reader().log_in(&email_of("erika"), "falsch geraten").await;
    }
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 303);
    assert_eq!(app.number("select count(*) from attempt where key like '%erika%'").await, 0);
}

#[tokio::test]
async fn one_address_cannot_try_account_after_account_without_end() {
    let app = app_with_erika().await;
    app.run("insert into attempt (key) select 'log-in:peer:127.0.0.1' from generate_series(1, 100)").await;
    assert_eq!(app.reader().log_in("otto@redaktion.example", "geraten").await.status, 429);
}

#[tokio::test]
async fn log_ins_that_succeed_count_for_nothing_however_many_share_an_address() {
    let app = app_with_erika().await;
    app.run("insert into attempt (key) select 'log-in:peer:127.0.0.1' from generate_series(1, 99)").await;
    for _ in 0..3 {
        assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 303);
    }
    assert_eq!(app.number("select count(*) from attempt").await, 99);
    assert_eq!(app.reader().log_in(&email_of("erika"), "falsch geraten").await.status, 401);
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 429, "that one did");
}

#[tokio::test]
async fn what_was_counted_is_forgotten_within_two_hours() {
    let app = app_with_erika().await;
    app.run("insert into attempt values ('log-in:peer:192.0.2.1', now() - interval '61 minutes'), ('log-in:peer:192.0.2.1', now())")
        .await;
    // The server does so every hour; its figures tell when it last did (`metriken.rs`).
    assert_eq!(app.store.forget_old_attempts().await.expect("an answer"), 1);
    assert_eq!(app.number("select count(*) from attempt").await, 1);
}

#[tokio::test]
async fn a_log_in_that_is_under_way_ends_with_its_password_and_with_its_account() {
    let app = app_with_erika().await;
    let account = app.account("erika").await;
    let hash = app.text("select password_hash from account").await;
    let open_session = async |store: Store, hash: String| {
        let proof = Proof::Password(&hash);
        let new = NewSession { token_hash: b"x", account, proof, user_agent: "", replaces: None };
        store.open_session(new, Actor::default()).await.expect("an answer")
    };
    let open_step =
        async |store: Store, hash: String| store.open_log_in_step(b"x", account, &hash).await.expect("an answer");
    for change in ["update account set password_hash = 'another'", "update account set disabled_at = now()"] {
        // It is being changed while the password is compared: the log-in waits for that, and ends.
        let mut transaction = app.db.begin().await.expect("a transaction");
        sqlx::query(change).execute(&mut *transaction).await.expect("a change");
        let mut session = Box::pin(open_session(app.store.clone(), hash.clone()));
        let mut step = Box::pin(open_step(app.store.clone(), hash.clone()));
        let moment = std::time::Duration::from_millis(200);
        assert!(tokio::time::timeout(moment, &mut session).await.is_err(), "a session, {change}");
        assert!(tokio::time::timeout(moment, &mut step).await.is_err(), "a step, {change}");
        transaction.commit().await.expect("committed");
        assert_eq!(tokio::join!(session, step), (false, false), "{change}");
        assert_eq!(app.number("select (select count(*) from session) + (select count(*) from log_in_step)").await, 0);
        let back = "update account set password_hash = $1, disabled_at = null";
        sqlx::query(back).bind(&hash).execute(&app.db).await.expect("as before");
    }
    let opened = (open_session(app.store.clone(), hash.clone()).await, open_step(app.store.clone(), hash).await);
    assert_eq!(opened, (true, true));
    assert_eq!(app.logged("logged_in").await.len(), 1);
}

#[tokio::test]
async fn an_address_that_is_no_address_accuses_no_account() {
    let app = app_with_erika().await;
    let number = app.account("erika").await.to_string();
    for _ in 0..12 {
        app.reader().log_in(&number, "geraten").await;
    }
    assert_eq!(app.logged("too_many_attempts").await, [""; 0]);
}

#[tokio::test]
async fn in_a_flood_of_log_ins_the_form_says_to_come_back_and_keeps_the_address() {
    let database = TestDatabase::with_demonstration().await;
    // From everywhere, so that none waits for another one's address to be counted.
    let program = Program::start(&database.url(), &[("THEMENSEITE_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let mut tries = tokio::task::JoinSet::new();
    for number in 0..150 {
        let form = [("email", format!("jemand-{number}@redaktion.example")), ("password", "geraten".to_owned())];
        let from = format!("198.51.100.{number}");
        tries.spawn(program.reader.post("/anmelden").header("x-forwarded-for", &from).form(&form).into_future());
    }
    let mut busy = 0;
    while let Some(answer) = tries.join_next().await {
        let answer = answer.expect("an answer");
        assert!([401, 503].contains(&answer.status), "{}", answer.words());
        if answer.text().contains("Gerade melden sich sehr viele zugleich an.") {
            busy += 1;
            assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")));
            let kept = answer.html().form_values();
            assert!(kept.iter().any(|(name, value)| name == "email" && value.starts_with("jemand-")), "{kept:?}");
        }
    }
    assert!(busy > 0, "66 may wait");
}

#[tokio::test]
async fn an_address_that_is_stopped_counts_for_no_account() {
    let app = app_with_erika().await;
    app.run("insert into attempt (key) select 'log-in:peer:127.0.0.1' from generate_series(1, 100)").await;
    for _ in 0..12 {
        assert_eq!(app.reader().log_in(&email_of("erika"), "falsch geraten").await.status, 429);
    }
    assert_eq!(app.number("select count(*) from attempt").await, 100);
}

#[tokio::test]
async fn who_guesses_from_elsewhere_shuts_nobody_out_until_many_guess_at_once() {
    let app = app_with_erika().await;
    app.run(
        "insert into attempt (key) select unnest(array['log-in:from:192.0.2.1 erika@redaktion.example',
         'log-in:account:erika@redaktion.example']) from generate_series(1, 10)",
    )
    .await;
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 303);
    app.run("insert into attempt (key) select 'log-in:account:erika@redaktion.example' from generate_series(1, 50)")
        .await;
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 429);
}

#[tokio::test]
async fn one_goes_on_where_one_was_but_only_within_the_site() {
    let app = app_with_erika().await;
    let page = app.reader().get("/anmelden?weiter=/themen/migration?bearbeiten").await.html();
    assert!(page.form_values().contains(&("weiter".into(), "/themen/migration?bearbeiten".into())));
    let evil = app.reader().get("/anmelden?weiter=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(evil.html().all("script").iter().all(|script| !script.content.starts_with("alert")), "{}", evil.text());
    let go = async |next: &str| {
        let form = [("email", email_of("erika")), ("password", PASSWORD.to_owned()), ("weiter", next.to_owned())];
        let answer = app.reader().post("/anmelden").form(&form).await;
        assert_eq!(answer.status, 303, "{next}");
        answer.header("location").expect("a target").to_owned()
    };
    assert_eq!(go("/themen/migration?bearbeiten").await, "/themen/migration?bearbeiten");
    for next in [
        "https://boese.example",
        "//boese.example",
        "/\\boese.example",
        "javascript:alert(1)",
        "/\r\nset-cookie: a=b",
        "",
    ] {
        assert_eq!(go(next).await, "/", "{next:?}");
    }
}

#[tokio::test]
async fn the_form_has_the_labels_of_the_contract() {
    let app = TestApp::start().await;
    let html = app.reader().get("/anmelden").await.html();
    let main = html.the("main");
    for (label, kind) in [("E-Mail", "email"), ("Passwort", "password")] {
        let of = main.elements("label").into_iter().find(|it| it.text() == label).expect("a label");
        let id = of.all("label")[0].get("for").expect("a control").to_owned();
        assert_eq!(main.by_id(&id).all("input")[0].get("type"), Some(kind));
    }
    assert_eq!(main.buttons(), ["Anmelden"]);
}

#[tokio::test]
async fn password_managers_are_told_which_password_is_which_and_nothing_is_cut_off() {
    let app = TestApp::start().await;
    app.run("insert into setup_link (token_hash) values (sha256('link'))").await;
    for (path, kind) in [("/anmelden", "current-password"), ("/einrichten/link", "new-password")] {
        let html = app.reader().get(path).await.html();
        let of =
            |kind: &str| html.all("input").into_iter().filter(|it| it.get("type") == Some(kind)).collect::<Vec<_>>();
        let (passwords, addresses) = (of("password"), of("email"));
        assert_eq!((passwords.len(), addresses.len()), (1, 1), "{path}");
        assert_eq!(passwords[0].get("autocomplete"), Some(kind), "{path}");
        assert_eq!(addresses[0].get("autocomplete"), Some("username"), "{path}");
        // A browser would cut off what is pasted, without a word: the form says that it is too long.
        assert_eq!(passwords[0].get("maxlength"), None, "{path}");
    }
}
