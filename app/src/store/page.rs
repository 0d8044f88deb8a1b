//! Pages that stand for themselves, such as those the law asks for.

use super::published::text;
use super::{Store, StoreError};
use crate::markdown;
use crate::model::{FieldName, ItemId, Language, Page, Slug};

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

    /// A page that readers don't see, as its drafts say.
    ///
    /// # Errors
    /// The query failed.
    pub async fn drafted_page(&self, id: ItemId, slug: Slug, language: Language) -> Result<Page, StoreError> {
        let texts = self.drafted_texts(id, language).await?;
        Ok(Page {
            id,
            slug,
            title: text(&texts, FieldName::Title).to_owned(),
            body_html: markdown::to_html(text(&texts, FieldName::Body)),
            drafts: None,
        })
    }
}
