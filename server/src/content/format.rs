//! What a content file looks like.
//!
//! ```text
//! +++
//! title = "Migration"
//! position = 1
//! contacts = ["christine-jochem"]
//! +++
//!
//! Hannover verfolgt eine …
//! ```
//!
//! The header between the two lines `+++` is TOML; its keys are the names of the fields in the store. One empty line
//! after the header and the last line end belong to the format, everything between them to the text, byte by byte.
//! A file that begins with a Windows line end (`\r\n`) is read as if all its line ends were `\n`.

use std::fmt::Write;

use app::model::{FieldName, ItemKind, Slug};
use app::store::{ContentItem, ContentPlace};

/// All kinds of items, in the order of their folders' use.
pub(super) const KINDS: [ItemKind; 4] = [ItemKind::Topic, ItemKind::Person, ItemKind::Post, ItemKind::Page];

const FENCE: &str = "+++";

/// The folder that holds the files of a kind.
pub(super) fn folder_of(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Topic => "themen",
        ItemKind::Person => "personen",
        ItemKind::Post => "meldungen",
        ItemKind::Page => "seiten",
        ItemKind::Home => "startseite",
    }
}

/// The field that stands below the header.
pub(super) fn body_field(kind: ItemKind) -> Option<FieldName> {
    match kind {
        ItemKind::Topic => Some(FieldName::Introduction),
        ItemKind::Post | ItemKind::Page => Some(FieldName::Body),
        ItemKind::Person | ItemKind::Home => None,
    }
}

/// A file's two parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// TOML; its first line is the file's second.
    pub(super) header: &'a str,
    /// The text below the header.
    pub(super) body: &'a str,
    /// The line of the file in which the body begins.
    pub(super) body_line: usize,
}

/// A file has no header; the line in which it should have begun or ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MissingFence {
    First,
    Second,
}

/// Line ends as the rest of the reading expects them.
pub(super) fn with_plain_line_ends(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => text.replace("\r\n", "\n"),
        _ => text.to_owned(),
    }
}

/// Takes a file apart.
pub(super) fn split(text: &str) -> Result<Parts<'_>, MissingFence> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| is_fence(line)).ok_or(MissingFence::First)?;
    let header_start = first.len();
    let mut end = header_start;
    for (number, line) in lines.enumerate() {
        if is_fence(line) {
            let rest = &text[end + line.len()..];
            let without_gap = without_line_end(rest, str::strip_prefix);
            let gap = usize::from(without_gap.len() < rest.len());
            let body = without_line_end(without_gap, str::strip_suffix);
            return Ok(Parts { header: &text[header_start..end], body, body_line: number + 3 + gap });
        }
        end += line.len();
    }
    Err(MissingFence::Second)
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == FENCE
}

/// A text without one line end at its beginning or end.
fn without_line_end<'a>(text: &'a str, strip: impl Fn(&'a str, &'static str) -> Option<&'a str>) -> &'a str {
    strip(text, "\r\n").or_else(|| strip(text, "\n")).unwrap_or(text)
}

/// Writes an item as a file. The same item gives the same bytes, always.
pub(super) fn write(item: &ContentItem) -> String {
    let header = header_lines(item).join("\n");
    let body = body_field(item.kind()).map(|field| item.text(field)).unwrap_or_default();
    if body.is_empty() {
        format!("{FENCE}\n{header}\n{FENCE}\n")
    } else {
        format!("{FENCE}\n{header}\n{FENCE}\n\n{body}\n")
    }
}

/// The header's keys in their order, with their values. Texts that are empty and may be are left out.
fn header_lines(item: &ContentItem) -> Vec<String> {
    let kind = item.kind();
    let mut lines: Vec<_> = kind
        .texts()
        .filter(|field| Some(*field) != body_field(kind))
        .filter(|field| kind.requires(*field) || !item.text(*field).is_empty())
        .map(|field| format!("{} = {}", field.as_str(), toml_text(item.text(field))))
        .collect();
    match &item.place {
        ContentPlace::Topic { position, contacts } => {
            lines.push(format!("position = {position}"));
            lines.push(format!("contacts = {}", toml_list(contacts)));
        }
        ContentPlace::Post { topics } => lines.push(format!("topics = {}", toml_list(topics))),
        ContentPlace::Person | ContentPlace::Page => {}
    }
    lines
}

fn toml_list(slugs: &[Slug]) -> String {
    let slugs: Vec<String> = slugs.iter().map(|slug| format!("\"{slug}\"")).collect();
    format!("[{}]", slugs.join(", "))
}

/// A text as TOML, in the form that is easiest to read: `"…"`; `'…'` where it holds quotation marks; several lines
/// where it has several.
fn toml_text(text: &str) -> String {
    let has_controls = text.contains(|c: char| c.is_control() && c != '\n');
    let is_quoted = text.contains(['"', '\\']) && !text.contains('\'');
    if text.contains('\n') && !has_controls && !text.lines().any(is_fence) {
        let lines: Vec<String> = text.split('\n').map(escaped).collect();
        format!("\"\"\"\n{}\"\"\"", lines.join("\n"))
    } else if is_quoted && !has_controls && !text.contains('\n') {
        format!("'{text}'")
    } else {
        format!("\"{}\"", escaped(text))
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(escaped, "\\u{:04X}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::content::folder::SourceFile;
    use crate::content::import::read_file;

    fn source(kind: ItemKind, text: &str) -> SourceFile {
        SourceFile {
            kind,
            path: format!("{}/datei.md", folder_of(kind)),
            stem: "datei".to_owned(),
            text: text.to_owned(),
        }
    }

    fn item(place: ContentPlace, texts: &[(FieldName, &str)]) -> ContentItem {
        let texts: BTreeMap<_, _> = texts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        ContentItem { slug: "datei".parse().expect("a slug"), texts, place }
    }

    fn post(title: &str, teaser: &str, body: &str) -> ContentItem {
        use FieldName::{Body, PublishedOn, Teaser, Title};
        let topics = vec!["migration".parse().expect("a slug"), "verkehr".parse().expect("a slug")];
        let texts = [(PublishedOn, "2024-10-30"), (Title, title), (Teaser, teaser), (Body, body)];
        item(ContentPlace::Post { topics }, &texts)
    }

    /// What was written reads back as the same item, and writes the same bytes again.
    fn comes_back(item: &ContentItem) {
        let written = write(item);
        let read = read_file(&source(item.kind(), &written));
        assert_eq!(read.problems, [], "{written}");
        let read = read.item.expect("an item");
        assert_eq!(&read, item, "{written}");
        assert_eq!(write(&read), written);
    }

    #[test]
    fn a_file_is_what_people_would_write() {
        assert_eq!(
            write(&post("", "Er sagt \"nein\".", "Absatz eins.\n\nAbsatz zwei.")),
            "+++\npublished_on = \"2024-10-30\"\nteaser = 'Er sagt \"nein\".'\ntopics = [\"migration\", \"verkehr\"]\n+++\n\n\
             Absatz eins.\n\nAbsatz zwei.\n"
        );
        let role = item(
            ContentPlace::Person,
            &[
                (FieldName::Name, "Ida"),
                (FieldName::Pronouns, ""),
                (FieldName::Role, "Eins\n\"Zwei\" \\n"),
                (FieldName::Email, "i[at]b.de"),
                (FieldName::Portrait, ""),
                (FieldName::PhotoCredit, ""),
            ],
        );
        assert_eq!(
            write(&role),
            "+++\nname = \"Ida\"\nrole = \"\"\"\nEins\n\\\"Zwei\\\" \\\\n\"\"\"\nemail = \"i[at]b.de\"\n+++\n"
        );
        comes_back(&role);
    }

    #[test]
    fn a_body_comes_back_to_the_byte() {
        let bodies = [
            "",
            "\n",
            "\n\n\n",
            " ",
            "a",
            "a\n",
            "a\n\n",
            "\na",
            "\n\n  a  \n ",
            "+++",
            "+++\n+++\n",
            "\n+++\ntitle = 1\n+++\n",
            "a\r\nb",
            "\r\n",
            "\r\na\r\n",
            "\r\n\r\n",
            "a\r\n\n",
            "\ta\t",
            "👩‍👩‍👧 e\u{301} \u{202e}x",
            "\u{feff}a",
            "\"\"\" ''' \\ \\n",
            "\u{a0}\n\u{2028}",
        ];
        for body in bodies {
            comes_back(&post("", "Teaser", body));
        }
    }

    #[test]
    fn a_text_in_the_header_comes_back_to_the_byte() {
        let texts = [
            "\"",
            "'",
            "\"'\"",
            "\\",
            "\\n",
            "\\\"",
            "'''",
            "\"\"\"",
            "„Modell\"",
            "a\nb",
            "\na\n",
            "a\n+++\nb",
            "+++",
            "a\r\nb",
            "\ta\nb",
            " a ",
            "a\n\\n\n\"",
            "e\u{301}👍",
            "\u{301}a",
            "# a",
            "a\n\"",
            "a\\\n  b",
            "\u{feff}a",
            "a \n",
        ];
        for text in texts {
            comes_back(&post("", text, ""));
            comes_back(&post("", text, text));
        }
        for title in texts.iter().filter(|title| !title.contains(char::is_control)) {
            comes_back(&post(title, "Teaser", "+++"));
        }
    }

    /// Texts of the pieces that are hard for a format with fences, quotes and line ends.
    fn nasty_text() -> impl Strategy<Value = String> {
        let pieces = vec![
            "+++", "\n", "\n\n", "\r\n", "\"", "'", "\"\"\"", "'''", "\\", "\\n", " ", "\t", "a", "= [", "#", "ä",
            "e\u{301}", "👍🏽", "\u{feff}", "\u{a0}", "\u{2028}",
        ];
        prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_post_comes_back(title in nasty_text(), teaser in nasty_text(), body in nasty_text(), any_body in "\\PC*") {
            let title = title.replace(char::is_control, "");
            comes_back(&post(&title, &format!("{teaser}t"), &body));
            comes_back(&post("", &format!("t{teaser}"), &any_body));
        }

        #[test]
        fn no_file_makes_the_reader_stumble(text in "(\\+\\+\\+\r?\n)?(\\PC|\n|\r){0,80}(\n\\+\\+\\+)?(\\PC|\n){0,20}", nasty in nasty_text()) {
            for kind in KINDS {
                let _ = read_file(&source(kind, &text));
                let _ = read_file(&source(kind, &format!("+++\ntitle = {nasty}\n+++\n{nasty}")));
            }
        }
    }

    #[test]
    fn a_file_with_windows_line_ends_is_read_like_any_other() {
        let unix = "+++\ntitle = \"Impressum\"\n+++\n\nEins\n\nZwei\n";
        let windows = format!("\u{feff}{}", unix.replace('\n', "\r\n"));
        let read = |text: &str| read_file(&source(ItemKind::Page, text)).item.expect("an item");
        assert_eq!(read(&windows), read(unix));
        assert_eq!(read(unix).text(FieldName::Body), "Eins\n\nZwei");
    }
}
