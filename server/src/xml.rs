//! XML: what a text needs so that it stays a text.

/// A text as it stands in an element or an attribute; what XML has no place for is left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | ' '..'\u{fffe}' | '\u{10000}'.. => escaped.push(c),
            _ => {}
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_closes_nothing_and_holds_nothing_forbidden() {
        assert_eq!(escaped("</a>\"&amp;'"), "&lt;/a&gt;&quot;&amp;amp;'");
        assert_eq!(escaped("a\u{0}\u{8}\u{b}\u{1f}\u{fffe}\u{ffff}b\t\n🌻ß"), "ab\t\n🌻ß");
    }
}
