//! What is taken off the site, and the bin: what was deleted, until it is brought back or emptied.

use sqlx::{Postgres, Transaction};

use super::changes::shortened;
use super::item::{is_fixed, item_kind};
use super::log::{Actor, record_item};
use super::{Store, StoreError, published};
use crate::model::{DeletedItem, ItemId, ItemKind, Language, LogAction};

impl Store {
    /// Takes an item off the site and puts it into the bin. Its texts become drafts, so that none is lost. Deleting it again
    /// changes nothing.
    ///
    /// # Errors
    /// A query failed; nothing was changed. `false`: there is no such item, or one whose address is fixed.
    pub async fn delete_item(&self, item: ItemId, language: Language, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        if withdraw(&mut transaction, item, language, actor).await?.is_none() {
            return Ok(false);
        }
        let deleted = sqlx::query!(
            "update item set deleted_at = now(), deleted_by = $2 where id = $1 and deleted_at is null",
            item.0,
            actor.account,
        )
        .execute(&mut *transaction)
        .await?;
        if deleted.rows_affected() > 0 {
            record_item(&mut transaction, actor, LogAction::Deleted, item).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Takes an item off the site. Its texts become drafts, so that it can be published again. One that is not published stays
    /// as it is.
    ///
    /// # Errors
    /// A query failed; nothing was changed. `false`: there is no such item, or one whose address is fixed.
    pub async fn withdraw_item(&self, item: ItemId, language: Language, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let withdrawn = withdraw(&mut transaction, item, language, actor).await?;
        if withdrawn == Some(true) {
            record_item(&mut transaction, actor, LogAction::Withdrawn, item).await?;
        }
        transaction.commit().await?;
        Ok(withdrawn.is_some())
    }

    /// Brings an item back from the bin, as a draft. One that is not there stays as it is.
    ///
    /// # Errors
    /// A query failed; nothing was changed. `false`: there is no such item.
    pub async fn restore_item(&self, item: ItemId, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let is_there = item_kind(&mut transaction, item).await?.is_some();
        let restored = sqlx::query!(
            "update item set deleted_at = null, deleted_by = null where id = $1 and deleted_at is not null",
            item.0,
        )
        .execute(&mut *transaction)
        .await?;
        if restored.rows_affected() > 0 {
            record_item(&mut transaction, actor, LogAction::Undeleted, item).await?;
        }
        transaction.commit().await?;
        Ok(is_there)
    }

    /// What is in the bin, what was deleted last first.
    ///
    /// # Errors
    /// The query failed.
    pub async fn deleted_items(&self, language: Language) -> Result<Vec<DeletedItem>, StoreError> {
        let rows = sqlx::query!(
            r#"select item.id, item.kind,
                      (select draft from field_state as name
                       where name.item_id = item.id and name.language = $1 and draft <> ''
                         and field in ('title', 'name', 'teaser')
                       order by field = 'teaser' limit 1) as name,
                      (select account.name from account where account.id = deleted_by) as author,
                      to_char(deleted_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "deleted_at!",
                      to_char((deleted_at + interval '30 days') at time zone 'Europe/Berlin', 'DD.MM.YYYY') as "kept_until!"
               from item where deleted_at is not null order by item.deleted_at desc, id desc"#,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        let items = rows.into_iter().filter_map(|row| {
            Some(DeletedItem {
                id: ItemId(row.id),
                kind: row.kind.parse().ok()?,
                name: row.name.as_deref().map(shortened).unwrap_or_default(),
                author: row.author,
                deleted_at: row.deleted_at,
                kept_until: row.kept_until,
            })
        });
        Ok(items.collect())
    }

    /// Removes for good, with its history, what was deleted more than 30 days ago; answers how many items that were.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn empty_bin(&self) -> Result<u64, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let ids = sqlx::query_scalar!(
            "select id from item where deleted_at < now() - interval '30 days' for update skip locked",
        )
        .fetch_all(&mut *transaction)
        .await?;
        for &id in &ids {
            record_item(&mut transaction, Actor::default(), LogAction::Removed, ItemId(id)).await?;
        }
        remember_addresses(&mut transaction, &ids).await?;
        sqlx::query!("delete from topic_post where post_id = any($1)", &ids).execute(&mut *transaction).await?;
        sqlx::query!("delete from post where id = any($1)", &ids).execute(&mut *transaction).await?;
        sqlx::query!("delete from person where id = any($1)", &ids).execute(&mut *transaction).await?;
        sqlx::query!("delete from topic where id = any($1)", &ids).execute(&mut *transaction).await?;
        sqlx::query!("delete from page where id = any($1)", &ids).execute(&mut *transaction).await?;
        sqlx::query!("delete from edit where item_id = any($1)", &ids).execute(&mut *transaction).await?;
        sqlx::query!("delete from revision where item_id = any($1)", &ids).execute(&mut *transaction).await?;
        let removed = sqlx::query!("delete from item where id = any($1)", &ids).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(removed.rows_affected())
    }
}

/// The addresses at which readers ever saw these items answer from now on that they are gone.
async fn remember_addresses(transaction: &mut Transaction<'_, Postgres>, ids: &[i64]) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into gone_slug (kind, slug)
         select kind, slug from (
             select id, slug from topic union all select id, slug from person
             union all select id, slug from post union all select id, slug from page
             union all select item_id, slug from old_slug
         ) as address join item using (id)
         where item.id = any($1) and exists (select from revision where item_id = item.id and content is not null)
         on conflict do nothing",
        ids,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Readers see nothing of an item any more; answers whether they saw something, and nothing where its address is fixed.
async fn withdraw(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    language: Language,
    actor: Actor,
) -> Result<Option<bool>, StoreError> {
    match item_kind(transaction, item).await? {
        None | Some(ItemKind::Home) => Ok(None),
        Some(ItemKind::Page) if is_fixed(transaction, item).await? => Ok(None),
        Some(kind) => published::withdraw(transaction, item, kind, language, actor.account).await.map(Some),
    }
}
