//! Lines of a text: broken at words, cut where there are too many.

/// A text wraps into at most so many lines.
pub(super) const MOST_LINES: usize = 4;

/// How wide a text is.
pub(super) type Measure<'a> = &'a dyn Fn(&str) -> f32;

/// A part of a text that stays together.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    /// Nothing within a word.
    before: &'static str,
}

/// The lines, filled about equally, where no word has to be broken and there are at most so many of them.
pub(super) fn whole(text: &str, width: f32, most: usize, measure: Measure) -> Option<Vec<String>> {
    let pieces = pieces(text);
    let widest = pieces.iter().map(|piece| measure(piece.text)).fold(0.0, f32::max);
    let mut lines = Some(filled(&pieces, width, measure)).filter(|lines| widest <= width && lines.len() <= most)?;
    // The narrowest column of as many lines.
    let mut narrower = width * 0.97;
    while narrower >= widest && narrower > width / 2.0 {
        let tried = filled(&pieces, narrower, measure);
        if tried.len() > lines.len() {
            break;
        }
        lines = tried;
        narrower *= 0.97;
    }
    Some(lines)
}

/// As many lines as there may be; words that are wider than a line are broken, and what is too much is "…".
pub(super) fn cut(text: &str, width: f32, measure: Measure) -> Vec<String> {
    let pieces: Vec<_> = pieces(text).into_iter().flat_map(|piece| broken(piece, width, measure)).collect();
    let mut lines = filled(&pieces, width, measure);
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            *last = with_ellipsis(last, width, measure);
        }
    }
    lines
}

/// Words, and their parts up to a hyphen. A space that does not break, as in `§ 5`, is part of a word.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let may_break = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
    let words = text.split(may_break).filter(|word| !word.is_empty());
    let parts = words.flat_map(|word| word.split_inclusive('-').enumerate());
    parts.map(|(index, text)| Piece { text, before: if index == 0 { " " } else { "" } }).collect()
}

fn broken<'a>(piece: Piece<'a>, width: f32, measure: Measure) -> Vec<Piece<'a>> {
    let (mut parts, mut rest, mut before) = (Vec::new(), piece.text, piece.before);
    while !rest.is_empty() {
        let ends = rest.char_indices().map(|(start, c)| start + c.len_utf8());
        let fitting = ends.clone().take_while(|end| measure(&rest[..*end]) <= width).last();
        // A letter that is wider than a line goes over its end.
        let end = fitting.or_else(|| ends.clone().next()).unwrap_or(rest.len());
        parts.push(Piece { text: &rest[..end], before });
        (rest, before) = (&rest[end..], "");
    }
    parts
}

/// Lines that take as much as goes into them.
fn filled(pieces: &[Piece], width: f32, measure: Measure) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for Piece { text, before } in pieces {
        let longer = lines.last().map(|line| format!("{line}{before}{text}")).filter(|line| measure(line) <= width);
        match (lines.last_mut(), longer) {
            (Some(line), Some(longer)) => *line = longer,
            _ => lines.push((*text).to_owned()),
        }
    }
    lines
}

/// Behind whole words and a space, as German has it, or else right behind a part of a word.
fn with_ellipsis(line: &str, width: f32, measure: Measure) -> String {
    let mut rest = line;
    loop {
        let words = rest.trim_end_matches([' ', ',', ';', ':', '–', '-', '„', '(']);
        let ended = format!("{words}\u{a0}…");
        if measure(&ended) <= width && !words.is_empty() {
            return ended;
        }
        let Some((before, _)) = rest.rsplit_once(' ') else { break };
        rest = before;
    }
    while let Some(end) = rest.char_indices().last().map(|(start, _)| start) {
        let ended = format!("{rest}…");
        if measure(&ended) <= width {
            return ended;
        }
        rest = &rest[..end];
    }
    "…".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> f32 {
        text.chars().map(|_| 1.0).sum()
    }

    fn fit(text: &str, width: f32) -> Option<Vec<String>> {
        whole(text, width, MOST_LINES, &letters)
    }

    #[test]
    fn a_text_wraps_at_words_into_lines_of_about_the_same_length() {
        assert_eq!(fit("Wohnen", 10.0), Some(vec!["Wohnen".into()]));
        assert_eq!(fit("  eins  zwei\ndrei ", 10.0), Some(vec!["eins zwei".into(), "drei".into()]));
        let balanced = ["Ein Haus für", "alle in Linden"].map(str::to_owned).to_vec();
        assert_eq!(fit("Ein Haus für alle in Linden", 24.0), Some(balanced));
        assert_eq!(fit("", 10.0), Some(Vec::new()));
    }

    #[test]
    fn a_text_does_not_fit_where_a_word_or_the_number_of_lines_is_too_large() {
        assert_eq!(fit("Aufenthaltserlaubnis", 19.0), None);
        assert_eq!(fit("a b c d", 1.0).map(|lines| lines.len()), Some(4));
        assert_eq!(fit("a b c d e", 1.0), None);
        assert_eq!(whole("a b c", 1.0, 2, &letters), None);
    }

    #[test]
    fn a_line_ends_behind_a_hyphen_but_never_at_a_space_that_does_not_break() {
        assert_eq!(fit("Asyl-Gesetz", 8.0), Some(vec!["Asyl-".into(), "Gesetz".into()]));
        assert_eq!(fit("nach den §\u{a0}5", 10.0), Some(vec!["nach".into(), "den §\u{a0}5".into()]));
        assert_eq!(fit("30.\u{202f}Mai", 6.0), None);
    }

    #[test]
    fn what_is_too_much_is_cut_behind_a_whole_word() {
        let lines = cut("eins zwei drei vier fünf, sechs", 6.0, &letters);
        assert_eq!(lines, ["eins", "zwei", "drei", "vier\u{a0}…"]);
        let lines = cut("a b c d, e", 3.0, &letters);
        assert_eq!(lines, ["a b", "c", "d,", "e"]);
        let lines = cut("aaa bbb ccc d, e fff", 4.0, &letters);
        assert_eq!(lines, ["aaa", "bbb", "ccc", "d\u{a0}…"]);
    }

    #[test]
    fn a_word_that_is_longer_than_a_line_is_broken_and_cut() {
        assert_eq!(
            cut(&"ä".repeat(200), 10.0, &letters),
            ["ä".repeat(10), "ä".repeat(10), "ä".repeat(10), "ä".repeat(9) + "…"]
        );
        assert_eq!(cut("ab abcdef", 4.0, &letters), ["ab", "abcd", "ef"]);
        assert_eq!(cut("abcdef", 0.5, &letters), ["a", "b", "c", "…"]);
    }
}
