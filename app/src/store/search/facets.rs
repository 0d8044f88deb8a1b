//! What a search can be narrowed to, and how much there is of it.

use crate::model::{ItemId, YearCount};
use crate::store::{Store, StoreError};

/// How many documents there are, and of which time.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// All documents.
    pub documents: i64,
    /// Posts by year, newest first.
    pub years: Vec<YearCount>,
    /// Lexemes of months with their posts, newest first.
    pub(super) months: Vec<(String, i64)>,
    /// Documents by topic.
    pub(super) topics: Vec<(ItemId, i64)>,
    /// Documents without a day.
    pub(super) undated: i64,
}

impl Store {
    /// What a search can be narrowed to.
    ///
    /// # Errors
    /// The query failed.
    pub async fn search_facets(&self) -> Result<Facets, StoreError> {
        let rows = sqlx::query!(
            "select lexeme, documents from search_lexeme where lexeme >= '#' and lexeme < '$' and documents > 0
             order by lexeme desc"
        )
        .fetch_all(&self.pool)
        .await?;
        let mut facets = Facets::default();
        for row in rows {
            let name = row.lexeme.trim_start_matches('#');
            if let Some(topic) = name.strip_prefix('t').and_then(|id| id.parse().ok()) {
                facets.topics.push((ItemId(topic), row.documents));
            } else if let Ok(year) = name.parse() {
                facets.years.push(YearCount { year, posts: row.documents });
                facets.documents += row.documents;
            } else if name == "undated" {
                facets.undated = row.documents;
                facets.documents += row.documents;
            } else if name.starts_with(|c: char| c.is_ascii_digit()) {
                facets.months.push((row.lexeme, row.documents));
            }
        }
        Ok(facets)
    }
}
