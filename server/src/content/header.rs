//! Reading a content file's header: TOML, each value with its line.

use std::collections::BTreeSet;

use app::model::{FieldName, InvalidSlug, Slug};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;

/// A header that is read key by key. What is wrong with it is collected.
pub(super) struct Header<'a> {
    path: &'a str,
    source: &'a str,
    table: DeTable<'a>,
    pub(super) problems: Vec<Problem>,
    /// Lines that the parser could not read.
    broken_lines: BTreeSet<usize>,
}

/// The header begins after the first fence.
const FIRST_LINE: usize = 2;

impl<'a> Header<'a> {
    pub(super) fn parse(path: &'a str, source: &'a str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(source);
        let table = table.into_inner();
        let mut header = Self { path, source, table, problems: Vec::new(), broken_lines: BTreeSet::new() };
        for error in errors {
            let line = header.line(error.span().map_or(0, |span| span.start));
            let sentence = header.syntax_sentence(line, error.message());
            header.refuse(line, sentence);
            header.broken_lines.insert(line);
        }
        header
    }

    /// Whether the parser could read all of it, so that a missing key is really missing.
    pub(super) fn is_toml(&self) -> bool {
        self.broken_lines.is_empty()
    }

    /// A text and its line; none where the key is missing.
    pub(super) fn take_text(&mut self, field: FieldName) -> Option<(String, usize)> {
        let (value, line) = self.take(field.as_str())?;
        let DeValue::String(text) = value.into_inner() else {
            let key = field.as_str();
            self.refuse(line, format!("`{key}` muss ein Text in Anführungszeichen sein: {key} = \"…\"."));
            return None;
        };
        Some((text.into_owned(), line))
    }

    /// A whole number; 0 where the key is missing.
    pub(super) fn take_number(&mut self, key: &'static str) -> i32 {
        let Some((value, line)) = self.take(key) else { return 0 };
        let number =
            value.get_ref().as_integer().and_then(|number| i32::from_str_radix(number.as_str(), number.radix()).ok());
        number.unwrap_or_else(|| {
            self.refuse(line, format!("`{key}` muss eine ganze Zahl sein, ohne Anführungszeichen: {key} = 1."));
            0
        })
    }

    /// Slugs with their lines; none where the key is missing.
    pub(super) fn take_slugs(&mut self, key: &'static str) -> Vec<(Slug, usize)> {
        let Some((value, line)) = self.take(key) else { return Vec::new() };
        let DeValue::Array(entries) = value.into_inner() else {
            self.refuse(line, format!("`{key}` muss eine Liste sein: {key} = [\"…\", \"…\"]."));
            return Vec::new();
        };
        let mut slugs: Vec<(Slug, usize)> = Vec::new();
        for entry in entries {
            let line = self.line(entry.span().start);
            match entry.get_ref().as_str().ok_or(InvalidSlug).and_then(str::parse::<Slug>) {
                Ok(slug) if slugs.iter().any(|(other, _)| *other == slug) => {
                    self.refuse(line, format!("„{slug}“ steht zweimal in `{key}`. Bitte nur einmal nennen."));
                }
                Ok(slug) => slugs.push((slug, line)),
                Err(_) => self.refuse(
                    line,
                    format!("In `{key}` stehen nur Dateinamen ohne .md, in Anführungszeichen: {key} = [\"…\", \"…\"]."),
                ),
            }
        }
        slugs
    }

    /// What is left was asked for by nobody.
    pub(super) fn refuse_the_rest(&mut self, known: &[&str]) {
        for (key, _) in std::mem::take(&mut self.table) {
            let line = self.line(key.span().start);
            let known = known.join(", ");
            self.refuse(
                line,
                format!(
                    "`{}` gibt es hier nicht. Bekannt sind: {known}. Bitte umbenennen oder entfernen.",
                    key.get_ref()
                ),
            );
        }
    }

    /// One mistake in the TOML makes more of them in its line, so a broken line is told of only once.
    pub(super) fn refuse(&mut self, line: usize, sentence: String) {
        if !self.broken_lines.contains(&line) {
            self.problems.push(Problem::new(self.path, line, sentence));
        }
    }

    /// A value and its key's line.
    fn take(&mut self, key: &'static str) -> Option<(Spanned<DeValue<'a>>, usize)> {
        let (key, value) = self.table.remove_entry(key)?;
        Some((value, self.line(key.span().start)))
    }

    fn line(&self, byte: usize) -> usize {
        let before = self.source.as_bytes().iter().take(byte);
        FIRST_LINE + before.filter(|byte| **byte == b'\n').count()
    }

    /// The parser speaks English to programmers; authors get the usual causes in German.
    fn syntax_sentence(&self, line: usize, message: &str) -> String {
        let text = self.source.lines().nth(line - FIRST_LINE).unwrap_or_default();
        let key = text.split_once('=').map(|(key, _)| key.trim()).filter(|key| key.parse::<FieldName>().is_ok());
        let subject = key.map_or_else(|| "Diese Zeile".to_owned(), |key| format!("`{key}`"));
        if message.contains("duplicate key") {
            format!("{subject} steht zweimal im Kopf. Bitte eine der beiden Zeilen entfernen.")
        } else if text.contains(|c: char| c.is_control() && c != '\t') {
            format!("{subject} enthält ein Steuerzeichen. Bitte entfernen.")
        } else {
            format!(
                "{subject} ist kein gültiges TOML. Eine Zeile sieht so aus: name = \"Text\". Vor Anführungszeichen und \\ im \
                 Text gehört ein \\, oder der Text steht in einfachen Anführungszeichen: name = '…'."
            )
        }
    }
}
