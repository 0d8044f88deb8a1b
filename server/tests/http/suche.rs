//! `GET /suche`

use std::path::Path;

use themenseite::content;

use crate::test_app::{Html, TestApp, saved_version};

/// The paths of the hits, the best ones first.
fn hits(html: &Html) -> Vec<String> {
    let list = html.elements("ol").into_iter().find(|list| list.all("ol")[0].get("class") == Some("hits"));
    let links = list.map(|list| list.all("a").iter().filter_map(|link| link.get("href").map(str::to_owned)).collect());
    links.unwrap_or_default()
}

async fn search(app: &TestApp, query: &str) -> Html {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("q", query).finish();
    let answer = app.reader().get(&format!("/suche?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.html()
}

async fn first_hit(app: &TestApp, query: &str) -> Option<String> {
    hits(&search(app, query).await).into_iter().next()
}

/// With the content of a city's group, beside the demonstration content.
async fn city() -> TestApp {
    let app = TestApp::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/city");
    content::import(&app.store, &folder).await.expect("an import");
    app
}

#[tokio::test]
async fn the_expected_page_is_among_the_first_ten_for_95_percent_of_the_judged_queries() {
    let app = city().await;
    let list = include_str!("../queries.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = list.map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 60);
    let mut missed = Vec::new();
    for row in &rows {
        let found = hits(&search(&app, row[1]).await);
        if !found.iter().take(10).any(|path| row[2].split(' ').any(|expected| expected == path)) {
            missed.push((row[1], row[2]));
        }
    }
    assert!(missed.len() * 20 <= rows.len(), "{missed:#?}");
}

#[tokio::test]
async fn umlauts_and_eszett_are_found_in_every_spelling() {
    let app = TestApp::start().await;
    app.add_post("strasse", "2024-01-02", "Die Straße am Küchengarten wird grün, sagt Çiğdem Öztürk").await;
    let queries = [
        "straße",
        "STRASSE",
        "Strassen",
        "küchengarten",
        "kuechengarten",
        "kuchengarten",
        "oeztuerk",
        "ozturk",
        "Öztürk",
    ];
    for query in queries.into_iter().chain(["cigdem", "Çiğdem"]) {
        let found = hits(&search(&app, query).await);
        assert!(found.contains(&"/meldungen/strasse".to_owned()), "{query}: {found:?}");
    }
}

#[tokio::test]
async fn inflected_words_parts_of_compounds_synonyms_and_misspellings_are_found() {
    let app = TestApp::start().await;
    app.add_post("kita", "2024-01-02", "Neue Kindertagesstättenplätze in der Nordstadt").await;
    app.add_post("baum", "2024-01-03", "Die Bäume im Welfengarten werden gegossen").await;
    app.add_post("tonne", "2024-01-04", "Abfall wird künftig dienstags abgeholt").await;
    for (query, path) in [
        ("Baum", "/meldungen/baum"),
        ("welfengärten", "/meldungen/baum"),
        ("plätze", "/meldungen/kita"),
        ("kindertagesstätte", "/meldungen/kita"),
        ("Nordstadtkita Plätze", "/meldungen/kita"),
        ("Müll", "/meldungen/tonne"),
        ("welfengraten", "/meldungen/baum"),
        ("Christne Jochm", "/personen/christine-jochem"),
    ] {
        assert_eq!(first_hit(&app, query).await.as_deref(), Some(path), "{query}");
    }
    let html = search(&app, "welfengraten").await;
    assert!(html.text().contains("Statt „welfengraten“ wurde „welfengarten“ gesucht."), "{}", html.text());
}

#[tokio::test]
async fn topics_news_people_and_pages_are_found_with_the_words_marked() {
    let app = TestApp::start().await;
    for (query, path) in [
        ("Migration", "/themen/migration"),
        ("Schützenfest", "/meldungen/2024-07-01-am-28-juni-ist"),
        ("Jochem", "/personen/christine-jochem"),
        ("Impressum", "/impressum"),
    ] {
        assert_eq!(first_hit(&app, query).await.as_deref(), Some(path), "{query}");
    }
    app.add_post("markiert", "2024-01-02", "Die <b>Räume</b> & Wege: „Raum“ zum Üben").await;
    let answer = app.reader().get("/suche?q=raum").await;
    let marked = "Die &lt;b&gt;<mark>Räume</mark>&lt;/b&gt; &amp; Wege: „<mark>Raum</mark>“ zum Üben";
    assert!(answer.text().contains(marked), "{}", answer.text());
}

#[tokio::test]
async fn a_search_can_be_narrowed_to_a_topic_and_a_year() {
    let app = city().await;
    let paths = async |query: &str| {
        let answer = app.reader().get(&format!("/suche?{query}")).await;
        hits(&answer.html())
    };
    let all = paths("q=zuschuss").await;
    let year = paths("q=zuschuss&jahr=2023").await;
    assert!(!year.is_empty() && year.len() < all.len());
    assert!(year.iter().all(|path| path.starts_with("/meldungen/2023-")), "{year:?}");
    let topic = paths("q=zuschuss&thema=kultur").await;
    assert!(!topic.is_empty() && topic.len() < all.len());
    assert!(topic.contains(&"/themen/kultur".to_owned()), "{topic:?}");
    assert_eq!(paths("q=zuschuss&thema=gibt-es-nicht").await, Vec::<String>::new());
    for query in ["q=x&jahr=24", "q=x&thema=%C3%9C", "q=x&seite=0", "q=x&seite=6"] {
        app.reader().get(&format!("/suche?{query}")).await.assert_page(400, "Adresse nicht lesbar");
    }
}

#[tokio::test]
async fn more_than_twenty_hits_stand_on_several_pages_and_each_once() {
    let app = TestApp::start().await;
    for number in 1..=45 {
        app.add_post(&format!("p-{number}"), "2023-01-01", &format!("Zwuggel {number}")).await;
    }
    let mut path = "/suche?q=zwuggel".to_owned();
    let mut all = Vec::new();
    loop {
        let html = app.reader().get(&path).await.html();
        all.extend(hits(&html));
        assert!(all.len() <= 45, "no end");
        match html.link("Weitere Treffer") {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 45);
}

#[tokio::test]
async fn what_is_published_changed_and_taken_off_is_found_as_readers_see_it() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("ida").await;
    assert_eq!(first_hit(&app, "Wasserspielplatz").await, None);
    let topic = app.item("migration").await;
    let version = saved_version(&editor.save((topic, "title"), 0, "Migration und Wasserspielplatz").await);
    assert_eq!(first_hit(&app, "Wasserspielplatz").await, None, "a draft is nobody's to find");
    assert_eq!(editor.publish(&[(topic, "title", version)]).await.status, 200);
    assert_eq!(first_hit(&app, "Wasserspielplatz").await.as_deref(), Some("/themen/migration"));
    // Who speaks for it is found by its title, too.
    assert!(hits(&search(&app, "Wasserspielplatz").await).contains(&"/personen/christine-jochem".to_owned()));
    assert_eq!(editor.call("withdraw_item", &serde_json::json!({ "item": topic })).await.status, 200);
    assert_eq!(first_hit(&app, "Wasserspielplatz").await, None);
}

#[tokio::test]
async fn the_counts_of_words_are_those_of_the_documents_whatever_happened_to_them() {
    let app = city().await;
    let editor = app.log_in_as("ida").await;
    let topic = app.item("wohnen").await;
    let version = saved_version(&editor.save((topic, "title"), 0, "Wohnen und Miete").await);
    assert_eq!(editor.publish(&[(topic, "title", version)]).await.status, 200);
    let post = app.item("2024-07-01-am-28-juni-ist").await;
    assert_eq!(editor.call("delete_item", &serde_json::json!({ "item": post })).await.status, 200);
    let wrong = "select count(*) from search_lexeme full join ts_stat('select vector from search_document') as told on told.word = lexeme
                 where coalesce(documents, 0) <> coalesce(ndoc, 0)";
    assert_eq!(app.number(wrong).await, 0);
    let unlike = "select count(*) from item, search_document_of(id) as anew
                  where not exists (select from search_document as kept where kept.item_id = id and kept.vector = anew.vector)";
    assert_eq!(app.number(unlike).await, 0);
}

#[tokio::test]
async fn staff_edit_the_words_that_mean_the_same_like_any_text() {
    let app = TestApp::start().await;
    app.add_post("feuerwerk", "2024-01-02", "Böller bleiben am Maschsee verboten").await;
    let editor = app.log_in_as("ida").await;
    assert_eq!(first_hit(&app, "Silvesterkracher").await, None);
    let home = app.number("select id from item where kind = 'home'").await;
    let lines = "Silvesterkracher, Böller, Feuerwerk\n\nRad, Fahrrad";
    let version = saved_version(&editor.save((home, "synonyms"), 0, lines).await);
    assert_eq!(first_hit(&app, "Silvesterkracher").await, None);
    assert_eq!(editor.publish(&[(home, "synonyms", version)]).await.status, 200);
    assert_eq!(first_hit(&app, "Silvesterkracher").await.as_deref(), Some("/meldungen/feuerwerk"));
    let form = editor.get("/suche?bearbeiten").await.html().form_values();
    assert!(form.iter().any(|(_, value)| value.starts_with("Silvesterkracher, Böller, Feuerwerk")), "{form:?}");
    assert!(!app.reader().get("/suche?bearbeiten").await.text().contains("Silvesterkracher"));
}

#[tokio::test]
async fn whatever_is_typed_is_answered() {
    let app = TestApp::start().await;
    for query in [
        "",
        " ",
        "'",
        "\\",
        "a' | b:* & !c <-> (d",
        "%",
        "_",
        "\u{0}",
        "🌻",
        "ß",
        "-",
        "#post",
        "#t1",
        "und der die",
        "x",
        "ä\u{308}\u{301}",
        "نص عربي",
        "١٢٣",
        "&amp;<script>",
        "Kita:A",
        "::",
        "2024",
        "§ 5",
    ] {
        search(&app, query).await;
    }
    search(&app, &"wort ".repeat(500)).await;
    search(&app, &"a".repeat(5000)).await;
    let html = search(&app, "<script>alert(1)</script>").await;
    assert!(html.elements("script").iter().all(|script| !script.text().contains("alert(1)")));
}
