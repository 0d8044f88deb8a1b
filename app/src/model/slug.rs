//! The readable last part of an address.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Lower-case ASCII words joined by hyphens, such as `christine-jochem`; at most 120 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is not a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a slug")]
pub struct InvalidSlug;

const LONGEST: usize = 120;

/// First parts of addresses that are no page's: the program's own, and tags of languages.
const RESERVED: [&str; 32] = [
    "abmelden",
    "anmelden",
    "api",
    "ar",
    "barriere-melden",
    "bild",
    "bilder",
    "de",
    "einladung",
    "einrichten",
    "en",
    "entwuerfe",
    "fa",
    "healthz",
    "konto",
    "ls",
    "meldungen",
    "neu",
    "passwort",
    "passwort-vergessen",
    "personen",
    "pkg",
    "readyz",
    "start",
    "suche",
    "themen",
    "tr",
    "uk",
    "verlauf",
    "verwaltung",
    "vorschau",
    "vorschau-links",
];

impl Slug {
    /// Whether no page may stand at this address.
    pub fn is_reserved(&self) -> bool {
        RESERVED.contains(&self.as_str())
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = InvalidSlug;

    fn from_str(text: &str) -> Result<Self, InvalidSlug> {
        let word_ok =
            |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if text.len() <= LONGEST && text.split('-').all(word_ok) { Ok(Self(text.to_owned())) } else { Err(InvalidSlug) }
    }
}

impl TryFrom<String> for Slug {
    type Error = InvalidSlug;

    fn try_from(text: String) -> Result<Self, InvalidSlug> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

#[cfg(feature = "ssr")]
mod make {
    use unicode_normalization::UnicodeNormalization;

    use super::{LONGEST, Slug};
    use crate::model::Date;

    impl Slug {
        /// The slug of a post: its day, then the first four words of its title, or of its teaser where it has no title.
        pub fn for_post(published_on: Date, title: &str, teaser: &str) -> Self {
            let source = if title.trim().is_empty() { teaser } else { title };
            let words = ascii_words(source);
            let slug = words.iter().take(4).fold(published_on.to_string(), |slug, word| format!("{slug}-{word}"));
            Self(shortened(slug))
        }

        /// The slug of what has a name or a title: all its words; `ohne-namen` where none is left of them.
        pub fn for_name(name: &str) -> Self {
            let slug = shortened(ascii_words(name).join("-"));
            Self(if slug.is_empty() { "ohne-namen".to_owned() } else { slug })
        }

        /// The same slug with a number behind it, for when it is taken: `…-2`.
        #[must_use]
        pub fn numbered(&self, number: u32) -> Self {
            let suffix = format!("-{number}");
            let mut base = self.0.clone();
            base.truncate(LONGEST - suffix.len());
            Self(base.trim_end_matches('-').to_owned() + &suffix)
        }
    }

    fn shortened(mut slug: String) -> String {
        slug.truncate(LONGEST);
        slug.truncate(slug.trim_end_matches('-').len());
        slug
    }

    /// Words of a text in lower-case ASCII: German umlauts as two letters, other scripts as they sound.
    fn ascii_words(text: &str) -> Vec<String> {
        // Macs write ä as two characters.
        let german = text
            .nfc()
            .collect::<String>()
            .replace(['ä', 'Ä'], "ae")
            .replace(['ö', 'Ö'], "oe")
            .replace(['ü', 'Ü'], "ue")
            .replace(['ß', 'ẞ'], "ss");
        german
            .split(|c: char| !c.is_alphanumeric())
            .map(|word| {
                deunicode::deunicode(word).to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
            })
            .filter(|word: &String| !word.is_empty())
            .collect()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn slug(date: &str, title: &str, teaser: &str) -> String {
            Slug::for_post(date.parse().expect("a date"), title, teaser).to_string()
        }

        #[test]
        fn a_post_without_title_takes_the_first_four_words_of_its_teaser() {
            let teaser = "Sehr geehrte Kollegen von SPD, CDU und FDP, Die ersten öffentlichen Reaktionen";
            assert_eq!(slug("2024-10-30", "", teaser), "2024-10-30-sehr-geehrte-kollegen-von");
            assert_eq!(
                slug("2024-06-20", " ", "\"Herzlichen Glückwunsch an die"),
                "2024-06-20-herzlichen-glueckwunsch-an-die"
            );
            assert_eq!(slug("2024-05-15", "", "Größe, Maß & Öl"), "2024-05-15-groesse-mass-oel");
            assert_eq!(
                slug("2024-05-15", "", "Gru\u{308}ne Liste fu\u{308}r alle"),
                "2024-05-15-gruene-liste-fuer-alle"
            );
        }

        #[test]
        fn the_title_goes_before_the_teaser_and_other_scripts_become_ascii() {
            assert_eq!(slug("2024-10-30", "Київ grüßt", "Teaser"), "2024-10-30-kiyiv-gruesst");
            assert_eq!(slug("2024-10-30", "…", "Teaser"), "2024-10-30");
        }

        #[test]
        fn a_name_gives_all_its_words() {
            assert_eq!(Slug::for_name("Dr. Şeyma Öztürk-Weiß").as_str(), "dr-seyma-oeztuerk-weiss");
            assert_eq!(Slug::for_name("…").as_str(), "ohne-namen");
            assert!(Slug::for_name(&"wort ".repeat(60)).as_str().parse::<Slug>().is_ok());
        }

        #[test]
        fn a_slug_is_never_too_long_and_always_valid() {
            let long = slug("2024-10-30", &"wort".repeat(60), "");
            assert!(long.parse::<Slug>().is_ok());
            let numbered = Slug::for_post("2024-10-30".parse().expect("a date"), &"wort".repeat(60), "").numbered(12);
            assert!(numbered.as_str().ends_with("-12") && numbered.as_str().parse::<Slug>().is_ok());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_ascii_words_are_slugs() {
        assert!("christine-jochem".parse::<Slug>().is_ok());
        for text in ["", "-", "a--b", "A", "ä", "a b", "../etc", "a-", &"a".repeat(121)] {
            assert_eq!(text.parse::<Slug>(), Err(InvalidSlug), "{text}");
        }
    }
}
