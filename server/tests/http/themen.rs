//! `GET /themen/{slug}`

use std::collections::BTreeSet;

use crate::test_app::{Answer, Html, PUBLIC_URL, TOPIC, TestApp, saved_version};

/// The page as it stood on the web, word for word; there each date ends the line of the entry before.
const MIGRATION: &str = include_str!("migration.txt");

const DATES: [(&str, &str); 6] = [
    ("30. Oktober 2024", "2024-10-30"),
    ("1. Juli 2024", "2024-07-01"),
    ("20. Juni 2024", "2024-06-20"),
    ("23. Mai 2024", "2024-05-23"),
    ("15. Mai 2024", "2024-05-15"),
    ("17. März 2024", "2024-03-17"),
];

fn sentences() -> Vec<String> {
    let mut sentences = Vec::new();
    for line in MIGRATION.lines() {
        let date = DATES.iter().map(|(german, _)| *german).find(|date| line.ends_with(date) && line != *date);
        sentences.push(line.strip_suffix(date.unwrap_or_default()).unwrap_or(line).replace("E-Mail:", "E-Mail: "));
        sentences.extend(date.map(str::to_owned));
    }
    sentences
}

/// The addresses of the posts in a timeline, in order.
fn entries(html: &Html) -> Vec<String> {
    let articles = html.elements("article");
    let first_links = articles.iter().map(|article| article.all("a")[0].get("href").expect("a target").to_owned());
    first_links.collect()
}

#[tokio::test]
async fn the_page_says_every_sentence_of_the_migration_page_as_it_is_and_in_order() {
    let app = TestApp::start().await;
    let answer = app.reader().get(TOPIC).await;
    assert_eq!(answer.status, 200);
    let text = answer.html().the("main").text();
    let sentences = sentences();
    assert_eq!(sentences.len(), 7 + 2 * 6, "{sentences:#?}");
    let mut rest = text.as_str();
    for sentence in &sentences {
        let place = rest.find(sentence.as_str()).unwrap_or_else(|| panic!("{sentence:?} is not in {rest}"));
        rest = &rest[place + sentence.len()..];
    }
}

#[tokio::test]
async fn the_plain_address_is_in_nothing_that_is_got() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let addresses = [
        "/",
        TOPIC,
        "/themen/migration?bearbeiten",
        "/meldungen/2024-10-30-sehr-geehrte-kollegen-von",
        "/personen/christine-jochem",
        "/personen/christine-jochem?bearbeiten",
        "/personen/christine-jochem.vcf",
        "/impressum",
        "/api/get_home",
        "/api/get_topic?slug=migration",
        "/api/get_person?slug=christine-jochem",
        "/api/get_post?slug=2024-10-30-sehr-geehrte-kollegen-von",
        "/api/get_page?slug=impressum",
    ];
    for address in addresses {
        for client in [&app.reader(), &editor] {
            let answer = client.get(address).await;
            assert_eq!(answer.status, 200, "{address}");
            let text = answer.text().to_lowercase();
            for spelling in
                ["christine.jochem@", "christine.jochem%40", "christine.jochem&#", "christine.jochem\\u0040"]
            {
                assert!(!text.contains(spelling), "{spelling} in {address}");
            }
            assert!(!text.contains("mailto:"), "{address}");
        }
    }
}

#[tokio::test]
async fn landmarks_and_labels_are_those_of_the_contract() {
    let app = TestApp::start().await;
    let html = app.reader().get(TOPIC).await.html();
    let skip_link = html.all("a")[0];
    assert_eq!(html.elements("a")[0].text(), "Zum Inhalt springen");
    let main = html.the("main");
    assert_eq!(skip_link.get("href"), main.all("main")[0].get("id").map(|id| format!("#{id}")).as_deref());
    assert_eq!(html.all("html")[0].get("lang"), Some("de"));
    for landmark in ["header", "footer"] {
        assert!(html.all(landmark).len() > main.all(landmark).len(), "{landmark} outside main");
    }
    assert!(html.all("nav").iter().all(|nav| nav.get("aria-label").is_some()));
    assert_eq!(html.the("h1").text(), "Migration");
    let lists = main.all("ol");
    assert_eq!(lists.iter().filter(|list| list.get("aria-label") == Some("Meldungen")).count(), 1);

    let card =
        main.elements("section").into_iter().find(|section| section.text().contains("(sie/ihr)")).expect("a card");
    let label = card.all("section")[0].get("aria-labelledby").expect("a name");
    assert_eq!(main.by_id(label).text(), "Christine Jochem");
    assert_eq!(html.link("Christine Jochem").as_deref(), Some("/personen/christine-jochem"));
    let mut buttons = card.buttons();
    buttons.sort();
    assert_eq!(buttons, ["E-Mail schreiben", "E-Mail-Adresse kopieren", "Kontakt speichern (vCard)"]);
}

#[tokio::test]
async fn each_entry_is_an_article_with_its_day_and_a_link_to_its_own_page() {
    let app = TestApp::start().await;
    let html = app.reader().get(TOPIC).await.html();
    let articles = html.elements("article");
    assert_eq!(articles.len(), DATES.len());
    for (article, (german, iso)) in articles.iter().zip(DATES) {
        let time = article.the("time");
        assert_eq!((time.text().as_str(), time.all("time")[0].get("datetime")), (german, Some(iso)));
        let link = article.all("a")[0].get("href").expect("a target");
        assert!(link.starts_with(&format!("/meldungen/{iso}-")), "{link}");
        assert_eq!(app.reader().get(link).await.status, 200, "{link}");
    }
    assert_eq!(entries(&html)[0], "/meldungen/2024-10-30-sehr-geehrte-kollegen-von");
}

#[tokio::test]
async fn search_engines_get_title_description_canonical_address_and_opengraph() {
    let app = TestApp::start().await;
    let html = app.reader().get("/themen/migration?utm_source=x").await.html();
    assert_eq!(html.title(), "Migration – Grüne Ratsfraktion Hannover");
    let description = html.meta("description").expect("a description");
    assert!(
        description.starts_with("Hannover verfolgt eine aufgeschlossene und integrative Migrationspolitik"),
        "{description}"
    );
    assert!(description.chars().count() <= 160, "{description}");
    let url = format!("{PUBLIC_URL}{TOPIC}");
    let canonical: Vec<_> = html.all("link").into_iter().filter(|link| link.get("rel") == Some("canonical")).collect();
    assert_eq!(canonical.iter().map(|link| link.get("href")).collect::<Vec<_>>(), [Some(url.as_str())]);
    assert_eq!(html.meta("og:url"), Some(url.as_str()));
    assert_eq!(html.meta("og:title"), Some("Migration"));
    assert_eq!(html.meta("og:description"), Some(description));
    assert_eq!(html.meta("og:locale"), Some("de_DE"));
    assert_eq!(html.meta("og:site_name"), Some("Grüne Ratsfraktion Hannover"));
}

#[tokio::test]
async fn no_link_comes_from_the_host_header() {
    let app = TestApp::start().await;
    for path in [TOPIC, "/", "/anmelden", "/gibt-es-nicht"] {
        let answer = app.reader().get(path).header("x-forwarded-host", "boese.example").await;
        assert!(
            !answer.text().contains("boese.example") && !answer.text().contains(&app.address.to_string()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_reader_gets_no_cookie_and_nothing_of_the_editors_side() {
    let app = TestApp::start().await;
    let answer = app.reader().get("/themen/migration?bearbeiten").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("set-cookie"), None);
    let html = answer.html();
    assert!(html.tags().all(|tag| tag.get("aria-label") != Some("Redaktion")));
    assert!(html.all("textarea").is_empty());
    assert!(!answer.text().contains("/pkg/editor.1.css"));
}

#[tokio::test]
async fn an_editor_sees_the_region_redaktion_with_its_switch() {
    let app = TestApp::start().await;
    let answer = app.log_in_as("erika").await.get(TOPIC).await;
    let html = answer.html();
    let region =
        html.elements("section").into_iter().find(|it| it.all("section")[0].get("aria-label") == Some("Redaktion"));
    let buttons = region.expect("the region").buttons();
    assert!(buttons.contains(&"Bearbeiten".to_owned()) && buttons.contains(&"Abmelden".to_owned()), "{buttons:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn an_unknown_topic_is_told_with_404() {
    let app = TestApp::start().await;
    for path in [
        "/themen/gibt-es-nicht",
        "/themen/Migration",
        "/themen/%00",
        "/themen/..%2f",
        "/themen/a%FF",
        "/themen",
        "/x/y/z",
    ] {
        app.reader().get(path).await.assert_page(404, "Seite nicht gefunden");
    }
}

#[tokio::test]
async fn a_cursor_or_year_that_cannot_be_read_is_named_with_400() {
    let app = TestApp::start().await;
    for query in
        ["vor=x", "vor=", "nach=2024-10-30", "nach=2024-02-31.1", "jahr=24", "jahr=2024x", "jahr=0000", "vor=%00"]
    {
        let key = query.split('=').next().expect("a key");
        let answer = app.reader().get(&format!("{TOPIC}?{query}")).await;
        answer.assert_page(400, &format!("Die Angabe „{key}“ in der Adresse ist nicht lesbar."));
    }
}

#[tokio::test]
async fn query_keys_that_the_page_does_not_know_change_nothing() {
    let app = TestApp::start().await;
    let page = |answer: Answer| {
        assert_eq!(answer.status, 200);
        answer.text().to_owned()
    };
    let plain = page(app.reader().get(TOPIC).await);
    for query in [
        "utm_source=a&utm_medium=b",
        "fbclid=%F0%9F%98%80",
        "_=1732294800",
        "slug=anders",
        "year=1999",
        "%",
        "&&=&",
        "v=%ff",
    ] {
        let other = page(app.reader().get(&format!("{TOPIC}?{query}")).await);
        assert!(other == plain, "?{query} changes the page");
    }
}

async fn with_51_posts() -> TestApp {
    let app = TestApp::start().await;
    for number in 0..45 {
        // Nine posts on each of five days, so that pages end within a day.
        let day = format!("2023-{:02}-15", number / 9 + 5);
        app.add_post(&format!("p-{number:02}"), &day, &format!("Meldung Nummer {number}")).await;
    }
    app
}

/// Follows a link from page to page; the posts of each page.
async fn follow(app: &TestApp, mut path: String, link: &str) -> (Vec<Vec<String>>, String) {
    let mut pages = Vec::new();
    loop {
        let answer = app.reader().get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        let html = answer.html();
        pages.push(entries(&html));
        assert!(pages.len() < 20, "no end");
        match html.link(link) {
            Some(next) => path = next,
            None => return (pages, path),
        }
    }
}

#[tokio::test]
async fn paging_there_and_back_shows_each_post_exactly_once() {
    let app = with_51_posts().await;
    let (pages, last) = follow(&app, TOPIC.to_owned(), "Ältere Meldungen").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 11]);
    let all: Vec<String> = pages.concat();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 51);
    let (mut back, _) = follow(&app, last, "Neuere Meldungen").await;
    back.reverse();
    assert_eq!(back.concat(), all);
}

#[tokio::test]
async fn a_year_shows_its_posts_only_and_pages_within_it() {
    let app = with_51_posts().await;
    let (pages, last) = follow(&app, format!("{TOPIC}?jahr=2023"), "Ältere Meldungen").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 5]);
    assert!(pages.concat().iter().all(|path| path.starts_with("/meldungen/p-")));
    assert!(last.contains("jahr=2023"), "{last}");
    let (mut back, _) = follow(&app, last, "Neuere Meldungen").await;
    back.reverse();
    assert_eq!(back.concat(), pages.concat());

    let html = app.reader().get(&format!("{TOPIC}?jahr=2024")).await.html();
    assert_eq!(entries(&html).len(), 6);
    assert_eq!(html.link("Ältere Meldungen"), None);
    assert_eq!(
        (html.link("2024"), html.link("2023")),
        (Some(format!("{TOPIC}?jahr=2024")), Some(format!("{TOPIC}?jahr=2023")))
    );
}

#[tokio::test]
async fn each_year_tells_how_many_posts_it_has_whatever_becomes_of_them() {
    let app = with_51_posts().await;
    let years = async || {
        let html = app.reader().get(TOPIC).await.html();
        html.elements("ul").into_iter().find(|list| list.text().contains("2023")).map(|list| list.text())
    };
    assert_eq!(years().await.as_deref(), Some("2024 6 Meldungen2023 45 Meldungen"));
    let editor = app.log_in_as("ida").await;
    let post = app.item("2024-10-30-sehr-geehrte-kollegen-von").await;
    let version = saved_version(&editor.save((post, "published_on"), 0, "31. Dezember 2023").await);
    assert_eq!(editor.publish(&[(post, "published_on", version)]).await.status, 200);
    assert_eq!(years().await.as_deref(), Some("2024 5 Meldungen2023 46 Meldungen"));
    assert_eq!(editor.call("delete_item", &serde_json::json!({ "item": post })).await.status, 200);
    assert_eq!(years().await.as_deref(), Some("2024 5 Meldungen2023 45 Meldungen"));
}

#[tokio::test]
async fn behind_either_end_there_is_an_empty_page() {
    let app = TestApp::start().await;
    for query in [
        "vor=0001-01-01.1",
        "vor=2024-03-17.1",
        "nach=2024-10-30.999",
        "nach=9999-12-31.1",
        "jahr=1999",
        "vor=2024-10-30.9223372036854775807&jahr=1850",
    ] {
        let answer = app.reader().get(&format!("{TOPIC}?{query}")).await;
        answer.assert_page(200, "Hier gibt es noch keine Meldungen.");
        assert_eq!(entries(&answer.html()), [""; 0], "{query}");
    }
}

#[tokio::test]
async fn a_new_post_does_not_move_the_pages_of_a_reader_on_the_way() {
    let app = with_51_posts().await;
    let first = app.reader().get(TOPIC).await.html();
    let next = first.link("Ältere Meldungen").expect("older posts");
    let before = entries(&app.reader().get(&next).await.html());
    app.add_post("neu", "2024-11-01", "Ganz neu").await;
    assert_eq!(entries(&app.reader().get(&next).await.html()), before);
}

#[tokio::test]
async fn head_says_what_get_says_but_the_page() {
    let app = TestApp::start().await;
    let head = app.reader().request("HEAD", TOPIC).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-type"), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn a_page_is_compressed_for_those_who_can_read_it() {
    let app = TestApp::start().await;
    let plain = app.reader().get(TOPIC).await;
    assert_eq!(plain.header("content-encoding"), None);
    for encoding in ["br", "gzip"] {
        let answer = app.reader().get(TOPIC).header("accept-encoding", encoding).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, Some(encoding)));
        assert!(answer.body.len() * 2 < plain.body.len(), "{} of {} bytes", answer.body.len(), plain.body.len());
        assert!(
            answer.header("vary").is_some_and(|vary| vary.to_lowercase().contains("accept-encoding")),
            "{encoding}"
        );
    }
}
