//! What a search asks, and what it finds.

#[cfg(feature = "ssr")]
use leptos_router::location::Url;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::{Date, ItemKind, Slug, TopicLink, YearCount};
use super::{Drafts, ItemId, for_staff};

/// The query keys of `/suche`, as they stand in the address. Other keys change nothing.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// `q`: what was typed.
    pub query: String,
    /// `thema`: only what belongs to this topic.
    pub topic: String,
    /// `jahr`: only posts of this year.
    pub year: String,
    /// `seite`: which page of hits, from 1.
    pub page: String,
}

/// `/suche`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// What was found, in a sentence; where nothing was asked, what can be.
    pub summary: String,
    /// The hits, and how to narrow the search.
    pub results_html: String,
    /// For editors only.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub synonyms: Option<Synonyms>,
}

/// Words that mean the same, as they are edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synonyms {
    /// The item that they belong to: the start page's.
    pub home: ItemId,
    /// What is published: a line of them each, separated by commas.
    pub lines: String,
    /// Their draft.
    pub drafts: Drafts,
}

/// What a search found.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The best ones first; at most 20.
    pub hits: Vec<Hit>,
    /// The address of the next page, where there is one.
    pub next: Option<String>,
    /// What a search can be narrowed to, in the order the group chose.
    pub topics: Vec<TopicLink>,
    /// The years that have posts, newest first.
    pub years: Vec<YearCount>,
}

/// Something that was found.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it is.
    pub path: String,
    /// What it is: `Meldung, 30. Oktober 2024`.
    pub kind: String,
    /// What it is called, as HTML, with the words that were found in `<mark>`.
    pub title_html: String,
    /// A part of its text, in the same way.
    pub snippet_html: String,
}

/// A [`Search`] whose parts have been read.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedSearch {
    /// Words in lower case, without the marks between them.
    pub words: Vec<String>,
    /// Only what belongs to this topic.
    pub topic: Option<Slug>,
    /// Only posts of this year.
    pub year: Option<i32>,
    /// Which page of hits, from 0.
    pub page: usize,
}

#[cfg(feature = "ssr")]
impl Search {
    /// What is longer says nothing that the first words do not, and costs more.
    const MOST_WORDS: usize = 10;
    const LONGEST_WORD: usize = 50;

    /// Reads an address' query, with or without its question mark.
    pub fn from_query(query: &str) -> Self {
        let mut search = Self::default();
        for (key, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
            match key.as_ref() {
                "q" => search.query = value.into_owned(),
                "thema" => search.topic = value.into_owned(),
                "jahr" => search.year = value.into_owned(),
                "seite" => search.page = value.into_owned(),
                _ => {}
            }
        }
        search
    }

    /// Reads the parts.
    ///
    /// # Errors
    /// Names the first key whose value cannot be read.
    pub fn parse(&self) -> Result<ParsedSearch, super::InvalidRange> {
        let year = super::PostRange { year: given(&self.year), ..super::PostRange::default() }.parse()?.year;
        let topic = given(&self.topic).map(|topic| topic.parse()).transpose();
        let page = given(&self.page).map(|page| page.parse::<usize>()).transpose();
        Ok(ParsedSearch {
            words: self.words(),
            topic: topic.map_err(|_| super::InvalidRange { key: "thema" })?,
            year,
            page: page
                .ok()
                .filter(|page| page.is_none_or(|page| (1..=Hits::MOST_PAGES).contains(&page)))
                .ok_or(super::InvalidRange { key: "seite" })?
                .map_or(0, |page| page - 1),
        })
    }

    /// The address of one of its pages, from 1.
    pub fn address(&self, page: usize) -> String {
        let [query, topic, year] = [&self.query, &self.topic, &self.year].map(|value| Url::escape(value));
        format!("/suche?q={query}&thema={topic}&jahr={year}&seite={page}")
    }

    fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in self.query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let word: String = word.to_lowercase().chars().take(Self::LONGEST_WORD).collect();
            if words.len() < Self::MOST_WORDS && !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }
}

#[cfg(feature = "ssr")]
impl Hits {
    /// A page of hits holds this many.
    pub const PAGE: usize = 20;
    /// Whoever has not found it on these should ask otherwise.
    pub const MOST_PAGES: usize = 5;
}

/// A form that was sent with an empty control asks for nothing there.
#[cfg(feature = "ssr")]
fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a hit is told from.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundItem {
    /// What it is.
    pub kind: ItemKind,
    /// The last part of its address.
    pub slug: Slug,
    /// What it is called; plain text.
    pub title: String,
    /// Of a post.
    pub published_on: Option<Date>,
    /// What it says first: an introduction in `CommonMark`, a role, a teaser.
    pub lead: String,
    /// What it says then, in `CommonMark`.
    pub body: String,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn search(query: &str) -> Search {
        Search { query: query.into(), ..Search::default() }
    }

    #[test]
    fn words_are_lower_case_each_once_and_not_too_many() {
        let words = |query: &str| search(query).parse().expect("a search").words;
        assert_eq!(words("Kita-Platz, KITA & „Straße“!"), ["kita", "platz", "straße"]);
        assert_eq!(words(&"wort1 wort2 ".repeat(2)), ["wort1", "wort2"]);
        assert_eq!(words(&(0..99).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ")).len(), 10);
        assert_eq!(words(&"ä".repeat(999))[0].chars().count(), 50);
        assert!(words(" '); -- %_ ").is_empty());
    }

    #[test]
    fn a_search_is_read_from_its_address() {
        let search = Search::from_query("?q=kita+platz%20s%C3%BCd&thema=wohnen&jahr=2024&seite=2&utm=x");
        assert_eq!(search.query, "kita platz süd");
        assert_eq!((search.topic.as_str(), search.year.as_str(), search.page.as_str()), ("wohnen", "2024", "2"));
        assert_eq!(Search::from_query(&Search { page: String::new(), ..search.clone() }.address(2)[6..]), search);
        assert_eq!(Search::from_query(""), Search::default());
    }

    #[test]
    fn empty_keys_ask_for_nothing_and_others_are_named_where_they_cannot_be_read() {
        let parsed = search("x").parse().expect("a search");
        assert_eq!((parsed.topic, parsed.year, parsed.page), (None, None, 0));
        let with = |topic: &str, year: &str, page: &str| {
            Search { topic: topic.into(), year: year.into(), page: page.into(), ..search("x") }.parse()
        };
        assert_eq!(with("wohnen", "2024", "2").map(|search| (search.year, search.page)), Ok((Some(2024), 1)));
        for (topic, year, page, key) in
            [("Wo hnen", "", "", "thema"), ("", "24", "", "jahr"), ("", "", "0", "seite"), ("", "", "6", "seite")]
        {
            assert_eq!(with(topic, year, page).map_err(|error| error.key), Err(key));
        }
    }
}
