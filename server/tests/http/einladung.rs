//! `/einladung/{token}`: an invitation, from the administrator's form to the first log-in.

use crate::test_app::{Answer, Client, MailServer, Manner, PASSWORD, PUBLIC_URL, TestApp, email_of};

const FORMS: &str = "/verwaltung/konten";

async fn invite(ada: &Client, email: &str, role: &str) -> Answer {
    ada.post(FORMS).form(&[("email", email), ("name", "Ida Beispiel"), ("rolle", role), ("einladen", "1")]).await
}

/// The link that is shown once, as a path.
#[track_caller]
fn shown_link(answer: &Answer) -> String {
    answer.assert_page(200, "Link zum Weitergeben");
    let html = answer.html();
    let link = html.by_id("link").all("input")[0].get("value").expect("a link").to_owned();
    link.strip_prefix(PUBLIC_URL).expect("the public address").to_owned()
}

async fn accept(app: &TestApp, link: &str, name: &str, password: &str) -> Answer {
    app.reader().post(link).form(&[("name", name), ("password", password)]).await
}

#[tokio::test]
async fn without_mail_the_link_is_shown_once_and_makes_the_account_once() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    let answer = invite(&ada, "Ida@Beispiel.example", "editor").await;
    answer.assert_page(200, "Bitte den Link selbst an ida[at]beispiel.example schicken.");
    let link = shown_link(&answer);
    let token = link.strip_prefix("/einladung/").expect("an invitation");
    assert_eq!(token.len(), 64);
    assert!(!app.everything().await.contains(token), "the store holds only the token's hash");
    assert!(!ada.get(FORMS).await.text().contains(token), "shown once");
    ada.get("/verwaltung").await.assert_page(200, "ida[at]beispiel.example · Redaktion · eingeladen, gilt bis");

    let page = app.reader().get(&link).await;
    page.assert_page(200, "Damit entsteht das Konto für ida[at]beispiel.example.");
    for (name, value) in
        [("cache-control", "no-store"), ("referrer-policy", "strict-origin"), ("x-robots-tag", "noindex, nofollow")]
    {
        assert_eq!(page.header(name), Some(value));
    }
    assert_eq!(page.html().meta("robots"), Some("noindex, nofollow"));
    assert!(page.html().all("script").iter().all(|script| script.get("src").is_none()), "nothing hydrates it");
    assert!(!page.text().contains("ida@"), "{}", page.text());
    assert!(page.html().form_values().contains(&("name".into(), "Ida Beispiel".into())));

    let made = accept(&app, &link, "Ida B.", PASSWORD).await;
    assert_eq!((made.status, made.header("location")), (303, Some("/")));
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let mut ida = app.reader();
    ida.cookie = made.session_cookie();
    ida.get("/konto").await.assert_page(200, "Ida B.");
    assert_eq!(ida.get(FORMS).await.status, 403, "an editor");
    for answer in [app.reader().get(&link).await, accept(&app, &link, "Otto", PASSWORD).await] {
        answer.assert_page(404, "Dieser Link gilt nicht mehr");
        assert_eq!(answer.header("referrer-policy"), Some("strict-origin"));
    }
    assert_eq!(app.reader().log_in("ida@beispiel.example", PASSWORD).await.status, 303);
    assert_eq!(app.logged("invited").await, ["ida@beispiel.example"]);
    assert_eq!(app.logged("account_made").await, [email_of("ada"), "ida@beispiel.example".into()]);
    assert!(!app.everything().await.contains(token));
}

#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_gets_the_account() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    let link = shown_link(&invite(&ada, "ida@beispiel.example", "editor").await);
    let answers = tokio::join!(accept(&app, &link, "Ida", PASSWORD), accept(&app, &link, "Otto", PASSWORD));
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
}

#[tokio::test]
async fn a_newer_invitation_ends_the_older_one_and_one_taken_back_opens_nothing() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    let old = shown_link(&invite(&ada, "ida@beispiel.example", "editor").await);
    let new = shown_link(&invite(&ada, "IDA@beispiel.example", "admin").await);
    let other = shown_link(&invite(&ada, "otto@beispiel.example", "editor").await);
    assert_eq!(app.reader().get(&old).await.status, 404);
    assert_eq!(app.reader().get(&new).await.status, 200);
    let id = app.number("select id from account_link where email = 'ida@beispiel.example'").await;
    let revoked = ada.post(FORMS).form(&[("zurueckziehen", id.to_string())]).await;
    revoked.assert_page(200, "Die Einladung ist zurückgezogen.");
    assert_eq!(accept(&app, &new, "Ida", PASSWORD).await.status, 404);
    assert_eq!(app.reader().get(&other).await.status, 200, "someone else's stays");
    assert_eq!(app.logged("invitation_revoked").await, ["ida@beispiel.example"]);
}

#[tokio::test]
async fn an_invitation_ends_after_seven_days_or_with_the_rights_of_who_made_it() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    app.log_in_as_admin("otto").await;
    let link = shown_link(&invite(&ada, "ida@beispiel.example", "editor").await);
    for (change, status) in [
        ("update account_link set expires_at = expires_at - interval '6 days 23 hours'", 200),
        ("update account_link set expires_at = expires_at - interval '1 hour'", 404),
        ("update account_link set expires_at = expires_at + interval '1 day'", 200),
        ("update account set role = 'editor' where name = 'ada'", 404),
        ("update account set role = 'admin', disabled_at = now() where name = 'ada'", 404),
    ] {
        app.run(change).await;
        assert_eq!(app.reader().get(&link).await.status, status, "{change}");
        if status == 404 {
            assert_eq!(accept(&app, &link, "Ida", PASSWORD).await.status, 404, "{change}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_at_the_field_and_the_link_can_be_used_again() {
    let app = TestApp::start().await;
    let ada = app.log_in_as_admin("ada").await;
    let link = shown_link(&invite(&ada, "ida@beispiel.example", "editor").await);
    for (name, password, words) in [
        ("Ida", "zu kurz", "Das Passwort hat nur 7 Zeichen"),
        ("Ida", "abcdefghijklm", "Dieses Passwort ist"),
        ("Ida", "123456123456", "Dieses Passwort ist so häufig"),
        ("Ida", "IdaBeispiel1", "Dieses Passwort ist leicht zu erraten"),
        ("Ida", "Themenseite2026!", "Dieses Passwort ist leicht zu erraten"),
        (" ", PASSWORD, "Bitte einen Namen eintragen"),
    ] {
        let answer = accept(&app, &link, name, password).await;
        answer.assert_page(422, words);
        assert!(!answer.text().contains(password), "{password}");
    }
    assert_eq!(accept(&app, &link, "Ida", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn with_mail_the_link_goes_out_and_is_not_shown() {
    let mail = MailServer::start(Manner::Takes).await;
    let app = TestApp::start_with_mail(&mail.url).await;
    let ada = app.log_in_as_admin("ada").await;
    let answer = invite(&ada, "ida@beispiel.example", "editor").await;
    answer.assert_page(200, "Der Link ist als E-Mail an ida[at]beispiel.example unterwegs.");
    assert!(!answer.text().contains("/einladung/"));
    let sent = mail.wait_for(1).await;
    assert!(sent.from.contains("<redaktion@themen.example>") && sent.to.contains("<ida@beispiel.example>"), "{sent:?}");
    assert!(sent.text.contains("Guten Tag Ida Beispiel,") && sent.text.contains("gilt sieben Tage"), "{sent:?}");
    let link = sent.link().strip_prefix(PUBLIC_URL).expect("the public address").to_owned();
    assert_eq!(accept(&app, &link, "Ida", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_mail_that_does_not_go_out_is_told_and_the_link_shown() {
    for manner in [Manner::Refuses, Manner::IsSilent] {
        let mail = MailServer::start(manner).await;
        let app = TestApp::start_with_mail(&mail.url).await;
        let ada = app.log_in_as_admin("ada").await;
        let answer = invite(&ada, "ida@beispiel.example", "editor").await;
        answer.assert_page(200, "Die E-Mail ließ sich nicht verschicken.");
        assert_eq!(accept(&app, &shown_link(&answer), "Ida", PASSWORD).await.status, 303, "{manner:?}");
    }
}
