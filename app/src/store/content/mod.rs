//! All published content at once, as a content folder holds it.

mod import;

use std::collections::{BTreeMap, HashMap};

use sqlx::{Postgres, Transaction};

pub use self::import::ImportCounts;
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
}

impl Store {
    /// Whether there is nothing at all to show or to edit.
    ///
    /// # Errors
    /// The query failed.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let empty = sqlx::query_scalar!(r#"select not exists (select from item where kind <> 'home') as "empty!""#)
            .fetch_one(&self.pool)
            .await?;
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
}

/// People first, then topics, which name people, then posts, which name topics.
fn order(item: &ContentItem) -> (u8, &Slug) {
    let rank = match item.kind() {
        ItemKind::Person => 0,
        ItemKind::Topic => 1,
        ItemKind::Post => 2,
        ItemKind::Page | ItemKind::Home => 3,
    };
    (rank, &item.slug)
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
            ItemKind::Home => continue,
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
        let Ok(field) = row.field.parse::<FieldName>() else { continue };
        if field.is_structure() {
            continue;
        }
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
