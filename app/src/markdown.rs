//! `CommonMark` to HTML that is safe to show.

use std::sync::LazyLock;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::link_target;
use crate::model::BARRIER_FORM;

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(sanitiser);

/// What rich text may consist of, and which targets links may have.
fn sanitiser() -> ammonia::Builder<'static> {
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
}

/// `CommonMark` to sanitised HTML. Headings begin at `h2`, since the page has its one `h1`; raw HTML is shown as text.
pub fn to_html(source: &str) -> String {
    sanitised(source, &SANITISER)
}

/// The same for where it is read elsewhere: links are absolute, seen from the page at an address.
pub fn to_html_at(source: &str, address: &str) -> String {
    let Ok(address) = ammonia::Url::parse(address) else { return to_html(source) };
    sanitised(source, sanitiser().url_relative(ammonia::UrlRelative::RewriteWithBase(address)))
}

/// Levels of quotations, lists and emphasis in each other. What is nested deeper is shown without its frame: reading HTML takes time
/// with the square of its depth, ten seconds for a text of 50,000 quotation marks.
const DEEPEST: usize = 32;

/// Leaves out what is nested too deep, but for its words.
fn shallow<'a>(depth: &mut usize, event: Event<'a>) -> Option<Event<'a>> {
    match event {
        Event::Start(ref tag) => {
            *depth += 1;
            let is_block = matches!(tag, Tag::Item | Tag::Paragraph);
            // Items go with their list.
            let is_kept = *depth <= DEEPEST + usize::from(*tag == Tag::Item);
            if is_kept { Some(event) } else { is_block.then_some(Event::SoftBreak) }
        }
        Event::End(tag) => {
            let is_kept = *depth <= DEEPEST + usize::from(tag == TagEnd::Item);
            *depth -= 1;
            is_kept.then_some(event)
        }
        other => Some(other),
    }
}

fn sanitised(source: &str, sanitiser: &ammonia::Builder<'_>) -> String {
    let mut depth = 0;
    // Links hold no links, so one mark is enough.
    let mut is_link = false;
    let events = Parser::new_ext(source, Options::empty()).filter_map(|event| shallow(&mut depth, event));
    let events = events.filter_map(|event| match event {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Some(Event::Start(Tag::Heading { level: one_lower(level), id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(one_lower(level)))),
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Link { link_type, ref dest_url, .. }) => {
            is_link = link_type == LinkType::Email || link_target::is_shown(dest_url);
            is_link.then_some(event)
        }
        Event::End(TagEnd::Link) => is_link.then_some(event),
        other => Some(other),
    });
    let mut unsafe_html = String::with_capacity(source.len() * 5 / 4);
    html::push_html(&mut unsafe_html, events);
    let safe_html = sanitiser.clean(&unsafe_html).to_string();
    with_full_page_loads(without_tags_in_attributes(safe_html.trim_end()))
}

/// Escapes `<` and `>` in attributes too, as today's HTML standard does: whoever looks for tags then finds those that are some. Before
/// it, the sanitiser has put every attribute between double quotes, and escaped both in text.
fn without_tags_in_attributes(safe_html: &str) -> String {
    let mut html = String::with_capacity(safe_html.len());
    let mut rest = safe_html;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        html.push_str(text);
        let mut in_attribute = false;
        let end = tag.find(|c| {
            in_attribute ^= c == '"';
            c == '>' && !in_attribute
        });
        let (tag, after) = tag.split_at(end.map_or(tag.len(), |end| end + 1));
        for (index, part) in tag.split('"').enumerate() {
            if index % 2 == 1 {
                html.push('"');
                html.push_str(&part.replace('<', "&lt;").replace('>', "&gt;"));
                html.push('"');
            } else {
                html.push_str(part);
            }
        }
        rest = after;
    }
    html.push_str(rest);
    html
}

/// Pages that are never hydrated and that texts may link to: the browser's program does not know them.
const FULL_PAGE_LOADS: [&str; 2] = [BARRIER_FORM, "/passwort-vergessen"];

/// Makes links to these pages full page loads.
fn with_full_page_loads(safe_html: String) -> String {
    const LINK: &str = "<a href=\"";
    if !FULL_PAGE_LOADS.iter().any(|page| safe_html.contains(page)) {
        return safe_html;
    }
    let parts = safe_html.split(LINK).map(|part| {
        let target = part.split(['"', '?', '#']).next().unwrap_or_default();
        if FULL_PAGE_LOADS.contains(&target) {
            part.replacen("rel=\"noopener\"", "rel=\"noopener external\"", 1)
        } else {
            part.to_owned()
        }
    });
    parts.collect::<Vec<_>>().join(LINK)
}

/// The first words as plain text, at most 160 characters, as search engines show them.
pub fn to_description(source: &str) -> String {
    const LONGEST: usize = 160;
    let text = to_plain(source, LONGEST * 4);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let start: String = text.chars().take(LONGEST - 2).collect();
    let end = start.rfind(char::is_whitespace).unwrap_or(start.len());
    format!("{} …", &start[..end])
}

/// As plain text, each block behind a space; the rest is left out once there are so many bytes.
pub fn to_plain(source: &str, enough: usize) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(source, Options::empty()) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock) => text.push(' '),
            _ => {}
        }
        if text.len() > enough {
            break;
        }
    }
    text.trim().to_owned()
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
    fn what_looks_like_a_tag_in_an_attribute_is_escaped() {
        assert_eq!(
            to_html("[a](/x '<script>b</script>') \"c\" < d"),
            "<p><a href=\"/x\" title=\"&lt;script&gt;b&lt;/script&gt;\" rel=\"noopener\">a</a> \"c\" &lt; d</p>"
        );
    }

    #[test]
    fn elsewhere_links_lead_to_this_site() {
        let html = to_html_at("[a](/b) [c](#d) `href=\"/e`", "https://a.example/meldungen/x");
        assert!(
            html.contains("\"https://a.example/b\"") && html.contains("\"https://a.example/meldungen/x#d\""),
            "{html}"
        );
        assert!(html.contains("<code>href=\"/e</code>"), "{html}");
    }

    #[test]
    fn a_link_to_a_page_that_is_never_hydrated_is_a_full_page_load() {
        let html = to_html("[a](/impressum) [b](/barriere-melden?seite=/) [c](/barriere-melden-x)");
        assert_eq!(
            html,
            "<p><a href=\"/impressum\" rel=\"noopener\">a</a> \
             <a href=\"/barriere-melden?seite=/\" rel=\"noopener external\">b</a> \
             <a href=\"/barriere-melden-x\" rel=\"noopener\">c</a></p>"
        );
        assert_eq!(to_html("<a href=\"/barriere-melden\">"), "&lt;a href=\"/barriere-melden\"&gt;");
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

    #[test]
    fn what_is_nested_too_deep_keeps_its_words_and_loses_its_frames() {
        let quotations = format!("{}unten", "> ".repeat(40_000));
        let html = to_html(&quotations);
        assert_eq!(html.matches("<blockquote>").count(), DEEPEST, "{html:.200}");
        assert_eq!(html.matches("</blockquote>").count(), DEEPEST);
        assert!(html.contains("unten"));
        let emphasis = to_html(&format!("{0}mitten{0}", "*".repeat(40_000)));
        assert!(emphasis.matches("<strong>").count() + emphasis.matches("<em>").count() < DEEPEST, "{emphasis:.200}");
        assert!(emphasis.contains("mitten"));
        let lists: Vec<String> = (0..60).map(|level| format!("{}- Wort{level}", "  ".repeat(level))).collect();
        let lists = lists.join("\n");
        let html = to_html(&lists);
        assert_eq!((html.matches("<ul>").count(), html.matches("<li>").count()), (DEEPEST / 2, DEEPEST / 2));
        for level in 0..60 {
            assert!(
                html.contains(&format!("Wort{level}\n")) || html.contains(&format!("Wort{level}<")),
                "{level}: {html}"
            );
        }
    }

    #[test]
    fn what_people_nest_stays_as_it_is() {
        assert_eq!(to_html("> > a\n> > - *b **c***").matches("<blockquote>").count(), 2);
        assert!(to_html("> > a\n> > - *b **c***").contains("<li><em>b <strong>c</strong></em></li>"));
    }
}
