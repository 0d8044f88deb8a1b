//! `CommonMark` to HTML that is safe to show.

use std::sync::LazyLock;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// What rich text may consist of, and which targets links may have.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(
            [
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
            ]
            .into(),
        )
        .tag_attributes([("a", ["href"].into()), ("ol", ["start"].into())].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(Some("noopener"));
    builder
});

/// `CommonMark` to sanitised HTML. Headings begin at `h2`, since the page has its one `h1`; raw HTML is shown as text.
pub fn to_html(source: &str) -> String {
    let events = Parser::new_ext(source, Options::empty()).map(|event| match event {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: one_lower(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(one_lower(level))),
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    });
    let mut unsafe_html = String::with_capacity(source.len() * 5 / 4);
    html::push_html(&mut unsafe_html, events);
    let safe_html = SANITISER.clean(&unsafe_html).to_string();
    safe_html.trim_end().to_owned()
}

/// The first words as plain text, at most 160 characters, as search engines show them.
pub fn to_description(source: &str) -> String {
    const LONGEST: usize = 160;
    let mut text = String::new();
    for event in Parser::new_ext(source, Options::empty()) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => text.push(' '),
            _ => {}
        }
        if text.len() > LONGEST * 4 {
            break;
        }
    }
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST - 2).collect();
    let end = start.rfind(char::is_whitespace).unwrap_or(start.len());
    format!("{} …", &start[..end])
}

fn one_lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_begin_below_the_heading_of_the_page() {
        assert_eq!(to_html("# Eins\n\n###### Sechs"), "<h2>Eins</h2>\n<h6>Sechs</h6>");
    }

    #[test]
    fn raw_html_is_text_and_unsafe_targets_are_gone() {
        assert_eq!(to_html("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
        let html = to_html("[a](javascript:alert(1)) ![x](https://a.example/b.png) [b](/themen/x)");
        assert!(
            !html.contains("javascript:") && !html.contains("<img") && html.contains("href=\"/themen/x\""),
            "{html}"
        );
    }

    #[test]
    fn quotation_marks_stay_as_they_were_written() {
        assert_eq!(to_html("„Hannovers Modell\" -- \"so\""), "<p>„Hannovers Modell\" -- \"so\"</p>");
    }

    #[test]
    fn a_description_is_plain_and_short() {
        assert_eq!(to_description("# Über\n\n**uns** und [mehr](/x)"), "Über uns und mehr");
        assert!(to_description(&"Wort ".repeat(100)).chars().count() <= 160);
    }
}
