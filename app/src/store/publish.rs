//! Publishing drafts, and discarding them.

use std::collections::BTreeMap;

use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::drafts::{Save, item_kind, locked_state, published_text, record_edit};
use super::{Store, StoreError};
use crate::model::{Date, EmailAddress, FieldName, FieldProblem, FieldRef, ItemId, ItemKind, Language, Slug};

/// Why nothing was published. In every case nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A text is not what was shown when it was chosen: someone changed it meanwhile.
    #[error("a text was changed meanwhile")]
    Changed,
    /// A text cannot be published.
    #[error("a text cannot be published: {1:?}")]
    Problem(FieldRef, FieldProblem),
    /// A query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for PublishError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The chosen drafts of one item.
type Texts = BTreeMap<FieldName, String>;

impl Store {
    /// Publishes the chosen drafts: copies them into the typed tables and appends a revision per item, in one transaction.
    ///
    /// Each is named with the version that was shown. One that was published already is passed over, so that a retry
    /// changes nothing.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub async fn publish(
        &self,
        chosen: &[(FieldRef, i64)],
        language: Language,
        account: i64,
    ) -> Result<(), PublishError> {
        let mut transaction = self.pool.begin().await?;
        let mut items: BTreeMap<ItemId, Texts> = BTreeMap::new();
        for (field, text) in chosen_drafts(&mut transaction, chosen, language).await? {
            items.entry(field.item).or_default().insert(field.field, text);
        }
        for (&item, texts) in &items {
            let kind = item_kind(&mut transaction, item).await?.ok_or(PublishError::Changed)?;
            check(&mut transaction, item, kind, texts, language).await?;
            match kind {
                ItemKind::Topic => publish_topic(&mut transaction, item, texts, language).await?,
                ItemKind::Person => publish_person(&mut transaction, item, texts, language).await?,
                ItemKind::Post => publish_post(&mut transaction, item, texts, language).await?,
                ItemKind::Page => publish_page(&mut transaction, item, texts, language).await?,
            }
            for &field in texts.keys() {
                end_draft(&mut transaction, FieldRef { item, field }, language).await?;
            }
            append_revision(&mut transaction, item, language, Some(account)).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Discards the chosen drafts. What they said stays in the record of edits.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub async fn discard(
        &self,
        chosen: &[(FieldRef, i64)],
        language: Language,
        account: i64,
    ) -> Result<(), PublishError> {
        let mut transaction = self.pool.begin().await?;
        for (field, _) in chosen_drafts(&mut transaction, chosen, language).await? {
            end_draft(&mut transaction, field, language).await?;
            let version = sqlx::query_scalar!(
                "update field_state set version = version + 1
                 where item_id = $1 and language = $2 and field = $3 returning version",
                field.item.0,
                language.tag() as _,
                field.field.as_str() as _,
            )
            .fetch_one(&mut *transaction)
            .await?;
            let discard =
                Save { field, language, base_version: version - 1, text: "", operation: Uuid::new_v4(), account };
            record_edit(&mut transaction, &discard, version, None).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Locks the chosen fields, always in the same order so that two editors cannot block each other, and answers those
/// that still have a draft.
async fn chosen_drafts(
    transaction: &mut Transaction<'_, Postgres>,
    chosen: &[(FieldRef, i64)],
    language: Language,
) -> Result<Vec<(FieldRef, String)>, PublishError> {
    let mut chosen = chosen.to_vec();
    chosen.sort();
    chosen.dedup();
    let mut drafts = Vec::new();
    for (field, version) in chosen {
        if item_kind(transaction, field.item).await?.is_none() {
            return Err(PublishError::Changed);
        }
        let state = locked_state(transaction, field, language).await?;
        match state.draft {
            _ if state.version != version => return Err(PublishError::Changed),
            Some(text) => drafts.push((field, text)),
            None => {}
        }
    }
    Ok(drafts)
}

/// Whether the item as it would be can be published: the chosen texts, and what is required of the others.
async fn check(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    kind: ItemKind,
    texts: &Texts,
    language: Language,
) -> Result<(), PublishError> {
    for &field in kind.fields() {
        let reference = FieldRef { item, field };
        let result = match texts.get(&field) {
            Some(text) => field.check_publishable(kind, text),
            None if kind.requires(field) => {
                let published = published_text(transaction, reference, language).await?;
                published.map(drop).ok_or(FieldProblem::Empty)
            }
            None => Ok(()),
        };
        result.map_err(|problem| PublishError::Problem(reference, problem))?;
    }
    Ok(())
}

async fn end_draft(
    transaction: &mut Transaction<'_, Postgres>,
    field: FieldRef,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update field_state set draft = null, drafted_by = null, drafted_at = null
         where item_id = $1 and language = $2 and field = $3",
        field.item.0,
        language.tag() as _,
        field.field.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Appends what readers see of an item now to what they ever saw.
pub(super) async fn append_revision(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    language: Language,
    account: Option<i64>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into revision (item_id, language, account_id, content)
         select $1, $2::text, $3, jsonb_object_agg(field, text)
         from published_field where item_id = $1 and language = $2::text",
        item.0,
        language.tag(),
        account,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn text(texts: &Texts, field: FieldName) -> Option<&str> {
    texts.get(&field).map(String::as_str)
}

async fn publish_topic(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update topic_text set title = coalesce($3, title), introduction = coalesce($4, introduction)
         where topic_id = $1 and language = $2",
        item.0,
        language.tag() as _,
        text(texts, FieldName::Title).map(str::trim),
        text(texts, FieldName::Introduction),
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn publish_page(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update page_text set title = coalesce($3, title), body = coalesce($4, body) where page_id = $1 and language = $2",
        item.0,
        language.tag() as _,
        text(texts, FieldName::Title).map(str::trim),
        text(texts, FieldName::Body),
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn publish_person(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update person_text set name = coalesce($3, name), pronouns = coalesce($4, pronouns), role = coalesce($5, role)
         where person_id = $1 and language = $2",
        item.0,
        language.tag() as _,
        text(texts, FieldName::Name).map(str::trim),
        text(texts, FieldName::Pronouns).map(str::trim),
        text(texts, FieldName::Role),
    )
    .execute(&mut **transaction)
    .await?;
    if let Some(typed) = text(texts, FieldName::Email) {
        let address = typed.parse::<EmailAddress>().map(|address| address.plain()).unwrap_or_default();
        sqlx::query!("update person set email = $2 where id = $1", item.0, address).execute(&mut **transaction).await?;
    }
    Ok(())
}

async fn publish_post(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    let published_on =
        text(texts, FieldName::PublishedOn).and_then(|text| text.parse::<Date>().ok()).map(time::Date::from);
    let is_published = sqlx::query_scalar!(r#"select exists (select from post where id = $1) as "exists!""#, item.0)
        .fetch_one(&mut **transaction)
        .await?;
    if !is_published && let Some(published_on) = published_on {
        return insert_post(transaction, item, texts, published_on, language).await;
    }
    sqlx::query!("update post set published_on = coalesce($2, published_on) where id = $1", item.0, published_on)
        .execute(&mut **transaction)
        .await?;
    sqlx::query!(
        "update post_text set title = coalesce($3, title), teaser = coalesce($4, teaser), body = coalesce($5, body)
         where post_id = $1 and language = $2",
        item.0,
        language.tag() as _,
        text(texts, FieldName::Title).map(str::trim),
        text(texts, FieldName::Teaser).map(str::trim),
        text(texts, FieldName::Body),
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// A post goes out for the first time: its address is made now, and kept for ever.
async fn insert_post(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    texts: &Texts,
    published_on: time::Date,
    language: Language,
) -> Result<(), StoreError> {
    let title = text(texts, FieldName::Title).unwrap_or_default().trim();
    let teaser = text(texts, FieldName::Teaser).unwrap_or_default().trim();
    let slug = free_post_slug(transaction, &Slug::for_post(published_on.into(), title, teaser)).await?;
    sqlx::query!(
        "insert into post (id, slug, published_on) values ($1, $2, $3)",
        item.0,
        slug.as_str() as _,
        published_on
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!(
        "insert into post_text (post_id, language, title, teaser, body) values ($1, $2, $3, $4, $5)",
        item.0,
        language.tag() as _,
        title,
        teaser,
        text(texts, FieldName::Body).unwrap_or_default(),
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!("update topic_post set published_on = $2 where post_id = $1", item.0, published_on)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// The slug itself, or with the first free number behind it. The lock lets one look for a free one at a time.
async fn free_post_slug(transaction: &mut Transaction<'_, Postgres>, slug: &Slug) -> Result<Slug, StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('post_slug', 0))").execute(&mut **transaction).await?;
    let mut candidate = slug.clone();
    let mut number = 1;
    loop {
        let taken = sqlx::query_scalar!(
            r#"select exists (select from post where slug = $1) as "taken!""#,
            candidate.as_str() as _,
        )
        .fetch_one(&mut **transaction)
        .await?;
        if !taken {
            return Ok(candidate);
        }
        number += 1;
        candidate = slug.numbered(number);
    }
}
