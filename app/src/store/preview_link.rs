//! Links that show a page's drafts to people without an account.

use super::log::{Actor, record_item};
use super::{Store, StoreError, published};
use crate::model::{ItemId, ItemKind, Language, LogAction, PreviewLink, PreviewLinks, Slug};

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewPreviewLink<'a> {
    /// What the store keeps of the token in its address.
    pub token_hash: &'a [u8],
    /// What the page is about.
    pub item: ItemId,
    /// In which language.
    pub language: Language,
    /// Who makes it.
    pub actor: Actor,
    /// After how many days it ends.
    pub days: i32,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewLinkTarget {
    /// What it is.
    pub kind: ItemKind,
    /// The last part of its address.
    pub slug: Slug,
    /// Until when the link is valid, in Berlin's time: `22.11.2026, 14:03`.
    pub valid_until: String,
    /// Whether it still is.
    pub is_valid: bool,
}

impl Store {
    /// Makes a link. `false`: the page has as many as it may have, or is in the bin.
    ///
    /// # Errors
    /// A query failed; no link was made.
    pub async fn create_preview_link(&self, link: &NewPreviewLink<'_>) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // The lock lets one be made at a time, so that they are counted right.
        if published::locked_kind(&mut transaction, link.item).await?.is_none() {
            return Ok(false);
        }
        let made = sqlx::query!(
            "insert into preview_link (token_hash, item_id, language, created_by, expires_at)
             select $1, $2, $3::text, $4, now() + make_interval(days => $5)
             where (select count(*) from valid_preview_link where item_id = $2 and language = $3::text) < $6",
            link.token_hash,
            link.item.0,
            link.language.tag(),
            link.actor.account,
            link.days,
            PreviewLinks::MOST,
        )
        .execute(&mut *transaction)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(false);
        }
        record_item(&mut transaction, link.actor, LogAction::PreviewLinkMade, link.item).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The valid links of an item's page, the newest first.
    ///
    /// # Errors
    /// The query failed.
    pub async fn preview_links(&self, item: ItemId, language: Language) -> Result<Vec<PreviewLink>, StoreError> {
        let links = sqlx::query_as!(
            PreviewLink,
            r#"select link.id as "id!", name as author,
                      to_char(link.created_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "created_at!",
                      to_char(link.expires_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "expires_at!"
               from valid_preview_link as link join account on account.id = link.created_by
               where link.item_id = $1 and link.language = $2 order by link.id desc"#,
            item.0,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(links)
    }

    /// Ends a link of an item's page. One that has ended stays as it is.
    ///
    /// # Errors
    /// A query failed; nothing was changed. `false`: the page has no such link.
    pub async fn revoke_preview_link(&self, item: ItemId, link: i64, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let was_revoked = sqlx::query_scalar!(
            r#"select revoked_at is not null as "was_revoked!" from preview_link where id = $1 and item_id = $2 for update"#,
            link,
            item.0,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if was_revoked == Some(false) {
            sqlx::query!("update preview_link set revoked_at = now() where id = $1", link)
                .execute(&mut *transaction)
                .await?;
            record_item(&mut transaction, actor, LogAction::PreviewLinkRevoked, item).await?;
        }
        transaction.commit().await?;
        Ok(was_revoked.is_some())
    }

    /// What a link leads to, whether it is still valid or not; none where there never was such a link.
    ///
    /// # Errors
    /// The query failed.
    pub async fn preview_link(&self, token_hash: &[u8]) -> Result<Option<PreviewLinkTarget>, StoreError> {
        let row = sqlx::query!(
            r#"select item.kind, coalesce(topic.slug, person.slug, post.slug, page.slug)::text as slug,
                      to_char(expires_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "valid_until!",
                      exists (select from valid_preview_link where valid_preview_link.id = link.id) as "is_valid!"
               from preview_link as link
               join item on item.id = link.item_id
               left join topic on topic.id = item.id
               left join person on person.id = item.id
               left join post on post.id = item.id
               left join page on page.id = item.id
               where token_hash = $1"#,
            token_hash,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.and_then(|row| {
            Some(PreviewLinkTarget {
                kind: row.kind.parse().ok()?,
                slug: row.slug?.parse().ok()?,
                valid_until: row.valid_until,
                is_valid: row.is_valid,
            })
        }))
    }
}
