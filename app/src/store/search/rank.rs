//! Which documents hold the words of a search, the best ones first.

use std::collections::HashSet;

use super::facets::Facets;
use super::words::Word;
use crate::model::{Hits, ItemId, Language};
use crate::store::{Store, StoreError};

/// Where to look.
pub(super) struct Scope<'a> {
    pub(super) topic: Option<ItemId>,
    pub(super) year: Option<i32>,
    pub(super) language: Language,
    pub(super) facets: &'a Facets,
}

/// Only so many documents are compared: looking at more takes longer than people wait.
const MOST_COMPARED: i64 = 600;
/// Of what very many documents hold, only the newest are compared: as many months of them as hold about this many.
const ENOUGH: f64 = 400.0;
/// A query has so many conditions. Each is asked of the index on its own, which walks through the one with the fewest matches and
/// skips in the others; within one condition it walks through everything that is named.
const CONDITIONS: usize = 6;
/// What every document fulfils: none holds this lexeme.
const ALWAYS: &str = "!'#'";

impl Store {
    /// The items that hold all words, or any.
    pub(super) async fn rank(&self, words: &[Word], scope: &Scope<'_>, all: bool) -> Result<Vec<i64>, StoreError> {
        let mut terms: Vec<String> = words.iter().map(any_way).collect();
        if !all {
            terms = vec![terms.join(" | ")];
        }
        terms.extend(scope.filters(words, all));
        let [first, second, third, fourth, fifth, sixth] = conditions(terms);
        let weights: Vec<f32> = words.iter().map(|word| scope.weight(word)).collect();
        let column = |query: &dyn Fn(&Word) -> String| words.iter().map(query).collect::<Vec<_>>();
        let ranked = sqlx::query_scalar!(
            r#"with term as materialized (
                   select weight, own::tsquery, any_way::tsquery, same_a::tsquery, same::tsquery,
                          meaning_a::tsquery, meaning_b::tsquery, meaning::tsquery, related_a::tsquery
                   from unnest($3::real[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                               $11::text[])
                        as term (weight, own, any_way, same_a, same, meaning_a, meaning_b, meaning, related_a)),
               candidate as materialized (
                   select item_id, published_on, vector from search_document
                   where language = $1 and vector @@ $2::text::tsquery and vector @@ $14::text::tsquery
                     and vector @@ $15::text::tsquery and vector @@ $16::text::tsquery
                     and vector @@ $17::text::tsquery and vector @@ $18::text::tsquery limit $12)
               select item_id from (
                   select item_id, published_on,
                          (select (0.6 + 0.4 * sum(weight * (vector @@ any_way)::int) / sum(weight))
                                  * sum(weight * (0.3 * ts_rank(vector, own) + case
                                        when vector @@ same_a then 1.0 when vector @@ meaning_a then 0.7
                                        when vector @@ meaning_b then 0.4 when vector @@ same then 0.3
                                        when vector @@ related_a then 0.25 when vector @@ meaning then 0.2
                                        when vector @@ any_way then 0.1 else 0 end)) from term)
                          * case when published_on is null then 1.4
                                 else 1 / (1 + 0.08 * greatest(0, current_date - published_on) / 365) end as score
                   from candidate) as scored
               order by score desc, published_on desc nulls first, item_id desc limit $13"#,
            scope.language.tag() as _,
            first,
            &weights,
            &column(&|word| quoted(&word.lexeme)),
            &column(&any_way),
            &column(&|word| same(word, ":A")),
            &column(&|word| same(word, "")),
            &column(&|word| meaning(word, ":A")),
            &column(&|word| meaning(word, ":B")),
            &column(&|word| meaning(word, "")),
            &column(&|word| related(word, ":A")),
            MOST_COMPARED,
            i64::try_from(Hits::PAGE * Hits::MOST_PAGES).unwrap_or(i64::MAX),
            second,
            third,
            fourth,
            fifth,
            sixth,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(ranked)
    }
}

impl Scope<'_> {
    /// A rare word says more than a common one: its inverse document frequency, squared.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a weight need not be exact")]
    fn weight(&self, word: &Word) -> f32 {
        let (all, of) = (self.facets.documents.max(1) as f64, word.documents.max(1) as f64);
        (1.0 + all / of).ln().powi(2) as f32
    }

    /// What narrows a search: the topic and the year that were chosen, and the newest time that holds enough.
    fn filters(&self, words: &[Word], all: bool) -> Vec<String> {
        let topic = self.topic.map(|topic| quoted(&format!("#t{}", topic.0)));
        let year = self.year.map(|year| quoted(&format!("#{year}")));
        topic.into_iter().chain(year).chain(self.newest(words, all)).collect()
    }

    /// The time that holds about as many matches as can be compared, up to now; none where all can. Words are taken as independent
    /// of each other.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn newest(&self, words: &[Word], all: bool) -> Option<String> {
        let documents = self.facets.documents.max(1) as f64;
        let shares = words.iter().map(|word| (word.documents as f64 / documents).min(1.0));
        let share = if all { shares.product::<f64>() } else { shares.sum::<f64>().min(1.0) };
        let topic = self.facets.topics.iter().find(|(topic, _)| Some(*topic) == self.topic);
        let share = share * topic.map_or(1.0, |(_, posts)| *posts as f64 / documents);
        let of_year = self.year.map(|year| format!("#{year}-"));
        let all_months = &self.facets.months;
        let months: Vec<_> = all_months
            .iter()
            .filter(|(month, _)| of_year.as_ref().is_none_or(|year| month.starts_with(year)))
            .collect();
        let expected = |months: &[&(String, i64)]| months.iter().map(|(_, posts)| share * *posts as f64).sum::<f64>();
        if expected(&months) <= MOST_COMPARED as f64 {
            return None;
        }
        let enough = (1..months.len()).find(|count| expected(&months[..*count]) >= ENOUGH).unwrap_or(months.len());
        let lexemes = std::iter::once("#undated").chain(time(&months[..enough], months.get(enough).copied()));
        Some(lexemes.map(quoted).collect::<Vec<_>>().join(" | "))
    }
}

/// Months, newest first, as few lexemes: whole years, and the months of the year in which they begin, where the month before them
/// is of that year, too.
fn time<'a>(months: &[&'a (String, i64)], before: Option<&'a (String, i64)>) -> impl Iterator<Item = &'a str> {
    let year_of = |month: &'a str| month.split_once('-').map_or(month, |(year, _)| year);
    let divided = before.map(|(month, _)| year_of(month));
    let mut lexemes: Vec<&str> = Vec::new();
    for (month, _) in months {
        let year = year_of(month);
        let lexeme = if Some(year) == divided { month } else { year };
        if lexemes.last() != Some(&lexeme) {
            lexemes.push(lexeme);
        }
    }
    lexemes.into_iter()
}

/// As many conditions as the query has, whatever is asked for.
fn conditions(mut terms: Vec<String>) -> [String; CONDITIONS] {
    let others = terms.split_off(terms.len().min(CONDITIONS - 1));
    let others: Vec<String> = others.iter().map(|term| format!("({term})")).collect();
    terms.extend((!others.is_empty()).then(|| others.join(" & ")));
    let mut terms = terms.into_iter();
    std::array::from_fn(|_| terms.next().unwrap_or_else(|| ALWAYS.to_owned()))
}

/// The same word. Behind each lexeme stands the weight with which it counts: `:A` in a title, `:B` in what is said first, none
/// anywhere.
fn same(word: &Word, weight: &str) -> String {
    any_of(word.same.iter().chain([&word.lexeme]), weight)
}

/// What means the same.
fn meaning(word: &Word, weight: &str) -> String {
    any_of(word.meaning.iter().chain([&word.lexeme]), weight)
}

/// Words that it is a part of.
fn related(word: &Word, weight: &str) -> String {
    any_of(word.related.iter().chain([&word.lexeme]), weight)
}

/// All of these, and words that are parts of it.
fn any_way(word: &Word) -> String {
    let all = word.same.iter().chain(&word.meaning).chain(&word.related).chain(&word.parts);
    any_of(all.chain([&word.lexeme]), "")
}

/// A document matches that holds all lexemes of one of these phrases. Each is named once, and none that holds another: the index
/// asks each of its entries about all of them.
fn any_of<'a>(phrases: impl Iterator<Item = &'a String>, weight: &str) -> String {
    let phrases: Vec<&str> = phrases.map(String::as_str).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    let once = phrases.iter().filter(|phrase| seen.insert(phrase));
    let shortest = once.filter(|phrase| {
        let mut lexemes = phrase.split(' ');
        !phrase.contains(' ') || lexemes.all(|lexeme| !phrases.contains(&lexeme))
    });
    let terms = shortest.map(|phrase| {
        let lexemes: Vec<String> = phrase.split(' ').map(|lexeme| quoted(lexeme) + weight).collect();
        format!("({})", lexemes.join(" & "))
    });
    terms.collect::<Vec<_>>().join(" | ")
}

/// A lexeme as a `tsquery` is written.
fn quoted(lexeme: &str) -> String {
    format!("'{}'", lexeme.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(phrases: &[&str], weight: &str) -> String {
        let phrases: Vec<String> = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        any_of(phrases.iter(), weight)
    }

    #[test]
    fn each_lexeme_is_looked_for_once() {
        assert_eq!(terms(&["wahl", "kommunal wahl", "wahl", "stimm abgab", "stimm"], ""), "('wahl') | ('stimm')");
        assert_eq!(terms(&["kommunal wahl", "kommunal wahl"], ":A"), "('kommunal':A & 'wahl':A)");
        assert_eq!(terms(&["o'neill"], ""), "('o''neill')");
    }

    /// The time in which one looks for words that so many documents hold, among a million of 200 months.
    fn newest(documents: &[i64], all: bool) -> Option<String> {
        let months = (0..200).map(|month| (format!("#{}-{:02}", 2026 - month / 12, 12 - month % 12), 5000)).collect();
        let facets = Facets { documents: 1_000_000, months, ..Facets::default() };
        let word = |documents: &i64| Word {
            asked: String::new(),
            instead: None,
            lexeme: String::new(),
            same: Vec::new(),
            meaning: Vec::new(),
            related: Vec::new(),
            parts: Vec::new(),
            documents: *documents,
        };
        let words: Vec<Word> = documents.iter().map(word).collect();
        Scope { topic: None, year: None, language: Language::German, facets: &facets }.newest(&words, all)
    }

    #[test]
    fn a_query_has_as_many_conditions_whatever_is_asked_for() {
        let asked = |count: usize| conditions((0..count).map(|number| format!("'{number}'")).collect());
        assert_eq!(asked(1), ["'0'", ALWAYS, ALWAYS, ALWAYS, ALWAYS, ALWAYS]);
        assert_eq!(asked(6), ["'0'", "'1'", "'2'", "'3'", "'4'", "('5')"]);
        assert_eq!(asked(8), ["'0'", "'1'", "'2'", "'3'", "'4'", "('5') & ('6') & ('7')"]);
    }

    #[test]
    fn of_what_very_many_posts_hold_only_the_newest_are_compared() {
        assert_eq!(newest(&[500], true), None);
        assert_eq!(newest(&[40_000, 10_000], true), None);
        // 400 of 61,000 matches are in two months.
        assert_eq!(newest(&[61_000], true).as_deref(), Some("'#undated' | '#2026-12' | '#2026-11'"));
        assert_eq!(newest(&[1000, 60_000], false).as_deref(), Some("'#undated' | '#2026-12' | '#2026-11'"));
        // 400 of 5,760 matches are in 14 months.
        assert_eq!(
            newest(&[240_000, 240_000, 100_000], true).as_deref(),
            Some("'#undated' | '#2026' | '#2025-12' | '#2025-11'")
        );
        // 400 of 3,350 matches are in 24 months, which are two years.
        assert_eq!(newest(&[3350], true).as_deref(), Some("'#undated' | '#2026' | '#2025'"));
    }
}
