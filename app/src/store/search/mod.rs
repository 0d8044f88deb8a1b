//! Search over what readers see. How it works stands in `docs/architecture.md`; what it looks into, in the migration.

mod facets;
mod hits;
mod rank;
mod synonyms;
mod words;

use std::collections::HashSet;

use self::rank::Scope;
use super::{Store, StoreError};
use crate::model::{FoundItem, Hits, Language, ParsedSearch};

pub use self::facets::Facets;
pub(super) use self::synonyms::set_synonyms;

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The hits of the page that was asked for, the best ones first.
    pub items: Vec<FoundItem>,
    /// How many there are on all pages.
    pub count: usize,
    /// The words to be marked in them, in lower case.
    pub marks: HashSet<String>,
    /// Words that nothing holds, and what was looked for instead.
    pub instead: Vec<(String, String)>,
}

/// With fewer hits than this that hold all words, those that hold only some are shown, too.
const FEW: usize = 10;

impl Store {
    /// Searches.
    ///
    /// # Errors
    /// A query failed.
    pub async fn search(
        &self,
        search: &ParsedSearch,
        facets: &Facets,
        language: Language,
    ) -> Result<Found, StoreError> {
        let words = self.understand(&search.words).await?;
        if words.is_empty() {
            return Ok(Found::default());
        }
        let topic = match &search.topic {
            Some(slug) => match self.topic(slug, language).await? {
                Some(topic) => Some(topic.id),
                None => return Ok(Found::default()),
            },
            None => None,
        };
        let scope = Scope { topic, year: search.year, language, facets };
        let mut ranked = self.rank(&words, &scope, true).await?;
        if ranked.len() < FEW && words.len() > 1 {
            ranked = self.rank(&words, &scope, false).await?;
        }
        let page = ranked.iter().skip(search.page * Hits::PAGE).take(Hits::PAGE);
        let ids: Vec<i64> = page.copied().collect();
        Ok(Found {
            items: self.found_items(&ids, language).await?,
            count: ranked.len(),
            marks: self.words_to_mark(&words).await?,
            instead: words.into_iter().filter_map(|word| Some((word.asked, word.instead?))).collect(),
        })
    }
}
