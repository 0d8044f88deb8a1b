//! `/barriere-melden`: a form for readers, without account, script or cookie.

use crate::test_app::{Answer, Client, PUBLIC_URL, TOPIC, TestApp};

const FORM: &str = "/barriere-melden";
const COUNT: &str = "select count(*) from barrier_report";

async fn report(reader: &Client, description: &str, page: &str, email: &str) -> Answer {
    reader.post(FORM).form(&[("beschreibung", description), ("seite", page), ("email", email)]).await
}

/// What the form holds, control by control.
fn typed(answer: &Answer) -> [String; 3] {
    let values = answer.html().the("main").form_values();
    let value = |name: &str| values.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    ["beschreibung", "seite", "email"].map(|name| value(name).unwrap_or_else(|| panic!("no control {name}")))
}

#[track_caller]
fn assert_thanks(answer: &Answer) {
    let location = answer.header("location");
    assert_eq!((answer.status, location), (303, Some("/barriere-melden?danke")), "{}", answer.words());
}

#[tokio::test]
async fn each_page_leads_to_the_form_by_a_full_page_load() {
    let app = TestApp::start().await;
    for path in ["/", TOPIC, "/barrierefreiheit", "/gibt-es-nicht", FORM] {
        let html = app.reader().get(path).await.html();
        let footer = html.the("footer");
        assert_eq!(footer.link("Barriere melden").as_deref(), Some(FORM), "{path}");
        let tags = footer.all("a");
        let link = tags.iter().find(|tag| tag.get("href") == Some(FORM)).expect("a link");
        assert_eq!(link.get("rel"), Some("external"), "{path}");
    }
}

#[tokio::test]
async fn the_form_is_complete_without_script_and_cookie() {
    let app = TestApp::start().await;
    let answer = app.reader().get(FORM).await;
    answer.assert_page(200, "Was ist die Barriere?");
    let html = answer.html();
    assert_eq!(html.the("h1").text(), "Barriere melden");
    assert_eq!(html.title(), "Barriere melden – Grüne Ratsfraktion Hannover");
    assert_eq!(html.meta("og:url"), Some(format!("{PUBLIC_URL}{FORM}").as_str()));
    assert!(html.all("script").iter().all(|script| script.get("src").is_none()), "nothing hydrates it");
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(typed(&answer), ["", "", ""]);
    let main = html.the("main");
    for control in ["beschreibung", "seite", "email"] {
        assert!(main.all("label").iter().any(|label| label.get("for") == Some(control)), "{control}");
        let hint = main.by_id(&format!("{control}-hint")).text();
        assert!(
            hint.contains(if control == "beschreibung" { "Dieses Feld ist nötig." } else { "Freiwillig" }),
            "{hint}"
        );
    }
    assert_eq!(main.link("Erklärung zur Barrierefreiheit").as_deref(), Some("/barrierefreiheit"));
    assert_eq!(main.link("Datenschutz").as_deref(), Some("/datenschutz"));
}

#[tokio::test]
async fn the_page_is_filled_in_only_where_it_is_a_path_of_this_site() {
    let app = TestApp::start().await;
    let page = async |query: &str| typed(&app.reader().get(&format!("{FORM}?{query}")).await)[1].clone();
    assert_eq!(page("seite=/themen/migration").await, "/themen/migration");
    assert_eq!(page("seite=%2Fthemen%2Fmigration%3Fjahr%3D2024&x=y").await, "/themen/migration?jahr=2024");
    let long = format!("seite=/{}", "a".repeat(500));
    for query in [
        "seite=https://boese.example/",
        "seite=//boese.example",
        "seite=/%5Cboese.example",
        "seite=javascript:alert(1)",
        "seite=Bitte%20hier%20anrufen",
        "seite=/%0D%0Ax",
        "seite=/%C3%BCber",
        "seite=%ff",
        "seite",
        long.as_str(),
    ] {
        assert_eq!(page(query).await, "", "{query}");
    }
    let quoted = app.reader().get(&format!("{FORM}?seite=/%22%3E%3Cb%3E")).await;
    assert_eq!(typed(&quoted)[1], "/\"><b>");
    assert!(quoted.html().all("b").is_empty());
}

#[tokio::test]
async fn what_is_reported_is_kept_once_and_thanked_for_at_an_address_of_its_own() {
    let app = TestApp::start().await;
    let reader = app.reader();
    let answer = report(&reader, " Die Liste\r\nspringt. \r\n", " /themen/migration ", " Ida@Beispiel.DE ").await;
    assert_thanks(&answer);
    assert_eq!(answer.header("set-cookie"), None);
    for _ in 0..2 {
        let thanks = reader.get("/barriere-melden?danke").await;
        thanks.assert_page(200, "Ihre Meldung ist angekommen.");
        assert_eq!(thanks.html().the("h1").text(), "Danke für den Hinweis");
        let main = thanks.html().the("main");
        assert!(main.text().contains("Bis wann sie kommt"), "{}", main.text());
        assert_eq!(main.link("Erklärung zur Barrierefreiheit").as_deref(), Some("/barrierefreiheit"));
        assert!(main.all("form").is_empty());
    }
    assert_eq!(app.number(COUNT).await, 1);
    let kept = "select concat_ws('|', description, page_path, email, done_at, done_by) from barrier_report";
    assert_eq!(app.text(kept).await, "Die Liste\nspringt.|/themen/migration|Ida@beispiel.de");
}

#[tokio::test]
async fn only_the_description_is_needed_and_the_page_may_be_named_in_any_words() {
    let app = TestApp::start().await;
    let reader = app.reader();
    assert_thanks(&reader.post(FORM).form(&[("beschreibung", "Zu klein")]).await);
    let whole_address = format!("{PUBLIC_URL}/impressum");
    for page in ["", "die Startseite", "https://boese.example/x", whole_address.as_str()] {
        assert_thanks(&report(&reader, "Zu klein", page, "").await);
    }
    assert_eq!(app.number("select count(*) from barrier_report where email is null").await, 5);
    assert_eq!(app.number("select count(*) from barrier_report where page_path is null").await, 2);
    let pages = "select string_agg(page_path, '|' order by id) from barrier_report";
    assert_eq!(app.text(pages).await, "die Startseite|https://boese.example/x|/impressum");
}

#[tokio::test]
async fn each_mistake_is_told_at_its_control_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let reader = app.reader();
    let (too_long, long_page) = ("ä".repeat(5_001), "ä".repeat(501));
    for (values, control, problem) in [
        (["", "/x", "ida@beispiel.de"], "beschreibung", "Bitte beschreiben Sie hier, was nicht geht."),
        ([" \n\t ", "/x", ""], "beschreibung", "Bitte beschreiben Sie hier, was nicht geht."),
        ([&too_long, "/x", ""], "beschreibung", "Das ist zu lang. Möglich sind höchstens 5.000 Zeichen."),
        (["a\u{0}b", "/x", ""], "beschreibung", "ein unsichtbares Steuerzeichen"),
        (["a", &long_page, ""], "seite", "Das ist zu lang. Möglich sind höchstens 500 Zeichen."),
        (["a", "/x\ny", ""], "seite", "ein unsichtbares Steuerzeichen"),
        (["a", "", "ida"], "email", "Das ist keine E-Mail-Adresse."),
        (["a", "", "ida@beispiel.de, otto@beispiel.de"], "email", "Das ist keine E-Mail-Adresse."),
    ] {
        let answer = report(&reader, values[0], values[1], values[2]).await;
        answer.assert_page(422, problem);
        let main = answer.html().the("main");
        assert!(main.by_id(&format!("{control}-error")).text().contains(problem), "{control}");
        let named: Vec<_> = main.tags().filter(|tag| tag.get("aria-invalid") == Some("true")).collect();
        assert_eq!(named.len(), 1, "{problem}");
        assert_eq!(named[0].get("name"), Some(control));
        let described = named[0].get("aria-describedby").unwrap_or_default();
        assert!(described.split(' ').any(|id| id == format!("{control}-error")), "{described}");
        assert!(main.tags().any(|tag| tag.get("role") == Some("alert")));
        assert_eq!(typed(&answer), values, "{problem}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let answer = report(&reader, " ", &long_page, "ida").await;
    assert_eq!(answer.html().tags().filter(|tag| tag.get("aria-invalid") == Some("true")).count(), 3);
    assert_eq!(app.number(COUNT).await, 0);
    assert_thanks(&report(&reader, &"ä".repeat(5_000), &"ä".repeat(500), "").await);
}

#[tokio::test]
async fn what_is_typed_is_shown_as_text_whatever_it_is() {
    let app = TestApp::start().await;
    let markup = "\n</textarea><script>alert(1)</script> &amp;";
    let answer = report(&app.reader(), markup, "\"><script>x</script>", "\"><b>").await;
    answer.assert_page(422, "Das ist keine E-Mail-Adresse.");
    assert_eq!(typed(&answer), [markup, "\"><script>x</script>", "\"><b>"]);
    assert!(!answer.text().contains("<script>alert(1)") && !answer.text().contains("<script>x"));
}

#[tokio::test]
async fn after_ten_reports_one_must_wait_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let reader = app.reader();
    for _ in 0..20 {
        assert_eq!(report(&reader, "", "", "").await.status, 422, "mistakes do not count");
    }
    for number in 0..10 {
        assert_thanks(&report(&reader, &format!("Barriere {number}"), "", "").await);
    }
    let refused = report(&reader, "Eine zu viel", "/x", "ida@beispiel.de").await;
    refused.assert_page(429, "Das waren zu viele Versuche.");
    assert_eq!(refused.header("retry-after"), Some("900"));
    assert_eq!(refused.header("cache-control"), Some("no-store"));
    assert_eq!(typed(&refused), ["Eine zu viel", "/x", "ida@beispiel.de"]);
    assert_eq!(app.number(COUNT).await, 10);
    assert_eq!(reader.get(FORM).await.status, 200);
    app.run("update attempt set attempted_at = now() - interval '16 minutes'").await;
    assert_thanks(&report(&reader, "Eine zu viel", "/x", "ida@beispiel.de").await);
}

#[tokio::test]
async fn staff_can_report_too_and_no_page_of_theirs_can_take_the_address() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    assert_thanks(&report(&erika, "Zu klein", "", "").await);
    let new = [("art", "page"), ("name", "Barriere melden"), ("vorgang", "3e0bd5ab-6a35-4f07-9c1c-0b3b4ad0e2a7")];
    let answer = erika.post("/neu").form(&new).await;
    assert_eq!(answer.header("location"), Some("/barriere-melden-2#bearbeiten"), "{}", answer.words());
}
