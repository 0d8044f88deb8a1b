//! What to look at in a `CommonMark` text before it goes out.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::model::Concern;

/// Link texts that say nothing by themselves, in lower case, without punctuation; WCAG 2.2, 2.4.4 and 2.4.9.
const VAGUE: [&str; 14] = [
    "",
    "hier",
    "da",
    "dort",
    "link",
    "mehr",
    "mehr dazu",
    "mehr infos",
    "mehr informationen",
    "weiter",
    "weiterlesen",
    "hier klicken",
    "klick hier",
    "dieser link",
];

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What to look at.
    pub concerns: Vec<Concern>,
    /// Targets of links within this site, as they were written; whether they are there is another question.
    pub own_links: Vec<String>,
}

/// Looks at headings and links.
pub fn check(source: &str) -> Checked {
    let mut checked = Checked::default();
    let mut level_before = 0;
    let mut words = String::new();
    let mut link_begins_at = 0;
    for event in Parser::new_ext(source, Options::empty()) {
        match event {
            Event::Start(Tag::Heading { .. }) => words.clear(),
            Event::End(TagEnd::Heading(level)) => {
                let level = level as usize;
                if level > level_before + 1 {
                    checked.concerns.push(Concern::SkippedHeading(words.trim().to_owned()));
                }
                level_before = level;
                words.clear();
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                link_begins_at = words.len();
                if dest_url.starts_with('/') {
                    checked.own_links.push(dest_url.into_string());
                }
            }
            Event::End(TagEnd::Link) => {
                let text = words[link_begins_at..].trim();
                if VAGUE.contains(&text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str()) {
                    checked.concerns.push(Concern::VagueLink(text.to_owned()));
                }
            }
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => words.push(' '),
            _ => {}
        }
    }
    checked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concerns(source: &str) -> Vec<Concern> {
        check(source).concerns
    }

    #[test]
    fn headings_go_down_one_level_at_a_time_and_up_as_far_as_they_like() {
        assert_eq!(concerns("# Eins\n\n## Zwei\n\n### Drei\n\n# Wieder eins\n\n## Zwei"), []);
        assert_eq!(concerns("## *Zu* tief"), [Concern::SkippedHeading("Zu tief".into())]);
        assert_eq!(concerns("# Eins\n\n### Drei"), [Concern::SkippedHeading("Drei".into())]);
    }

    #[test]
    fn a_link_says_where_it_leads() {
        assert_eq!(concerns("Der [Haushaltsplan 2025](/x) und [mehr dazu im Rat](/y)"), []);
        assert_eq!(
            concerns("Mehr [hier](/x), [**Hier klicken!**](/y) und [](/z)"),
            ["hier", "Hier klicken!", ""].map(|words| Concern::VagueLink(words.into()))
        );
    }

    #[test]
    fn links_within_the_site_are_listed() {
        let checked = check(
            "[Thema](/themen/x?jahr=2024#y) [außen](https://beispiel.de/) [Post](mailto:a@b.de) [r][1]\n\n[1]: /impressum",
        );
        assert_eq!(checked.own_links, ["/themen/x?jahr=2024#y", "/impressum"]);
    }
}
