//! What to look at in a text before it goes out.

use super::{Store, StoreError};
use crate::api::PageRef;
use crate::markdown_check;
use crate::model::{BARRIER_FORM, Concern, FieldKind, FieldName};
use crate::placeholder::placeholders;

impl Store {
    /// What readers may stumble over in a draft.
    ///
    /// # Errors
    /// A query failed.
    pub(super) async fn concerns(&self, field: FieldName, draft: &str) -> Result<Vec<Concern>, StoreError> {
        let placeholders = placeholders(draft).map(Concern::Placeholders);
        if field.kind() != FieldKind::RichText {
            return Ok(placeholders.into_iter().collect());
        }
        let mut checked = markdown_check::check(draft);
        for link in checked.own_links {
            if !self.is_public(&link).await? {
                checked.concerns.push(Concern::DeadLink(link));
            }
        }
        checked.concerns.extend(placeholders);
        Ok(checked.concerns)
    }

    /// Whether readers find a page of this site under a link.
    async fn is_public(&self, link: &str) -> Result<bool, StoreError> {
        let path = link.split(['?', '#']).next().unwrap_or_default();
        let Some(page) = PageRef::from_path(path) else { return Ok(BESIDE_PAGES.contains(&path)) };
        let Some(slug) = page.slug() else { return Ok(true) };
        let Some(item) = self.item_at(page.kind(), slug).await? else { return Ok(false) };
        let public = sqlx::query_scalar!(
            r#"select exists (select from published_field where item_id = $1) as "public!""#,
            item.id.0,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(public)
    }
}

/// What readers find beside the pages that can be edited.
const BESIDE_PAGES: [&str; 3] = ["/anmelden", "/passwort-vergessen", BARRIER_FORM];
