//! Whatever comes from outside, reading it never panics, and what is taken is what was meant. Generated texts; each decoder's own tests
//! say what it takes.

use std::collections::HashSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;

use crate::api::{PageRef, page_of_picture};
use crate::model::{
    Cursor, Date, EmailAddress, FieldName, FieldRef, ImageId, ItemKind, LocalTime, NewKind, PostRange, RestorePoint,
    Search, Slug, VersionName, entries, is_own_path, merge_paragraphs, word_difference,
};
use crate::{link_target, markdown, markdown_check, placeholder, portrait, snippet};

/// Texts that come near to something, and texts that come near to nothing.
fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "2024",
        "10",
        "30",
        "-",
        ".",
        "/",
        ":",
        "T",
        "18",
        "00",
        "Oktober",
        " ",
        "\u{a0}",
        "\t",
        "\n",
        "\r\n",
        "\0",
        "@",
        "[at]",
        "%",
        "?q=",
        "&",
        "=",
        "+",
        "#",
        "\\",
        "//",
        "themen",
        "migration",
        "bild",
        ".png",
        "17",
        ".title",
        "stand-",
        "9223372036854775807",
        "a",
        "ä",
        "ß",
        "e\u{301}",
        "👩🏽‍🚀",
        "\u{202e}",
        "\u{2069}",
        "\u{feff}",
        "\u{ffff}",
        "javascript:",
        "https:",
        "mailto:",
        "tel:",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(pieces), 0..10).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

/// What `CommonMark` and HTML are made of.
fn marked_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "#",
        "# ",
        "###### ",
        "\n",
        "\n\n",
        "  \n",
        "* ",
        "- ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "`",
        "```\n",
        "~~~",
        "---\n",
        "===",
        "*",
        "**",
        "_",
        "[",
        "]",
        "(",
        ")",
        "](",
        "]: ",
        "![",
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "<script>",
        "</script>",
        "<textarea>",
        "</p>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"",
        "\"",
        "'",
        "&",
        "&lt;",
        "&#0;",
        "&colon;",
        "&#x202e;",
        "javascript:alert(1)",
        "data:text/html,",
        "https://a.example/",
        "//a.example",
        "mailto:a@b.example",
        "<https://a.example>",
        "<a@b.example>",
        "/barriere-melden",
        "\\",
        "a",
        "ä ",
        "|",
        "\0",
        "[Hier einsetzen ",
        "[^1]",
        "- [ ] ",
        "\u{2028}",
        "<svg><style>",
        "<math>",
    ];
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// Whether it is nothing but the tags that rich text may have, each with its own attributes, and text.
fn is_safe(html: &str) -> bool {
    html.split('<').skip(1).all(|part| part.split_once('>').is_some_and(|(tag, _)| is_safe_tag(tag)))
}

fn is_safe_tag(tag: &str) -> bool {
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let names = [
        "p",
        "br",
        "em",
        "strong",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "code",
        "pre",
    ];
    if !names.contains(&name.trim_start_matches('/')) {
        return false;
    }
    let attributes: Vec<&str> = attributes.split('"').collect();
    let pairs = attributes.chunks_exact(2);
    pairs.remainder().iter().all(|rest| rest.is_empty())
        && pairs.into_iter().all(|pair| match (name, pair[0].trim()) {
            ("a", "rel=") => ["noopener", "noopener external"].contains(&pair[1]),
            ("ol", "start=") => pair[1].parse::<u32>().is_ok(),
            ("a", "href=") => {
                let target = pair[1].replace("&amp;", "&");
                link_target::is_shown(&target)
            }
            _ => false,
        })
}

/// What is taken is written as it is read.
fn reads_back<T: FromStr + Display + PartialEq + Debug>(text: &str) -> Result<(), TestCaseError> {
    if let Ok(value) = text.parse::<T>() {
        let again = value.to_string().parse::<T>().ok();
        prop_assert_eq!(again, Some(value));
    }
    Ok(())
}

proptest! {
    #[test]
    fn parts_of_addresses_and_forms_are_read_or_refused(text in text()) {
        reads_back::<Cursor>(&text)?;
        reads_back::<Date>(&text)?;
        reads_back::<FieldRef>(&text)?;
        reads_back::<ImageId>(&text)?;
        reads_back::<RestorePoint>(&text)?;
        reads_back::<Slug>(&text)?;
        let _ = (text.parse::<LocalTime>(), text.parse::<NewKind>(), text.parse::<FieldName>(), text.parse::<ItemKind>());
        if let Some(page) = PageRef::from_path(&text) {
            prop_assert_eq!(PageRef::from_path(&page.path()), Some(page));
        }
        let _ = page_of_picture(&text);
        if is_own_path(&text) {
            prop_assert!(text.starts_with('/') && !text[1..].starts_with(['/', '\\']));
        }
        if let Ok(Some(name)) = VersionName::read(&text) {
            prop_assert!(!name.as_str().is_empty() && !name.as_str().contains(char::is_control));
        }
    }

    #[test]
    fn an_address_of_someone_has_no_line_break_and_is_masked(text in text()) {
        prop_assert!(!EmailAddress::mask(&text).contains('@'));
        if let Ok(address) = text.parse::<EmailAddress>() {
            prop_assert!(!address.plain().contains(|c: char| c.is_control() || c.is_whitespace()));
            prop_assert!(!address.masked().contains('@'));
            prop_assert_eq!(address.plain().parse::<EmailAddress>().map(|again| again == address), Ok(true));
        }
    }

    #[test]
    fn a_query_is_read_or_its_key_is_named(text in text(), other in text()) {
        let range = PostRange { before: Some(text.clone()), after: Some(other.clone()), year: Some(text.clone()) };
        if let Err(refused) = range.parse() {
            prop_assert!(["vor", "nach", "jahr"].contains(&refused.key));
        }
        for search in [Search::from_query(&text), Search { query: text, topic: other, ..Search::default() }] {
            match search.parse() {
                Ok(parsed) => prop_assert!(parsed.words.len() <= 10 && parsed.words.iter().all(|word| word.chars().all(char::is_alphanumeric))),
                Err(refused) => prop_assert!(["thema", "jahr", "seite"].contains(&refused.key)),
            }
            let again = Search::from_query(search.address(1).trim_start_matches("/suche"));
            prop_assert_eq!((again.query, again.topic, again.year), (search.query, search.topic, search.year));
        }
    }

    #[test]
    fn a_text_of_any_field_is_taken_or_refused_with_a_place_in_it(text in text()) {
        for kind in [ItemKind::Topic, ItemKind::Person, ItemKind::Post, ItemKind::Page, ItemKind::Home] {
            for field in kind.fields() {
                let (draft, publishable) = (field.check_draft(&text), field.check_publishable(kind, &text));
                prop_assert!(draft.is_ok() || publishable.is_err(), "what cannot be kept cannot be published");
            }
        }
        let _ = entries(&text);
        let slug = Slug::for_name(&text);
        prop_assert_eq!(slug.as_str().parse::<Slug>(), Ok(slug.clone()));
        prop_assert!(slug.numbered(u32::MAX).as_str().parse::<Slug>().is_ok());
        let post = Slug::for_post("2024-10-30".parse().expect("a day"), &text, &text);
        prop_assert!(post.as_str().parse::<Slug>().is_ok(), "{post}");
    }

    #[test]
    fn commonmark_becomes_nothing_but_safe_html(source in marked_text()) {
        let html = markdown::to_html(&source);
        prop_assert!(is_safe(&html), "{}", html);
        prop_assert!(!markdown::to_html_at(&source, "https://a.example/meldungen/b").contains("<script"));
        // What is sanitised is read by browsers as it was by the sanitiser: a second time changes nothing.
        let again = ammonia::Builder::default().link_rel(None).add_tag_attributes("a", &["rel"]).clean(&html).to_string();
        prop_assert_eq!(again, html);
        prop_assert!(markdown::to_description(&source).chars().count() <= 160);
        let _ = (markdown_check::check(&source), placeholder::placeholders(&source));
    }

    #[test]
    fn what_a_search_shows_holds_no_markup_but_marks(text in marked_text(), word in "[a-zäß]{1,3}") {
        let marks = HashSet::from([word]);
        for html in [snippet::marked_html(&text, &marks), snippet::snippet_html(&text, &marks)] {
            let without = html.replace("<mark>", "").replace("</mark>", "");
            prop_assert!(!without.contains(['<', '>', '"']), "{}", html);
        }
    }

    #[test]
    fn any_two_texts_are_compared_and_any_three_merged(base in marked_text(), mine in marked_text(), theirs in marked_text()) {
        prop_assert!(!word_difference(&base, &mine).is_empty() || (base.is_empty() && mine.is_empty()));
        let _ = merge_paragraphs(&base, &mine, &theirs);
    }

    #[test]
    fn a_card_holds_no_markup_of_its_texts(name in marked_text(), portrait in text(), credit in marked_text(), on_own_page: bool) {
        let contact = crate::model::Contact {
            id: crate::model::ItemId(1),
            slug: "ida".parse().expect("a slug"),
            name,
            pronouns: String::new(),
            role: String::new(),
            masked_email: String::new(),
            portrait: if on_own_page { "a7".repeat(16) } else { portrait },
            photo_credit: credit,
            portrait_html: String::new(),
        };
        let html = portrait::html(&contact, on_own_page);
        for tag in html.split('<').skip(1) {
            let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
            let known = ["span", "picture", "source", "img", "figure", "figcaption", "bdi", "a"];
            prop_assert!(known.contains(&name.trim_start_matches('/')), "{}", html);
        }
    }
}
