//! Paths of this site.

/// Whether a text is a path of this site, such as `/themen/migration?jahr=2024`, and cannot lead anywhere else.
pub fn is_own_path(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && text.is_ascii()
        && !text.contains(|c: char| c == '\\' || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_on_this_site_is_a_path_of_it() {
        for text in ["/", "/themen/migration?jahr=2024#meldungen", "/gibt-es-nicht"] {
            assert!(is_own_path(text), "{text}");
        }
        for text in
            ["", "themen", "//boese.example", "/\\boese.example", "https://boese.example", "/\t/x", "/über", "/a\n"]
        {
            assert!(!is_own_path(text), "{text:?}");
        }
    }
}
