//! The pages the law asks for.

use super::{Store, StoreError};
use crate::markdown;
use crate::model::{ItemId, Language, Page, Slug};

impl Store {
    /// A page by its slug, without drafts.
    ///
    /// # Errors
    /// The query failed.
    pub async fn page(&self, slug: &Slug, language: Language) -> Result<Option<Page>, StoreError> {
        let row = sqlx::query!(
            "select id, title, body from page join page_text on page_id = id where slug = $1 and language = $2",
            slug.as_str() as _,
            language.tag() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Page {
            id: ItemId(row.id),
            slug: slug.clone(),
            title: row.title,
            body_html: markdown::to_html(&row.body),
            drafts: None,
        }))
    }
}
