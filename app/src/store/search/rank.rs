//! Which documents hold the words of a search, the best ones first.

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
const MOST_COMPARED: i64 = 1000;
/// Of what very many documents hold, only the newest are compared: as many months of them as hold about this many.
const ENOUGH: f64 = 600.0;

impl Store {
    /// The items that hold all words, or any.
    pub(super) async fn rank(&self, words: &[Word], scope: &Scope<'_>, all: bool) -> Result<Vec<i64>, StoreError> {
        let terms: Vec<String> = words.iter().map(|word| format!("({})", any_way(word))).collect();
        let joined = terms.join(if all { " & " } else { " | " });
        let query =
            std::iter::once(format!("({joined})")).chain(scope.filters(words, all)).collect::<Vec<_>>().join(" & ");
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
                   where language = $1 and vector @@ $2::text::tsquery limit $12)
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
            query,
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

    /// The months that hold about as many matches as can be compared, newest first; none where all can. Words are taken as
    /// independent of each other.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn newest(&self, words: &[Word], all: bool) -> Option<String> {
        let documents = self.facets.documents.max(1) as f64;
        let shares = words.iter().map(|word| (word.documents as f64 / documents).min(1.0));
        let share = if all { shares.product::<f64>() } else { shares.sum::<f64>().min(1.0) };
        let topic = self.facets.topics.iter().find(|(topic, _)| Some(*topic) == self.topic);
        let share = share * topic.map_or(1.0, |(_, posts)| *posts as f64 / documents);
        let of_year = self.year.map(|year| format!("#{year}-"));
        let months = || {
            self.facets.months.iter().filter(|(month, _)| of_year.as_ref().is_none_or(|year| month.starts_with(year)))
        };
        if share * months().map(|(_, posts)| *posts as f64).sum::<f64>() <= MOST_COMPARED as f64 {
            return None;
        }
        let mut expected = 0.0;
        let mut lexemes = vec![quoted("#undated")];
        for (month, posts) in months() {
            if expected >= ENOUGH {
                break;
            }
            expected += share * *posts as f64;
            lexemes.push(quoted(month));
        }
        Some(format!("({})", lexemes.join(" | ")))
    }
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
    let parts = any_of(word.parts.iter().chain([&word.lexeme]), "");
    [same(word, ""), meaning(word, ""), related(word, ""), parts].join(" | ")
}

/// A document matches that holds all lexemes of one of these phrases.
fn any_of<'a>(phrases: impl Iterator<Item = &'a String>, weight: &str) -> String {
    let phrases = phrases.map(|phrase| {
        let lexemes: Vec<String> = phrase.split(' ').map(|lexeme| quoted(lexeme) + weight).collect();
        format!("({})", lexemes.join(" & "))
    });
    phrases.collect::<Vec<_>>().join(" | ")
}

/// A lexeme as a `tsquery` is written.
fn quoted(lexeme: &str) -> String {
    format!("'{}'", lexeme.replace('\\', "\\\\").replace('\'', "''"))
}
