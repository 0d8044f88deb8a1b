//! Passwords that are guessed early: common ones, names, words of this site, rows of keys.

use std::collections::HashSet;
use std::sync::LazyLock;

use app::i18n::words;

/// The 5,000 most common passwords that are long enough, in lower case.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// What anyone tries at this site, beside the group's name.
const SITE: [&str; 3] = ["themenseite", "fraktion", "redaktion"];
/// What a password is called.
const PASSWORD: [&str; 3] = ["passwort", "password", "kennwort"];
/// Signs that follow each other, on a keyboard or as they are counted.
const ROWS: [&str; 7] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertzuiopü+",
    "qwertyuiop[]",
    "asdfghjklöä#",
    "yxcvbnm,.-",
    "zxcvbnm,./",
];
/// A password that is made of so many rows, or of fewer, is one of these.
const FEW_ROWS: usize = 3;

/// Whether it is one of the most common passwords.
pub(crate) fn is_common(password: &str) -> bool {
    COMMON.contains(password.to_lowercase().as_str())
}

/// Whether someone guesses it early who knows the site, and these texts of the account.
pub(crate) fn is_guessable(password: &str, known: &[&str]) -> bool {
    let signs: Vec<char> = password.to_lowercase().chars().collect();
    let letters = letters_of(password);
    rows(&signs) <= FEW_ROWS
        || PASSWORD.iter().any(|word| is_made_of(&letters, &[(*word).to_owned()]))
        || is_made_of(&letters, &words_of(known))
}

fn letters_of(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect()
}

/// The words of the site and of these texts.
fn words_of(known: &[&str]) -> Vec<String> {
    let texts = known.iter().chain([&words::GROUP]);
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).map(letters_of);
    words.filter(|word| word.chars().count() > 2).chain(SITE.map(str::to_owned)).collect()
}

/// Whether letters are these words and nothing else.
fn is_made_of(letters: &str, words: &[String]) -> bool {
    let mut reached = vec![false; letters.len() + 1];
    reached[0] = true;
    for start in 0..letters.len() {
        if reached[start] && letters.is_char_boundary(start) {
            for word in words.iter().filter(|word| letters[start..].starts_with(word.as_str())) {
                reached[start + word.len()] = true;
            }
        }
    }
    !letters.is_empty() && reached[letters.len()]
}

/// Of how many rows of signs it is made; the same sign again goes on with a row.
fn rows(signs: &[char]) -> usize {
    let follow = |pair: &[char]| {
        pair[0] == pair[1]
            || ROWS.iter().any(|row| {
                let place = |sign| row.chars().position(|c| c == sign);
                matches!((place(pair[0]), place(pair[1])), (Some(one), Some(other)) if one.abs_diff(other) == 1)
            })
    };
    1 + signs.windows(2).filter(|pair| !follow(pair)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 2] = ["ida.beispiel@gruene.example", "Ida Beispiel"];

    #[test]
    fn the_list_holds_more_than_enough_and_nothing_that_is_too_short() {
        assert_eq!(COMMON.len(), 5_000);
        assert!(COMMON.iter().all(|word| word.chars().count() >= 12 && *word == word.to_lowercase()));
        assert!(is_common("motherfucker") && is_common("SonyEricsson") && is_common("123456789012"));
    }

    #[test]
    fn names_words_of_the_site_and_rows_of_keys_are_guessed() {
        for password in [
            "aaaaaaaaaaaa",
            "abcdefghijkl",
            "abcdef123456",
            "098765432109",
            "qwertzuiopü+",
            "Themenseite2026!",
            "IdaBeispiel1",
            "ida-ida-ida-ida",
            "HannoverHannover",
            "Passwort1234",
            "Passwort-Passwort",
            "ida.beispiel@gruene.example",
            "Grüne Ratsfraktion Hannover",
        ] {
            assert!(is_guessable(password, &KNOWN), "{password}");
        }
    }

    #[test]
    fn what_is_long_and_ones_own_is_not() {
        for password in [
            "sechs Hasen im Rathaus",
            "Ida mag 7 Krähen nicht",
            "  n\u{7}v%u👩\u{200d}👧 W2q4Z  ",
            "Ein Passwort für Ida",
            "4711-0815-2342",
        ] {
            assert!(!is_guessable(password, &KNOWN) && !is_common(password), "{password}");
        }
    }
}
