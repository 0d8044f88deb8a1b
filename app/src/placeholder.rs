//! Places in a text that its template left to be filled in, such as `[Hier einsetzen: Telefonnummer]`.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::model::Placeholders;
use crate::store::shortened;

/// How a placeholder begins behind its bracket, in lower case.
const BEGINNINGS: [&str; 2] = ["hier einsetzen", "hier prüfen"];

/// The placeholders of a text in `CommonMark`; none where it has none. One ends at its own bracket, since others may stand
/// within (`name[at]beispiel.de`), else with its paragraph.
pub(crate) fn placeholders(source: &str) -> Option<Placeholders> {
    let text = plain(source);
    let mut found: Vec<&str> = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, inside)) = rest.split_once('[') {
        let length = if is_beginning(inside) { length(inside) } else { 0 };
        if length > 0 {
            found.push(&inside[..length]);
        }
        rest = &inside[length..];
    }
    let first = found.first().map(|first| shortened(&format!("[{first}")))?;
    Some(Placeholders { count: found.len(), first })
}

fn is_beginning(inside: &str) -> bool {
    let start: String = inside.trim_start().chars().take(20).flat_map(char::to_lowercase).collect();
    BEGINNINGS.iter().any(|beginning| start.starts_with(beginning))
}

/// How far a placeholder goes, its closing bracket included.
fn length(inside: &str) -> usize {
    let mut open = 1_usize;
    for (index, c) in inside.char_indices() {
        match c {
            '[' => open += 1,
            ']' => open -= 1,
            '\n' => return index,
            _ => {}
        }
        if open == 0 {
            return index + c.len_utf8();
        }
    }
    inside.len()
}

/// What readers see of a text, a line for each paragraph, heading and entry.
fn plain(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    for event in Parser::new_ext(source, Options::empty()) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::Start(Tag::Item) | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                text.push('\n');
            }
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Option<(usize, String)> {
        placeholders(source).map(|found| (found.count, found.first))
    }

    #[test]
    fn a_placeholder_is_found_however_it_is_written() {
        for source in [
            "[Hier einsetzen: Name]",
            "Telefon: [hier einsetzen: Name]",
            "\\[Hier einsetzen: Name\\]",
            "# Kopf [Hier einsetzen: Name]",
            "Telefon:\n[Hier\neinsetzen: Name]",
            "- [**Hier einsetzen**: Name]",
            "[HIER PRÜFEN: Gilt das?]",
        ] {
            assert_eq!(found(source).map(|(count, _)| count), Some(1), "{source}");
        }
    }

    #[test]
    fn other_brackets_are_none() {
        for source in ["", "name[at]beispiel.de", "[…]", "[hier einsetzen](/x)", "Hier einsetzen: Name", "[hier steht]"]
        {
            assert_eq!(found(source), None, "{source}");
        }
    }

    #[test]
    fn brackets_may_stand_within_and_one_may_be_missing() {
        assert_eq!(
            found("E-Mail: [hier einsetzen: name[at]beispiel.de]\\\n[Hier prüfen: a]"),
            Some((2, "[hier einsetzen: name[at]beispiel.de]".into()))
        );
        assert_eq!(found("[Hier einsetzen: Ort\n\n[Hier einsetzen: Tag]"), Some((2, "[Hier einsetzen: Ort".into())));
        assert_eq!(found("- [Hier einsetzen: a\n- b").map(|(_, first)| first).as_deref(), Some("[Hier einsetzen: a"));
    }
}
