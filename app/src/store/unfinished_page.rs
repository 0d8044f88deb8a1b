//! What is left to do on the pages that the law asks for.

use super::{Store, StoreError};
use crate::api::LEGAL_PAGES;
use crate::model::{Lack, Language, UnfinishedPage};
use crate::placeholder::placeholders;

impl Store {
    /// The pages the law asks for that readers do not find, or find empty or with placeholders.
    ///
    /// # Errors
    /// The query failed.
    pub async fn unfinished_pages(&self, language: Language) -> Result<Vec<UnfinishedPage>, StoreError> {
        let rows = sqlx::query!(
            r#"select slug::text as "slug!", title as "title?", body as "body?"
               from page left join page_text on page_id = id and language = $1 where is_fixed"#,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        let unfinished = LEGAL_PAGES.into_iter().filter_map(|(slug, name)| {
            let row = rows.iter().find(|row| row.slug == slug);
            let lack = row.map_or(Some(Lack::Page), |row| lack(row.title.as_deref().zip(row.body.as_deref())))?;
            Some(UnfinishedPage { path: format!("/{slug}"), name: name.to_owned(), lack })
        });
        Ok(unfinished.collect())
    }
}

/// What a page lacks, by what is published of it: its title and its text.
fn lack(published: Option<(&str, &str)>) -> Option<Lack> {
    match published {
        None => Some(Lack::Publication),
        Some((_, body)) if body.trim().is_empty() => Some(Lack::Text),
        Some((title, body)) => placeholders(&format!("{title}\n\n{body}")).map(Lack::Details),
    }
}
