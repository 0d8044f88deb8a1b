//! `/verwaltung/konten`: the accounts, for administrators.

use app::model::Role;
use serde_json::json;

use crate::test_app::{Answer, Client, PASSWORD, TOPIC, TestApp, email_of, fresh_operation};
use crate::verwaltung_cli::program;

const FORMS: &str = "/verwaltung/konten";

async fn press(client: &Client, button: &str, value: impl ToString) -> Answer {
    client.post(FORMS).form(&[(button, value.to_string())]).await
}

/// What the list says of an account.
fn listed(page: &Answer, name: &str) -> String {
    let html = page.html();
    let entries = html.elements("li");
    let entry = entries.iter().find(|entry| entry.elements("h3").iter().any(|title| title.text() == name));
    entry.unwrap_or_else(|| panic!("no account {name} in {}", html.text())).text()
}

#[tokio::test]
async fn only_administrators_see_the_accounts() {
    let app = TestApp::start().await;
    let (ada, erika) = (app.log_in_as_admin("ada").await, app.log_in_as("erika").await);
    for path in ["/verwaltung", FORMS] {
        let page = ada.get(path).await;
        page.assert_page(200, "Jemanden einladen");
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert!(
            listed(&page, "erika").contains("erika[at]redaktion.example · Redaktion · aktiv · zuletzt angemeldet am")
        );
        assert!(listed(&page, "ada").contains("ada[at]redaktion.example · Redaktion und Verwaltung · aktiv"));
        assert!(!page.text().contains("@redaktion.example"), "{}", page.text());
    }
    let page = erika.get("/verwaltung").await;
    page.assert_page(200, "Papierkorb");
    assert!(!page.text().contains("Konten") && !page.text().contains("ada[at]"), "{}", page.text());

    erika.get(FORMS).await.assert_page(403, "Das ist hier nicht möglich");
    erika.get("/api/get_accounts").await.assert_json(403, &json!("not_allowed"));
    app.reader().get(FORMS).await.assert_page(401, "Bitte anmelden");
    app.reader().get("/api/get_accounts").await.assert_json(401, &json!("signed_out"));
    assert_eq!(ada.get("/api/get_accounts").await.json()["accounts"].as_array().map(Vec::len), Some(2));
    let before = app.everything().await;
    for button in ["sperren", "zur-verwaltung", "passwort-link", "einladen"] {
        press(&erika, button, app.account("ada").await).await.assert_page(403, "Das ist hier nicht möglich");
        assert_eq!(press(&app.reader(), button, 1).await.status, 401);
    }
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn whoever_is_disabled_is_out_everywhere_at_once_until_enabled_again() {
    let app = TestApp::start().await;
    let (ada, erika) = (app.log_in_as_admin("ada").await, app.log_in_as("erika").await);
    let on_the_phone = app.log_in_as("erika").await;
    let id = app.account("erika").await;
    let page = press(&ada, "sperren", id).await;
    page.assert_page(200, "erika ist gesperrt und überall abgemeldet.");
    assert!(listed(&page, "erika").contains("· gesperrt ·"));
    for client in [&erika, &on_the_phone] {
        client.save((1, "title"), 0, "x").await.assert_json(401, &json!("signed_out"));
    }
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 401);
    press(&ada, "passwort-link", id).await.assert_page(409, "Das Konto ist gesperrt.");
    press(&ada, "zulassen", id).await.assert_page(200, "erika ist wieder zugelassen.");
    assert_eq!(erika.get("/konto").await.status, 401, "the old session stays ended");
    assert_eq!(app.reader().log_in(&email_of("erika"), PASSWORD).await.status, 303);
    // Pressed again, nothing more happens.
    press(&ada, "zulassen", id).await.assert_page(200, "erika ist wieder zugelassen.");
    assert_eq!(app.logged("account_disabled").await, [email_of("erika")]);
    assert_eq!(app.logged("account_enabled").await, [email_of("erika")]);
}

#[tokio::test]
async fn another_role_ends_the_sessions_and_holds_from_then_on() {
    let app = TestApp::start().await;
    let (ada, erika) = (app.log_in_as_admin("ada").await, app.log_in_as("erika").await);
    let id = app.account("erika").await;
    press(&ada, "zur-verwaltung", id).await.assert_page(200, "erika: jetzt Redaktion und Verwaltung.");
    assert_eq!(erika.get("/konto").await.status, 401);
    let erika = app.log_in_as("erika").await;
    assert_eq!(erika.get(FORMS).await.status, 200);
    press(&ada, "zur-redaktion", id).await.assert_page(200, "erika: jetzt Redaktion.");
    assert_eq!(erika.get(FORMS).await.status, 401);
    assert_eq!(app.log_in_as("erika").await.get(FORMS).await.status, 403);
    assert_eq!(app.logged("role_changed").await, [email_of("erika"), email_of("erika")]);
}

#[tokio::test]
async fn whoever_is_disabled_carries_nothing_out_that_was_begun_before() {
    let app = TestApp::start().await;
    let (ada, mut erika) = (app.log_in_as_admin("ada").await, app.log_in_as("erika").await);
    let (topic, post) = (app.item("migration").await, app.item("christine-jochem").await);
    let boss = app.log_in_as_admin("otto").await;
    let save = json!({ "field": { "item": topic, "field": "title" }, "base_version": 0, "text": "Zu spät",
                       "operation": fresh_operation() });
    let picture =
        b"--grenze\r\ncontent-disposition: form-data; name=\"portraet\"; filename=\"x\"\r\n\r\nx\r\n--grenze--";
    let form = format!("{topic}.title@0");
    let begun = [
        erika.call("save_draft", &save).begin().await,
        erika.call("delete_item", &json!({ "item": post })).begin().await,
        erika.post("/themen/migration?bearbeiten").form(&[(form.as_str(), "Zu spät")]).begin().await,
        erika.post("/neu").form(&[("art", "topic"), ("titel", "Zu spät")]).begin().await,
        erika.post("/konto").form(&[("name", "Zu spät"), ("namen-aendern", "1")]).begin().await,
        erika.post("/konto/anmeldung").form(&[("schritt", "app-einrichten"), ("password", PASSWORD)]).begin().await,
        erika.post("/konto/passkeys/beginn").json(&json!({ "password": PASSWORD })).begin().await,
        erika
            .post("/personen/christine-jochem/portraet")
            .body("multipart/form-data; boundary=grenze", picture)
            .begin()
            .await,
        boss.post(FORMS).form(&[("sperren", app.account("ada").await.to_string())]).begin().await,
    ];
    // Their heads have been read, and who sends them is known.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for name in ["erika", "otto"] {
        press(&ada, "sperren", app.account(name).await).await.assert_page(200, "ist gesperrt");
    }
    let before = app.everything().await;
    for request in begun {
        let answer = request.finish().await;
        assert_eq!(answer.status, 401, "{}: {}", answer.to, answer.words());
        if answer.to.contains("?bearbeiten") {
            assert!(answer.text().contains("Zu spät"), "what was typed comes back");
        }
    }
    assert_eq!(app.everything().await, before);
    // As before for who is not shut out, however long it takes.
    press(&ada, "zulassen", app.account("erika").await).await;
    erika.log_in(&email_of("erika"), PASSWORD).await;
    let slow = erika.call("save_draft", &save).begin().await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(slow.finish().await.status, 200);
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    app.add_account("otto", Role::Admin).await;
    let (id, otto) = (app.account("ada").await, app.account("otto").await);
    press(&ada, "sperren", otto).await.assert_page(200, "otto ist gesperrt");
    for button in ["sperren", "zur-redaktion"] {
        press(&ada, button, id).await.assert_page(409, "Es ist das letzte Konto, das die Verwaltung darf.");
    }
    let settings = [("DATABASE_URL", app.database.url())];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let email = email_of("ada");
    let output = program(&["user", "disable", "--email", &email], &settings).output().await.expect("the program");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("ist das letzte Konto mit der Rolle admin"), "{told}");
    assert_eq!(ada.get(FORMS).await.status, 200);
    assert_eq!(app.logged("account_disabled").await, [email_of("otto")]);
    press(&ada, "zulassen", otto).await.assert_page(200, "otto ist wieder zugelassen.");
    press(&ada, "sperren", id).await.assert_page(200, "ada ist gesperrt");
}

#[tokio::test]
async fn of_two_administrators_who_demote_each_other_one_stays() {
    let app = TestApp::start().await;
    app.add_account("ada", Role::Admin).await;
    app.add_account("otto", Role::Admin).await;
    let (ada, otto) = (app.account("ada").await, app.account("otto").await);
    for round in 0..10 {
        let (one, other) = (app.log_in_as("ada").await, app.log_in_as("otto").await);
        let button = if round % 2 == 0 { "zur-redaktion" } else { "sperren" };
        tokio::join!(press(&one, button, otto), press(&other, button, ada));
        let left = app.number("select count(*) from account where role = 'admin' and disabled_at is null").await;
        assert_eq!(left, 1, "round {round}");
        app.run("update account set role = 'admin', disabled_at = null").await;
    }
}

#[tokio::test]
async fn what_is_no_account_or_no_button_is_told() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    for button in ["sperren", "zulassen", "zur-verwaltung", "zur-redaktion", "passwort-link", "zurueckziehen"] {
        press(&ada, button, 999_999).await.assert_page(404, "Seite nicht gefunden");
        press(&ada, button, "x").await.assert_page(400, "Die Anfrage war nicht lesbar.");
    }
    press(&ada, "sonst", 1).await.assert_page(400, "Die Anfrage war nicht lesbar.");
}

#[tokio::test]
async fn what_is_wrong_with_an_invitation_is_told_at_its_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    let form = [("email", "ida@"), ("name", " "), ("rolle", "admin"), ("einladen", "1")];
    let answer = ada.post(FORMS).form(&form).await;
    answer.assert_page(422, "Es fehlt noch etwas.");
    let html = answer.html();
    for (field, words) in [("email", "Das ist keine E-Mail-Adresse."), ("name", "Bitte einen Namen eintragen")] {
        let control = html.tags().find(|tag| tag.get("name") == Some(field) && tag.name == "input").expect("a control");
        assert_eq!(control.get("aria-invalid"), Some("true"), "{field}");
        assert!(html.by_id(control.get("aria-describedby").expect("a description")).text().contains(words), "{field}");
    }
    let radio = html.tags().find(|tag| tag.get("value") == Some("admin")).expect("a choice");
    assert!(radio.get("checked").is_some(), "the role that was chosen");
    assert!(html.form_values().contains(&("email".into(), "ida[at]".into())));

    let taken = [("email", "ADA@redaktion.example"), ("name", "Ada"), ("rolle", "editor"), ("einladen", "1")];
    let answer = ada.post(FORMS).form(&taken).await;
    answer.assert_page(422, "Diese Adresse hat schon ein Konto.");
    assert!(!answer.text().contains("@redaktion.example"));
    let strange = [("email", "ida@beispiel.de"), ("name", "Ida"), ("rolle", "chef"), ("einladen", "1")];
    ada.post(FORMS).form(&strange).await.assert_page(422, "Bitte eine Rolle auswählen.");
    assert_eq!(app.number("select count(*) from account_link").await, 0);
    assert_eq!(ada.get(TOPIC).await.status, 200);
}
