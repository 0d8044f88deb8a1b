//! What the words of a search mean: their lexemes, other words for the same, words that they are part of, and what was meant.

use std::collections::HashSet;

use crate::store::{Store, StoreError};

/// A word of a search, and what it is looked for as.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As it was typed, in lower case.
    pub(super) asked: String,
    /// The word that was taken in its place, where nothing holds it.
    pub(super) instead: Option<String>,
    /// Its own lexeme.
    pub(super) lexeme: String,
    /// Lexemes of the same word.
    pub(super) same: Vec<String>,
    /// What means the same, each one lexeme or several with spaces between them: synonyms, the verb or the noun, the two parts of a
    /// compound.
    pub(super) meaning: Vec<String>,
    /// Lexemes of words that it is a part of.
    pub(super) related: Vec<String>,
    /// Lexemes of words that it begins or ends with.
    pub(super) parts: Vec<String>,
    /// How many documents hold one of these lexemes, at most.
    pub(super) documents: i64,
}

/// Words without a meaning of their own, as they are typed without umlauts. With them PostgreSQL knows them itself.
const STOP_WORDS: [&str; 8] = ["fuer", "fur", "ueber", "uber", "waehrend", "koennen", "konnen", "wuerde"];
/// More words that one is a part of say nothing more.
const MOST_RELATED: i64 = 40;

impl Store {
    /// What words mean. Left out are those without a meaning of their own, and those that nothing holds when nothing is like them.
    pub(super) async fn understand(&self, asked: &[String]) -> Result<Vec<Word>, StoreError> {
        let asked: Vec<String> = asked.iter().filter(|word| !STOP_WORDS.contains(&word.as_str())).cloned().collect();
        let mut words = Vec::new();
        for mut word in self.look_up(&asked).await? {
            if word.documents == 0
                && let Some(meant) = self.meant_by(&word.asked).await?
                && let Some(other) = self.look_up(std::slice::from_ref(&meant)).await?.pop()
            {
                word = Word { asked: word.asked, instead: Some(meant), ..other };
            }
            let in_parts = self.look_up_parts(&word.asked).await?;
            word.meaning.extend(in_parts.whole);
            word.parts = in_parts.single;
            if word.documents == 0 {
                word.documents = in_parts.documents;
            }
            if word.documents > 0 {
                words.push(word);
            }
        }
        Ok(words)
    }

    async fn look_up(&self, asked: &[String]) -> Result<Vec<Word>, StoreError> {
        let rows = sqlx::query!(
            r#"with asked as (
                   select place, word, search_fold(word) as folded, search_stem(word) as lexeme
                   from unnest($1::text[]) with ordinality as asked (word, place)),
               same as (
                   select place, lexeme from asked where lexeme <> ''
                   union select place, search_word.lexeme from asked join search_word
                         on search_word.folded in (asked.folded, regexp_replace(asked.folded, 's$', ''))),
               meaning as (
                   select same.place, array_to_string(other.lexemes, ' ') as phrase
                   from same join search_synonym as mine on mine.lexemes = array[same.lexeme]
                   join search_synonym as other on other.line = mine.line and cardinality(other.lexemes) > 0
                   union select place, search_stem(left(word, -3) || 'en') from asked where word ~ '....ung$'
                   union select place, search_stem(left(word, -2) || 'ung') from asked where word ~ '....en$'),
               related as (
                   select place, wider.lexeme from asked, lateral (
                       select lexeme from search_word join search_lexeme using (lexeme)
                       where length(asked.folded) >= 3
                         and search_word.folded like repeat('%', least(1, length(asked.folded) - 3)) || asked.folded || '%'
                       group by lexeme, documents order by documents desc limit $2) as wider)
               select word as "word!", lexeme as "lexeme!",
                      array(select lexeme from same where same.place = asked.place) as "same!",
                      array(select phrase from meaning where meaning.place = asked.place and phrase <> '') as "meaning!",
                      array(select lexeme from related where related.place = asked.place) as "related!",
                      coalesce((select sum(documents) from search_lexeme where lexeme in (
                          select lexeme from same where same.place = asked.place
                          union select unnest(string_to_array(phrase, ' ')) from meaning where meaning.place = asked.place
                          union select lexeme from related where related.place = asked.place)), 0)::bigint as "documents!"
               from asked where lexeme <> '' order by place"#,
            asked,
            MOST_RELATED,
        )
        .fetch_all(&self.pool)
        .await?;
        let words = rows.into_iter().map(|row| Word {
            asked: row.word,
            instead: None,
            lexeme: row.lexeme,
            same: row.same,
            meaning: row.meaning,
            related: row.related,
            parts: Vec::new(),
            documents: row.documents,
        });
        Ok(words.collect())
    }

    /// The parts of a compound that are published words: two that make it up, with or without an s between them, and whatever it
    /// begins or ends with.
    async fn look_up_parts(&self, word: &str) -> Result<Parts, StoreError> {
        let row = sqlx::query!(
            r#"with split as (
                   select distinct head, tail, search_stem(head) as head_lexeme,
                          search_stem(regexp_replace(tail, '(...)ung$', '\1en')) as tail_lexeme
                   from search_fold($1) as folded, generate_series(3, length(folded) - 3) as length,
                        left(folded, length) as head,
                        unnest(array[substr(folded, length + 1), regexp_replace(substr(folded, length + 1), '^s', '')]) as tail
                   where length(folded) >= 7 and length(tail) >= 3),
               known as (
                   select lexeme, documents from search_lexeme
                   where documents > 0 and lexeme in (select head_lexeme from split union select tail_lexeme from split)),
               whole as (
                   select head_lexeme, tail_lexeme from split
                   where head_lexeme in (select lexeme from known) and tail_lexeme in (select lexeme from known)),
               single as (
                   select head_lexeme as lexeme from split where length(head) >= 4
                   union select tail_lexeme from split where length(tail) >= 4)
               select array(select head_lexeme || ' ' || tail_lexeme from whole) as "whole!",
                      array(select lexeme from single join known using (lexeme)) as "single!",
                      coalesce((select sum(documents) from known), 0)::bigint as "documents!""#,
            word,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Parts { whole: row.whole, single: row.single, documents: row.documents })
    }

    /// The word that is most like one that nothing holds: a published one, or one that means the same as such.
    async fn meant_by(&self, word: &str) -> Result<Option<String>, StoreError> {
        // In three letters nobody can tell what is wrong.
        if word.chars().count() < 4 {
            return Ok(None);
        }
        let rows = sqlx::query!(
            r#"select word as "word!", folded as "folded!", asked as "asked!", similarity(folded, asked) as "similarity!",
                      documents as "documents!"
               from search_fold($1) as asked, lateral (
                   select word, folded, documents from search_word join search_lexeme using (lexeme)
                   where folded % asked and documents > 0
                   union all select lower(phrase), search_fold(phrase), 0 from search_synonym where search_fold(phrase) % asked
               ) as known
               order by 4 desc, 5 desc limit 30"#,
            word,
        )
        .fetch_all(&self.pool)
        .await?;
        let allowed = if word.chars().count() < 6 { 1 } else { 2 };
        // They are sorted by likeness already, and of the nearest the first is taken.
        let near = rows.into_iter().map(|row| (strsim::osa_distance(&row.folded, &row.asked), row.word));
        let nearest = near.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance);
        Ok(nearest.map(|(_, word)| word))
    }

    /// Every word by which these can be seen in a text.
    pub(super) async fn words_to_mark(&self, words: &[Word]) -> Result<HashSet<String>, StoreError> {
        let of_meaning = words.iter().flat_map(|word| word.meaning.iter().flat_map(|phrase| phrase.split(' ')));
        let own =
            words.iter().flat_map(|word| word.same.iter().chain(&word.related).chain(&word.parts)).map(String::as_str);
        let lexemes: Vec<&str> = of_meaning.chain(own).collect();
        let rows = sqlx::query_scalar!("select word from search_word where lexeme = any($1)", &lexemes as &[&str])
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.into_iter().collect())
    }
}

/// What a compound is made of.
struct Parts {
    /// Two lexemes with a space between them, for each way to take it apart.
    whole: Vec<String>,
    /// Lexemes that it begins or ends with.
    single: Vec<String>,
    /// How many documents hold one of them, at most.
    documents: i64,
}
