//! All published content at once: how a content folder gets into the store and out of it.

use std::collections::{BTreeMap, HashMap};

use sqlx::{Postgres, Transaction};

use super::published::{self, append_revision};
use super::{Store, StoreError};
use crate::model::{FieldName, ItemId, ItemKind, Language, Slug};

/// An item as a content folder holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentItem {
    /// The last part of its address.
    pub slug: Slug,
    /// Each field of its kind: days as ISO 8601, addresses masked.
    pub texts: BTreeMap<FieldName, String>,
    /// What it is, and where it belongs.
    pub place: ContentPlace,
}

/// What an item is, and its place among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentPlace {
    /// A topic.
    Topic {
        /// The order on the start page, ascending.
        position: i32,
        /// The people to write to, in their order.
        contacts: Vec<Slug>,
    },
    /// A person.
    Person,
    /// A post.
    Post {
        /// The topics whose timeline holds it, sorted.
        topics: Vec<Slug>,
    },
    /// A page.
    Page,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Items that were not there before.
    pub added: usize,
    /// Items whose texts, position or lists were changed.
    pub changed: usize,
    /// Items that were the same already.
    pub unchanged: usize,
}

impl ContentItem {
    /// What it is.
    pub fn kind(&self) -> ItemKind {
        match self.place {
            ContentPlace::Topic { .. } => ItemKind::Topic,
            ContentPlace::Person => ItemKind::Person,
            ContentPlace::Post { .. } => ItemKind::Post,
            ContentPlace::Page => ItemKind::Page,
        }
    }

    /// One of its texts; empty where it has no such field.
    pub fn text(&self, field: FieldName) -> &str {
        self.texts.get(&field).map(String::as_str).unwrap_or_default()
    }

    fn changed_fields(&self, stored: &Self) -> Vec<FieldName> {
        let fields = self.kind().fields().iter().copied();
        fields.filter(|&field| self.texts.get(&field) != stored.texts.get(&field)).collect()
    }
}

impl Store {
    /// Whether there is nothing at all to show or to edit.
    ///
    /// # Errors
    /// The query failed.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let empty =
            sqlx::query_scalar!(r#"select not exists (select from item) as "empty!""#).fetch_one(&self.pool).await?;
        Ok(empty)
    }

    /// The slugs of all items that others can name: people and topics.
    ///
    /// # Errors
    /// The query failed.
    pub async fn content_slugs(&self) -> Result<Vec<(ItemKind, Slug)>, StoreError> {
        let rows = sqlx::query!(
            r#"select item.kind as "kind!", coalesce(topic.slug, person.slug)::text as "slug!"
               from item left join topic using (id) left join person using (id)
               where item.kind in ('topic', 'person')"#,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().filter_map(|row| Some((row.kind.parse().ok()?, row.slug.parse().ok()?))).collect())
    }

    /// Everything that is published, as it stands at one moment; by kind and slug.
    ///
    /// # Errors
    /// A query failed.
    pub async fn content(&self, language: Language) -> Result<Vec<ContentItem>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut *transaction).await?;
        let stored = stored_content(&mut transaction, language).await?;
        let mut items: Vec<ContentItem> =
            stored.into_iter().map(|(_, item)| item).filter(|item| !item.texts.is_empty()).collect();
        items.sort_by(|one, other| order(one).cmp(&order(other)));
        Ok(items)
    }

    /// Publishes items as they are given, all or none. Items that are not given stay as they are, and so do drafts.
    /// Items that are the same already get no revision and no version.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn import_content(&self, items: &[ContentItem], language: Language) -> Result<ImportCounts, StoreError> {
        let mut transaction = self.pool.begin().await?;
        hold_edits(&mut transaction).await?;
        let counts = import(&mut transaction, items, language).await?;
        transaction.commit().await?;
        Ok(counts)
    }

    /// The same, but only into a store without any item; `None`: there is one already. Several servers may do this at once.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn import_first_content(
        &self,
        items: &[ContentItem],
        language: Language,
    ) -> Result<Option<ImportCounts>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        hold_edits(&mut transaction).await?;
        let empty = sqlx::query_scalar!(r#"select not exists (select from item) as "empty!""#)
            .fetch_one(&mut *transaction)
            .await?;
        if !empty {
            return Ok(None);
        }
        let counts = import(&mut transaction, items, language).await?;
        transaction.commit().await?;
        Ok(Some(counts))
    }
}

/// Lets saves, publications and other imports wait until this transaction ends, so that what an import compares is what
/// it changes. Readers don't wait. Being the first lock of its transaction, it cannot end in a deadlock.
async fn hold_edits(transaction: &mut Transaction<'_, Postgres>) -> Result<(), StoreError> {
    sqlx::query!("lock table field_state in share row exclusive mode").execute(&mut **transaction).await?;
    Ok(())
}

/// People first, then topics, which name people, then posts, which name topics.
fn order(item: &ContentItem) -> (u8, &Slug) {
    let rank = match item.kind() {
        ItemKind::Person => 0,
        ItemKind::Topic => 1,
        ItemKind::Post => 2,
        ItemKind::Page => 3,
    };
    (rank, &item.slug)
}

async fn import(
    transaction: &mut Transaction<'_, Postgres>,
    items: &[ContentItem],
    language: Language,
) -> Result<ImportCounts, StoreError> {
    let stored = stored_content(transaction, language).await?;
    let stored: HashMap<_, _> = stored.iter().map(|(id, item)| ((item.kind(), &item.slug), (*id, item))).collect();
    let mut items: Vec<&ContentItem> = items.iter().collect();
    items.sort_by(|one, other| order(one).cmp(&order(other)));
    let mut counts = ImportCounts::default();
    for item in items {
        match stored.get(&(item.kind(), &item.slug)) {
            None => {
                add(transaction, item, language).await?;
                counts.added += 1;
            }
            Some((_, same)) if *same == item => counts.unchanged += 1,
            Some((id, other)) => {
                change(transaction, *id, item, other, language).await?;
                counts.changed += 1;
            }
        }
    }
    Ok(counts)
}

async fn add(
    transaction: &mut Transaction<'_, Postgres>,
    item: &ContentItem,
    language: Language,
) -> Result<(), StoreError> {
    let id = sqlx::query_scalar!("insert into item (kind) values ($1) returning id", item.kind().as_str())
        .fetch_one(&mut **transaction)
        .await?;
    write(transaction, ItemId(id), item, language).await?;
    append_revision(transaction, ItemId(id), language, None).await
}

async fn change(
    transaction: &mut Transaction<'_, Postgres>,
    id: ItemId,
    item: &ContentItem,
    stored: &ContentItem,
    language: Language,
) -> Result<(), StoreError> {
    write(transaction, id, item, language).await?;
    let fields = item.changed_fields(stored);
    for &field in &fields {
        raise_version(transaction, id, field, language).await?;
    }
    if fields.is_empty() { Ok(()) } else { append_revision(transaction, id, language, None).await }
}

/// A save that started from the text before is answered as a conflict from now on. The draft itself stays.
async fn raise_version(
    transaction: &mut Transaction<'_, Postgres>,
    id: ItemId,
    field: FieldName,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into field_state (item_id, language, field, version) values ($1, $2, $3, 1)
         on conflict (item_id, language, field) do update set version = field_state.version + 1",
        id.0,
        language.tag() as _,
        field.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn write(
    transaction: &mut Transaction<'_, Postgres>,
    id: ItemId,
    item: &ContentItem,
    language: Language,
) -> Result<(), StoreError> {
    published::write(transaction, id, item.kind(), &item.slug, &item.texts, language).await?;
    match &item.place {
        ContentPlace::Topic { position, contacts } => {
            sqlx::query!("update topic set position = $2 where id = $1", id.0, position)
                .execute(&mut **transaction)
                .await?;
            set_contacts(transaction, id, contacts).await
        }
        ContentPlace::Post { topics } => set_topics(transaction, id, topics).await,
        ContentPlace::Person | ContentPlace::Page => Ok(()),
    }
}

async fn set_contacts(
    transaction: &mut Transaction<'_, Postgres>,
    topic: ItemId,
    contacts: &[Slug],
) -> Result<(), StoreError> {
    sqlx::query!("delete from topic_contact where topic_id = $1", topic.0).execute(&mut **transaction).await?;
    let slugs: Vec<String> = contacts.iter().map(Slug::to_string).collect();
    sqlx::query!(
        "insert into topic_contact (topic_id, person_id, position)
         select $1, person.id, place::int
         from unnest($2::text[]) with ordinality as contact (slug, place) join person on person.slug = contact.slug",
        topic.0,
        &slugs,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn set_topics(
    transaction: &mut Transaction<'_, Postgres>,
    post: ItemId,
    topics: &[Slug],
) -> Result<(), StoreError> {
    sqlx::query!("delete from topic_post where post_id = $1", post.0).execute(&mut **transaction).await?;
    let slugs: Vec<String> = topics.iter().map(Slug::to_string).collect();
    sqlx::query!(
        "insert into topic_post (topic_id, post_id, published_on)
         select topic.id, post.id, post.published_on from topic, post where post.id = $1 and topic.slug = any($2::text[])",
        post.0,
        &slugs,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Every item that is published, in whatever language; its texts in this one.
async fn stored_content(
    transaction: &mut Transaction<'_, Postgres>,
    language: Language,
) -> Result<Vec<(ItemId, ContentItem)>, StoreError> {
    let mut texts = stored_texts(transaction, language).await?;
    let mut contacts = stored_contacts(transaction).await?;
    let mut topics = stored_topics(transaction).await?;
    let rows = sqlx::query!(
        r#"select item.id as "id!", item.kind as "kind!", topic.position as "position?",
                  coalesce(topic.slug, person.slug, post.slug, page.slug)::text as "slug!"
           from item left join topic using (id) left join person using (id) left join post using (id) left join page using (id)
           where coalesce(topic.id, person.id, post.id, page.id) is not null"#,
    )
    .fetch_all(&mut **transaction)
    .await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let (Ok(kind), Ok(slug)) = (row.kind.parse(), row.slug.parse()) else { continue };
        let place = match kind {
            ItemKind::Topic => ContentPlace::Topic {
                position: row.position.unwrap_or_default(),
                contacts: contacts.remove(&row.id).unwrap_or_default(),
            },
            ItemKind::Person => ContentPlace::Person,
            ItemKind::Post => ContentPlace::Post { topics: topics.remove(&row.id).unwrap_or_default() },
            ItemKind::Page => ContentPlace::Page,
        };
        items.push((ItemId(row.id), ContentItem { slug, texts: texts.remove(&row.id).unwrap_or_default(), place }));
    }
    Ok(items)
}

async fn stored_texts(
    transaction: &mut Transaction<'_, Postgres>,
    language: Language,
) -> Result<HashMap<i64, BTreeMap<FieldName, String>>, StoreError> {
    let rows = sqlx::query!(
        r#"select item_id as "item_id!", field as "field!", text as "text!" from published_field where language = $1"#,
        language.tag() as _,
    )
    .fetch_all(&mut **transaction)
    .await?;
    let mut texts: HashMap<i64, BTreeMap<FieldName, String>> = HashMap::new();
    for row in rows {
        let Ok(field) = row.field.parse() else { continue };
        texts.entry(row.item_id).or_default().insert(field, row.text);
    }
    Ok(texts)
}

async fn stored_contacts(transaction: &mut Transaction<'_, Postgres>) -> Result<HashMap<i64, Vec<Slug>>, StoreError> {
    let rows = sqlx::query!(
        r#"select topic_id, slug as "slug: String" from topic_contact join person on person.id = person_id
           order by topic_id, position, slug"#,
    )
    .fetch_all(&mut **transaction)
    .await?;
    Ok(by_item(rows.into_iter().map(|row| (row.topic_id, row.slug))))
}

async fn stored_topics(transaction: &mut Transaction<'_, Postgres>) -> Result<HashMap<i64, Vec<Slug>>, StoreError> {
    let rows = sqlx::query!(
        r#"select post_id, slug as "slug: String" from topic_post join topic on topic.id = topic_id
           where published_on is not null"#,
    )
    .fetch_all(&mut **transaction)
    .await?;
    let mut topics = by_item(rows.into_iter().map(|row| (row.post_id, row.slug)));
    for slugs in topics.values_mut() {
        slugs.sort();
    }
    Ok(topics)
}

fn by_item(pairs: impl Iterator<Item = (i64, String)>) -> HashMap<i64, Vec<Slug>> {
    let mut lists: HashMap<i64, Vec<Slug>> = HashMap::new();
    for (item, slug) in pairs {
        lists.entry(item).or_default().extend(slug.parse::<Slug>().ok());
    }
    lists
}
