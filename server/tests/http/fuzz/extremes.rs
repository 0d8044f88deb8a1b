//! The longest and the strangest texts, in every field, all the way to readers: kept as they are or refused by name.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use super::{PANICS, count_panics};
use crate::test_app::{Answer, Client, TestApp, fresh_operation};

/// Hard on whatever stores, counts, sorts, searches or shows texts.
fn texts() -> Vec<(&'static str, String)> {
    let numbers = |separator: &str, count: usize| {
        (0..count).map(|number| format!("{number}")).collect::<Vec<_>>().join(separator)
    };
    // Letters that no compression makes shorter.
    let scrambled = |length: u32, script: u32| {
        (0..length).filter_map(|n| char::from_u32(script + n.wrapping_mul(2_654_435_761) % 0x51f2)).collect::<String>()
    };
    vec![
        ("NUL", "a\0b".into()),
        ("embeddings without an end", "\u{202e}\u{2066}\u{202b}Umgekehrt".into()),
        ("ends without a beginning", "a\u{2069}\u{202c}b\u{200f}\u{61c}".into()),
        ("marks", format!("a{}", "\u{301}".repeat(10_000))),
        ("marks that fit", format!("a{}", "\u{489}".repeat(290))),
        ("a long word", "Donaudampfschiff".repeat(6_000)),
        ("a long word that fits", "Donaudampfschiff".repeat(18)),
        ("a word of letters that are not repeated", scrambled(2_400, 0x4e00)),
        ("much of these", scrambled(100_000, 0x4e00)),
        ("many words", numbers(" ", 18_000)),
        ("a phrase of some thousand words", numbers(" ", 3_000)),
        ("many words with hyphens", numbers("-", 18_000)),
        ("many paths", numbers("/", 18_000)),
        ("many lists", numbers(",", 2_000)),
        ("addresses", numbers("@a.example ", 8_000)),
        ("characters beyond the first plane", "👩🏽‍🚀𝔘".repeat(10)),
        ("many of them", "👩🏽‍🚀𝔘 ".repeat(12_000)),
        ("what is no character", "a\u{fffe}\u{ffff}\u{1fffe}\u{fdd0}b".into()),
        ("without width", "\u{feff}a\u{200b}b\u{ad}c\u{2060}d\u{feff}".into()),
        ("lines that are none", "a\u{2028}b\u{2029}c\u{b}d\u{c}e\u{85}f".into()),
        ("line ends", "a\r\nb\rc\nd".into()),
        ("spaces only", "\u{a0}\u{3000}\u{2003} ".into()),
        ("quotation upon quotation", "> ".repeat(50_000)),
        ("brackets", "[".repeat(100_000)),
        ("pictures in pictures", "![".repeat(50_000)),
        ("links in links", format!("{}a{}", "[".repeat(20_000), "](b)".repeat(20_000))),
        ("stars", "*a **a ".repeat(14_000)),
        ("lists in lists", (0..300).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<Vec<_>>().concat()),
        ("definitions", (0..8_000).map(|number| format!("[{number}]: /a\n")).collect::<Vec<_>>().concat()),
        ("HTML", "<a<b<!--<![CDATA[</".repeat(5_000)),
        ("entities", "&#0;&#x110000;&#xd800;&amp;&NotEqualTilde;".repeat(2_000)),
        ("backticks", (1..400).map(|length| "`".repeat(length) + " ").collect()),
    ]
}

/// Calls a server function, as often as one account may.
async fn patiently(editor: &Client, function: &str, input: &Value) -> Answer {
    loop {
        let answer = editor.call(function, input).await;
        if answer.status != 429 {
            return answer;
        }
        let seconds = answer.header("retry-after").and_then(|value| value.parse().ok()).expect("seconds");
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}

#[tokio::test]
async fn the_longest_and_strangest_texts_are_kept_as_they_are_or_refused_by_the_name_of_their_field() {
    count_panics();
    let panics = PANICS.load(Ordering::Relaxed);
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let mut fields = Vec::new();
    for (function, query) in
        [("get_topic", "slug=migration"), ("get_page", "slug=impressum"), ("get_search", "search=")]
    {
        let page = editor.get(&format!("/api/{function}?{query}")).await.json();
        let drafts = page.get("drafts").or_else(|| page.pointer("/synonyms/drafts")).expect("drafts").clone();
        let of_first_items = drafts["fields"].as_array().expect("fields").clone();
        fields.extend(of_first_items.into_iter().map(|draft| draft["field"].clone()));
    }
    // One item of each kind says what all would.
    let mut seen: Vec<Value> = Vec::new();
    fields.retain(|field| {
        let is_new = !seen.contains(&field["field"]) || field["field"] == "title";
        seen.push(field["field"].clone());
        is_new
    });
    let mut versions = vec![0_i64; fields.len()];
    // As a sample, each text goes into a third of the fields.
    let share = if std::env::var_os("THEMENSEITE_FUZZ_CALLS").is_some() { 1 } else { 3 };
    for (number, (what, text)) in texts().into_iter().enumerate() {
        for (_, (field, version)) in
            fields.iter().zip(&mut versions).enumerate().filter(|(place, _)| (number + place) % share == 0)
        {
            let input =
                json!({ "field": field, "base_version": *version, "text": text, "operation": fresh_operation() });
            let saved = patiently(&editor, "save_draft", &input).await;
            if saved.status == 422 {
                assert_eq!(saved.json()["invalid"]["field"], *field, "{what}");
                continue;
            }
            assert_eq!(saved.status, 200, "{what} in {field}: {}", saved.text());
            *version = saved.json()["version"].as_i64().expect("a version");
            let published = patiently(&editor, "publish", &json!({ "chosen": [[field, *version]] })).await;
            if published.status == 422 {
                assert_eq!(published.json()["invalid"]["field"], *field, "{what}");
                patiently(&editor, "discard_drafts", &json!({ "chosen": [[field, *version]] })).await;
                *version += 1;
                continue;
            }
            assert_eq!(published.status, 200, "{what} in {field}: {}", published.text());
        }
        for path in [
            "/themen/migration",
            "/impressum",
            "/",
            "/suche?q=Donau",
            "/feed.atom",
            "/feed.json",
            "/sitemap.xml",
            "/personen/christine-jochem",
            "/personen/christine-jochem.vcf",
        ] {
            assert_eq!(app.reader().get(path).await.status, 200, "{what}: {path}");
        }
        for path in ["/themen/migration?bearbeiten", "/verlauf/themen/migration", "/entwuerfe", "/suche?bearbeiten"] {
            assert_eq!(editor.get(path).await.status, 200, "{what}: {path}");
        }
    }
    assert_eq!(PANICS.load(Ordering::Relaxed) - panics, 0, "panics");
}

#[tokio::test]
async fn a_text_that_turns_the_direction_of_writing_comes_back_as_it_is_and_turns_nothing_around_it() {
    let app = TestApp::start().await;
    let editor = app.log_in_as("erika").await;
    let title = "\u{202e}Verkehr\u{2066}";
    let topic = app.item("migration").await;
    let saved = editor.save((topic, "title"), 0, title).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(editor.publish(&[(topic, "title", 1)]).await.status, 200);
    assert_eq!(editor.field((topic, "title")).await["published"], title);
    let answer = app.reader().get("/themen/migration").await;
    let html = answer.html();
    assert_eq!(html.the("h1").text(), title);
    assert!(html.title().starts_with("\u{202e}Verkehr\u{2066}\u{2069}\u{202c} – "), "{:?}", html.title());
    assert_eq!(html.meta("og:title"), Some("\u{202e}Verkehr\u{2066}\u{2069}\u{202c}"));
    let feed = app.reader().get("/themen/migration/feed.atom").await;
    assert!(feed.text().contains("<title>\u{202e}Verkehr\u{2066}\u{2069}\u{202c} – "), "{}", feed.text());
    let listed = editor.get("/verlauf/themen/migration").await;
    assert!(
        listed.html().text().contains("„\u{2068}\u{202e}Verkehr\u{2066}\u{2069}\u{202c}\u{2069}“"),
        "{}",
        listed.text()
    );
}
