//! Where an item stands among the others: its address, a topic's contacts, a post's topics, the order of the topics.

use sqlx::{Postgres, Transaction};

use super::item::{is_taken, lock_slugs};
use super::{Store, StoreError};
use crate::model::{Choice, FieldName, FieldProblem, ItemId, ItemKind, Language, Slug, entries};

/// Why a place was not given. Nothing of it was changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum StructureError {
    /// It cannot be had.
    #[error("{0:?}")]
    Problem(FieldProblem),
    /// A query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for StructureError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// The people or topics that a list can name, by their names.
    ///
    /// # Errors
    /// The query failed.
    pub async fn choices(&self, kind: ItemKind, language: Language) -> Result<Vec<Choice>, StoreError> {
        let rows = sqlx::query!(
            r#"select slug as "slug!", coalesce(published.text, state.draft, slug) as "name!"
               from (select id, slug::text from topic where $1 = 'topic'
                     union all select id, slug::text from person where $1 = 'person') as choice
               join item using (id)
               left join published_field as published
                      on published.item_id = id and published.language = $2::text and published.field in ('title', 'name')
               left join field_state as state
                      on state.item_id = id and state.language = $2::text and state.field in ('title', 'name')
               where deleted_at is null order by 2, 1"#,
            kind.as_str(),
            language.tag(),
        )
        .fetch_all(&self.pool)
        .await?;
        let choices = rows.into_iter().filter_map(|row| Some(Choice { slug: row.slug.parse().ok()?, name: row.name }));
        Ok(choices.collect())
    }
}

/// Gives an item, which has its row already, the place that the text of such a field says.
pub(super) async fn write(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    kind: ItemKind,
    field: FieldName,
    text: &str,
) -> Result<(), StructureError> {
    match (field, kind) {
        (FieldName::Slug, _) => move_to(transaction, item, kind, text.trim()).await,
        (FieldName::Contacts, _) => {
            let people = resolve(transaction, ItemKind::Person, text).await?;
            Ok(set_contacts(transaction, item, &people).await?)
        }
        (FieldName::Topics, ItemKind::Home) => {
            let topics = resolve(transaction, ItemKind::Topic, text).await?;
            Ok(order_topics(transaction, &topics).await?)
        }
        (FieldName::Topics, _) => {
            let topics = resolve(transaction, ItemKind::Topic, text).await?;
            Ok(set_topics(transaction, item, &topics).await?)
        }
        _ => Ok(()),
    }
}

/// The items that a list names, also by addresses that they once had.
async fn resolve(
    transaction: &mut Transaction<'_, Postgres>,
    kind: ItemKind,
    text: &str,
) -> Result<Vec<i64>, StructureError> {
    let entries = entries(text).map_err(StructureError::Problem)?;
    let slugs: Vec<String> = entries.iter().map(|(_, slug)| slug.to_string()).collect();
    let ids = sqlx::query_scalar!(
        r#"select coalesce((select id from person where slug = entry.slug and $2 = 'person'),
                           (select id from topic where slug = entry.slug and $2 = 'topic'),
                           (select item_id from old_slug where old_slug.slug = entry.slug and kind = $2)) as id
           from unnest($1::text[]) with ordinality as entry (slug, place) order by place"#,
        &slugs,
        kind.as_str(),
    )
    .fetch_all(&mut **transaction)
    .await?;
    let mut known: Vec<i64> = Vec::with_capacity(ids.len());
    for ((line, _), id) in entries.iter().zip(ids) {
        let id = id.ok_or(StructureError::Problem(FieldProblem::UnknownEntry(*line)))?;
        if !known.contains(&id) {
            known.push(id);
        }
    }
    Ok(known)
}

async fn set_contacts(
    transaction: &mut Transaction<'_, Postgres>,
    topic: ItemId,
    people: &[i64],
) -> Result<(), StoreError> {
    sqlx::query!("delete from topic_contact where topic_id = $1", topic.0).execute(&mut **transaction).await?;
    sqlx::query!(
        "insert into topic_contact (topic_id, person_id, position)
         select $1, person, place::int from unnest($2::bigint[]) with ordinality as contact (person, place)",
        topic.0,
        people,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn set_topics(
    transaction: &mut Transaction<'_, Postgres>,
    post: ItemId,
    topics: &[i64],
) -> Result<(), StoreError> {
    sqlx::query!("delete from topic_post where post_id = $1", post.0).execute(&mut **transaction).await?;
    sqlx::query!(
        "insert into topic_post (topic_id, post_id, published_on)
         select topic, post.id, post.published_on from unnest($2::bigint[]) as topic, post where post.id = $1",
        post.0,
        topics,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Puts the named topics first, in this order; the others follow as they were.
async fn order_topics(transaction: &mut Transaction<'_, Postgres>, topics: &[i64]) -> Result<(), StoreError> {
    sqlx::query!(
        "update topic set position = ranked.place from (
             select topic.id, row_number() over (order by named.place nulls last, topic.position, topic.slug::text) as place
             from topic left join unnest($1::bigint[]) with ordinality as named (id, place) using (id)
         ) as ranked where topic.id = ranked.id",
        topics,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Gives an item another address. Where readers may know the old one, it leads to the item for ever.
async fn move_to(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    kind: ItemKind,
    text: &str,
) -> Result<(), StructureError> {
    if text.is_empty() {
        return Ok(());
    }
    let slug: Slug = text.parse().map_err(|_| StructureError::Problem(FieldProblem::NotASlug))?;
    lock_slugs(transaction).await?;
    if is_taken(transaction, kind, &slug, Some(item)).await? {
        return Err(StructureError::Problem(FieldProblem::SlugTaken));
    }
    sqlx::query!(
        "insert into old_slug (kind, slug, item_id)
         select $2, former.slug, $1 from (
             select slug from topic where id = $1 union all select slug from person where id = $1
             union all select slug from post where id = $1 union all select slug from page where id = $1
         ) as former
         where former.slug::text <> $3 and exists (select from revision where item_id = $1 and content is not null)
         on conflict (kind, slug) do nothing",
        item.0,
        kind.as_str(),
        slug.as_str(),
    )
    .execute(&mut **transaction)
    .await?;
    // It may be one that the item had before.
    sqlx::query!("delete from old_slug where kind = $1 and slug = $2", kind.as_str(), slug.as_str() as _)
        .execute(&mut **transaction)
        .await?;
    sqlx::query!(
        "with topic_moved as (update topic set slug = $2 where id = $1),
              person_moved as (update person set slug = $2 where id = $1),
              post_moved as (update post set slug = $2 where id = $1)
         update page set slug = $2 where id = $1 and not is_fixed",
        item.0,
        slug.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
