//! `/verwaltung/protokoll`, and what stands in it.

use app::model::Role;
use serde_json::{Value, json};

use crate::test_app::{Client, Html, TOPIC, TestApp, email_of, fresh_operation, saved_version};

const LOG: &str = "/verwaltung/protokoll";

async fn log_in_as_admin(app: &TestApp) -> Client {
    app.add_account("ada", Role::Admin).await;
    app.log_in_as("ada").await
}

/// What accounts did, but for coming and going: action, subject, name, and how many texts.
async fn logged(app: &TestApp) -> Vec<String> {
    let query = "select concat_ws(' ', action, subject, nullif(detail, ''), texts) from log_entry
                 where coalesce(account_id, on_behalf_of) is not null and action not in ('logged_in', 'logged_out')
                 order by id";
    sqlx::query_scalar(query).fetch_all(&app.db).await.expect("entries")
}

/// How many there are.
async fn count(app: &TestApp) -> i64 {
    app.number("select count(*) from log_entry").await
}

async fn call(editor: &Client, function: &str, input: Value) {
    let answer = editor.call(function, &input).await;
    assert_eq!(answer.status, 200, "{function}: {}", answer.text());
}

#[tokio::test]
async fn every_change_to_a_page_is_logged_once_and_a_sitting_of_saves_once() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let mut version = 0;
    for title in ["Ein", "Ein neuer", "Ein neuer Titel"] {
        version = saved_version(&erika.save((topic, "title"), version, title).await);
    }
    assert_eq!(erika.publish(&[(topic, "title", version)]).await.status, 200);
    // Again, which changes nothing.
    assert_eq!(erika.publish(&[(topic, "title", version)]).await.status, 200);
    version = saved_version(&erika.save((topic, "title"), version, "Verworfen").await);
    assert_eq!(erika.discard(&[(topic, "title", version)]).await.status, 200);
    for function in ["withdraw_item", "withdraw_item", "delete_item", "delete_item", "restore_item", "restore_item"] {
        call(&erika, function, json!({ "item": topic })).await;
    }
    let expected = [
        "edited /themen/migration Migration",
        "published /themen/migration Ein neuer Titel 1",
        "discarded /themen/migration Ein neuer Titel 1",
        "withdrawn /themen/migration Ein neuer Titel",
        "deleted /themen/migration Ein neuer Titel",
        "undeleted /themen/migration Ein neuer Titel",
    ];
    assert_eq!(logged(&app).await, expected);
    let elsewhere =
        "select count(*) from log_entry where account_id is not null and host(address) is distinct from '127.0.0.1'";
    assert_eq!(app.number(elsewhere).await, 0);

    // Another person, and the same one half an hour later.
    let otto = app.log_in_as("otto").await;
    saved_version(&otto.save((topic, "introduction"), 0, "Von Otto").await);
    app.run(
        "alter table log_entry disable trigger user;
         update log_entry set happened_at = happened_at - interval '31 minutes';
         alter table log_entry enable trigger user",
    )
    .await;
    saved_version(&erika.save((topic, "title"), version + 1, "Nach der Pause").await);
    let edited = logged(&app).await.into_iter().filter(|entry| entry.starts_with("edited")).count();
    assert_eq!(edited, 3);
}

#[tokio::test]
async fn what_is_made_beside_texts_is_logged_too() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let (operation, topic) = (fresh_operation(), app.item("migration").await);
    for _ in 0..2 {
        let form = [("art", "page"), ("name", "Über uns"), ("vorgang", operation.as_str())];
        assert_eq!(erika.post("/neu").form(&form).await.status, 303);
    }
    erika.create_post().await;
    let links = format!("/vorschau-links{TOPIC}");
    assert_eq!(erika.post(&links).form(&[("tage", "7")]).await.status, 200);
    let link = app.number("select id from preview_link").await.to_string();
    for _ in 0..2 {
        assert_eq!(erika.post(&links).form(&[("zurueckziehen", &link)]).await.status, 200);
    }
    assert_eq!(app.reader().post("/barriere-melden").form(&[("beschreibung", "Zu klein")]).await.status, 303);
    let report = app.number("select id from barrier_report").await.to_string();
    for button in ["erledigt", "erledigt", "wieder-oeffnen"] {
        assert_eq!(erika.post("/verwaltung").form(&[(button, &report)]).await.status, 200);
    }
    let version = saved_version(&erika.save((topic, "title"), 0, "Titel").await);
    let (history, point) = (format!("/verlauf{TOPIC}"), format!("{topic}.title@{version}"));
    for name in ["Stand vor der Wahl", "", ""] {
        assert_eq!(erika.post(&history).form(&[("benennen", point.as_str()), ("name", name)]).await.status, 200);
    }
    let later = saved_version(&erika.save((topic, "title"), version, "Noch einer").await);
    let shown = format!("{topic}.title@{later}");
    let form = [("fassung", point.as_str()), ("stand", shown.as_str())];
    assert_eq!(erika.post(&history).form(&form).await.status, 200);
    let expected = [
        "created /ueber-uns Über uns",
        "created /themen/migration",
        "preview_link_made /themen/migration Migration",
        "preview_link_revoked /themen/migration Migration",
        &format!("report_finished  {report}"),
        &format!("report_reopened  {report}"),
        "edited /themen/migration Migration",
        "version_named /themen/migration Migration",
        "version_name_removed /themen/migration Migration",
        "restored /themen/migration Migration 1",
    ];
    assert_eq!(logged(&app).await, expected);
    assert_eq!(app.number("select count(*) from log_entry where subject || detail like '%klein%'").await, 0);
}

#[tokio::test]
async fn what_the_program_does_at_a_set_time_is_logged_with_whose_it_is() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let at = app.text("select to_char((now() at time zone 'Europe/Berlin')::date + 1, 'YYYY-MM-DD') || 'T12:00'").await;
    let version = saved_version(&erika.save((topic, "title"), 0, "Zur Zeit").await);
    for _ in 0..2 {
        let chosen = json!([[{ "item": topic, "field": "title" }, version]]);
        call(&erika, "schedule_publication", json!({ "chosen": chosen, "at": at })).await;
    }
    let first = app.number("select min(id) from schedule").await.to_string();
    erika.post("/entwuerfe").form(&[("aufheben", &first)]).await;
    app.run("update schedule set scheduled_for = now()").await;
    while app.store.publish_due().await.expect("an answer").is_some() {}
    let entries = logged(&app).await;
    assert!(entries.contains(&"scheduled /themen/migration Migration 1".to_owned()), "{entries:?}");
    assert_eq!(entries.last().map(String::as_str), Some("published_on_time /themen/migration Zur Zeit 1"));
    let nobody =
        "select count(*) from log_entry where action = 'published_on_time' and account_id is null and address is null";
    assert_eq!(app.number(nobody).await, 1);
    let ada = log_in_as_admin(&app).await;
    let page = ada.get(LOG).await;
    let sentence = "Das Programm hat „Zur Zeit“ zur gesetzten Zeit veröffentlicht (1 Text), gesetzt von erika";
    page.assert_page(200, sentence);
}

#[tokio::test]
async fn readers_stand_in_no_log_and_what_is_refused_changes_nothing_in_it() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let before = count(&app).await;
    for _ in 0..65 {
        app.reader().post("/personen/christine-jochem/adresse").await;
    }
    for _ in 0..12 {
        app.reader().post("/barriere-melden").form(&[("beschreibung", "Zu klein")]).await;
    }
    app.reader().get(TOPIC).await.assert_page(200, "Migration");
    app.reader().get(LOG).await.assert_page(401, "Bitte anmelden");
    assert_eq!(erika.publish(&[(topic, "title", 7)]).await.status, 409);
    assert_eq!(erika.save((topic, "title"), 7, "Konflikt").await.status, 409);
    erika.call("delete_item", &json!({ "item": 999_999 })).await.assert_json(404, &json!("not_found"));
    assert_eq!(count(&app).await, before);
}

#[tokio::test]
async fn too_many_attempts_are_logged_once_by_account_and_by_address() {
    let app = TestApp::start().await;
    app.add_account("erika", Role::Editor).await;
    let email = email_of("erika");
    let keys = [
        format!("log-in:account:{email}"),
        "log-in:account:niemand@redaktion.example".to_owned(),
        "log-in:peer:2001:db8::1".to_owned(),
        format!("log-in:from:2001:db8::2 {email}"),
        "log-in:from:2001:db8::2 niemand@redaktion.example".to_owned(),
        "address:peer:10.0.0.1".to_owned(),
    ];
    for key in &keys {
        for number in 0..5 {
            assert_eq!(app.store.count_attempt(key, 2, 15).await.expect("an answer"), number < 2);
        }
    }
    let logged = "select string_agg(concat_ws(' ', detail, nullif(subject, ''), abbrev(address)), '|' order by id)
                  from log_entry where action = 'too_many_attempts'";
    assert_eq!(app.text(logged).await, format!("log-in {email}|log-in 2001:db8::1|log-in {email} 2001:db8::2"));
}

#[tokio::test]
async fn the_log_says_which_role_someone_got() {
    let app = TestApp::start().await;
    let ada = log_in_as_admin(&app).await;
    app.add_account("erika", Role::Editor).await;
    let id = app.account("erika").await.to_string();
    for button in ["zur-verwaltung", "zur-redaktion"] {
        assert_eq!(ada.post("/verwaltung/konten").form(&[(button, &id)]).await.status, 200);
    }
    let invitation = [("name", "Otto"), ("email", "otto@redaktion.example"), ("rolle", "admin"), ("einladen", "1")];
    let invited = ada.post("/verwaltung/konten").form(&invitation).await;
    assert_eq!(invited.status, 200, "{}", invited.words());
    let page = ada.get(LOG).await;
    for sentence in [
        "Die Kommandozeile hat ein Konto angelegt: erika[at]redaktion.example (Rolle: Redaktion)",
        "ada hat die Rolle eines Kontos geändert: erika[at]redaktion.example (Rolle: Redaktion und Verwaltung)",
        "ada hat die Rolle eines Kontos geändert: erika[at]redaktion.example (Rolle: Redaktion)",
        "ada hat jemanden eingeladen: otto[at]redaktion.example (Rolle: Redaktion und Verwaltung)",
    ] {
        page.assert_page(200, sentence);
    }
}

#[tokio::test]
async fn the_log_is_for_administrators_and_who_else_asks_stands_in_it() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for path in [LOG, "/verwaltung/protokoll.csv"] {
        erika.get(path).await.assert_page(403, "Das ist hier nicht möglich");
        app.reader().get(path).await.assert_page(401, "Bitte anmelden");
    }
    let refused = [format!("refused {LOG}"), format!("refused {LOG}.csv")];
    assert_eq!(logged(&app).await, refused);
    for _ in 0..5 {
        assert_eq!(erika.get(LOG).await.status, 403);
    }
    assert_eq!(logged(&app).await, refused, "nobody fills it by asking");
    let later = "update log_entry set happened_at = now() - interval '16 minutes'";
    let owner = sqlx::PgPool::connect_with(app.database.options.clone()).await.expect("the owner");
    for statement in ["alter table log_entry disable trigger user", later, "alter table log_entry enable trigger user"]
    {
        sqlx::query(statement).execute(&owner).await.expect("a change");
    }
    assert_eq!(erika.get(LOG).await.status, 403);
    assert_eq!(logged(&app).await.len(), 3, "a quarter of an hour later it is news");
    assert!(!erika.get("/verwaltung").await.html().text().contains("Protokoll"));
    let ada = log_in_as_admin(&app).await;
    assert_eq!(ada.get("/verwaltung").await.html().link("Protokoll").as_deref(), Some(LOG));
    let page = ada.get(LOG).await;
    page.assert_page(200, "erika wollte, was diesem Konto nicht erlaubt ist");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.html().link("Verwaltung").as_deref(), Some("/verwaltung"));
}

/// The entries on a page, as text.
async fn entries(client: &Client, path: &str) -> Vec<String> {
    let page = client.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.html().the("main").elements("li").iter().map(Html::text).filter(|text| text.contains(" Uhr")).collect()
}

#[tokio::test]
async fn the_newest_come_first_fifty_at_a_time_and_can_be_narrowed() {
    let app = TestApp::start().await;
    let ada = log_in_as_admin(&app).await;
    app.add_account("erika", Role::Editor).await;
    app.run(
        "insert into log_entry (happened_at, account_id, action, subject, detail, texts, address)
         select '2026-03-29 23:30 Europe/Berlin'::timestamptz + n * interval '1 minute', account.id, 'published',
                '/themen/migration', 'Nummer ' || n, 3, '10.1.2.3'
         from generate_series(1, 120) as n, account where account.email = 'erika@redaktion.example';
         insert into log_entry (action, subject) values ('log_in_failed', 'erika@redaktion.example')",
    )
    .await;
    let query = "?konto=&vorgang=published&von=2026-03-29&bis=";
    let first = ada.get(&format!("{LOG}{query}")).await;
    let listed = entries(&ada, &format!("{LOG}{query}")).await;
    assert_eq!(listed.len(), 50);
    assert!(listed[0].contains("erika hat „Nummer 120“ veröffentlicht (3 Texte)"), "{}", listed[0]);
    assert!(listed[0].contains("30.03.2026, 01:30 Uhr · 10.1.2.3"), "{}", listed[0]);
    assert_eq!(first.html().link("„Nummer 120“").as_deref(), Some("/themen/migration"));
    let older = first.html().link("Ältere Einträge").expect("a link");
    let second = entries(&ada, &older).await;
    assert!(second.len() == 50 && second[0].contains("„Nummer 70“"), "{}", second[0]);
    let older = ada.get(&older).await.html().link("Ältere Einträge").expect("a link");
    let third = ada.get(&older).await;
    assert!(third.html().link("Ältere Einträge").is_none());
    assert!(entries(&ada, &older).await.last().expect("an entry").contains("„Nummer 1“"));

    // Until the end of the day in Berlin.
    assert_eq!(entries(&ada, &format!("{LOG}?bis=2026-03-29")).await.len(), 29);
    let erika = app.number("select id from account where email = 'erika@redaktion.example'").await;
    assert_eq!(entries(&ada, &format!("{LOG}?konto={erika}&von=2026-03-30&bis=2026-03-29")).await.len(), 0);
    let chosen = ada.get(&format!("{LOG}?konto={erika}&vorgang=published")).await;
    assert!(chosen.text().contains(&format!("value=\"{erika}\" selected")), "{}", chosen.text());
    let failed = ada.get(&format!("{LOG}?vorgang=log_in_failed")).await;
    failed.assert_page(200, "Jemand konnte sich nicht anmelden: erika[at]redaktion.example");
    assert!(!failed.text().contains("erika@"), "{}", failed.text());
    for wrong in ["konto=x", "vorgang=x", "von=gestern", "bis=2026-02-30", "vor=x"] {
        ada.get(&format!("{LOG}?{wrong}")).await.assert_page(400, "Adresse nicht lesbar");
    }
}

#[tokio::test]
async fn the_log_as_a_file_is_a_table_without_formulas() {
    let app = TestApp::start().await;
    let ada = log_in_as_admin(&app).await;
    app.run(
        "update account set name = '=cmd|''/C calc''!A0';
         insert into log_entry (happened_at, account_id, action, subject, detail, texts, address)
         select '2026-03-29 12:00 Europe/Berlin', id, 'published', '/themen/migration', 'Rat, \"Tat\"', 2, '10.1.2.3' from account;
         insert into log_entry (action, subject) values ('log_in_failed', 'erika@redaktion.example')",
    )
    .await;
    let file = ada.get("/verwaltung/protokoll.csv?vorgang=published").await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"protokoll.csv\""));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    let expected = "\u{feff}Zeit,Konto,Vorgang,Adresse der Seite,Name,Anzahl,Netzadresse,Satz,E-Mail des Kontos\r\n\
        2026-03-29T12:00:00,'=cmd|'/C calc'!A0,Veröffentlicht,/themen/migration,\"Rat, \"\"Tat\"\"\",2,10.1.2.3,\
        \"'=cmd|'/C calc'!A0 hat „Rat, \"\"Tat\"\"“ veröffentlicht (2 Texte)\",ada[at]redaktion.example\r\n";
    assert_eq!(file.text(), expected);
    let all = ada.get("/verwaltung/protokoll.csv").await;
    assert!(all.text().contains("erika[at]redaktion.example") && !all.text().contains("erika@"), "{}", all.text());
}

#[tokio::test]
async fn network_addresses_are_shortened_after_seven_days_and_not_before() {
    let app = TestApp::start().await;
    app.run(
        "insert into log_entry (happened_at, action, address)
         select now() - age, 'edited', address::inet
         from unnest(array['7 days 1 minute', '6 days 23 hours']::interval[]) as age,
              unnest(array['203.0.113.77', '2001:db8:1234:5678::9', null]) as address",
    )
    .await;
    assert_eq!(app.store.shorten_log_addresses().await.expect("an answer"), 2);
    assert_eq!(app.store.shorten_log_addresses().await.expect("an answer"), 0);
    let shown = "select string_agg(abbrev(address), ' ' order by abbrev(address) collate \"C\") from log_entry";
    let expected = "2001:db8:1234:5678::9 2001:db8:1234::/48 203.0.113.0/24 203.0.113.77";
    assert_eq!(app.text(shown).await, expected);
}

#[tokio::test]
async fn the_bin_and_imports_are_logged_without_a_person() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    call(&erika, "delete_item", json!({ "item": app.item("christine-jochem").await })).await;
    app.run("update item set deleted_at = now() - interval '31 days' where deleted_at is not null").await;
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 1);
    let by_program = "select string_agg(concat_ws(' ', action, subject, detail), '|' order by id) from log_entry
                      where account_id is null and action in ('removed', 'imported')";
    assert_eq!(app.text(by_program).await, "imported  |removed /personen/christine-jochem Christine Jochem");
}
