//! The part of a text that shows why it was found.

use std::collections::HashSet;

/// A snippet has about this many characters: three lines on a phone.
const LENGTH: usize = 200;
/// Only the first part of a text is looked at, in bytes: the longest has 100 000 characters, and a page shows 20.
pub const LOOKED_AT: usize = 20_000;

/// A text as HTML, with these words in `<mark>`. They are in lower case.
pub fn marked_html(text: &str, marks: &HashSet<String>) -> String {
    let mut html = String::with_capacity(text.len() * 5 / 4);
    for (word, is_word) in pieces(text) {
        let is_marked = is_word && marks.contains(&word.to_lowercase());
        html.push_str(if is_marked { "<mark>" } else { "" });
        push_escaped(&mut html, word);
        html.push_str(if is_marked { "</mark>" } else { "" });
    }
    html
}

/// The part of a text that holds most of these words, as HTML.
pub fn snippet_html(text: &str, marks: &HashSet<String>) -> String {
    let pieces = pieces(text);
    let start = best_start(&pieces, marks);
    let before: usize = pieces[..start].iter().map(|(piece, _)| piece.len()).sum();
    let rest = &text[before..];
    let end = rest
        .char_indices()
        .nth(LENGTH)
        .map_or(rest.len(), |(end, _)| rest[..end].rfind(char::is_whitespace).filter(|end| *end > 0).unwrap_or(end));
    let (lead, tail) = (if start > 0 { "… " } else { "" }, if end < rest.len() { " …" } else { "" });
    format!("{lead}{}{tail}", marked_html(rest[..end].trim(), marks))
}

/// A text in words and what is between them.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != is_word).unwrap_or(rest.len());
        pieces.push((&rest[..end], is_word));
        rest = &rest[end..];
    }
    pieces
}

/// The piece from which on a snippet's length holds the most different marked words: some words before the first of them.
fn best_start(pieces: &[(&str, bool)], marks: &HashSet<String>) -> usize {
    /// So many pieces, hence about four words, stand before the first marked word.
    const BEFORE: usize = 8;
    let marked: Vec<(usize, String)> = pieces
        .iter()
        .enumerate()
        .filter(|(_, (_, is_word))| *is_word)
        .map(|(index, (word, _))| (index, word.to_lowercase()))
        .filter(|(_, word)| marks.contains(word))
        .collect();
    let different_from = |first: usize| {
        let mut length = 0;
        let within = |piece: &usize| {
            length += pieces[*piece].0.len();
            length <= LENGTH
        };
        let end = (first..pieces.len()).take_while(within).last().unwrap_or(first);
        marked.iter().filter(|(at, _)| (first..=end).contains(at)).map(|(_, word)| word).collect::<HashSet<_>>().len()
    };
    // The first of the best; `max_by_key` would take the last.
    let best = marked.iter().map(|(at, _)| *at).rev().max_by_key(|at| different_from(*at));
    match best {
        Some(at) if at > BEFORE => (at - BEFORE..at).find(|piece| pieces[*piece].1).unwrap_or(at),
        _ => 0,
    }
}

fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(words: &[&str]) -> HashSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn found_words_are_marked_and_everything_else_is_text() {
        let html = marked_html("Straße <b>& Kita-Platz</b>", &marks(&["straße", "kita", "b"]));
        assert_eq!(
            html,
            "<mark>Straße</mark> &lt;<mark>b</mark>&gt;&amp; <mark>Kita</mark>-Platz&lt;/<mark>b</mark>&gt;"
        );
    }

    #[test]
    fn a_snippet_is_the_part_with_the_most_of_the_words() {
        let text = format!("{} Kita {} Kita Platz {}", "vorn ".repeat(60), "mitten ".repeat(60), "hinten ".repeat(60));
        let html = snippet_html(&text, &marks(&["kita", "platz"]));
        assert!(html.starts_with("… mitten"), "{html}");
        assert!(html.contains("<mark>Kita</mark> <mark>Platz</mark>") && html.ends_with("hinten …"), "{html}");
    }

    #[test]
    fn without_a_word_in_it_a_snippet_is_the_beginning_whatever_the_text() {
        assert_eq!(snippet_html("Kurz & gut", &marks(&[])), "Kurz &amp; gut");
        assert_eq!(snippet_html("", &marks(&["kita"])), "");
        let long = snippet_html(&"ä".repeat(999), &marks(&["kita"]));
        assert_eq!(long.chars().filter(|c| *c == 'ä').count(), 200);
    }
}
