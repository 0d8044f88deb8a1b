//! Characters that turn the direction of writing: however a text uses them, what stands around it keeps its place.

use std::borrow::Cow;

const POP_EMBEDDING: char = '\u{202c}';
const POP_ISOLATE: char = '\u{2069}';

/// A text that ends whatever it begins, for where it stands beside others without an element of its own: page titles, feeds, vCards.
/// What is open is closed at the end of its line; what would close something around the text is left out.
pub fn closed(text: &str) -> Cow<'_, str> {
    if !text.contains(is_bidi_control) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> = text.split('\n').map(closed_line).collect();
    Cow::Owned(lines.join("\n"))
}

/// The same, so that nothing in it changes the order of the words of the sentence it stands in.
pub fn isolated(text: &str) -> Cow<'_, str> {
    let Cow::Owned(closed) = closed(text) else { return Cow::Borrowed(text) };
    Cow::Owned(format!("\u{2068}{closed}{POP_ISOLATE}"))
}

/// Marks, embeddings and overrides, isolates.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// <https://www.unicode.org/reports/tr9/#X1>: an isolate's end also ends the embeddings in it.
fn closed_line(line: &str) -> String {
    let mut closed = String::with_capacity(line.len() + 6);
    let mut open: Vec<char> = Vec::new();
    for c in line.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push(POP_EMBEDDING),
            '\u{2066}'..='\u{2068}' => open.push(POP_ISOLATE),
            POP_EMBEDDING => match open.last() {
                Some(&POP_EMBEDDING) => drop(open.pop()),
                _ => continue,
            },
            POP_ISOLATE => match open.iter().rposition(|end| *end == POP_ISOLATE) {
                Some(start) => open.truncate(start),
                None => continue,
            },
            _ => {}
        }
        closed.push(c);
    }
    closed.extend(open.into_iter().rev());
    closed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_without_such_characters_stays_as_it_is() {
        for text in ["", "Migration", "זכויות אדם", "a\n\u{2028}b\u{200d}"] {
            assert!(matches!(closed(text), Cow::Borrowed(same) if same == text), "{text:?}");
            assert!(matches!(isolated(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn what_a_line_opens_it_closes_and_nothing_else() {
        for (text, expected) in [
            ("\u{202e}a", "\u{202e}a\u{202c}"),
            ("\u{202e}a\nb", "\u{202e}a\u{202c}\nb"),
            ("\u{202b}a\u{202c}b", "\u{202b}a\u{202c}b"),
            ("\u{2067}\u{202e}a", "\u{2067}\u{202e}a\u{202c}\u{2069}"),
            ("\u{2067}\u{202e}a\u{2069}b", "\u{2067}\u{202e}a\u{2069}b"),
            ("a\u{2069}\u{202c}\u{202e}b", "a\u{202e}b\u{202c}"),
            ("\u{200f}a\u{61c}", "\u{200f}a\u{61c}"),
        ] {
            assert_eq!(closed(text), expected, "{text:?}");
            assert_eq!(isolated(text), format!("\u{2068}{expected}\u{2069}"), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_closed_stays_closed(text in "[ab\n\u{202a}-\u{202e}\u{2066}-\u{2069}\u{200f}]{0,30}") {
            let once = closed(&text).into_owned();
            prop_assert_eq!(&*closed(&once), &once);
            for line in once.lines() {
                let mut depth = 0;
                for c in line.chars() {
                    depth += i32::from(('\u{2066}'..='\u{2068}').contains(&c)) - i32::from(c == '\u{2069}');
                    prop_assert!(depth >= 0, "{:?}", line);
                }
                prop_assert_eq!(depth, 0, "{:?}", line);
            }
        }
    }
}
